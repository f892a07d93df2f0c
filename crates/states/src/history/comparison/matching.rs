//! Which events of two histories are one and the same.

use std::collections::{HashMap, HashSet, VecDeque};

use super::alignment::align;
use super::strands::{Node, Strands};

/// For each event of two histories the one of the other that it is.
#[derive(Debug)]
pub(super) struct Matching {
    /// For each expected event, by its place.
    pub(super) actual: Vec<Option<usize>>,
    /// For each actual event, by its place.
    pub(super) expected: Vec<Option<usize>>,
}

impl Matching {
    /// Matches events on matched events, from the first strands on.
    pub(super) fn of(expected: &Strands<'_>, actual: &Strands<'_>) -> Self {
        let mut matching = Self {
            actual: vec![None; expected.nodes.len()],
            expected: vec![None; actual.nodes.len()],
        };
        let mut strands = vec![(0, 0)];
        while let Some((expected_strand, actual_strand)) = strands.pop() {
            for (place, other) in align_strands(expected, expected_strand, actual, actual_strand) {
                matching.pair(place, other);
                strands.extend(match_branches(expected, place, actual, other));
            }
        }
        matching
    }

    pub(super) fn pair(&mut self, expected: usize, actual: usize) {
        if let Some(of) = self.actual.get_mut(expected) {
            *of = Some(actual);
        }
        if let Some(of) = self.expected.get_mut(actual) {
            *of = Some(expected);
        }
    }
}

/// The events of two strands that are the same: first those that tell the same, then between
/// those the ones of one kind and state, then those of one kind where the state is not known.
fn align_strands(
    expected: &Strands<'_>,
    expected_strand: usize,
    actual: &Strands<'_>,
    actual_strand: usize,
) -> Vec<(usize, usize)> {
    let left: Vec<_> = expected.nodes_of(expected_strand).collect();
    let right: Vec<_> = actual.nodes_of(actual_strand).collect();
    let lists = |of: fn(&Node<'_>) -> u64| -> (Vec<u64>, Vec<u64>) {
        (left.iter().map(|node| of(node)).collect(), right.iter().map(|node| of(node)).collect())
    };
    let mut pairs = align_between(&[], &lists(|node| node.digest));
    pairs = align_between(&pairs, &lists(|node| node.key));
    let sure = pairs.len();
    if sure < left.len() && sure < right.len() {
        let keyed: HashSet<_> = pairs.iter().copied().collect();
        pairs = align_between(&pairs, &lists(|node| node.kind));
        let was_entered =
            |list: &[&Node<'_>], place: usize| list.get(place).is_some_and(|node| node.was_entered);
        pairs.retain(|(l, r)| {
            keyed.contains(&(*l, *r)) || !(was_entered(&left, *l) && was_entered(&right, *r))
        });
    }
    let places = |strands: &Strands<'_>, strand: usize| {
        strands.strands.get(strand).map(|strand| strand.nodes.clone()).unwrap_or_default()
    };
    let (left, right) = (places(expected, expected_strand), places(actual, actual_strand));
    pairs.into_iter().filter_map(|(l, r)| Some((*left.get(l)?, *right.get(r)?))).collect()
}

/// Pairs, and what can be aligned between them.
fn align_between(
    pairs: &[(usize, usize)],
    (left, right): &(Vec<u64>, Vec<u64>),
) -> Vec<(usize, usize)> {
    let (mut left_from, mut right_from) = (0, 0);
    let mut all = Vec::with_capacity(pairs.len());
    for pair in pairs.iter().copied().map(Some).chain([None]) {
        let (left_end, right_end) = pair.unwrap_or((left.len(), right.len()));
        if let (Some(left_gap), Some(right_gap)) =
            (left.get(left_from..left_end), right.get(right_from..right_end))
        {
            let between = align(left_gap, right_gap);
            all.extend(between.into_iter().map(|(l, r)| (left_from + l, right_from + r)));
        }
        all.extend(pair);
        (left_from, right_from) = (left_end + 1, right_end + 1);
    }
    all
}

