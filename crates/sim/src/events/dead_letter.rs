//! Dead-letter queues: what becomes of an event that a target did not get.

use std::collections::BTreeMap;

use super::invocation::Invocation;
use super::retry::is_throttling;
use crate::account::Account;
use crate::error::ServiceError;
use crate::operation::sqs::{MessageAttributeValue, SendMessageRequest};
use crate::origin::Origin;
use crate::sqs::send_message;

/// Why a target did not get an event, in the words of a dead-letter queue ("Using dead-letter
/// queues to process undelivered events" of the user guide).
#[derive(Debug)]
pub(super) struct Failure {
    code: &'static str,
    message: String,
    /// The limit of the retry policy that was reached, where one was.
    exhausted: Option<&'static str>,
}

impl Failure {
    /// There was nothing that could be delivered.
    pub(super) fn of_input(reason: String) -> Self {
        Self { code: "INVALID_JSON", message: reason, exhausted: None }
    }

    /// The target's role could not be assumed.
    pub(super) fn of_role(reason: String) -> Self {
        Self { code: "FAILED_TO_ASSUME_ROLE", message: reason, exhausted: None }
    }

    /// The target refused the call.
    pub(super) fn of_target(error: &ServiceError, exhausted: Option<&'static str>) -> Self {
        Self { code: error_code(error), message: error.message.clone(), exhausted }
    }

    /// Why, in words.
    pub(super) fn reason(&self) -> &str {
        &self.message
    }
}

/// The word for what a target answered. The guide lists the words and does not say which error has
/// which; the names of the errors are taken at their word here.
fn error_code(error: &ServiceError) -> &'static str {
    let named = |names: &[&str]| names.iter().any(|name| error.code.contains(name));
    if named(&["LimitExceeded", "TooMany"]) && !named(&["Throttl", "TooManyRequests"]) {
        "RESOURCE_LIMIT_EXCEEDED"
    } else if is_throttling(error) || error.status == 429 {
        "THROTTLING"
    } else if named(&["AccessDenied", "NotAuthorized", "AuthorizationError"]) {
        "NO_PERMISSIONS"
    } else if named(&["DoesNotExist", "NotFound", "NonExistent"]) {
        "NO_RESOURCE"
    } else if named(&["AlreadyExists"]) {
        "RESOURCE_ALREADY_EXISTS"
    } else if named(&["Timeout", "TimedOut"]) {
        "TIMEOUT"
    } else if error.status >= 500 {
        "INTERNAL_ERROR"
    } else if named(&["Invalid", "Validation", "MissingParameter"]) {
        "INVALID_PARAMETER"
    } else {
        "ERROR_FROM_TARGET"
    }
}

/// Sends the event to the target's dead-letter queue, where it has one. EventBridge acts in its own
/// name there: the policy of the queue decides.
pub(super) fn give_up(
    account: &mut Account,
    invocation: &Invocation,
    failure: &Failure,
    origin: &Origin,
) {
    let Some(queue) = &invocation.target.dead_letter_queue else { return };
    let retries = invocation.failures.to_string();
    let mut attributes = vec![
        ("RULE_ARN", invocation.rule_arn.as_str()),
        ("TARGET_ARN", invocation.target.arn.as_str()),
        ("ERROR_CODE", failure.code),
        ("ERROR_MESSAGE", failure.message.as_str()),
        ("RETRY_ATTEMPTS", retries.as_str()),
    ];
    attributes.extend(failure.exhausted.map(|limit| ("EXHAUSTED_RETRY_CONDITION", limit)));
    let attributes: BTreeMap<_, _> = attributes
        .into_iter()
        .map(|(name, value)| {
            let value = MessageAttributeValue {
                data_type: "String".to_owned(),
                string_value: Some(value.to_owned()),
                ..MessageAttributeValue::default()
            };
            (name.to_owned(), value)
        })
        .collect();
    let message = SendMessageRequest {
        message_body: invocation.event.text.to_string(),
        message_attributes: Some(attributes),
        ..SendMessageRequest::default()
    };
    let call = send_message(queue, message, invocation.caller(None));
    account.perform(call, origin.because);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_of_a_target_has_its_word() {
        for (code, status, word) in [
            ("ThrottlingException", 400, "THROTTLING"),
            ("TooManyRequestsException", 429, "THROTTLING"),
            ("ExecutionLimitExceeded", 400, "RESOURCE_LIMIT_EXCEEDED"),
            ("AccessDeniedException", 400, "NO_PERMISSIONS"),
            ("AuthorizationErrorException", 403, "NO_PERMISSIONS"),
            ("StateMachineDoesNotExist", 400, "NO_RESOURCE"),
            ("NotFoundException", 404, "NO_RESOURCE"),
            ("ExecutionAlreadyExists", 400, "RESOURCE_ALREADY_EXISTS"),
            ("RequestTimeout", 408, "TIMEOUT"),
            ("InternalErrorException", 500, "INTERNAL_ERROR"),
            ("InvalidParameterException", 400, "INVALID_PARAMETER"),
            ("InvalidExecutionInput", 400, "INVALID_PARAMETER"),
            ("ValidationException", 400, "INVALID_PARAMETER"),
            ("StateMachineDeleting", 400, "ERROR_FROM_TARGET"),
        ] {
            let error = ServiceError::new(code, "").with_status(status);
            assert_eq!(error_code(&error), word, "{code}");
        }
    }
}
