//! Why a backend could not do what was asked.

use firedrill_flow::DeployError;

/// Why a backend could not do what was asked.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum BackendError {
    /// It does not model what was asked for.
    #[error("not modelled: {what}")]
    #[diagnostic(
        code(firedrill::backend::not_modelled),
        help("the simulated account says what it does not model rather than guess at it")
    )]
    NotModelled {
        /// What.
        what: String,
    },
    /// It cannot do what was asked for, which its capabilities say.
    #[error("the backend cannot give {what}")]
    #[diagnostic(code(firedrill::backend::unsupported))]
    Unsupported {
        /// What.
        what: String,
    },
    /// What was to happen cannot happen.
    #[error("{reason}")]
    #[diagnostic(code(firedrill::backend::invalid_injection))]
    InvalidInjection {
        /// Why.
        reason: String,
    },
    /// The flow could not be deployed.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Deploy(#[from] DeployError),
    /// A call of the harness was refused.
    #[error("cannot {step}: {code}: {message}")]
    #[diagnostic(code(firedrill::backend::refused))]
    Refused {
        /// What was being done.
        step: String,
        /// The error code.
        code: String,
        /// The message.
        message: String,
    },
    /// What the harness waited for did not come.
    #[error("{what} within {patience} of the backend's time")]
    #[diagnostic(code(firedrill::backend::timed_out))]
    TimedOut {
        /// What did not come about.
        what: String,
        /// How long it was waited for.
        patience: String,
    },
    /// The backend cannot be reached.
    #[error("the backend cannot be reached: {reason}")]
    #[diagnostic(code(firedrill::backend::unavailable))]
    Unavailable {
        /// Why.
        reason: String,
    },
}
