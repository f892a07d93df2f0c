//! Driving an execution with mocked answers, in virtual time.

use jiff::Timestamp;
use miette::Diagnostic;
use thiserror::Error;

use super::answers::MockedAnswers;
use super::tasks::{MockedTasks, NoMockError};
use crate::execution::{Execution, Outcome, Poll};
use crate::not_modelled::NotModelled;

/// Why an execution could not be driven to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum MockDriverError {
    /// It reached a part of the language that is not modelled.
    #[error(transparent)]
    #[diagnostic(code(firedrill::states::not_modelled))]
    NotModelled(#[from] NotModelled),
    /// It made an attempt for which nothing was written down.
    #[error(transparent)]
    #[diagnostic(transparent)]
    NoMock(#[from] NoMockError),
}

/// Answers the tasks of an execution with what was written down, as soon as they are asked for.
///
/// Time is virtual: whenever the execution waits, it is at once the time that it waits for.
#[derive(Debug, Clone)]
pub struct MockDriver<'a> {
    tasks: MockedTasks<'a>,
}

impl<'a> MockDriver<'a> {
    /// A driver that has made no attempt yet.
    #[must_use]
    pub fn new(answers: &'a MockedAnswers) -> Self {
        Self { tasks: MockedTasks::new(answers) }
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
                        answered |= self.tasks.next(&task)?.give(execution, task.id, now);
                    }
                    if let Some(wake_at) = wake_at.filter(|_| !answered) {
                        now = wake_at;
                    }
                }
            }
        }
    }
}
