//! The call that a task asks for.

use firedrill_api::{
    JsonForText, Operation, ParameterError, ParameterProblem, ParametersError, SdkAction,
    SdkActionError, Value, from_sdk_integration_json, service,
};
use serde_json::Value as Json;
use thiserror::Error;

use super::dialect::Dialect;
use crate::execution::{TaskFailure, TaskRequest};
use crate::resource::{IntegrationPattern, TaskResource};

/// A call of a service's operation that a task asks for.
#[derive(Debug, Clone)]
pub struct ServiceCall {
    /// The operation.
    pub operation: &'static Operation,
    /// Its input, keyed by the member names of the service's model.
    pub input: Value,
    /// How its answer is worded.
    pub dialect: Dialect,
}

/// Why no call is made for a task.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ServiceCallError {
    /// Step Functions itself fails the task, which Retry and Catch see: its parameters are not
    /// those of the operation.
    #[error("the task fails before a call is made")]
    Failed(TaskFailure),
    /// Which call would be made is not known here.
    #[error(transparent)]
    Uncallable(#[from] UncallableTaskError),
}

/// Why a task is not one call of an operation whose shapes are known.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UncallableTaskError {
    /// The task assumes the role of its `Credentials`.
    #[error("the role of its `Credentials` would have to be assumed")]
    Credentials,
    /// The task invokes a Lambda function.
    #[error("the invocation of Lambda functions is not described")]
    LambdaFunction,
    /// The task waits for a worker.
    #[error("an activity waits for a worker who asks for it")]
    Activity,
    /// The task waits for more than an answer.
    #[error("`{}` waits for more than the answer of the service", .0.suffix())]
    Pattern(IntegrationPattern),
    /// Nothing is known of the action.
    #[error(transparent)]
    UnknownAction(#[from] SdkActionError),
    /// Only the name of the operation is known.
    #[error("the shapes of `{operation}` of `{service}` are not described")]
    NotDescribed {
        /// The service.
        service: &'static str,
        /// The operation.
        operation: &'static str,
    },
    /// Step Functions customised the integration, and how is not known here.
    #[error("the customised integration `{service}:{action}` is not described")]
    Customised {
        /// The service, as the resource names it.
        service: String,
        /// The action, as the resource names it.
        action: String,
    },
}

impl ServiceCall {
    /// The call that a task asks for.
    ///
    /// # Errors
    /// [`ServiceCallError`] where none is made. Parameters that the operation does not take fail
    /// the task with `States.Runtime`; whether all that it needs is there is left to the service.
    pub fn of(request: &TaskRequest) -> Result<Self, ServiceCallError> {
        if request.credentials_role_arn.is_some() {
            return Err(UncallableTaskError::Credentials.into());
        }
        let (operation, dialect) = operation_of(&request.resource)?;
        let json_for_text = match dialect {
            Dialect::Sdk => JsonForText::Refused,
            Dialect::Optimized => JsonForText::Written,
        };
        let parameters = request.parameters.value();
        let input = match operation.input() {
            Some(shape) => from_sdk_integration_json(shape, parameters, json_for_text),
            None => nothing(parameters),
        };
        let input = input.map_err(|error| unusable(request, &error.to_string()))?;
        Ok(Self { operation, input, dialect })
    }
}

fn operation_of(
    resource: &TaskResource,
) -> Result<(&'static Operation, Dialect), UncallableTaskError> {
    match resource {
        TaskResource::LambdaFunction { .. } => Err(UncallableTaskError::LambdaFunction),
        TaskResource::Activity { .. } => Err(UncallableTaskError::Activity),
        TaskResource::AwsSdk { service, action, pattern: IntegrationPattern::RequestResponse } => {
            let action = SdkAction::of(service, action)?;
            let not_described = || UncallableTaskError::NotDescribed {
                service: action.service().name(),
                operation: action.operation_name(),
            };
            Ok((action.operation().ok_or_else(not_described)?, Dialect::Sdk))
        }
        TaskResource::Optimized {
            service: service_name,
            action,
            pattern: IntegrationPattern::RequestResponse,
        } => {
            let operation_name = match (service_name.as_str(), action.as_str()) {
                ("sns", "publish") => Some("Publish"),
                ("sqs", "sendMessage") => Some("SendMessage"),
                _ => None,
            };
            let operation = operation_name.and_then(|name| service(service_name)?.operation(name));
            let operation = operation.ok_or_else(|| UncallableTaskError::Customised {
                service: service_name.clone(),
                action: action.clone(),
            })?;
            Ok((operation, Dialect::Optimized))
        }
        TaskResource::AwsSdk { pattern, .. } | TaskResource::Optimized { pattern, .. } => {
            Err(UncallableTaskError::Pattern(*pattern))
        }
    }
}

