//! Delivery: from an event on the bus to a call of each target of each rule that matches.

use std::sync::Arc;
use std::time::Duration;

use firedrill_api::Value;
use firedrill_eventbridge::{RuleContext, Transformed};
use firedrill_record::{ApiCaller, HopId, HopKind, LeafVerdict, TransformOutcome};
use jiff::Timestamp;

use super::bus_event::BusEvent;
use super::destination::Destination;
use super::rule::{DEFAULT_BUS, Rule};
use super::target::Target;
use crate::account::Account;
use crate::call::Call;
use crate::context::Context;
use crate::delay::Delay;
use crate::error::{CallError, ServiceError};
use crate::queue::QueueEvent;

/// The service that calls targets.
const PRINCIPAL: &str = "events.amazonaws.com";

/// Something that happens on the bus.
#[derive(Debug, Clone)]
pub(crate) enum EventsEvent {
    /// An event arrives.
    Arrive(Arrival),
    /// A target is called.
    Invoke(Arc<Invocation>),
}

impl From<EventsEvent> for QueueEvent {
    fn from(event: EventsEvent) -> Self {
        Self::Events(event)
    }
}

/// An event that arrives on the default bus.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) event: BusEvent,
    /// How often each target is called: once, and once more for each duplicate. EventBridge
    /// promises at least one call, not one.
    pub(crate) invocations: u32,
    pub(crate) explained: Explained,
}

/// Which rules say why they do not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Explained {
    /// All: somebody sent this event and wants to know.
    ByEveryRule,
    /// Those that can match events of this source: services emit many events that nobody sent.
    ByRulesOfTheSource,
}

/// A call of a target that is due.
#[derive(Debug, Clone)]
pub(crate) struct Invocation {
    rule_name: String,
    rule_arn: String,
    target: Arc<Target>,
    event: BusEvent,
    ingested: Timestamp,
    /// What the target receives, once it is made.
    input: Option<Arc<str>>,
    /// How many calls have failed.
    failures: u32,
}

/// Plays what is due on the bus.
pub(crate) fn play(account: &mut Account, event: EventsEvent, because: Option<HopId>) {
    match event {
        EventsEvent::Arrive(arrival) => {
            let on_bus = land(account, &arrival, because);
            match_rules(account, &arrival, on_bus);
        }
        EventsEvent::Invoke(invocation) => invoke(account, &invocation, because),
    }
}

/// Writes that an event is on the bus.
pub(crate) fn land(account: &mut Account, arrival: &Arrival, because: Option<HopId>) -> HopId {
    let event = &arrival.event;
    Context::new(&mut account.machine, because).hop(HopKind::EventOnBus {
        bus: DEFAULT_BUS.to_owned(),
        event_id: event.id.to_string(),
        source: event.source.to_string(),
        detail_type: event.detail_type.to_string(),
    })
}

/// Has every rule look at an event that is on the bus.
pub(crate) fn match_rules(account: &mut Account, arrival: &Arrival, on_bus: HopId) {
    for rule in account.services.events.enabled_rules() {
        let near = rule.sources.may_match(&arrival.event.source);
        if near || arrival.explained == Explained::ByEveryRule {
            evaluate(&rule, arrival, &mut Context::new(&mut account.machine, Some(on_bus)));
        }
    }
}

fn evaluate(rule: &Rule, arrival: &Arrival, context: &mut Context<'_>) {
    let event = &arrival.event;
    let (matched, leaves) = match rule.pattern.explain(&event.text) {
        Ok(explanation) => {
            let leaves = explanation.leaves().map(|leaf| LeafVerdict {
                path: leaf.path.to_string(),
                matched: leaf.matched,
                reason: leaf.reason.clone(),
            });
            (explanation.matched, leaves.collect())
        }
        // The bus has read the event; a pattern that cannot is no match, and says why.
        Err(error) => {
            let leaf =
                LeafVerdict { path: String::new(), matched: false, reason: error.to_string() };
            (false, vec![leaf])
        }
    };
    context.hop(HopKind::RuleEvaluated {
        rule: rule.name.clone(),
        event_id: event.id.to_string(),
        matched,
        leaves,
    });
    if !matched {
        return;
    }
    for target in &rule.targets {
        let invocation = Arc::new(Invocation {
            rule_name: rule.name.clone(),
            rule_arn: rule.arn.clone(),
            target: Arc::clone(target),
            event: event.clone(),
            ingested: context.now(),
            input: None,
            failures: 0,
        });
        for duplicate in 0..arrival.invocations {
            let later = context.delay(Delay::Redelivery).saturating_mul(duplicate);
            let after = context.delay(Delay::Target).saturating_add(later);
            context.schedule(after, EventsEvent::Invoke(Arc::clone(&invocation)));
        }
    }
}

