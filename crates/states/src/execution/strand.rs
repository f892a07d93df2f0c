//! Strands: lines of states that are run one after the other.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::position::Position;
use super::stopped::StoppedFork;
use super::variables::Variables;
use super::visit::Visit;
use crate::history::EventId;

/// Names a strand within its execution; one that forks has a smaller number than its branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct StrandId(pub(super) u64);

/// One line of states: the workflow of the execution itself, a branch of a Parallel state, or an
/// iteration of a Map state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Strand {
    /// Where it comes from; the workflow of the execution itself comes from nowhere.
    pub(super) origin: Option<Origin>,
    /// The strand with which the child execution of a Map Run began that this one is part of; none
    /// for the execution itself.
    pub(super) child: Option<StrandId>,
    /// What its states assigned.
    pub(super) variables: Map<String, Value>,
    /// How many bytes the values of its variables have as JSON.
    pub(super) variable_bytes: usize,
    pub(super) position: Position,
    /// The visit of the state that it is in or that it was in last, as it began.
    pub(super) entered: Option<Visit>,
    /// What is left of the Parallel or Map state that it is in and that failed.
    pub(super) stopped: Option<Box<StoppedFork>>,
    /// When it is woken.
    pub(super) alarm: Option<Timestamp>,
    /// The event from which its next one follows.
    pub(super) last: EventId,
}

impl Strand {
    /// A strand that is nowhere yet.
    pub(super) fn new(origin: Option<Origin>, child: Option<StrandId>, last: EventId) -> Self {
        Self {
            origin,
            child,
            variables: Map::new(),
            variable_bytes: 0,
            position: Position::Between,
            entered: None,
            stopped: None,
            alarm: None,
            last,
        }
    }
}

/// The Parallel or Map state that a strand is a branch or iteration of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    /// The strand that is in that state.
    pub(super) strand: StrandId,
    /// Which branch or iteration it is, from 0.
    pub(super) index: usize,
}

/// The strands of an execution that have not ended.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Strands {
    /// Boxed, because a node of the map has room for eleven.
    strands: BTreeMap<StrandId, Box<Strand>>,
    /// How many there have been.
    count: u64,
}

impl Strands {
    pub(super) fn get(&self, id: StrandId) -> Option<&Strand> {
        self.strands.get(&id).map(Box::as_ref)
    }

    pub(super) fn get_mut(&mut self, id: StrandId) -> Option<&mut Strand> {
        self.strands.get_mut(&id).map(Box::as_mut)
    }

    /// The id of the strand that is added next.
    pub(super) fn next_id(&self) -> StrandId {
        StrandId(self.count)
    }

    pub(super) fn add(&mut self, strand: Strand) -> StrandId {
        let id = self.next_id();
        self.count += 1;
        self.strands.insert(id, Box::new(strand));
        id
    }

    /// Puts a strand back that had this id.
    pub(super) fn put_back(&mut self, id: StrandId, strand: Strand) {
        self.strands.insert(id, Box::new(strand));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Strand> {
        self.strands.values().map(Box::as_ref)
    }

    pub(super) fn remove(&mut self, id: StrandId) -> Option<Strand> {
        self.strands.remove(&id).map(|strand| *strand)
    }

    pub(super) fn clear(&mut self) {
        self.strands.clear();
    }

    /// The child execution that a strand is part of.
    pub(super) fn child(&self, id: StrandId) -> Option<StrandId> {
        self.get(id).and_then(|strand| strand.child)
    }

    /// A strand, the strand that it comes from, and so on up to the workflow of its execution.
    pub(super) fn lineage(&self, id: StrandId) -> impl Iterator<Item = &Strand> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let id = next?;
            let strand = self.get(id)?;
            let origin = strand.origin.filter(|_| strand.child != Some(id));
            next = origin.map(|origin| origin.strand);
            Some(strand)
        })
    }

    /// How many bytes the variables have that a strand sees.
    pub(super) fn variable_bytes(&self, id: StrandId) -> usize {
        self.lineage(id).map(|strand| strand.variable_bytes).sum()
    }

    /// The variables that a strand sees.
    pub(super) fn variables(&self, id: StrandId) -> Variables<'_> {
        Variables::new(self.lineage(id).map(|strand| &strand.variables))
    }
}
