//! Where a strand is.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::fork::Fork;
use super::task::{TaskId, TaskRequest};
use super::transferring::Transfer;
use super::visit::Visit;
use crate::definition::StateId;
use crate::payload::Payload;

/// Where a strand is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Position {
    /// Before a state.
    Entering {
        /// The state.
        state: StateId,
        /// What it is handed.
        input: Payload,
    },
    /// In a Task state that waits for its task.
    Working(Box<Attempt>),
    /// In a Map state that waits for its items to be read, or its results to be written.
    Transferring(Box<Transfer>),
    /// In a Parallel or Map state whose branches run.
    Forked(Box<Fork>),
    /// In a Parallel or Map state whose branches have all ended.
    Joined(Box<Fork>),
    /// In a state that failed, before it is tried again, caught, or ends its strand.
    Failed {
        /// The visit.
        visit: Box<Visit>,
        /// What failed.
        failure: Failure,
    },
    /// In a state that waits for its next attempt.
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
    /// On the way from one to another.
    Between,
}

impl Position {
    /// The state that it is in or before.
    pub(super) fn any_state(&self) -> Option<StateId> {
        match self {
            Self::Entering { state, .. } => Some(*state),
            _ => self.state(),
        }
    }

    /// The Parallel or Map state that it is in, as far as it has come.
    pub(super) fn fork(&self) -> Option<&Fork> {
        match self {
            Self::Forked(fork) | Self::Joined(fork) => Some(fork),
            Self::Transferring(transfer) => Some(&transfer.fork),
            _ => None,
        }
    }

    /// The task that it waits for, where it waits for one.
    pub(super) fn task(&self) -> Option<TaskId> {
        match self {
            Self::Working(attempt) => Some(attempt.task),
            Self::Transferring(transfer) => Some(transfer.task),
            _ => None,
        }
    }

    /// The request that it makes, once.
    pub(super) fn take_request(&mut self) -> Option<TaskRequest> {
        match self {
            Self::Working(attempt) => attempt.request.take(),
            Self::Transferring(transfer) => transfer.request.take(),
            _ => None,
        }
    }

    /// The state that it is in, where it is in one.
    pub(super) fn state(&self) -> Option<StateId> {
        match self {
            Self::Working(attempt) => Some(attempt.visit.state),
            Self::Transferring(transfer) => Some(transfer.fork.visit.state),
            Self::Forked(fork) | Self::Joined(fork) => Some(fork.visit.state),
            Self::Failed { visit, .. }
            | Self::Retrying { visit, .. }
            | Self::Waiting { visit, .. } => Some(visit.state),
            Self::Entering { .. } | Self::Between => None,
        }
    }
}

/// One attempt of a task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub(super) visit: Visit,
    pub(super) task: TaskId,
    /// The request, until it is handed out.
    pub(super) request: Option<TaskRequest>,
    /// Whether somebody works on it: an activity waits for a worker first.
    pub(super) is_started: bool,
    /// Whether the service took the job that the state waits for.
    pub(super) is_submitted: bool,
    pub(super) timeout: Option<SignedDuration>,
    pub(super) heartbeat: Option<SignedDuration>,
    /// When it has taken too long.
    pub(super) deadline: Option<Timestamp>,
    /// When its next heartbeat is too late.
    pub(super) heartbeat_deadline: Option<Timestamp>,
}

impl Attempt {
    /// When the state stops waiting, if nothing happens.
    pub(super) fn patience_ends(&self) -> Option<Timestamp> {
        self.deadline.into_iter().chain(self.heartbeat_deadline).min()
    }

    /// Lets its time run from now on.
    pub(super) fn start(&mut self, now: Timestamp) {
        self.is_started = true;
        self.deadline = self.timeout.and_then(|timeout| now.checked_add(timeout).ok());
        self.beat(now);
    }

    /// Lets the time between two heartbeats run from now on.
    pub(super) fn beat(&mut self, now: Timestamp) {
        self.heartbeat_deadline =
            self.heartbeat.and_then(|heartbeat| now.checked_add(heartbeat).ok());
    }
}
