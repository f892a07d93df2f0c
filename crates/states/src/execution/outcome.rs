//! How an execution ends, and what it answers until then.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::task::TaskRequest;
use crate::not_modelled::NotModelled;
use crate::payload::Payload;

/// How an execution ended, as DescribeExecution reports it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// `SUCCEEDED`.
    Succeeded {
        /// The output.
        output: Payload,
    },
    /// `FAILED`.
    Failed {
        /// The error name; a Fail state may leave it out.
        error: Option<Arc<str>>,
        /// The cause; a Fail state may leave it out, and a time-out has none.
        cause: Option<Arc<str>>,
    },
    /// `TIMED_OUT`: the whole execution took longer than its `TimeoutSeconds` or its quota.
    TimedOut,
    /// `ABORTED`: StopExecution.
    Aborted {
        /// The error that the caller gave.
        error: Option<Arc<str>>,
        /// The cause that the caller gave.
        cause: Option<Arc<str>>,
    },
}

impl Outcome {
    /// The status as the API spells it.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match self {
            Self::Succeeded { .. } => "SUCCEEDED",
            Self::Failed { .. } => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted { .. } => "ABORTED",
        }
    }
}

/// What an execution answers when it is polled.
#[derive(Debug, Clone, PartialEq)]
pub enum Poll {
    /// It waits: for tasks, for a time, or for both.
    Pending {
        /// The tasks that became due since the last poll; each is handed out once.
        tasks: Vec<TaskRequest>,
        /// When it must be polled again at the latest; none if only an answer can move it.
        wake_at: Option<Timestamp>,
    },
    /// It ended.
    Done(Outcome),
    /// It reached a part of the language that is not modelled.
    NotModelled(NotModelled),
}
