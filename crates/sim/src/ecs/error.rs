//! The errors of ECS, in its own words.
//!
//! Texts marked `unsure` were seen nowhere: the code is what the API reference gives for such a
//! request, the words are ours.

use std::fmt::Display;

use crate::error::ServiceError;

pub(super) fn cluster_not_found() -> ServiceError {
    ServiceError::new("ClusterNotFoundException", "Cluster not found.")
}

pub(super) fn cluster_inactive() -> ServiceError {
    client("The referenced cluster was inactive.")
}

pub(super) fn service_not_found() -> ServiceError {
    ServiceError::new("ServiceNotFoundException", "Service not found.")
}

pub(super) fn service_not_active() -> ServiceError {
    ServiceError::new("ServiceNotActiveException", "Service was not ACTIVE.")
}

pub(super) fn task_not_found() -> ServiceError {
    invalid_parameter("The referenced task was not found.")
}

pub(super) fn invalid_parameter(message: impl Into<String>) -> ServiceError {
    ServiceError::new("InvalidParameterException", message)
}

pub(super) fn client(message: impl Into<String>) -> ServiceError {
    ServiceError::new("ClientException", message)
}

/// Refuses a page token that no page gave.
pub(super) fn invalid_token(_token: &str) -> ServiceError {
    // unsure
    invalid_parameter("Invalid token.")
}

/// Refuses a number outside its range.
pub(super) fn out_of_range(member: &str, range: impl Display) -> ServiceError {
    // unsure
    invalid_parameter(format!("{member} must be {range}."))
}
