//! What is found: where two histories differ, and in what.

use jiff::SignedDuration;
use serde_json::Value;

use crate::history::event::EventId;

/// One difference between two histories.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryDifference {
    /// The event that differs.
    pub place: EventPlace,
    /// In what.
    pub kind: DifferenceKind,
}

/// Which event of an execution is meant, whatever its number is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPlace {
    /// The type of the event, as the API spells it.
    pub event_type: String,
    /// The state that it happened in; none for what the execution itself does.
    pub state: Option<String>,
    /// The indexes of the iterations that it happened in, from the outermost Map state on.
    pub iterations: Vec<u64>,
    /// How often the state had been tried before, from 0.
    pub attempt: u64,
    /// Its number in the history that is expected.
    pub expected_id: Option<EventId>,
    /// Its number in the history that there is.
    pub actual_id: Option<EventId>,
}

/// In what two histories differ.
#[derive(Debug, Clone, PartialEq)]
pub enum DifferenceKind {
    /// The event is only in the history that is expected.
    Missing {
        /// How many events that lead on from it are missing with it.
        following: usize,
    },
    /// The event is only in the history that there is.
    Unexpected {
        /// How many events that lead on from it are there with it.
        following: usize,
    },
    /// The event is in both and tells different things; there is at least one.
    Details(Vec<ValueDifference>),
    /// The event happened at different times after the first one; none where none is told.
    Time {
        /// When it is expected.
        expected: Option<SignedDuration>,
        /// When it happened.
        actual: Option<SignedDuration>,
    },
    /// The event follows from different events, each by its number in its own history.
    Previous {
        /// What it is expected to follow from.
        expected: EventId,
        /// What it follows from.
        actual: EventId,
    },
}

/// A value that differs in what an event tells.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueDifference {
    /// The member of the details, such as `output`.
    pub member: String,
    /// Where in it, as a JSONPath; `$` for all of it.
    pub path: String,
    /// What is expected; none if nothing is.
    pub expected: Option<Value>,
    /// What there is; none if nothing is.
    pub actual: Option<Value>,
}
