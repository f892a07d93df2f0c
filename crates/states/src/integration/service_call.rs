//! The call that a task asks for.

use firedrill_api::{
    JsonForText, Operation, ParameterError, ParameterProblem, ParametersError, SdkAction, Value,
    from_sdk_integration_json,
};
use serde_json::Value as Json;
use thiserror::Error;

use super::customised;
use super::dialect::{CallRefusal, Dialect};
use super::job::JobKind;
use super::lambda;
use super::transfer::{self, Transfer};
use super::uncallable::UncallableTaskError;
use crate::execution::{ExecutionContext, RequestPurpose, TaskFailure, TaskRequest};
use crate::payload::Payload;
use crate::resource::{IntegrationPattern, TaskResource};

/// A call of a service's operation that a task asks for.
#[derive(Debug, Clone)]
pub struct ServiceCall {
    /// The operation.
    pub operation: &'static Operation,
    /// Its input, keyed by the member names of the service's model.
    pub input: Value,
    /// What the task waits for.
    pub completion: Completion,
    /// How its answer is worded.
    dialect: Dialect,
    /// What the task is given of its answer.
    yields: Yield,
}

/// What a task is given of the service's answer.
#[derive(Debug, Clone, PartialEq)]
enum Yield {
    /// The output of the operation.
    Output,
    /// What a Lambda function returned.
    Payload,
    /// The items of a Map state, or that its results are written.
    Transfer(Transfer),
}

/// What a task waits for once its call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Completion {
    /// The answer of the service, which is its result.
    Answer,
    /// The end of the job that the service says it began (`.sync`).
    Job(JobKind),
    /// The task token, with a result of whoever returns it (`.waitForTaskToken`).
    TaskToken,
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

impl ServiceCall {
    /// The call that a task of an execution asks for.
    ///
    /// # Errors
    /// [`ServiceCallError`] where none is made. Parameters that the operation does not take fail
    /// the task with `States.Runtime`; whether all that it needs is there is left to the service.
    pub fn of(request: &TaskRequest, context: &ExecutionContext) -> Result<Self, ServiceCallError> {
        if request.credentials_role_arn.is_some() {
            return Err(UncallableTaskError::Credentials.into());
        }
        if request.purpose != RequestPurpose::Task {
            return Self::of_transfer(request);
        }
        let (operation, dialect, completion) = called_by(&request.resource)?;
        if let TaskResource::LambdaFunction { arn } = &*request.resource {
            let input = lambda::input(arn, &request.parameters);
            return Ok(Self { operation, input, completion, dialect, yields: Yield::Payload });
        }
        let json_for_text = match dialect {
            Dialect::Sdk => JsonForText::Refused,
            Dialect::Optimized => JsonForText::Written,
        };
        let parameters = request.parameters.value();
        let input = match operation.input() {
            Some(shape) => from_sdk_integration_json(shape, parameters, json_for_text),
            None => nothing(parameters),
        };
        let mut input = input.map_err(|error| unusable(request, &error.to_string()))?;
        if dialect == Dialect::Optimized {
            refuse_reserved(completion, parameters)
                .map_err(|error| unusable(request, &error.to_string()))?;
            customised::add_to(operation, completion, &mut input, context);
        }
        Ok(Self { operation, input, completion, dialect, yields: Yield::Output })
    }

    /// The call that reads the items of a Map state or writes its results.
    fn of_transfer(request: &TaskRequest) -> Result<Self, ServiceCallError> {
        let (operation, transfer) = transfer::operation(&request.resource)?;
        // The parameters hold the results themselves, which no cause repeats.
        let input = transfer::input(operation, request.purpose, request.parameters.value())
            .map_err(|error| failed(error.to_string()))?;
        Ok(Self {
            operation,
            input,
            completion: Completion::Answer,
            dialect: Dialect::Sdk,
            yields: Yield::Transfer(transfer),
        })
    }

