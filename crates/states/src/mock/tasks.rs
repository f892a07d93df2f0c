//! The mocked tasks of one execution: which attempt asks, and what it is answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use miette::Diagnostic;
use serde_json::Value;
use thiserror::Error;

use super::answers::{MockedAnswer, MockedAnswers};
use crate::execution::{Execution, RequestPurpose, TaskId, TaskRequest};

/// An attempt of a task for which nothing was written down.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("state `{state}` has no mock for its attempt {attempt}")]
#[diagnostic(
    code(firedrill::states::no_mock),
    help(
        "attempts are counted from 0 over all visits of a state; a range such as `1-3` gives several one answer"
    )
)]
pub struct NoMockError {
    /// The state.
    pub state: Arc<str>,
    /// Which attempt of all its visits, from 0.
    pub attempt: u64,
}

/// What the tasks of one execution are answered, attempt by attempt.
#[derive(Debug, Clone)]
pub struct MockedTasks<'a> {
    answers: &'a MockedAnswers,
    attempts: BTreeMap<Arc<str>, u64>,
}

impl<'a> MockedTasks<'a> {
    /// Tasks of which none has been asked for yet.
    #[must_use]
    pub fn new(answers: &'a MockedAnswers) -> Self {
        Self { answers, attempts: BTreeMap::new() }
    }

    /// Whether anything was written down for the state that asks.
    #[must_use]
    pub fn name(&self, task: &TaskRequest) -> bool {
        self.answers.name(&task.state)
    }

    /// The answer to a task, which is the next attempt of its state.
    ///
    /// # Errors
    /// [`NoMockError`] if none was written down, unless nothing is made of the answer.
    pub fn next(&mut self, task: &TaskRequest) -> Result<MockedAnswer, NoMockError> {
        if task.purpose == RequestPurpose::ResultWriterTrial {
            // It is no attempt of the state: what is mocked can be written.
            return Ok(MockedAnswer::Return(Value::Null.into()));
        }
        let attempts = self.attempts.entry(Arc::clone(&task.state)).or_default();
        let attempt = *attempts;
        *attempts += 1;
        match (self.answers.of(&task.state, attempt), task.purpose) {
            (Some(answer), _) => Ok(answer.clone()),
            // Nothing is made of the answer: what is written needs no mock.
            (None, RequestPurpose::ResultWriter) => Ok(MockedAnswer::Return(Value::Null.into())),
            (None, _) => Err(NoMockError { state: Arc::clone(&task.state), attempt }),
        }
    }
}

impl MockedAnswer {
    /// Answers a task with it; says whether it did: a task that times out is left alone.
    pub fn give(self, execution: &mut Execution, task: TaskId, now: Timestamp) -> bool {
        // Only the task of an activity has not started yet.
        execution.start_task(task, None, now);
        let result = match self {
            Self::Return(result) => Ok(result),
            Self::Throw(failure) => Err(failure),
            Self::TimeOut => return false,
        };
        execution.complete_task(task, result, now);
        true
    }
}
