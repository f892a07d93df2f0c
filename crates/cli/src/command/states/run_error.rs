//! Why an execution did not come to its last end.

use firedrill_states::RedriveError;
use miette::Diagnostic;
use thiserror::Error;

use crate::ExpectedError;

/// What stopped an execution that a driver of errors `D` ran and redrove.
#[derive(Debug, Error)]
pub(super) enum RunError<D> {
    /// Its driver can take it no further.
    #[error(transparent)]
    Driver(D),
    /// It cannot be redriven.
    #[error(transparent)]
    Redrive(#[from] RedriveError),
}

impl<D> RunError<D> {
    /// The code that a batch answers.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Driver(_) | Self::Redrive(RedriveError::NotModelled(_)) => "NotModelled",
            Self::Redrive(_) => "ExecutionNotRedrivable",
        }
    }
}

impl<D: Diagnostic + Send + Sync + 'static> From<RunError<D>> for ExpectedError {
    fn from(error: RunError<D>) -> Self {
        match error {
            RunError::Driver(error) => Self::backend(error),
            RunError::Redrive(error @ RedriveError::Express) => Self::usage(error),
            RunError::Redrive(error @ RedriveError::NotModelled(_)) => Self::backend(error),
            RunError::Redrive(error) => Self::invalid(error),
        }
    }
}
