//! Why no call is made for a task.

use firedrill_api::SdkActionError;
use thiserror::Error;

use crate::resource::IntegrationPattern;

/// Why a task is not one call of an operation whose shapes are known.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UncallableTaskError {
    /// The task assumes the role of its `Credentials`.
    #[error("the role of its `Credentials` would have to be assumed")]
    Credentials,
    /// Nothing is known of how the items of a Map state are read or its results written.
    #[error("what reads its items or writes its results is not described")]
    Transfer,
    /// The task waits for a worker.
    #[error("an activity waits for a worker who asks for it")]
    Activity,
    /// The task waits for a job of which nothing is known.
    #[error("what `{}` waits for is not described", .0.suffix())]
    Pattern(IntegrationPattern),
    /// Nothing is known of the action.
    #[error(transparent)]
    UnknownAction(#[from] SdkActionError),
    /// Only the name of the operation is known.
    #[error("the shapes of `{operation}` of `{service}` are not described")]
    NotDescribed {
        /// The service.
        service: &'static str,
        /// The operation.
        operation: &'static str,
    },
    /// Step Functions customised the integration, and how is not known here.
    #[error("the customised integration `{service}:{action}` is not described")]
    Customised {
        /// The service, as the resource names it.
        service: String,
        /// The action, as the resource names it.
        action: String,
    },
}
