//! How a call to the account can fail: refused by the service, or not modelled by us.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::operation::ShapeError;

/// An error that the service itself would answer with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{code}: {message}")]
pub struct ServiceError {
    /// The name of the error's shape in the service's model, such as `ClusterNotFoundException`;
    /// where the model has no such shape (`ThrottlingException` of ECS), the code of the wire.
    pub code: String,
    /// The message, in the service's own words.
    pub message: String,
    /// The HTTP status.
    pub status: u16,
}

impl ServiceError {
    /// An error with HTTP status 400, the status of nearly every error a caller can cause.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), status: 400 }
    }

    /// The same error with another HTTP status.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }
}

/// Something that AWS does and the simulator does not; it ends the story that meets it, and nothing
/// can catch it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("`{what}` is not modelled")]
pub struct NotModelled {
    /// What, as `service:Operation member` where it is a call, such as
    /// `ecs:RunTask capacityProviderStrategy`.
    pub what: String,
}

impl NotModelled {
    /// Names what is not modelled.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

/// Why a call has no response.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// The service refuses the call.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The simulator does not know what the service would do.
    #[error(transparent)]
    NotModelled(#[from] NotModelled),
}

/// What a handler of an API operation answers.
pub(crate) type Handled<T> = Result<T, CallError>;

impl From<ShapeError> for CallError {
    /// The shapes of `firedrill_api` are checked first, so this is met only where they and the
    /// typed structs disagree; AWS's own word for it is used.
    fn from(error: ShapeError) -> Self {
        ServiceError::new("SerializationException", error.to_string()).into()
    }
}
