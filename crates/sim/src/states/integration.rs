//! What a Task state calls: its request as a call of the account, and the answer as its result.

use firedrill_api::{
    JsonForText, Operation, SdkAction, Value, from_sdk_integration_json, service,
    to_sdk_integration_json,
};
use firedrill_record::ApiCaller;
use firedrill_states::{IntegrationPattern, TaskFailure, TaskRequest, TaskResource};
use serde_json::{Value as Json, json};

use super::run::Run;
use crate::call::Call;
use crate::error::{NotModelled, ServiceError};

/// A call that a Task state makes.
#[derive(Debug)]
pub(super) struct Integration {
    pub(super) call: Call,
    pub(super) dialect: Dialect,
}

/// The two ways in which Step Functions words a service's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `aws-sdk:` integrations.
    Sdk,
    /// Integrations that Step Functions customised.
    Optimized,
}

/// The call that a task asks for, or how the task fails before a call is made.
///
/// # Errors
/// [`NotModelled`] for what this account cannot do: Lambda functions, activities, jobs that are
/// waited for, and services that it does not have.
pub(super) fn call_of(
    request: &TaskRequest,
    run: &Run,
) -> Result<Result<Integration, TaskFailure>, NotModelled> {
    let unknown = || NotModelled::new(request.resource.to_string());
    if request.credentials_role_arn.is_some() {
        return Err(NotModelled::new("`Credentials` of a Task state"));
    }
    let (dialect, service_name, operation_name) = match &*request.resource {
        TaskResource::AwsSdk { service, action, pattern: IntegrationPattern::RequestResponse } => {
            let action = SdkAction::of(service, action).map_err(|_| unknown())?;
            (Dialect::Sdk, action.service().name(), action.operation_name())
        }
        TaskResource::Optimized {
            service,
            action,
            pattern: IntegrationPattern::RequestResponse,
        } => match (service.as_str(), action.as_str()) {
            ("sns", "publish") => (Dialect::Optimized, "sns", "Publish"),
            ("sqs", "sendMessage") => (Dialect::Optimized, "sqs", "SendMessage"),
            _ => return Err(unknown()),
        },
        _ => return Err(unknown()),
    };
    let input =
        operation(service_name, operation_name).and_then(Operation::input).ok_or_else(unknown)?;
    let json_for_text = match dialect {
        Dialect::Sdk => JsonForText::Refused,
        Dialect::Optimized => JsonForText::Written,
    };
    let input = match from_sdk_integration_json(input, request.parameters.value(), json_for_text) {
        Ok(input) => input,
        Err(error) => return Ok(Err(unusable(request, &error.to_string()))),
    };
    let caller =
        ApiCaller::Execution { execution: run.arn.to_string(), role: run.machine.role_arn.clone() };
    let call = Call {
        service: service_name.to_owned(),
        operation: operation_name.to_owned(),
        input,
        caller,
    };
    Ok(Ok(Integration { call, dialect }))
}

/// Parameters that the operation does not take, in the words of Step Functions.
fn unusable(request: &TaskRequest, reason: &str) -> TaskFailure {
    let cause = format!(
        "The Parameters '{}' could not be used to start the Task: {reason}",
        request.parameters.text()
    );
    TaskFailure { error: Some("States.Runtime".to_owned()), cause: Some(cause) }
}

fn operation(service_name: &str, operation_name: &str) -> Option<&'static Operation> {
    service(service_name)?.operation(operation_name)
}

impl Dialect {
    /// The result of a task whose call succeeded.
    pub(super) fn result(
        self,
        service_name: &str,
        operation_name: &str,
        output: &Value,
        request_id: &str,
    ) -> Json {
        let shape = operation(service_name, operation_name).and_then(Operation::output);
        let result = shape.map(|shape| to_sdk_integration_json(shape, output));
        let mut result = result.unwrap_or_else(|| json!({}));
        if let (Self::Optimized, Some(members)) = (self, result.as_object_mut()) {
            let headers = json!({ "x-amzn-RequestId": request_id });
            let all = json!({ "x-amzn-RequestId": [request_id] });
            members.insert(
                "SdkHttpMetadata".to_owned(),
                json!({ "AllHttpHeaders": all, "HttpHeaders": headers, "HttpStatusCode": 200 }),
            );
            members.insert("SdkResponseMetadata".to_owned(), json!({ "RequestId": request_id }));
        }
        result
    }

    /// The failure of a task whose call was refused.
    pub(super) fn failure(
        self,
        service_name: &str,
        error: &ServiceError,
        request_id: &str,
    ) -> TaskFailure {
        let Some(service) = service(service_name) else {
            return TaskFailure {
                error: Some(error.code.clone()),
                cause: Some(error.message.clone()),
            };
        };
        let modelled = service.error(&error.code);
        let (message, status) = (&error.message, error.status);
        match self {
            Self::Sdk => {
                let client = service.client_name();
                let exception = modelled.map_or_else(
                    || service.base_exception_name(),
                    |error| error.exception_name().to_owned(),
                );
                TaskFailure {
                    error: Some(format!("{client}.{exception}")),
                    cause: Some(format!(
                        "{message} (Service: {client}, Status Code: {status}, \
                         Request ID: {request_id}) (SDK Attempt Count: 1)"
                    )),
                }
            }
            Self::Optimized => {
                let client = service_name.to_uppercase();
                let exception = modelled.map_or_else(
                    || format!("Amazon{client}Exception"),
                    |error| error.exception_name().to_owned(),
                );
                let code = modelled.map_or(error.code.as_str(), |error| error.code());
                TaskFailure {
                    error: Some(format!("{client}.{exception}")),
                    cause: Some(format!(
                        "{message} (Service: Amazon{client}; Status Code: {status}; \
                         Error Code: {code}; Request ID: {request_id}; Proxy: null)"
                    )),
                }
            }
        }
    }
}
