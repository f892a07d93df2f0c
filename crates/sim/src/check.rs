//! The checks that AWS makes before a service sees a request, in the words of the service.

use firedrill_api::{Constraint, Value, Violation, upper_first, validation_message};

use crate::error::{Handled, ServiceError};

/// Checks an input against the constraints of the service's model.
///
/// # Errors
/// The error with which the service answers what breaks a constraint.
pub(crate) fn check(service: &str, operation: &str, input: &Value) -> Handled<()> {
    let shape = firedrill_api::service(service)
        .and_then(|service| service.operation(operation))
        .and_then(|operation| operation.input());
    let Some(shape) = shape else { return Ok(()) };
    let violations = firedrill_api::check(shape, input);
    match violations.first() {
        None => Ok(()),
        Some(first) => Err(refusal(service, first, &violations).into()),
    }
}

fn refusal(service: &str, first: &Violation, all: &[Violation]) -> ServiceError {
    if matches!(first.constraint, Constraint::Kind(_) | Constraint::Unknown) {
        return ServiceError::new("SerializationException", first.to_string());
    }
    match (service, &first.constraint) {
        ("sqs", Constraint::NotNull) => ServiceError::new(
            "MissingParameter",
            format!("The request must contain the parameter {}.", upper_first(&first.path)),
        ),
        ("sns", Constraint::NotNull) => ServiceError::new(
            "InvalidParameterException",
            format!(
                "Invalid parameter: {} Reason: no value for required parameter",
                upper_first(&first.path)
            ),
        ),
        ("ecs", _) => ServiceError::new("InvalidParameterException", validation_message(all)),
        ("iam" | "sts", _) => ServiceError::new("ValidationError", validation_message(all)),
        _ => ServiceError::new("ValidationException", validation_message(all)),
    }
}