fn invoke(account: &mut Account, invocation: &Arc<Invocation>, because: Option<HopId>) {
    let mut context = Context::new(&mut account.machine, because);
    let input = match &invocation.input {
        Some(input) => Arc::clone(input),
        None => match transform(invocation, &mut context) {
            Ok(input) => input,
            Err(reason) => {
                let because = context.because();
                give_up(account, invocation, because, ("INVALID_JSON", &reason), None);
                return;
            }
        },
    };
    let because = context.because();
    let call = call(invocation, &input, &mut context);
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
        Retry::Never(condition) => {
            let code = dead_letter_code(&error);
            give_up(account, invocation, because, (code, &error.message), condition);
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

/// The call that invokes the target.
fn call(invocation: &Invocation, input: &str, context: &mut Context<'_>) -> Call {
    let target = &invocation.target;
    let mut members: Vec<(&str, String)> = Vec::new();
    let (service, operation) = match &target.destination {
        Destination::StateMachine => {
            let name = format!("{}_{}", invocation.event.id, context.ids().uuid());
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
    };
    Call {
        service: service.to_owned(),
        operation: operation.to_owned(),
        input: structure(members),
        caller: ApiCaller::Service {
            principal: PRINCIPAL.to_owned(),
            role: target.role_arn.clone(),
        },
    }
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

enum Retry {
    After(Duration),
    /// Why no more, where it is a limit of the retry policy that is reached.
    Never(Option<&'static str>),
}

/// Whether and when a failed call is repeated: EventBridge repeats what a target answers with a
/// status of 5xx or 429, and throttling ("How EventBridge retries delivering events").
fn retry(invocation: &Invocation, error: &ServiceError, context: &Context<'_>) -> Retry {
    let policy = invocation.target.retry;
    if error.status < 500 && error.status != 429 && !is_throttling(error) {
        return Retry::Never(None);
    }
    if invocation.failures >= policy.maximum_retries {
        return Retry::Never(Some("MaximumRetryAttempts"));
    }
    let doubled = 2u32.saturating_pow(invocation.failures.min(12));
    let pause = context.delay(Delay::Redelivery).saturating_mul(doubled);
    let age = context.now().duration_since(invocation.ingested).unsigned_abs();
    if age.saturating_add(pause) > policy.maximum_age {
        return Retry::Never(Some("MaximumEventAgeInSeconds"));
    }
    Retry::After(pause)
}

fn is_throttling(error: &ServiceError) -> bool {
    error.code.contains("Throttl") || error.code == "ExecutionLimitExceeded"
}

/// The word of a dead-letter queue's `ERROR_CODE` for an error of the target.
fn dead_letter_code(error: &ServiceError) -> &'static str {
    let code = error.code.as_str();
    if is_throttling(error) {
        "THROTTLING"
    } else if code.contains("AccessDenied") || code.contains("NotAuthorized") {
        "NO_PERMISSIONS"
    } else if code.contains("DoesNotExist") || code.contains("NotFound") {
        "NO_RESOURCE"
    } else {
        "ERROR_FROM_TARGET"
    }
}

/// Sends the event to the target's dead-letter queue, where it has one.
fn give_up(
    account: &mut Account,
    invocation: &Invocation,
    because: Option<HopId>,
    (code, message): (&str, &str),
    condition: Option<&str>,
) {
    let Some(queue) = &invocation.target.dead_letter_queue else { return };
    let name = queue.rsplit(':').next().unwrap_or(queue);
    let queue_url = queue_url(name, &Context::new(&mut account.machine, because));
    let retries = invocation.failures.to_string();
    let mut attributes = vec![
        ("RULE_ARN", invocation.rule_arn.as_str()),
        ("TARGET_ARN", invocation.target.arn.as_str()),
        ("ERROR_CODE", code),
        ("ERROR_MESSAGE", message),
        ("RETRY_ATTEMPTS", retries.as_str()),
    ];
    attributes.extend(condition.map(|condition| ("EXHAUSTED_RETRY_CONDITION", condition)));
    let attributes = attributes.into_iter().map(|(name, value)| {
        let value = structure([("DataType", "String"), ("StringValue", value)]);
        (name.to_owned(), value)
    });
    let mut input = vec![
        ("QueueUrl".to_owned(), Value::from(queue_url)),
        ("MessageBody".to_owned(), Value::from(&*invocation.event.text)),
    ];
    input.push(("MessageAttributes".to_owned(), Value::Map(attributes.collect())));
    let call = Call {
        service: "sqs".to_owned(),
        operation: "SendMessage".to_owned(),
        input: Value::Structure(input),
        caller: ApiCaller::Service { principal: PRINCIPAL.to_owned(), role: None },
    };
    account.perform(call, because);
}

/// The URL of a queue of this account; SQS looks at its path only.
fn queue_url(name: &str, context: &Context<'_>) -> String {
    let (region, account) = (context.region(), context.account_id());
    format!("https://sqs.{region}.amazonaws.com/{account}/{name}")
}

fn structure<'a, V: Into<Value>>(members: impl IntoIterator<Item = (&'a str, V)>) -> Value {
    let members = members.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
    Value::Structure(members.collect())
}
