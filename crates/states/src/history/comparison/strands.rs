//! A history as strands: lists of events, each but the first hanging on an event of another.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::difference::EventPlace;
use super::hanging::{Hanging, Hangings, forks};
use super::telling::Telling;
use crate::history::recorded::{RecordedEvent, RecordedHistory};
use crate::json::MAX_DEPTH;

/// A history, laid out. Events and strands are meant by their place.
#[derive(Debug)]
pub(super) struct Strands<'h> {
    pub(super) history: &'h RecordedHistory,
    pub(super) nodes: Vec<Node<'h>>,
    pub(super) strands: Vec<Strand>,
}

/// One event, and where it is.
#[derive(Debug)]
pub(super) struct Node<'h> {
    pub(super) event: &'h RecordedEvent,
    pub(super) hanging: Hanging,
    /// The event that it follows from.
    pub(super) previous: Option<usize>,
    pub(super) strand: usize,
    /// The strands that hang on it.
    pub(super) branches: Vec<usize>,
    pub(super) telling: Telling<'h>,
    state: Option<&'h str>,
    attempt: u64,
    /// Whether an attempt of the state was begun here or before.
    was_tried: bool,
    /// Whether the entering of the state is told of.
    pub(super) was_entered: bool,
    /// Equal for events of one kind, whatever state they happened in.
    pub(super) kind: u64,
    /// Equal for events that may be one and the same.
    pub(super) key: u64,
    /// Equal for such events if they tell the same.
    pub(super) digest: u64,
}

/// Events that follow one from the other.
#[derive(Debug)]
pub(super) struct Strand {
    /// The event that it hangs on; none for the first strand.
    pub(super) fork: Option<usize>,
    pub(super) nodes: Vec<usize>,
    /// The index of the iteration that it is.
    pub(super) iteration: Option<u64>,
    /// Equal for strands with equal events and equal strands on them.
    pub(super) digest: u64,
}

impl<'h> Strands<'h> {
    pub(super) fn of(history: &'h RecordedHistory, ignored: &BTreeSet<String>) -> Self {
        let hangings = Hangings::of(history).of;
        let mut followers = vec![0_usize; hangings.len()];
        for hanging in &hangings {
            if let Hanging::Previous(previous) = hanging
                && let Some(followers) = followers.get_mut(*previous)
            {
                *followers += 1;
            }
        }
        let root = Strand { fork: None, nodes: Vec::new(), iteration: None, digest: 0 };
        let mut read = Self { history, nodes: Vec::new(), strands: vec![root] };
        for (event, hanging) in history.events().iter().zip(hangings) {
            let strand = match hanging {
                Hanging::Root => 0,
                Hanging::After(fork) | Hanging::Because(fork) => read.strand_of(fork),
                Hanging::Branch(fork) => read.branch(fork, event),
                // Of several events that follow from one none goes on rather than the others.
                Hanging::Previous(previous) if followers.get(previous) != Some(&1) => {
                    read.branch(previous, event)
                }
                Hanging::Previous(previous) => read.strand_of(previous),
            };
            read.add(event, hanging, strand, ignored);
        }
        for strand in (0..read.strands.len()).rev() {
            let digest = read.digest(strand);
            if let Some(strand) = read.strands.get_mut(strand) {
                strand.digest = digest;
            }
        }
        read
    }

    fn strand_of(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(0, |node| node.strand)
    }

    /// A new strand that begins with an event.
    fn branch(&mut self, fork: usize, event: &RecordedEvent) -> usize {
        let place = self.strands.len();
        let iteration = iteration(event);
        self.strands.push(Strand { fork: Some(fork), nodes: Vec::new(), iteration, digest: 0 });
        if let Some(fork) = self.nodes.get_mut(fork) {
            fork.branches.push(place);
        }
        place
    }

