//! The errors of SNS, in its own words.

use std::fmt::Display;

use crate::error::ServiceError;

pub(super) fn topic_does_not_exist() -> ServiceError {
    ServiceError::new("NotFoundException", "Topic does not exist").with_status(404)
}

/// What a service is told that the policy of a topic does not let in.
pub(super) fn authorization_error(topic: &str, principal: &str) -> ServiceError {
    let message = format!(
        "User: {principal} is not authorized to perform: SNS:Publish on resource: {topic} because no \
         resource-based policy allows the SNS:Publish action"
    );
    ServiceError::new("AuthorizationErrorException", message).with_status(403)
}

pub(super) fn invalid_parameter(what: impl Display) -> ServiceError {
    ServiceError::new("InvalidParameterException", format!("Invalid parameter: {what}"))
}

/// The error that message attributes are refused with, whose code is another.
pub(super) fn invalid_parameter_value(message: impl Into<String>) -> ServiceError {
    ServiceError::new("InvalidParameterValueException", message)
}

/// Refuses a text that is no ARN, as SNS words it.
pub(super) fn check_arn(parameter: &str, text: &str) -> Result<(), ServiceError> {
    let elements = text.split(':').count();
    if elements >= 6 {
        return Ok(());
    }
    Err(invalid_parameter(format!(
        "{parameter} Reason: An ARN must have at least 6 elements, not {elements}"
    )))
}

/// Refuses a token that no page gave.
pub(super) fn invalid_token(_token: &str) -> ServiceError {
    invalid_parameter("NextToken")
}
