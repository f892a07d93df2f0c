//! Driving an execution with mocked answers, in virtual time.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use miette::Diagnostic;
use serde_json::Value;
use thiserror::Error;

use super::answers::{MockedAnswer, MockedAnswers};
use crate::execution::{Execution, Outcome, Poll, RequestPurpose, TaskRequest};
use crate::not_modelled::NotModelled;
use crate::resource::TaskResource;

/// Why an execution could not be driven to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum MockDriverError {
    /// It reached a part of the language that is not modelled.
    #[error(transparent)]
    #[diagnostic(code(firedrill::states::not_modelled))]
    NotModelled(#[from] NotModelled),
    /// It made an attempt for which nothing was written down.
    #[error("state `{state}` has no mock for its attempt {attempt}")]
    #[diagnostic(
        code(firedrill::states::no_mock),
        help(
            "attempts are counted from 0 over all visits of a state; a range such as `1-3` gives several one answer"
        )
    )]
    NoMock {
        /// The state.
        state: Arc<str>,
        /// Which attempt of all its visits, from 0.
        attempt: u64,
    },
}

/// Answers the tasks of an execution with what was written down, as soon as they are asked for.
///
/// Time is virtual: whenever the execution waits, it is at once the time that it waits for.
#[derive(Debug, Clone)]
pub struct MockDriver<'a> {
    answers: &'a MockedAnswers,
    attempts: BTreeMap<Arc<str>, u64>,
}

impl<'a> MockDriver<'a> {
    /// A driver that has made no attempt yet.
    #[must_use]
    pub fn new(answers: &'a MockedAnswers) -> Self {
        Self { answers, attempts: BTreeMap::new() }
    }

    /// Drives an execution from the given time to its end.
    ///
    /// # Errors
    /// [`MockDriverError`] if it does something that nobody can answer.
    pub fn run(
        &mut self,
        execution: &mut Execution,
        mut now: Timestamp,
    ) -> Result<Outcome, MockDriverError> {
        loop {
            match execution.poll(now) {
                Poll::Done(outcome) => return Ok(outcome),
                Poll::NotModelled(not_modelled) => return Err(not_modelled.into()),
                Poll::Pending { tasks, wake_at } => {
                    let mut answered = false;
                    for task in tasks {
                        answered |= self.answer(execution, &task, now)?;
                    }
                    if let Some(wake_at) = wake_at.filter(|_| !answered) {
                        now = wake_at;
                    }
                }
            }
        }
    }

    /// Answers a task; says whether it did: one that times out is left alone.
    fn answer(
        &mut self,
        execution: &mut Execution,
        task: &TaskRequest,
        now: Timestamp,
    ) -> Result<bool, MockDriverError> {
        let attempts = self.attempts.entry(Arc::clone(&task.state)).or_default();
        let attempt = *attempts;
        *attempts += 1;
        let answer = match (self.answers.of(&task.state, attempt), task.purpose) {
            (Some(answer), _) => answer,
            // Nothing is made of the answer: what is written needs no mock.
            (None, RequestPurpose::ResultWriter) => &MockedAnswer::Return(Value::Null.into()),
            (None, _) => {
                return Err(MockDriverError::NoMock { state: Arc::clone(&task.state), attempt });
            }
        };
        if let TaskResource::Activity { .. } = *task.resource {
            execution.start_task(task.id, None, now);
        }
        let result = match answer {
            MockedAnswer::Return(result) => Ok(result.clone()),
            MockedAnswer::Throw(failure) => Err(failure.clone()),
            MockedAnswer::TimeOut => return Ok(false),
        };
        execution.complete_task(task.id, result, now);
        Ok(true)
    }
}