    /// Goes on to the page after an answer that lists the items of a Map state, and says whether
    /// there is one. Step Functions lists all of them.
    pub fn turn_page(&mut self, output: &Value) -> bool {
        let Yield::Transfer(transfer) = &mut self.yields else { return false };
        let Some(token) = transfer.turn(output) else { return false };
        if let Value::Structure(members) = &mut self.input {
            members.retain(|(name, _)| name != "ContinuationToken");
            members.push(("ContinuationToken".to_owned(), token));
        }
        true
    }

    /// How many pages of a list were turned before this call.
    #[must_use]
    pub fn pages_before(&self) -> usize {
        match &self.yields {
            Yield::Transfer(transfer) => transfer.pages(),
            Yield::Output | Yield::Payload => 0,
        }
    }

    /// What the task makes of the service's answer: its result, or what it was submitted with
    /// where it goes on waiting.
    ///
    /// # Errors
    /// The failure of the task, where the service refused the call or the answer tells of one.
    pub fn answer(
        &self,
        request_id: &str,
        answered: Result<&Value, CallRefusal<'_>>,
    ) -> Result<Payload, TaskFailure> {
        let (operation, dialect) = (self.operation, self.dialect);
        let output = answered
            .map_err(|refusal| dialect.failure(operation.service(), request_id, refusal))?;
        match &self.yields {
            Yield::Output => {}
            Yield::Payload => {
                return lambda::failure(output).map_or_else(|| Ok(lambda::returned(output)), Err);
            }
            Yield::Transfer(transfer) => return transfer.answer(output).map(Payload::of),
        }
        let mut result = dialect.result(operation, output, request_id);
        if dialect == Dialect::Sdk {
            return Ok(Payload::of(result));
        }
        customised::refine(operation, output, &mut result);
        customised::failure_in(operation, self.completion, output, &result)
            .map_or_else(|| Ok(Payload::of(result)), Err)
    }
}

/// The operation that a resource calls, how its answer is worded, and what is waited for then.
fn called_by(
    resource: &TaskResource,
) -> Result<(&'static Operation, Dialect, Completion), UncallableTaskError> {
    match resource {
        TaskResource::LambdaFunction { .. } => {
            Ok((customised::operation("lambda", "invoke")?, Dialect::Optimized, Completion::Answer))
        }
        TaskResource::Activity { .. } => Err(UncallableTaskError::Activity),
        TaskResource::AwsSdk { service, action, pattern } => {
            let completion = match pattern {
                IntegrationPattern::RequestResponse => Completion::Answer,
                IntegrationPattern::WaitForTaskToken => Completion::TaskToken,
                IntegrationPattern::Sync | IntegrationPattern::SyncV2 => {
                    return Err(UncallableTaskError::Pattern(*pattern));
                }
            };
            let action = SdkAction::of(service, action)?;
            let not_described = || UncallableTaskError::NotDescribed {
                service: action.service().name(),
                operation: action.operation_name(),
            };
            Ok((action.operation().ok_or_else(not_described)?, Dialect::Sdk, completion))
        }
        TaskResource::Optimized { service, action, pattern } => {
            let operation = customised::operation(service, action)?;
            let completion = customised::completion(operation, *pattern)?;
            Ok((operation, Dialect::Optimized, completion))
        }
    }
}

/// Refuses the parameters that Step Functions keeps for itself.
fn refuse_reserved(completion: Completion, parameters: &Json) -> Result<(), ParametersError> {
    let names = customised::reserved(completion)
        .iter()
        .filter(|name| parameters.get(name).is_some_and(|value| !value.is_null()));
    none_of(names.map(|name| (*name).to_owned()))
}

/// The input of an operation that asks nothing.
fn nothing(parameters: &Json) -> Result<Value, ParametersError> {
    let names = parameters.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    none_of(names.map(|(name, _)| name.clone()))?;
    Ok(Value::Structure(Vec::new()))
}

