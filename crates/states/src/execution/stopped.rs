//! What an execution left undone that did not succeed: where each of its strands was.
//!
//! Owns the picture that a redrive goes on from. Refuses to know what a redrive does with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fork::Fork;
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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct StoppedStrands(BTreeMap<StrandId, StoppedStrand>);

impl StoppedStrands {
    /// Takes up a strand as it stops.
    pub(super) fn add(&mut self, id: StrandId, strand: Strand) {
        let Strand { origin, child, position, entered, stopped, .. } = strand;
        let place = match (position, entered) {
            (Position::Entering { state, input }, _) => StoppedPlace::Before { state, input },
            (Position::Forked(fork) | Position::Joined(fork), _) => StoppedPlace::Within(fork),
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
        let Strand { variables, variable_bytes, last, .. } = strand;
        let stopped = StoppedStrand { origin, child, variables, variable_bytes, last, place };
        self.0.insert(id, stopped);
    }

    /// Takes up strands that stopped before.
    pub(super) fn merge(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &StoppedStrand> {
        self.0.values()
    }

    /// The strands, each before what it had forked.
    pub(super) fn into_strands(self) -> impl Iterator<Item = (StrandId, StoppedStrand)> {
        self.0.into_iter()
    }
}
