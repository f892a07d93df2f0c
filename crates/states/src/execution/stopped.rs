//! What an execution left undone that did not succeed: where each of its strands was.
//!
//! Owns the picture that a redrive goes on from. Refuses to know what a redrive does with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fork::Fork;
use super::journal::Journal;
use super::position::Position;
use super::strand::{Origin, Strand, StrandId};
use super::visit::Visit;
use crate::definition::StateId;
use crate::history::EventId;
use crate::payload::Payload;

/// A strand that failed, or was stopped before its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoppedStrand {
    pub(super) origin: Option<Origin>,
    pub(super) child: Option<StrandId>,
    pub(super) variables: Map<String, Value>,
    pub(super) variable_bytes: usize,
    /// The event from which its next one would have followed.
    pub(super) last: EventId,
    pub(super) place: StoppedPlace,
    /// The journal of the child execution that it is the workflow of.
    pub(super) journal: Option<Box<Journal>>,
}

/// Where a strand was when it stopped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum StoppedPlace {
    /// Before a state.
    Before {
        /// The state.
        state: StateId,
        /// What it would have been handed.
        input: Payload,
    },
    /// In a state, of which nothing is kept.
    In(Visit),
    /// In a Parallel or Map state, some of whose branches or iterations may be done; those that
    /// run are those that stopped.
    Within(Box<Fork>),
}

impl StoppedPlace {
    /// The state that it is in or before.
    pub(super) fn state(&self) -> StateId {
        match self {
            Self::Before { state, .. } => *state,
            Self::In(visit) => visit.state,
            Self::Within(fork) => fork.visit.state,
        }
    }
}

/// A Parallel or Map state that failed, with the strands of what it had forked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoppedFork {
    pub(super) fork: Box<Fork>,
    pub(super) strands: StoppedStrands,
}

/// Strands that stopped together.
///
/// They are boxed, because a node of the map has room for eleven and a child execution often has
/// one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct StoppedStrands(BTreeMap<StrandId, Box<StoppedStrand>>);

impl StoppedStrands {
    /// Takes up a strand as it stops, with the journal of its child execution if it is all of that.
    pub(super) fn add(&mut self, id: StrandId, strand: Strand, journal: Option<Journal>) {
        let Strand { origin, child, position, entered, stopped, .. } = strand;
        let mut place = match (position, entered) {
            (Position::Entering { state, input }, _) => StoppedPlace::Before { state, input },
            (Position::Forked(fork) | Position::Joined(fork), _) => StoppedPlace::Within(fork),
            (Position::Transferring(transfer), _) if transfer.is_of_started_run() => {
                StoppedPlace::Within(Box::new(transfer.fork))
            }
            (_, Some(visit)) => match stopped {
                Some(stopped) => {
                    self.merge(stopped.strands);
                    StoppedPlace::Within(stopped.fork)
                }
                None => StoppedPlace::In(visit),
            },
            // It had come to its end.
            (_, None) => return,
        };
        if let StoppedPlace::Within(fork) = &mut place
            && let Some(run) = fork.map_run_mut()
        {
            // All lie side by side, however deep Map Runs nest.
            for child in std::mem::take(&mut run.unsuccessful).into_values() {
                self.merge(child);
            }
            for child in std::mem::take(&mut run.waiting).into_values() {
                self.merge(child);
            }
        }
        let Strand { variables, variable_bytes, last, .. } = strand;
        let journal = journal.map(Box::new);
        let stopped =
            StoppedStrand { origin, child, variables, variable_bytes, last, place, journal };
        self.0.insert(id, Box::new(stopped));
    }

    /// Takes up strands that stopped before.
    pub(super) fn merge(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &StoppedStrand> {
        self.0.values().map(Box::as_ref)
    }

    /// The strands of one execution, and those of the child executions of its Map Runs; `own` is
    /// the one if it is a child execution itself.
    pub(super) fn into_families(self, own: Option<StrandId>) -> Families {
        let mut families = Families::default();
        // The execution that each strand is part of, and for each child execution which Map Run of
        // this one it descends from: the strand that is in its state, and the place.
        let mut parts: BTreeMap<StrandId, Option<StrandId>> = BTreeMap::new();
        let mut descents: BTreeMap<StrandId, (StrandId, usize)> = BTreeMap::new();
        for (id, strand) in self.0 {
            parts.insert(id, strand.child);
            let Some(child) = strand.child.filter(|child| Some(*child) != own) else {
                families.own.push((id, *strand));
                continue;
            };
            let descent = descents.get(&child).copied().or_else(|| {
                let Origin { strand, index } = strand.origin?;
                let around = parts.get(&strand).copied().flatten();
                let descent = around.and_then(|around| descents.get(&around)).copied();
                Some(descent.unwrap_or((strand, index)))
            });
            let Some(descent) = descent else { continue };
            descents.insert(child, descent);
            let children = families.children.entry(descent.0).or_default();
            children.entry(descent.1).or_default().0.insert(id, strand);
        }
        families
    }

    /// The journal of the child execution whose strands they are.
    pub(super) fn journal(&self) -> Option<&Journal> {
        self.0.first_key_value().and_then(|(_, strand)| strand.journal.as_deref())
    }

    /// Takes that journal, and names the strand with which the child execution began.
    pub(super) fn take_journal(&mut self) -> Option<(StrandId, Box<Journal>)> {
        let mut first = self.0.first_entry()?;
        let id = *first.key();
        Some((id, first.get_mut().journal.take()?))
    }

    /// Where the child execution comes from whose strands they are.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.0.first_key_value().and_then(|(_, strand)| strand.origin)
    }
}

/// Strands that stopped together, by the execution that they are part of.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// Those of the execution itself, each before what it had forked.
    pub(super) own: Vec<(StrandId, StoppedStrand)>,
    /// By the strand that is in the state of a Map Run, and by the place: those of each child
    /// execution, together with those of its own children.
    pub(super) children: BTreeMap<StrandId, BTreeMap<usize, StoppedStrands>>,
}