    fn add(
        &mut self,
        event: &'h RecordedEvent,
        hanging: Hanging,
        strand: usize,
        ignored: &BTreeSet<String>,
    ) {
        let place = self.nodes.len();
        let on = self.strands.get(strand);
        let before = on.and_then(|strand| strand.nodes.last().copied().or(strand.fork));
        let before = before.and_then(|before| self.nodes.get(before));
        let open = before.filter(|before| !before.event.leaves() && !event.enters());
        let state = match event.name() {
            Some(name) => Some(name),
            None if event.event_type.starts_with("Execution") => None,
            None => open.and_then(|before| before.state),
        };
        let same_visit = open.filter(|before| before.state == state && before.strand == strand);
        let tries = event.event_type.ends_with("Scheduled") || forks(event);
        let was_entered = event.enters() || same_visit.is_some_and(|before| before.was_entered);
        let was_tried = same_visit.is_some_and(|before| before.was_tried);
        let attempt = same_visit.map_or(0, |before| before.attempt) + u64::from(tries && was_tried);
        let telling = Telling::of(event, ignored);
        let mut hasher = DefaultHasher::new();
        (&event.event_type, event.name(), iteration(event)).hash(&mut hasher);
        let kind = hasher.finish();
        state.hash(&mut hasher);
        let key = hasher.finish();
        telling.digest().hash(&mut hasher);
        self.nodes.push(Node {
            event,
            hanging,
            previous: self.history.place(event.previous_event_id),
            strand,
            branches: Vec::new(),
            telling,
            state,
            attempt,
            was_tried: was_tried || tries,
            was_entered,
            kind,
            key,
            digest: hasher.finish(),
        });
        if let Some(strand) = self.strands.get_mut(strand) {
            strand.nodes.push(place);
        }
    }

    /// The digest of a strand, once those of the strands on it are known.
    fn digest(&self, strand: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        for node in self.nodes_of(strand) {
            node.digest.hash(&mut hasher);
            let branches = node.branches.iter().filter_map(|branch| self.strands.get(*branch));
            let sum = branches.fold(0_u64, |sum, branch| sum.wrapping_add(branch.digest));
            (node.branches.len(), sum).hash(&mut hasher);
        }
        hasher.finish()
    }

    pub(super) fn nodes_of(&self, strand: usize) -> impl Iterator<Item = &Node<'h>> {
        let places = self.strands.get(strand).into_iter().flat_map(|strand| &strand.nodes);
        places.filter_map(|place| self.nodes.get(*place))
    }

    /// The strands that hang on an event.
    pub(super) fn branches_of(&self, node: usize) -> &[usize] {
        self.nodes.get(node).map(|node| node.branches.as_slice()).unwrap_or_default()
    }

    /// For each event the one that it hangs on: the one before it in its strand, or the one that the strand hangs on.
    pub(super) fn before(&self) -> Vec<Option<usize>> {
        let mut before = vec![None; self.nodes.len()];
        for strand in &self.strands {
            let mut last = strand.fork;
            for node in &strand.nodes {
                if let Some(before) = before.get_mut(*node) {
                    *before = last;
                }
                last = Some(*node);
            }
        }
        before
    }

    /// Whether an event that goes on after a fork follows from one in a branch. From which one is
    /// not the same in all executions of a machine.
    pub(super) fn follows_branch(&self, node: &Node<'_>) -> bool {
        let previous = node.previous.and_then(|previous| self.nodes.get(previous));
        previous.is_some_and(|previous| previous.strand != node.strand)
    }

    /// The iterations around an event, from the outermost on.
    pub(super) fn iterations(&self, node: &Node<'_>) -> Vec<u64> {
        let mut iterations = Vec::new();
        let mut strand = self.strands.get(node.strand);
        for _ in 0..MAX_DEPTH {
            let Some(inner) = strand else { break };
            iterations.extend(inner.iteration);
            strand = inner.fork.and_then(|fork| self.strands.get(self.strand_of(fork)));
        }
        iterations.reverse();
        iterations
    }

    /// An event as it is told of, without the numbers.
    pub(super) fn place(&self, node: &Node<'_>) -> EventPlace {
        EventPlace {
            event_type: node.event.event_type.clone(),
            state: node.state.map(str::to_owned),
            iterations: self.iterations(node),
            attempt: node.attempt,
            expected_id: None,
            actual_id: None,
        }
    }

    /// The first state that is entered in a strand.
    pub(super) fn first_state(&self, strand: usize) -> Option<&str> {
        self.nodes_of(strand).find(|node| node.event.enters())?.event.name()
    }
}

/// The index of the iteration that an event begins or ends.
fn iteration(event: &RecordedEvent) -> Option<u64> {
    event.event_type.starts_with("MapIteration").then(|| event.detail("index")?.as_u64())?
}
