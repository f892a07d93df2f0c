//! Where an execution is.

use jiff::Timestamp;

use super::task::{TaskId, TaskRequest};
use super::visit::Visit;
use crate::definition::StateId;
use crate::history::EventId;
use crate::payload::Payload;

/// Where an execution is.
#[derive(Debug, Clone)]
pub(super) enum Position {
    /// Before a state.
    Entering {
        /// The state.
        state: StateId,
        /// What it is handed.
        input: Payload,
        /// The event that led there.
        after: EventId,
    },
    /// In a Task state that waits for its task.
    Working(Box<Attempt>),
    /// In a Task state that waits for its next attempt.
    Retrying {
        /// The visit.
        visit: Box<Visit>,
        /// When the next attempt is due.
        at: Timestamp,
    },
    /// In a Wait state.
    Waiting {
        /// The visit.
        visit: Box<Visit>,
        /// When it is over.
        until: Timestamp,
    },
    /// Behind the last state.
    Ended,
}

/// One attempt of a task.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) visit: Visit,
    pub(super) task: TaskId,
    /// When the state stops waiting.
    pub(super) deadline: Option<Timestamp>,
    /// The request, until it is handed out.
    pub(super) request: Option<TaskRequest>,
}
