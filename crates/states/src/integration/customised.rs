//! The integrations that Step Functions customised, as far as each is a call of one operation.

use firedrill_api::{Operation, Value, service};
use serde_json::Value as Json;

use super::uncallable::UncallableTaskError;
use crate::execution::{ExecutionContext, TaskFailure};

/// The operation that a customised integration calls.
pub(super) fn operation(
    service_name: &str,
    action: &str,
) -> Result<&'static Operation, UncallableTaskError> {
    let name = match (service_name, action) {
        ("ecs", "runTask") => Some("RunTask"),
        ("events", "putEvents") => Some("PutEvents"),
        ("sns", "publish") => Some("Publish"),
        ("sqs", "sendMessage") => Some("SendMessage"),
        ("states", "startExecution") => Some("StartExecution"),
        _ => None,
    };
    name.and_then(|name| service(service_name)?.operation(name)).ok_or_else(|| {
        UncallableTaskError::Customised {
            service: service_name.to_owned(),
            action: action.to_owned(),
        }
    })
}

/// Adds what Step Functions itself says to a call: the events that it puts name the execution and
/// its state machine among their resources ("Optimized EventBridge integration" of the developer
/// guide).
pub(super) fn add_to(operation: &Operation, input: &mut Value, context: &ExecutionContext) {
    if operation.name() != "PutEvents" {
        return;
    }
    let Some(Value::List(entries)) = member(input, "Entries") else { return };
    for entry in entries {
        let arns = [&context.arn, &context.state_machine_arn].map(|arn| Value::from(&**arn));
        match member(entry, "Resources") {
            Some(Value::List(resources)) => resources.extend(arns),
            _ => insert(entry, "Resources", Value::List(arns.into())),
        }
    }
}

/// How a task fails whose call the service answered without an error.
///
/// `written` is the answer as Step Functions words it.
pub(super) fn failure_in(
    operation: &Operation,
    output: &Value,
    written: &Json,
) -> Option<TaskFailure> {
    let error = match operation.name() {
        "PutEvents" => match output.get("FailedEntryCount") {
            Some(Value::Integer(count)) if *count > 0 => "EventBridge.FailedEntry",
            _ => return None,
        },
        _ => return None,
    };
    Some(TaskFailure { error: Some(error.to_owned()), cause: Some(written.to_string()) })
}

fn member<'a>(value: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    let Value::Structure(members) = value else { return None };
    members.iter_mut().find(|(member, _)| member == name).map(|(_, value)| value)
}

/// Adds a member to a structure that does not have it.
fn insert(value: &mut Value, name: &str, inserted: Value) {
    if let Value::Structure(members) = value {
        members.push((name.to_owned(), inserted));
    }
}
