//! The history events of tasks: each kind of resource has its own.

use std::sync::Arc;

use serde_json::Value;

use super::failure::Failure;
use crate::history::EventDetails;
use crate::payload::Payload;
use crate::resource::{IntegrationPattern, STARTED_BY, TaskResource};

/// What a task is asked for, as its fields come out.
pub(crate) struct Asked {
    pub(crate) parameters: Payload,
    pub(crate) timeout: Option<u64>,
    pub(crate) heartbeat: Option<u64>,
    pub(crate) credentials_role_arn: Option<Arc<str>>,
}

pub(super) fn scheduled(
    resource: &Arc<TaskResource>,
    asked: &Asked,
    region: &Arc<str>,
) -> EventDetails {
    let Asked { parameters, timeout, heartbeat, credentials_role_arn } = asked;
    let (resource, input) = (Arc::clone(resource), Arc::clone(parameters.text()));
    match &*resource {
        TaskResource::LambdaFunction { .. } => {
            EventDetails::LambdaFunctionScheduled { resource, input, timeout_in_seconds: *timeout }
        }
        TaskResource::Activity { .. } => EventDetails::ActivityScheduled {
            resource,
            input,
            timeout_in_seconds: *timeout,
            heartbeat_in_seconds: *heartbeat,
        },
        _ => EventDetails::TaskScheduled {
            resource: Arc::clone(&resource),
            region: Arc::clone(region),
            parameters: with_started_by(&resource, parameters).unwrap_or(input),
            timeout_in_seconds: *timeout,
            heartbeat_in_seconds: *heartbeat,
            credentials_role_arn: credentials_role_arn.clone(),
        },
    }
}

/// The parameters of a job of Amazon ECS, with what Step Functions adds to them: recorded of
/// `ecs:runTask.sync`, and not of a task that is not waited for.
fn with_started_by(resource: &TaskResource, parameters: &Payload) -> Option<Arc<str>> {
    let TaskResource::Optimized { service, action, pattern: IntegrationPattern::Sync } = resource
    else {
        return None;
    };
    let Value::Object(given) = parameters.value() else { return None };
    if service != "ecs" || action != "runTask" || given.contains_key("StartedBy") {
        return None;
    }
    let mut parameters = given.clone();
    parameters.insert("StartedBy".to_owned(), STARTED_BY.into());
    Some(Payload::of(Value::Object(parameters)).text().clone())
}

pub(super) fn started(resource: &Arc<TaskResource>, worker_name: Option<&str>) -> EventDetails {
    match &**resource {
        TaskResource::LambdaFunction { .. } => EventDetails::LambdaFunctionStarted,
        TaskResource::Activity { .. } => {
            EventDetails::ActivityStarted { worker_name: worker_name.map(Arc::from) }
        }
        _ => EventDetails::TaskStarted { resource: Arc::clone(resource) },
    }
}

pub(super) fn succeeded(resource: &Arc<TaskResource>, result: &Payload) -> EventDetails {
    let output = Arc::clone(result.text());
    match &**resource {
        TaskResource::LambdaFunction { .. } => EventDetails::LambdaFunctionSucceeded { output },
        TaskResource::Activity { .. } => EventDetails::ActivitySucceeded { output },
        _ => EventDetails::TaskSucceeded { resource: Arc::clone(resource), output },
    }
}

pub(super) fn failed(resource: &Arc<TaskResource>, failure: &Failure) -> EventDetails {
    let (error, cause) = (failure.error.clone(), failure.cause.clone());
    match &**resource {
        TaskResource::LambdaFunction { .. } => EventDetails::LambdaFunctionFailed { error, cause },
        TaskResource::Activity { .. } => EventDetails::ActivityFailed { error, cause },
        _ => EventDetails::TaskFailed { resource: Arc::clone(resource), error, cause },
    }
}

pub(super) fn timed_out(resource: &Arc<TaskResource>, failure: &Failure) -> EventDetails {
    let (error, cause) = (failure.error.clone(), failure.cause.clone());
    match &**resource {
        TaskResource::LambdaFunction { .. } => {
            EventDetails::LambdaFunctionTimedOut { error, cause }
        }
        TaskResource::Activity { .. } => EventDetails::ActivityTimedOut { error, cause },
        _ => EventDetails::TaskTimedOut { resource: Arc::clone(resource), error, cause },
    }
}
