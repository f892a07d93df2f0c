//! Comparing two histories.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::difference::{DifferenceKind, EventPlace, HistoryDifference};
use super::hanging::Hanging;
use super::matching::Matching;
use super::strands::{Node, Strands};
use crate::history::event::EventId;
use crate::history::recorded::RecordedHistory;

/// How two histories are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryComparison {
    /// Whether events must happen as long after the first one in both.
    pub times: bool,
    /// Members of details that are not compared, such as `roleArn`.
    pub ignored: BTreeSet<String>,
}

impl HistoryComparison {
    /// Where two histories differ; nowhere if they are the same graph. Comparing them the other
    /// way round finds the same, seen from the other side.
    ///
    /// Numbers of events and the order in which branches took turns are not compared. The
    /// differences come in the order of the expected history, and what is only in the actual one
    /// after what it hangs on.
    #[must_use]
    pub fn compare(
        &self,
        expected: &RecordedHistory,
        actual: &RecordedHistory,
    ) -> Vec<HistoryDifference> {
        let expected = Strands::of(expected, &self.ignored);
        let actual = Strands::of(actual, &self.ignored);
        let mut matching = Matching::of(&expected, &actual);
        let moved = pair_moved(&expected, &actual, &mut matching);
        let found = Found { times: self.times, expected, actual, matching, moved };
        found.differences()
    }
}

/// Pairs the events that tell the same and hang on different ones.
fn pair_moved(
    expected: &Strands<'_>,
    actual: &Strands<'_>,
    matching: &mut Matching,
) -> BTreeSet<usize> {
    let identity =
        |strands: &Strands<'_>, node: &Node<'_>| (node.key, node.digest, strands.iterations(node));
    let mut left_over: HashMap<_, VecDeque<usize>> = HashMap::new();
    for (place, (node, other)) in actual.nodes.iter().zip(&matching.expected).enumerate() {
        if other.is_none() {
            left_over.entry(identity(actual, node)).or_default().push_back(place);
        }
    }
    let mut moved = Vec::new();
    for (place, (node, other)) in expected.nodes.iter().zip(&matching.actual).enumerate() {
        if other.is_none()
            && let Some(waiting) = left_over.get_mut(&identity(expected, node))
            && let Some(other) = waiting.pop_front()
        {
            moved.push((place, other));
        }
    }
    for (place, other) in &moved {
        matching.pair(*place, *other);
    }
    moved.into_iter().map(|(place, _)| place).collect()
}

/// Two histories whose events were matched.
struct Found<'h> {
    times: bool,
    expected: Strands<'h>,
    actual: Strands<'h>,
    matching: Matching,
    /// The expected events that hang on other ones than those they are matched with.
    moved: BTreeSet<usize>,
}

