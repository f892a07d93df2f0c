//! Why a deployment or a tear-down stopped.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::Response;
use miette::Diagnostic;

use super::journal::{Journal, Made};
use crate::graph::Substitution;

/// A call that a deployment or a tear-down needed and that failed.
#[derive(Debug, Clone, thiserror::Error, Diagnostic)]
#[error("cannot {step}: {code}: {message}")]
#[diagnostic(code(firedrill::flow::deploy))]
pub struct StepError {
    /// What was being done, such as "create the topic `alarms`".
    pub step: String,
    /// The error code that the backend gave.
    pub code: String,
    /// The backend's message.
    pub message: String,
}

impl StepError {
    /// Wraps what the SDK returned for `step`.
    pub(crate) fn from_sdk<E>(step: impl Into<String>, error: &SdkError<E, Response>) -> Self
    where
        E: aws_sdk_ecs::error::ProvideErrorMetadata + std::error::Error + 'static,
    {
        let (code, message) = refusal(error);
        Self { step: step.into(), code, message }
    }

    pub(super) fn missing(step: impl Into<String>, member: &str) -> Self {
        Self {
            step: step.into(),
            code: "IncompleteResponse".to_owned(),
            message: format!("the answer has no `{member}`"),
        }
    }

    /// Loading checks that everything is described, and the walk goes in order.
    pub(super) fn unknown(step: impl Into<String>, what: &Substitution) -> Self {
        Self {
            step: step.into(),
            code: "NotDeployed".to_owned(),
            message: format!("{what:?} is not known"),
        }
    }
}

/// Why a deployment stopped, and what it had made by then.
#[derive(Debug, Clone, thiserror::Error, Diagnostic)]
#[error("{error}")]
#[diagnostic(code(firedrill::flow::deploy))]
pub struct DeployError {
    /// The call that failed.
    pub error: StepError,
    /// What was made before it, and is left.
    pub journal: Journal,
}

/// What a tear-down could not take away.
#[derive(Debug, Clone, thiserror::Error, Diagnostic)]
#[error("{} of what was deployed could not be taken down", left.entries().len())]
#[diagnostic(code(firedrill::flow::destroy))]
pub struct DestroyError {
    /// What is left, in the order in which it was made.
    pub left: Journal,
    /// Why, in the order in which it was tried.
    #[related]
    pub errors: Vec<StepError>,
}

impl DestroyError {
    pub(super) fn of(mut failed: Vec<(Made, StepError)>) -> Self {
        let errors = failed.iter().map(|(_, error)| error.clone()).collect();
        failed.reverse();
        Self { left: failed.into_iter().map(|(made, _)| made).collect(), errors }
    }
}

/// Returns the code and message of a failed call, whatever made it fail: the service's own, or
/// `NoAnswer` and the causes where no service answered.
pub fn refusal<E>(error: &SdkError<E, Response>) -> (String, String)
where
    E: aws_sdk_ecs::error::ProvideErrorMetadata + std::error::Error + 'static,
{
    match error.as_service_error() {
        Some(service) => (
            service.code().unwrap_or("Unknown").to_owned(),
            service.message().unwrap_or("no message").to_owned(),
        ),
        None => ("NoAnswer".to_owned(), causes(error)),
    }
}

fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
