//! Requests that TestState refuses.

use thiserror::Error;

use crate::definition::DefinitionError;
use crate::not_modelled::NotModelled;

/// Why TestState does not answer a request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TestStateError {
    /// A parameter of the request is wrong, in AWS's words where they are known.
    #[error("{message}")]
    Validation {
        /// The message.
        message: String,
    },
    /// The definition is wrong.
    #[error("{message}")]
    InvalidDefinition {
        /// The message.
        message: String,
    },
    /// The input is not JSON.
    #[error("{message}")]
    InvalidExecutionInput {
        /// The message.
        message: String,
    },
    /// AWS would answer, and this interpreter cannot.
    #[error("{0}")]
    NotModelled(#[from] NotModelled),
}

impl TestStateError {
    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::Validation { message: message.into() }
    }

    /// The code of the error as the API spells it.
    #[must_use]
    pub fn service_code(&self) -> &'static str {
        match self {
            Self::Validation { .. } => "ValidationException",
            Self::InvalidDefinition { .. } => "InvalidDefinition",
            Self::InvalidExecutionInput { .. } => "InvalidExecutionInput",
            Self::NotModelled(_) => "NotModelled",
        }
    }
}

impl From<DefinitionError> for TestStateError {
    fn from(error: DefinitionError) -> Self {
        Self::InvalidDefinition { message: error.service_message() }
    }
}