impl Found<'_> {
    fn differences(&self) -> Vec<HistoryDifference> {
        let mut found = Vec::new();
        let missing = leading(&self.expected, &self.matching.actual);
        for (place, node) in self.expected.nodes.iter().enumerate() {
            let other = self.matching.actual.get(place).copied().flatten();
            match other.and_then(|other| self.actual.nodes.get(other)) {
                Some(other) => self.compare(place, node, other, &mut found),
                None => {
                    if let Some(following) = missing.get(&place).copied() {
                        let place = self.expected_place(node);
                        let kind = DifferenceKind::Missing { following };
                        found.push(((node.event.id, None), HistoryDifference { place, kind }));
                    }
                }
            }
        }
        let before = self.actual.before();
        // What is there instead of what is missing is told of after it.
        let mut instead_of = HashMap::new();
        for (place, on) in self.expected.before().into_iter().enumerate() {
            if let (true, Some(on)) = (missing.contains_key(&place), on)
                && let Some(node) = self.expected.nodes.get(place)
            {
                instead_of.insert(on, node.event.id);
            }
        }
        for (unexpected, following) in leading(&self.actual, &self.matching.expected) {
            let Some(node) = self.actual.nodes.get(unexpected) else { continue };
            let mut place = self.actual.place(node);
            place.actual_id = Some(node.event.id);
            let on = before.get(unexpected).copied().flatten();
            let on = on.and_then(|on| self.matching.expected.get(on).copied().flatten());
            let on = on.and_then(|on| match instead_of.get(&on) {
                Some(missing) => Some(*missing),
                None => Some(self.expected.nodes.get(on)?.event.id),
            });
            let order = (on.unwrap_or(EventId::NONE), Some(node.event.id));
            let kind = DifferenceKind::Unexpected { following };
            found.push((order, HistoryDifference { place, kind }));
        }
        found.sort_by_key(|(order, _)| *order);
        found.into_iter().map(|(_, difference)| difference).collect()
    }

    /// Compares an event with the one that it is matched with.
    fn compare(
        &self,
        place: usize,
        expected: &Node<'_>,
        actual: &Node<'_>,
        found: &mut Vec<((EventId, Option<EventId>), HistoryDifference)>,
    ) {
        let mut add = |kind| {
            let mut place = self.expected_place(expected);
            place.actual_id = Some(actual.event.id);
            found.push(((expected.event.id, None), HistoryDifference { place, kind }));
        };
        if self.moved.contains(&place) || !self.follows_alike(expected, actual) {
            add(DifferenceKind::Previous {
                expected: expected.event.previous_event_id,
                actual: actual.event.previous_event_id,
            });
        }
        let values = expected.telling.differences(&actual.telling);
        if !values.is_empty() {
            add(DifferenceKind::Details(values));
        }
        if self.times {
            let expected = self.expected.history.elapsed(expected.event);
            let actual = self.actual.history.elapsed(actual.event);
            if expected != actual {
                add(DifferenceKind::Time { expected, actual });
            }
        }
    }

    /// Whether two events in one place follow from one event, as far as that is compared: what
    /// goes on after a fork follows from any branch, unless that is why it happens.
    fn follows_alike(&self, expected: &Node<'_>, actual: &Node<'_>) -> bool {
        let after_fork =
            |node: &Node<'_>| matches!(node.hanging, Hanging::After(_) | Hanging::Because(_));
        if !after_fork(expected) && !after_fork(actual) {
            return true;
        }
        let (Some(expected_previous), Some(actual_previous)) = (expected.previous, actual.previous)
        else {
            return expected.previous == actual.previous;
        };
        let of = |matches: &[Option<usize>], place: usize| matches.get(place).copied().flatten();
        let (Some(actual_of_expected), Some(_)) = (
            of(&self.matching.actual, expected_previous),
            of(&self.matching.expected, actual_previous),
        ) else {
            // One of the two is told of as a difference itself.
            return true;
        };
        let because = |node: &Node<'_>| matches!(node.hanging, Hanging::Because(_));
        actual_of_expected == actual_previous
            || !(because(expected) && because(actual))
                && self.expected.follows_branch(expected) == self.actual.follows_branch(actual)
    }

    fn expected_place(&self, node: &Node<'_>) -> EventPlace {
        let mut place = self.expected.place(node);
        place.expected_id = Some(node.event.id);
        place
    }
}

/// The events without a match that hang on none without one, and how many such hang on each.
fn leading(strands: &Strands<'_>, matches: &[Option<usize>]) -> HashMap<usize, usize> {
    let mut leads: Vec<Option<usize>> = Vec::with_capacity(matches.len());
    let mut leading = HashMap::new();
    for (place, (before, other)) in strands.before().into_iter().zip(matches).enumerate() {
        let lead = match other {
            Some(_) => None,
            None => {
                let lead = before.and_then(|before| leads.get(before).copied().flatten());
                match lead.and_then(|lead| leading.get_mut(&lead)) {
                    Some(following) => *following += 1,
                    None => {
                        leading.insert(place, 0);
                    }
                }
                Some(lead.unwrap_or(place))
            }
        };
        leads.push(lead);
    }
    leading
}
