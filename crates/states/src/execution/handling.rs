//! What the `Retry` and `Catch` of a state do about a failure.

use super::data_flow::Evaluation;
use super::exit::Exit;
use super::failure::Failure;
use super::problem::Problem;
use crate::definition::{Catcher, ErrorHandling, Retrier, StateKind, Transition};
use crate::payload::Payload;

impl StateKind {
    pub(crate) fn error_handling(&self) -> Option<&ErrorHandling> {
        match self {
            Self::Task(task) => Some(&task.handling),
            Self::Parallel(parallel) => Some(&parallel.handling),
            Self::Map(map) => Some(&map.handling),
            _ => None,
        }
    }
}

impl ErrorHandling {
    /// The place and the retrier that is for a failure: the first that names it.
    pub(crate) fn retrier_for(&self, failure: &Failure) -> Option<(usize, &Retrier)> {
        let mut retriers = self.retriers.iter().enumerate();
        retriers.find(|(_, retrier)| failure.is_for(&retrier.error_equals))
    }

    /// The place and the catcher that is for a failure: the first that names it.
    pub(crate) fn catcher_for(&self, failure: &Failure) -> Option<(usize, &Catcher)> {
        let mut catchers = self.catchers.iter().enumerate();
        catchers.find(|(_, catcher)| failure.is_for(&catcher.error_equals))
    }
}

impl Evaluation<'_> {
    /// Where a catcher leads that takes an error, from a state with this input.
    ///
    /// Recorded: it hands its output on as it is, whatever `OutputPath` says.
    pub(crate) fn caught(
        &mut self,
        catcher: &Catcher,
        error: Payload,
        input: &Payload,
    ) -> Result<Exit, Problem> {
        let assigned = self.assigned(catcher.assign.as_ref(), &error)?;
        let output = match &catcher.output {
            Some(template) => Payload::of(self.query(template)?),
            None => Self::merged(catcher.result_path.as_ref(), input, error)?,
        };
        Ok(Exit { transition: Transition::Next(catcher.next), output, assigned })
    }
}