/// The input of an operation that asks nothing.
fn nothing(parameters: &Json) -> Result<Value, ParametersError> {
    let names = parameters.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let unsupported = |name: &String| ParameterError {
        path: vec![name.clone()],
        problem: ParameterProblem::Unsupported { nearest: None },
    };
    let errors: Vec<_> = names.map(|(name, _)| unsupported(name)).collect();
    if errors.is_empty() { Ok(Value::Structure(Vec::new())) } else { Err(ParametersError(errors)) }
}

/// Parameters that the operation does not take, in the words of Step Functions.
fn unusable(request: &TaskRequest, reason: &str) -> ServiceCallError {
    let cause = format!(
        "The Parameters '{}' could not be used to start the Task: {reason}",
        request.parameters.text()
    );
    ServiceCallError::Failed(TaskFailure {
        error: Some("States.Runtime".to_owned()),
        cause: Some(cause),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::execution::{RequestPurpose, TaskId};

    fn request(resource: &str, parameters: Json) -> TaskRequest {
        TaskRequest {
            id: TaskId(1),
            purpose: RequestPurpose::Task,
            state: "Stop".into(),
            resource: TaskResource::parse(resource).unwrap().into(),
            parameters: parameters.into(),
            token: None,
            credentials_role_arn: None,
            retry_count: 0,
            timeout: None,
            heartbeat: None,
            scheduled_event_id: 3,
        }
    }

    fn refused(resource: &str) -> String {
        match ServiceCall::of(&request(resource, json!({}))).unwrap_err() {
            ServiceCallError::Uncallable(reason) => reason.to_string(),
            ServiceCallError::Failed(failure) => panic!("{failure:?}"),
        }
    }

    #[test]
    fn a_task_names_an_operation_and_its_input() {
        let stop = request("arn:aws:states:::aws-sdk:ecs:stopTask", json!({ "Task": "t" }));
        let call = ServiceCall::of(&stop).unwrap();
        assert_eq!((call.operation.service().name(), call.operation.name()), ("ecs", "StopTask"));
        assert_eq!(call.input, Value::Structure(vec![("task".to_owned(), "t".into())]));
        assert_eq!(call.dialect, Dialect::Sdk);
        let publish = request("arn:aws:states:::sns:publish", json!({ "Message": { "a": 1 } }));
        let call = ServiceCall::of(&publish).unwrap();
        assert_eq!(call.input.get("Message"), Some(&Value::from(r#"{"a":1}"#)));
        assert_eq!(call.dialect, Dialect::Optimized);
    }

    #[test]
    fn a_service_that_is_only_described_is_called_alike() {
        let parameters = json!({ "KeyId": "k", "Plaintext": "aGk=" });
        let call =
            ServiceCall::of(&request("arn:aws:states:::aws-sdk:kms:encrypt", parameters)).unwrap();
        assert_eq!(call.input.get("Plaintext"), Some(&Value::Blob(b"hi".to_vec())));
    }

    #[test]
    fn parameters_that_the_operation_does_not_take_fail_the_task() {
        let stop = request("arn:aws:states:::aws-sdk:ecs:stopTask", json!({ "task": "t" }));
        let Err(ServiceCallError::Failed(failure)) = ServiceCall::of(&stop) else { panic!() };
        assert_eq!(failure.error.as_deref(), Some("States.Runtime"));
        assert!(failure.cause.unwrap().contains("\"task\" is not supported"));
    }

    #[test]
    fn an_operation_that_asks_nothing_takes_no_parameter() {
        let resource = "arn:aws:states:::aws-sdk:iam:getAccountSummary";
        let call = ServiceCall::of(&request(resource, json!({}))).unwrap();
        assert_eq!(call.input, Value::Structure(Vec::new()));
        let refused = ServiceCall::of(&request(resource, json!({ "UserName": "u" })));
        assert!(matches!(refused, Err(ServiceCallError::Failed(_))));
    }

    #[test]
    fn what_is_no_single_call_says_why() {
        for (resource, reason) in [
            ("arn:aws:lambda:us-east-1:111122223333:function:f", "Lambda functions"),
            ("arn:aws:states:us-east-1:111122223333:activity:a", "waits for a worker"),
            ("arn:aws:states:::ecs:runTask.sync", "`.sync` waits for more"),
            ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "`.waitForTaskToken` waits"),
            (
                "arn:aws:states:::aws-sdk:ec2:stopInstances",
                "the shapes of `StopInstances` of `ec2`",
            ),
            ("arn:aws:states:::aws-sdk:nowhere:go", "the service `nowhere` is not known"),
            ("arn:aws:states:::s3:getObject", "the customised integration `s3:getObject`"),
        ] {
            assert!(refused(resource).contains(reason), "{resource}: {}", refused(resource));
        }
        let mut assuming = request("arn:aws:states:::aws-sdk:ecs:stopTask", json!({}));
        assuming.credentials_role_arn = Some("arn:aws:iam::111122223333:role/r".to_owned());
        assert_eq!(
            ServiceCall::of(&assuming).unwrap_err(),
            ServiceCallError::Uncallable(UncallableTaskError::Credentials)
        );
    }
}