/// Strands of the expected history, and strands of the actual one.
type Both = (Vec<usize>, Vec<usize>);

/// Which strands on two events are the same: those that begin alike, and of several such ones
/// those that are equal before those that are not.
fn match_branches(
    expected: &Strands<'_>,
    expected_node: usize,
    actual: &Strands<'_>,
    actual_node: usize,
) -> Vec<(usize, usize)> {
    let beginning = |strands: &Strands<'_>, strand: usize| {
        strands.nodes_of(strand).next().map(|node| node.kind)
    };
    let mut alike: HashMap<_, Both> = HashMap::new();
    for strand in expected.branches_of(expected_node) {
        alike.entry(beginning(expected, *strand)).or_default().0.push(*strand);
    }
    for strand in actual.branches_of(actual_node) {
        alike.entry(beginning(actual, *strand)).or_default().1.push(*strand);
    }
    let mut pairs = Vec::new();
    let (mut missing, mut unexpected) = Both::default();
    for (left, right) in alike.into_values() {
        let (left, right) = match_equal(expected, left, actual, right, &mut pairs);
        pairs.extend(left.iter().copied().zip(right.iter().copied()));
        missing.extend(left.iter().skip(right.len()));
        unexpected.extend(right.iter().skip(left.len()));
    }
    missing.sort_unstable();
    unexpected.sort_unstable();
    pairs.extend(match_beheaded(expected, missing, actual, unexpected));
    pairs
}

/// Pairs strands that are equal with all that hangs on them, and gives the others back.
fn match_equal(
    expected: &Strands<'_>,
    left: Vec<usize>,
    actual: &Strands<'_>,
    right: Vec<usize>,
    pairs: &mut Vec<(usize, usize)>,
) -> Both {
    let digest = |strands: &Strands<'_>, strand: usize| {
        strands.strands.get(strand).map(|strand| strand.digest)
    };
    let mut equal: HashMap<_, VecDeque<usize>> = HashMap::new();
    for strand in &right {
        equal.entry(digest(actual, *strand)).or_default().push_back(*strand);
    }
    let mut taken = HashSet::new();
    let mut left_over = Vec::new();
    for strand in left {
        let other = equal.get_mut(&digest(expected, strand)).and_then(VecDeque::pop_front);
        match other {
            Some(other) => {
                taken.insert(other);
                pairs.push((strand, other));
            }
            None => left_over.push(strand),
        }
    }
    (left_over, right.into_iter().filter(|strand| !taken.contains(strand)).collect())
}

/// Pairs strands of which one lost its first event: an iteration is known by its first event
/// only, and a branch by the state that it enters.
fn match_beheaded(
    expected: &Strands<'_>,
    mut missing: Vec<usize>,
    actual: &Strands<'_>,
    mut unexpected: Vec<usize>,
) -> Vec<(usize, usize)> {
    let is_iteration = |strands: &Strands<'_>, strand: usize| {
        strands.strands.get(strand).is_some_and(|strand| strand.iteration.is_some())
    };
    let mut by_state: HashMap<_, VecDeque<usize>> = HashMap::new();
    for strand in &unexpected {
        let name = (actual.first_state(*strand), is_iteration(actual, *strand));
        by_state.entry(name).or_default().push_back(*strand);
    }
    let mut pairs = Vec::new();
    for strand in &missing {
        let name = (expected.first_state(*strand), !is_iteration(expected, *strand));
        if name.0.is_some()
            && let Some(other) = by_state.get_mut(&name).and_then(VecDeque::pop_front)
        {
            pairs.push((*strand, other));
        }
    }
    let (left, right): (HashSet<_>, HashSet<_>) = pairs.iter().copied().unzip();
    missing.retain(|strand| !left.contains(strand));
    unexpected.retain(|strand| !right.contains(strand));
    if let ([left], [right]) = (missing.as_slice(), unexpected.as_slice())
        && !(is_iteration(expected, *left) && is_iteration(actual, *right))
    {
        pairs.push((*left, *right));
    }
    pairs
}
