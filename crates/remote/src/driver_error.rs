//! Why an execution could not be driven to its end.

use std::sync::Arc;

use firedrill_states::NotModelled;
use firedrill_states::integration::UncallableTaskError;
use firedrill_states::mock::NoMockError;
use miette::Diagnostic;
use thiserror::Error;

use crate::call::CallError;

/// Why an execution could not be driven to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum EndpointDriverError {
    /// It reached a part of the language that is not modelled.
    #[error(transparent)]
    #[diagnostic(code(firedrill::states::not_modelled))]
    NotModelled(#[from] NotModelled),
    /// It asked for a task that is not one call of a service.
    #[error("state `{state}` cannot be performed on an endpoint: {reason}")]
    #[diagnostic(
        code(firedrill::remote::not_performable),
        help("`{resource}` can be answered by mocks")
    )]
    NotPerformable {
        /// The state.
        state: Arc<str>,
        /// Its resource.
        resource: String,
        /// Why.
        reason: Box<UncallableTaskError>,
    },
    /// It asked for a task that ends when somebody returns its token, which nobody can here.
    #[error("nobody could return the task token of state `{state}`")]
    #[diagnostic(
        code(firedrill::remote::no_callback),
        help("a mock of the state (`--mocks`) answers for whoever returns it")
    )]
    NoCallback {
        /// The state.
        state: Arc<str>,
    },
    /// It made an attempt of a mocked task for which nothing was written down.
    #[error(transparent)]
    #[diagnostic(transparent)]
    NoMock(#[from] NoMockError),
    /// The list of objects from which a Map state has its items goes on and on.
    #[error("the items of state `{state}` are objects on more than {limit} pages of a list")]
    #[diagnostic(
        code(firedrill::remote::long_list),
        help("a `Prefix` of the `ItemReader` names fewer; `MaxItems` counts only after the list")
    )]
    LongList {
        /// The state.
        state: Arc<str>,
        /// How many pages are read.
        limit: usize,
    },
    /// A call that no service answered.
    #[error("the task of state `{state}` was not performed: {error}")]
    #[diagnostic(
        code(firedrill::remote::call),
        help("this is no failure of the task: no Retry and no Catch sees it")
    )]
    Call {
        /// The state.
        state: Arc<str>,
        /// What went wrong.
        error: Box<CallError>,
    },
}
