//! The integrations that Step Functions customised, as far as each is a call of one operation.

use firedrill_api::{Operation, Value, service};
use serde_json::Value as Json;

use super::job::{self, JobKind};
use super::lambda;
use super::service_call::Completion;
use super::uncallable::UncallableTaskError;
use crate::execution::{ExecutionContext, TaskFailure};
use crate::resource::{IntegrationPattern, STARTED_BY};

/// The operation that a customised integration calls.
pub(super) fn operation(
    service_name: &str,
    action: &str,
) -> Result<&'static Operation, UncallableTaskError> {
    let name = match (service_name, action) {
        ("dynamodb", "deleteItem") => Some("DeleteItem"),
        ("dynamodb", "getItem") => Some("GetItem"),
        ("dynamodb", "putItem") => Some("PutItem"),
        ("dynamodb", "updateItem") => Some("UpdateItem"),
        ("ecs", "runTask") => Some("RunTask"),
        ("events", "putEvents") => Some("PutEvents"),
        ("lambda", "invoke") => Some("Invoke"),
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

/// What a customised integration waits for.
pub(super) fn completion(
    operation: &Operation,
    pattern: IntegrationPattern,
) -> Result<Completion, UncallableTaskError> {
    match (operation.name(), pattern) {
        (_, IntegrationPattern::RequestResponse) => Ok(Completion::Answer),
        (_, IntegrationPattern::WaitForTaskToken) => Ok(Completion::TaskToken),
        ("RunTask", IntegrationPattern::Sync) => Ok(Completion::Job(JobKind::EcsTask)),
        ("StartExecution", IntegrationPattern::Sync) => Ok(Completion::Job(JobKind::Execution)),
        ("StartExecution", IntegrationPattern::SyncV2) => {
            Ok(Completion::Job(JobKind::ExecutionAsJson))
        }
        (_, pattern) => Err(UncallableTaskError::Pattern(pattern)),
    }
}

/// The parameters of the operation that Step Functions keeps for itself: it waits for one task,
/// and says by whom that was started.
pub(super) fn reserved(completion: Completion) -> &'static [&'static str] {
    match completion {
        Completion::Job(JobKind::EcsTask) => &["Count", "StartedBy"],
        _ => &[],
    }
}

/// Adds what Step Functions itself says to a call: by whom a task of Amazon ECS was started, and
/// to events the ARNs of the execution and of its state machine ("Optimized EventBridge
/// integration" of the developer guide).
pub(super) fn add_to(
    operation: &Operation,
    completion: Completion,
    input: &mut Value,
    context: &ExecutionContext,
) {
    if completion == Completion::Job(JobKind::EcsTask) {
        insert(input, "startedBy", STARTED_BY.into());
    }
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

/// Makes of a result what the integration does: a Lambda function's payload is JSON.
pub(super) fn refine(operation: &Operation, output: &Value, result: &mut Json) {
    if operation.name() == "Invoke"
        && let Some(payload) = result.get_mut("Payload")
    {
        *payload = lambda::payload(output);
    }
}

/// How a task fails whose call the service answered without an error.
///
/// `written` is the answer as Step Functions words it.
pub(super) fn failure_in(
    operation: &Operation,
    completion: Completion,
    output: &Value,
    written: &Json,
) -> Option<TaskFailure> {
    match (operation.name(), completion) {
        ("Invoke", _) => lambda::failure(output),
        ("PutEvents", _) => match output.get("FailedEntryCount") {
            Some(Value::Integer(count)) if *count > 0 => Some(TaskFailure {
                error: Some("EventBridge.FailedEntry".to_owned()),
                cause: Some(written.to_string()),
            }),
            _ => None,
        },
        // Who does not wait for the task gets its failures as they are.
        ("RunTask", Completion::Job(_) | Completion::TaskToken) => {
            job::no_ecs_task(output, written)
        }
        _ => None,
    }
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
