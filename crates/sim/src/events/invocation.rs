//! One call of a target: what it receives, the call, and what becomes of its answer.

use std::sync::Arc;

use firedrill_api::Value;
use firedrill_eventbridge::{RuleContext, Transformed};
use firedrill_record::{HopId, HopKind, TransformOutcome};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::bus_event::BusEvent;
use super::dead_letter::{Failure, give_up};
use super::delivery::EventsEvent;
use super::destination::Destination;
use super::retry::{Retry, retry};
use super::target::Target;
use crate::account::Account;
use crate::call::Call;
use crate::caller::Caller;
use crate::context::Context;
use crate::error::{CallError, NotModelled};
use crate::operation::sns::PublishRequest;
use crate::operation::sqs::SendMessageRequest;
use crate::operation::states::StartExecutionRequest;
use crate::operation::write;
use crate::origin::Origin;
use crate::region::Region;
use crate::sqs::send_message;

/// The service that calls targets.
const PRINCIPAL: &str = "events.amazonaws.com";

/// A call of a target that is due.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Invocation {
    pub(super) rule_name: String,
    pub(super) rule_arn: String,
    pub(super) target: Arc<Target>,
    pub(super) event: BusEvent,
    pub(super) ingested: Timestamp,
    /// What the target receives, once it is made.
    pub(super) input: Option<Arc<str>>,
    /// How many calls have failed.
    pub(super) failures: u32,
}

impl Invocation {
    /// EventBridge, acting for the rule in its own name or under a role.
    pub(super) fn caller(&self, role: Option<String>) -> Caller {
        Caller::Service { principal: PRINCIPAL, role, source: self.rule_arn.clone() }
    }
}

/// Calls a target, and calls it again or gives up where it fails.
///
/// That the role of the target is assumed is part of the invocation and no call in the record:
/// EventBridge keeps the sessions of a role and does not assume it for each event.
pub(super) fn invoke(account: &mut Account, invocation: &Arc<Invocation>, origin: &Origin) {
    let mut context = Context::new(&mut account.machine, origin.clone());
    let input = match &invocation.input {
        Some(input) => Arc::clone(input),
        None => match transform(invocation, &mut context) {
            Ok(input) => input,
            Err(reason) => {
                let origin = origin.because_of(context.because());
                give_up(account, invocation, &Failure::of_input(reason), &origin);
                return;
            }
        },
    };
    match assume_role(invocation, &context) {
        Ok(None) => {}
        Ok(Some(failure)) => {
            let because = failed(invocation, failure.reason(), &mut context);
            give_up(account, invocation, &failure, &origin.because_of(because));
            return;
        }
        Err(what) => {
            let because = context.because();
            account.stop_at(what, because);
            return;
        }
    }
    let because = context.because();
    let Some(call) = call(invocation, &input, &mut context) else {
        let what = format!("the target `{}` of an EventBridge rule", invocation.target.arn);
        account.stop_at(NotModelled::new(what), because);
        return;
    };
    let answer = account.perform(call, because);
    let error = match answer.result {
        Ok(response) => {
            delivered(account, invocation, &origin.because_of(answer.hop), &response);
            return;
        }
        Err(CallError::Service(error)) => error,
        // The story has ended there already.
        Err(CallError::NotModelled(_)) => return,
    };
    let mut context = Context::new(&mut account.machine, origin.because_of(answer.hop));
    let because = failed(invocation, &error.to_string(), &mut context);
    match retry(invocation, &error, &context) {
        Retry::After(pause) => {
            let again = Invocation {
                input: Some(input),
                failures: invocation.failures + 1,
                ..Invocation::clone(invocation)
            };
            context.schedule(pause, EventsEvent::Invoke(Arc::new(again)));
        }
        Retry::Never(limit) => {
            let failure = Failure::of_target(&error, limit);
            give_up(account, invocation, &failure, &origin.because_of(because));
        }
    }
}