/// Refuses every parameter of these names.
fn none_of(names: impl Iterator<Item = String>) -> Result<(), ParametersError> {
    let unsupported = |name: String| ParameterError {
        path: vec![name],
        problem: ParameterProblem::Unsupported { nearest: None },
    };
    let errors: Vec<_> = names.map(unsupported).collect();
    if errors.is_empty() { Ok(()) } else { Err(ParametersError(errors)) }
}

/// Parameters that the operation does not take, in the words of Step Functions.
fn unusable(request: &TaskRequest, reason: &str) -> ServiceCallError {
    let cause = format!(
        "The Parameters '{}' could not be used to start the Task: {reason}",
        request.parameters.text()
    );
    failed(cause)
}

fn failed(cause: String) -> ServiceCallError {
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

    fn asked(request: &TaskRequest) -> Result<ServiceCall, ServiceCallError> {
        let context = ExecutionContext::example("m", "us-east-1", json!({}).into());
        ServiceCall::of(request, &context)
    }

    fn refused(resource: &str) -> String {
        match asked(&request(resource, json!({}))).unwrap_err() {
            ServiceCallError::Uncallable(reason) => reason.to_string(),
            ServiceCallError::Failed(failure) => panic!("{failure:?}"),
        }
    }

    #[test]
    fn a_task_names_an_operation_and_its_input() {
        let stop = request("arn:aws:states:::aws-sdk:ecs:stopTask", json!({ "Task": "t" }));
        let call = asked(&stop).unwrap();
        assert_eq!((call.operation.service().name(), call.operation.name()), ("ecs", "StopTask"));
        assert_eq!(call.input, Value::Structure(vec![("task".to_owned(), "t".into())]));
        assert_eq!(call.dialect, Dialect::Sdk);
        let publish = request("arn:aws:states:::sns:publish", json!({ "Message": { "a": 1 } }));
        let call = asked(&publish).unwrap();
        assert_eq!(call.input.get("Message"), Some(&Value::from(r#"{"a":1}"#)));
        assert_eq!(call.dialect, Dialect::Optimized);
    }

    #[test]
    fn a_service_that_is_only_described_is_called_alike() {
        let parameters = json!({ "KeyId": "k", "Plaintext": "aGk=" });
        let call = asked(&request("arn:aws:states:::aws-sdk:kms:encrypt", parameters)).unwrap();
        assert_eq!(call.input.get("Plaintext"), Some(&Value::Blob(b"hi".to_vec())));
    }

    #[test]
    fn parameters_that_the_operation_does_not_take_fail_the_task() {
        let stop = request("arn:aws:states:::aws-sdk:ecs:stopTask", json!({ "task": "t" }));
        let Err(ServiceCallError::Failed(failure)) = asked(&stop) else { panic!() };
        assert_eq!(failure.error.as_deref(), Some("States.Runtime"));
        assert!(failure.cause.unwrap().contains("\"task\" is not supported"));
    }

    #[test]
    fn events_name_the_execution_and_a_failed_entry_fails_the_task() {
        let entry = json!({ "Source": "s", "DetailType": "d", "Detail": { "a": 1 } });
        let named = json!({ "Source": "s", "Resources": ["r"] });
        let put =
            request("arn:aws:states:::events:putEvents", json!({ "Entries": [entry, named] }));
        let call = asked(&put).unwrap();
        let entries = call.input.get("Entries").and_then(Value::as_list).unwrap();
        assert_eq!(entries[0].get("Detail"), Some(&Value::from(r#"{"a":1}"#)));
        let resources = entries[0].get("Resources").and_then(Value::as_list).unwrap();
        let ours = [
            Value::from("arn:aws:states:us-east-1:111122223333:execution:m:one"),
            Value::from("arn:aws:states:us-east-1:111122223333:stateMachine:m"),
        ];
        assert_eq!(resources, &ours);
        let resources = entries[1].get("Resources").and_then(Value::as_list).unwrap();
        assert_eq!(resources, &[&[Value::from("r")], &ours[..]].concat());

        let structure = |members: &[(&str, Value)]| {
            let named = members.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            Value::Structure(named.collect())
        };
        let output = |failed: i64| {
            let entry = structure(&[("ErrorCode", "MalformedDetail".into())]);
            let count = ("FailedEntryCount", Value::Integer(failed));
            structure(&[count, ("Entries", Value::List(vec![entry]))])
        };
        assert!(call.answer("r-1", Ok(&output(0))).is_ok());
        let failure = call.answer("r-1", Ok(&output(1))).unwrap_err();
        assert_eq!(failure.error.as_deref(), Some("EventBridge.FailedEntry"));
        let cause = r#"{"Entries":[{"ErrorCode":"MalformedDetail"}],"FailedEntryCount":1}"#;
        assert_eq!(failure.cause.as_deref(), Some(cause));
        // An AWS SDK integration passes the answer on as it is.
        let sdk = "arn:aws:states:::aws-sdk:eventbridge:putEvents";
        let call = asked(&request(sdk, json!({ "Entries": [{ "Source": "s" }] }))).unwrap();
        assert_eq!(
            call.input.get("Entries").and_then(Value::as_list).unwrap()[0].get("Resources"),
            None
        );
        assert!(call.answer("r-1", Ok(&output(1))).is_ok());
    }

    #[test]
    fn the_input_of_a_nested_execution_is_written_as_text() {
        let resource = "arn:aws:states:::states:startExecution";
        for (input, text) in [
            (json!({ "a": [1] }), Some(r#"{"a":[1]}"#)),
            (json!("\"text\""), Some("\"text\"")),
            (json!(null), None),
        ] {
            let start = request(resource, json!({ "StateMachineArn": "m", "Input": input }));
            let call = asked(&start).unwrap();
            assert_eq!(call.input.get("input").and_then(Value::as_str), text);
        }
    }

    #[test]
    fn a_task_of_ecs_that_is_waited_for_says_by_whom_it_was_started() {
        let run = request("arn:aws:states:::ecs:runTask.sync", json!({ "TaskDefinition": "d" }));
        let call = asked(&run).unwrap();
        assert_eq!(call.completion, Completion::Job(JobKind::EcsTask));
        assert_eq!(call.input.get("startedBy"), Some(&Value::from("AWS Step Functions")));
        for (reserved, value) in [("StartedBy", json!("me")), ("Count", json!(1))] {
            let parameters = json!({ "TaskDefinition": "d", reserved: value });
            let run = request("arn:aws:states:::ecs:runTask.sync", parameters);
            assert!(matches!(asked(&run), Err(ServiceCallError::Failed(_))), "{reserved}");
        }
        let parameters = json!({ "TaskDefinition": "d", "Count": 2, "StartedBy": "me" });
        for pattern in ["", ".waitForTaskToken"] {
            let resource = format!("arn:aws:states:::ecs:runTask{pattern}");
            let call = asked(&request(&resource, parameters.clone())).unwrap();
            assert_eq!(call.input.get("startedBy"), Some(&Value::from("me")));
        }
    }

    #[test]
    fn a_task_of_ecs_that_did_not_come_about_fails_who_waits_for_it() {
        let output = Value::Structure(vec![(
            "failures".to_owned(),
            Value::List(vec![Value::Structure(vec![("reason".to_owned(), "RESOURCE:CPU".into())])]),
        )]);
        for (pattern, fails) in [("", false), (".sync", true), (".waitForTaskToken", true)] {
            let resource = format!("arn:aws:states:::ecs:runTask{pattern}");
            let call = asked(&request(&resource, json!({ "TaskDefinition": "d" }))).unwrap();
            let answer = call.answer("r-1", Ok(&output));
            assert_eq!(answer.is_err(), fails, "{answer:?}");
            if let Err(failure) = answer {
                assert_eq!(failure.error.as_deref(), Some("AmazonECS.Unknown"));
                assert!(failure.cause.unwrap().contains("RESOURCE:CPU"));
            }
        }
    }

    #[test]
    fn an_operation_that_asks_nothing_takes_no_parameter() {
        let resource = "arn:aws:states:::aws-sdk:iam:getAccountSummary";
        let call = asked(&request(resource, json!({}))).unwrap();
        assert_eq!(call.input, Value::Structure(Vec::new()));
        let refused = asked(&request(resource, json!({ "UserName": "u" })));
        assert!(matches!(refused, Err(ServiceCallError::Failed(_))));
    }

    #[test]
    fn a_lambda_function_is_invoked_with_the_input_of_its_state_or_a_payload() {
        let arn = "arn:aws:lambda:us-east-1:111122223333:function:f";
        let call = asked(&request(arn, json!({ "a": [1] }))).unwrap();
        assert_eq!(call.operation.name(), "Invoke");
        assert_eq!(call.input.get("FunctionName"), Some(&arn.into()));
        assert_eq!(call.input.get("Payload"), Some(&Value::Blob(br#"{"a":[1]}"#.to_vec())));
        let returned = |text: &str| {
            let payload = ("Payload".to_owned(), Value::Blob(text.as_bytes().to_vec()));
            Value::Structure(vec![("StatusCode".to_owned(), Value::Integer(200)), payload])
        };
        let answer = call.answer("r-1", Ok(&returned("[ 1 ]"))).unwrap();
        assert_eq!((answer.value(), &**answer.text()), (&json!([1]), "[ 1 ]"));

        for (payload, bytes) in [(json!({ "a": 1 }), r#"{"a":1}"#), (json!("[2]"), "[2]")] {
            let parameters = json!({ "FunctionName": "f", "Payload": payload });
            let invoke = request("arn:aws:states:::lambda:invoke", parameters.clone());
            let call = asked(&invoke).unwrap();
            let bytes = Value::Blob(bytes.as_bytes().to_vec());
            assert_eq!(call.input.get("Payload"), Some(&bytes));
            let result = call.answer("r-1", Ok(&returned(r#"{"b": 1}"#))).unwrap().into_value();
            assert_eq!(result["Payload"], json!({ "b": 1 }));
            assert_eq!(result["SdkResponseMetadata"]["RequestId"], "r-1");
            let sdk =
                asked(&request("arn:aws:states:::aws-sdk:lambda:invoke", parameters)).unwrap();
            assert_eq!(sdk.input, call.input);
            let result = sdk.answer("r-1", Ok(&returned(r#"{"b": 1}"#))).unwrap().into_value();
            assert_eq!(result, json!({ "Payload": "{\"b\": 1}", "StatusCode": 200 }));
        }
    }

    #[test]
    fn a_job_whose_operations_are_not_described_is_refused_by_its_name() {
        for action in [
            "athena:startQueryExecution",
            "batch:submitJob",
            "bedrock:createModelCustomizationJob",
            "codebuild:startBuild",
            "databrew:startJobRun",
            "eks:runJob",
            "elasticmapreduce:addStep",
            "emr-serverless:startJobRun",
            "glue:startJobRun",
            "mediaconvert:createJob",
            "sagemaker:createTrainingJob",
        ] {
            assert_eq!(
                refused(&format!("arn:aws:states:::{action}.sync")),
                format!("the customised integration `{action}` is not described")
            );
        }
    }

    #[test]
    fn what_is_no_single_call_says_why() {
        for (resource, reason) in [
            ("arn:aws:states:us-east-1:111122223333:activity:a", "waits for a worker"),
            ("arn:aws:states:::glue:startJobRun.sync", "integration `glue:startJobRun`"),
            ("arn:aws:states:::sqs:sendMessage.sync", "what `.sync` waits for is not described"),
            ("arn:aws:states:::ecs:runTask.sync:2", "what `.sync:2` waits for"),
            ("arn:aws:states:::aws-sdk:ecs:runTask.sync", "what `.sync` waits for"),
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
            asked(&assuming).unwrap_err(),
            ServiceCallError::Uncallable(UncallableTaskError::Credentials)
        );
    }
}
