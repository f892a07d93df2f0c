//! The errors of SQS, in its own words.
//!
//! Codes are the names of the model's shapes; the codes of the older Query protocol differ
//! (`AWS.SimpleQueueService.NonExistentQueue` for `QueueDoesNotExist`) and are a matter of the
//! wire.

use std::fmt::Display;

use super::sending::queue_url;
use crate::error::ServiceError;

pub(super) fn queue_does_not_exist() -> ServiceError {
    ServiceError::new("QueueDoesNotExist", "The specified queue does not exist.")
}

pub(super) fn invalid_address(address: &str) -> ServiceError {
    let message = format!("The address {address} is not valid for this endpoint.");
    ServiceError::new("InvalidAddress", message).with_status(404)
}

/// What a caller is told whom no policy lets in; recorded in the delivery logs of SNS.
pub(super) fn access_denied(queue_arn: &str) -> ServiceError {
    let message = format!("Access to the resource {} is denied.", queue_url(queue_arn));
    ServiceError::new("AccessDenied", message).with_status(403)
}

pub(super) fn queue_name_exists(attribute: &str) -> ServiceError {
    let message = format!(
        "A queue already exists with the same name and a different value for attribute {attribute}"
    );
    ServiceError::new("QueueNameExists", message)
}

pub(super) fn queue_deleted_recently() -> ServiceError {
    let message = "You must wait 60 seconds after deleting a queue before you can create another \
                   with the same name.";
    ServiceError::new("QueueDeletedRecently", message)
}

pub(super) fn purge_in_progress(queue: &str) -> ServiceError {
    let message = format!("Only one PurgeQueue operation on {queue} is allowed every 60 seconds.");
    ServiceError::new("PurgeQueueInProgress", message).with_status(403)
}

pub(super) fn unknown_attribute(name: &str) -> ServiceError {
    ServiceError::new("InvalidAttributeName", format!("Unknown Attribute {name}."))
}

pub(super) fn invalid_attribute_value(name: &str) -> ServiceError {
    let message = format!("Invalid value for the parameter {name}.");
    ServiceError::new("InvalidAttributeValue", message)
}

/// The code that SQS answers with although its model has no such shape.
pub(super) fn invalid_parameter_value(message: impl Into<String>) -> ServiceError {
    ServiceError::new("InvalidParameterValue", message)
}

pub(super) fn invalid_value(value: impl Display, parameter: &str, reason: &str) -> ServiceError {
    invalid_parameter_value(format!(
        "Value {value} for parameter {parameter} is invalid. Reason: {reason}"
    ))
}

pub(super) fn missing_parameter(parameter: &str) -> ServiceError {
    let message = format!("The request must contain the parameter {parameter}.");
    ServiceError::new("MissingParameter", message)
}

pub(super) fn message_too_long(limit: u32) -> ServiceError {
    invalid_parameter_value(format!(
        "One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
    ))
}

pub(super) fn invalid_message_contents() -> ServiceError {
    let message = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 \
                   to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
    ServiceError::new("InvalidMessageContents", message)
}

pub(super) fn receipt_handle_is_invalid(handle: &str) -> ServiceError {
    let message = format!("The input receipt handle \"{handle}\" is not a valid receipt handle.");
    ServiceError::new("ReceiptHandleIsInvalid", message).with_status(404)
}
