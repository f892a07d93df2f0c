//! One call of a target: what it receives, the call, and what becomes of its answer.

use std::sync::Arc;

use firedrill_api::Value;
use firedrill_eventbridge::{RuleContext, Transformed};
use firedrill_record::{ApiCaller, HopId, HopKind, TransformOutcome};
use jiff::Timestamp;

use super::bus_event::BusEvent;
use super::dead_letter::{Failure, give_up};
use super::delivery::EventsEvent;
use super::destination::{Destination, queue_url};
use super::retry::{Retry, retry};
use super::target::Target;
use crate::account::Account;
use crate::call::Call;
use crate::context::Context;
use crate::error::{CallError, NotModelled};

/// The service that calls targets.
pub(super) const PRINCIPAL: &str = "events.amazonaws.com";

/// A call of a target that is due.
#[derive(Debug, Clone)]
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

/// Calls a target, and calls it again or gives up where it fails.
pub(super) fn invoke(account: &mut Account, invocation: &Arc<Invocation>, because: Option<HopId>) {
    let mut context = Context::new(&mut account.machine, because);
    let input = match &invocation.input {
        Some(input) => Arc::clone(input),
        None => match transform(invocation, &mut context) {
            Ok(input) => input,
            Err(reason) => {
                let because = context.because();
                give_up(account, invocation, &Failure::of_input(reason), because);
                return;
            }
        },
    };
    let because = context.because();
    let Some(call) = call(invocation, &input, &mut context) else {
        let what = format!("the target `{}` of an EventBridge rule", invocation.target.arn);
        account.stop_at(NotModelled::new(what), because);
        return;
    };
    let answer = account.perform(call, because);
    let error = match answer.result {
        Ok(response) => {
            delivered(account, invocation, answer.hop, &response);
            return;
        }
        Err(CallError::Service(error)) => error,
        // It has ended the run already.
        Err(CallError::NotModelled(_)) => return,
    };
    let mut context = Context::new(&mut account.machine, Some(answer.hop));
    context.hop(HopKind::TargetFailed {
        rule: invocation.rule_name.clone(),
        target: invocation.target.id.clone(),
        target_arn: invocation.target.arn.clone(),
        reason: error.to_string(),
    });
    let because = context.because();
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
            give_up(account, invocation, &Failure::of_target(&error, limit), because);
        }
    }
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
    let mut members: Vec<(&str, String)> = Vec::new();
    let (service, operation) = match &target.destination {
        Destination::StateMachine => {
            let name = execution_name(&invocation.event.id, context);
            members.extend([
                ("stateMachineArn", target.arn.clone()),
                ("name", name),
                ("input", input.to_owned()),
            ]);
            ("states", "StartExecution")
        }
        Destination::Queue { name } => {
            members.extend([
                ("QueueUrl", queue_url(name, context)),
                ("MessageBody", input.to_owned()),
            ]);
            if let Some(group) = &target.message_group_id {
                members.push(("MessageGroupId", group.clone()));
            }
            ("sqs", "SendMessage")
        }
        Destination::Topic => {
            members.extend([("TopicArn", target.arn.clone()), ("Message", input.to_owned())]);
            ("sns", "Publish")
        }
        Destination::NotServed => return None,
    };
    Some(Call {
        service: service.to_owned(),
        operation: operation.to_owned(),
        input: structure(members),
        caller: ApiCaller::Service {
            principal: PRINCIPAL.to_owned(),
            role: target.role_arn.clone(),
        },
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
fn delivered(account: &mut Account, invocation: &Invocation, because: HopId, response: &Value) {
    if !matches!(invocation.target.destination, Destination::Queue { .. }) {
        return;
    }
    let message_id = response.get("MessageId").and_then(Value::as_str).unwrap_or_default();
    Context::new(&mut account.machine, Some(because)).hop(HopKind::MessageDelivered {
        protocol: "sqs".to_owned(),
        endpoint: invocation.target.arn.clone(),
        message_id: message_id.to_owned(),
    });
}

/// A structure of these members.
pub(super) fn structure<'a, V: Into<Value>>(
    members: impl IntoIterator<Item = (&'a str, V)>,
) -> Value {
    let members = members.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
    Value::Structure(members.collect())
}
