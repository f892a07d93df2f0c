//! Dead-letter queues: what becomes of an event that a target did not get.

use firedrill_api::Value;
use firedrill_arn::Arn;
use firedrill_record::{ApiCaller, HopId};

use super::destination::queue_url;
use super::invocation::{Invocation, PRINCIPAL, structure};
use super::retry::is_throttling;
use crate::account::Account;
use crate::call::Call;
use crate::context::Context;
use crate::error::ServiceError;

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

    /// The target refused the call.
    pub(super) fn of_target(error: &ServiceError, exhausted: Option<&'static str>) -> Self {
        let code = error.code.as_str();
        let code = if is_throttling(error) {
            "THROTTLING"
        } else if code.contains("AccessDenied") || code.contains("NotAuthorized") {
            "NO_PERMISSIONS"
        } else if code.contains("DoesNotExist") || code.contains("NotFound") {
            "NO_RESOURCE"
        } else {
            "ERROR_FROM_TARGET"
        };
        Self { code, message: error.message.clone(), exhausted }
    }
}

/// Sends the event to the target's dead-letter queue, where it has one.
pub(super) fn give_up(
    account: &mut Account,
    invocation: &Invocation,
    failure: &Failure,
    because: Option<HopId>,
) {
    let Some(queue) = &invocation.target.dead_letter_queue else { return };
    let name = Arn::parse(queue).map_or(queue.as_str(), |arn| arn.resource);
    let queue_url = queue_url(name, &Context::new(&mut account.machine, because));
    let retries = invocation.failures.to_string();
    let mut attributes = vec![
        ("RULE_ARN", invocation.rule_arn.as_str()),
        ("TARGET_ARN", invocation.target.arn.as_str()),
        ("ERROR_CODE", failure.code),
        ("ERROR_MESSAGE", failure.message.as_str()),
        ("RETRY_ATTEMPTS", retries.as_str()),
    ];
    attributes.extend(failure.exhausted.map(|limit| ("EXHAUSTED_RETRY_CONDITION", limit)));
    let attributes = attributes.into_iter().map(|(name, value)| {
        let value = structure([("DataType", "String"), ("StringValue", value)]);
        (name.to_owned(), value)
    });
    let input = structure([
        ("QueueUrl", Value::from(queue_url)),
        ("MessageBody", Value::from(&*invocation.event.text)),
        ("MessageAttributes", Value::Map(attributes.collect())),
    ]);
    let call = Call {
        service: "sqs".to_owned(),
        operation: "SendMessage".to_owned(),
        input,
        caller: ApiCaller::Service { principal: PRINCIPAL.to_owned(), role: None },
    };
    account.perform(call, because);
}