/// Assumes the role of the target, where it has one, and answers why that fails.
///
/// A role that cannot be assumed is met when the target is invoked: that `PutTargets` looks at the
/// trust policy is documented nowhere (unsure; `PutRule` is known to look at that of its own role).
/// Such an invocation is not repeated, as no error is that "results from missing permissions", and
/// its dead letter says `FAILED_TO_ASSUME_ROLE` ("Using dead-letter queues to process undelivered
/// events" of the user guide). The words of its message are ours.
///
/// # Errors
/// [`NotModelled`] if the trust policy cannot be evaluated.
fn assume_role(
    invocation: &Invocation,
    context: &Context<'_>,
) -> Result<Option<Failure>, NotModelled> {
    let Some(role) = &invocation.target.role_arn else { return Ok(None) };
    if context.may_assume(role, PRINCIPAL, &invocation.rule_arn)? {
        return Ok(None);
    }
    Ok(Some(Failure::of_role(format!("{PRINCIPAL} is not authorized to assume the role {role}"))))
}

/// Writes that the target did not get the event.
fn failed(invocation: &Invocation, reason: &str, context: &mut Context<'_>) -> HopId {
    context.hop(HopKind::TargetFailed {
        rule: invocation.rule_name.clone(),
        target: invocation.target.id.clone(),
        target_arn: invocation.target.arn.clone(),
        reason: reason.to_owned(),
    })
}

/// Makes what the target receives and writes what came of it.
///
/// # Errors
/// Why nothing is delivered.
fn transform(invocation: &Invocation, context: &mut Context<'_>) -> Result<Arc<str>, String> {
    let event = &invocation.event;
    let rule = RuleContext {
        rule_arn: invocation.rule_arn.clone(),
        rule_name: invocation.rule_name.clone(),
        ingestion_time: invocation.ingested,
    };
    let made: Result<Arc<str>, String> = match invocation.target.input.apply(&event.text, &rule) {
        Transformed::Delivered(text) => Ok(Arc::from(text)),
        Transformed::NotDelivered(reason) => Err(reason),
    };
    let outcome = match &made {
        Ok(input) => TransformOutcome::Delivered { input: input.to_string() },
        Err(reason) => TransformOutcome::NotDelivered { reason: reason.clone() },
    };
    context.hop(HopKind::InputTransformed {
        rule: invocation.rule_name.clone(),
        target: invocation.target.id.clone(),
        target_arn: invocation.target.arn.clone(),
        outcome,
    });
    made
}

/// The call that invokes the target, if its service is served.
fn call(invocation: &Invocation, input: &str, context: &mut Context<'_>) -> Option<Call> {
    let target = &invocation.target;
    let caller = invocation.caller(target.role_arn.clone());
    let (service, operation, input) = match target.destination {
        Destination::Queue => {
            let message = SendMessageRequest {
                message_body: input.to_owned(),
                message_group_id: target.message_group_id.clone(),
                ..SendMessageRequest::default()
            };
            return Some(send_message(&target.arn, message, caller));
        }
        Destination::StateMachine => {
            let name = execution_name(&invocation.event.id, context);
            let request = StartExecutionRequest {
                state_machine_arn: target.arn.clone(),
                name: Some(name),
                input: Some(input.to_owned()),
            };
            ("states", "StartExecution", write(request))
        }
        Destination::Topic => {
            let request = PublishRequest {
                topic_arn: Some(target.arn.clone()),
                message: input.to_owned(),
                ..PublishRequest::default()
            };
            ("sns", "Publish", write(request))
        }
        Destination::NotServed => return None,
    };
    Some(Call {
        service: service.to_owned(),
        operation: operation.to_owned(),
        input,
        caller,
        region: Region::of_arn(&target.arn),
    })
}

/// The name of an execution that EventBridge starts: two UUIDs, the first of them that of the
/// event. The id of an event that somebody else made may be anything.
fn execution_name(event_id: &str, context: &mut Context<'_>) -> String {
    let is_uuid = event_id.len() == 36
        && event_id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let first = if is_uuid { event_id.to_owned() } else { context.ids().uuid() };
    format!("{first}_{}", context.ids().uuid())
}

/// Writes the arrival in a queue; topics and executions write their own.
fn delivered(account: &mut Account, invocation: &Invocation, origin: &Origin, response: &Value) {
    if invocation.target.destination != Destination::Queue {
        return;
    }
    let message_id = response.get("MessageId").and_then(Value::as_str).unwrap_or_default();
    Context::new(&mut account.machine, origin.clone()).hop(HopKind::MessageDelivered {
        protocol: "sqs".to_owned(),
        endpoint: invocation.target.arn.clone(),
        message_id: message_id.to_owned(),
    });
}
