//! Which requests are refused, and in which words.

use firedrill_states::test_state::TestStatus;
use serde_json::{Value, json};

use crate::asking::{answer, stop_task};
use crate::maps::each_task;

#[test]
fn a_result_is_held_against_the_api() {
    let refused = |resource: &str, result: &str, mode: &str| {
        let response = answer(&json!({
            "definition": {"Type": "Task", "Resource": resource, "End": true},
            "mock": {"result": result, "fieldValidationMode": mode}
        }));
        response.err().map(|error| {
            let text = error.to_string();
            text.trim_start_matches("Mock result schema validation error: ").to_owned()
        })
    };
    let stop = "arn:aws:states:::aws-sdk:ecs:stopTask";
    let start = "arn:aws:states:::states:startExecution";
    for (resource, result, mode, expected) in [
        (stop, r#"{"Task": {"TaskArn": "a", "New": 1}}"#, "STRICT", None),
        (stop, r#"{"Task": []}"#, "STRICT", Some("Field 'Task' must be an object")),
        (
            stop,
            r#"{"Task": {"Containers": {}}}"#,
            "PRESENT",
            Some("Field 'Containers' must be an array"),
        ),
        (stop, r#"{"Task": {"Version": "1"}}"#, "STRICT", Some("Field 'Version' must be a number")),
        (
            stop,
            r#"{"Task": {"LaunchType": "MOON"}}"#,
            "STRICT",
            Some("Field 'LaunchType' is not an expected value"),
        ),
        (
            stop,
            r#"{"Task": {"StoppedAt": 5}}"#,
            "STRICT",
            Some("Field 'StoppedAt' must be a string"),
        ),
        (
            stop,
            r#"{"Task": {"EnableExecuteCommand": "no"}}"#,
            "STRICT",
            Some("Field 'EnableExecuteCommand' must be a boolean"),
        ),
        (stop, r#"{"Task": []}"#, "NONE", None),
        (start, "{}", "STRICT", Some("Required field 'ExecutionArn' is missing")),
        (start, "{}", "PRESENT", None),
        (
            "arn:aws:states:::states:startExecution.sync:2",
            "{}",
            "STRICT",
            Some("Required field 'ExecutionArn' is missing"),
        ),
        ("arn:aws:lambda:eu-west-1:111122223333:function:tell", "7", "STRICT", None),
        (
            "arn:aws:states:::aws-sdk:kms:sign",
            r#"{"Signature": ["AA=="]}"#,
            "STRICT",
            Some("Field 'Signature' must be a string"),
        ),
        (
            "arn:aws:states:::aws-sdk:s3:putObject",
            r#"{"ServerSideEncryption": "rot13"}"#,
            "STRICT",
            Some("Field 'ServerSideEncryption' is not an expected value"),
        ),
        (
            "arn:aws:states:::dynamodb:getItem",
            r#"{"Item": {"lines": {"L": [{"M": {"open": {"BOOL": "yes"}}}]}}}"#,
            "STRICT",
            Some("Field 'BOOL' must be a boolean"),
        ),
        (
            "arn:aws:states:::dynamodb:getItem",
            r#"{"Item": {"lines": {"L": [{"M": {"open": {"BOOL": true}}}]}}}"#,
            "STRICT",
            None,
        ),
        (
            "arn:aws:states:::aws-sdk:ec2:stopInstances",
            r#"{"StoppingInstances": 1}"#,
            "STRICT",
            None,
        ),
    ] {
        assert_eq!(refused(resource, result, mode).as_deref(), expected, "{resource} {result}");
    }
}

#[test]
fn requests_are_refused_in_the_words_of_the_service() {
    let pass = json!({"Type": "Pass", "End": true});
    let task = json!({"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true});
    let both = json!({
        "Type": "Parallel", "End": true,
        "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}]
    });
    let map = json!({
        "Type": "Map", "End": true,
        "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}
    });
    let waiting = json!({
        "Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true
    });
    let mut undecided = each_task(&json!({}));
    undecided["ItemProcessor"]["ProcessorConfig"] = json!({"Mode": "DISTRIBUTED"});
    let misspelt = json!({
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
        "Parameters": {"Task": "t", "task": "t"}, "End": true
    });
    let result = json!({"result": "{}"});
    for (request, message) in [
        (
            json!({"definition": pass, "mock": result}),
            "State type 'Pass' is not supported when a mock is specified",
        ),
        (json!({"definition": task}), "RoleArn must be specified when testing a Task state"),
        (
            json!({"definition": both}),
            "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
        ),
        (
            json!({"definition": map, "stateConfiguration": {"mapIterationFailureCount": 1}}),
            "TestState does not support MapIterationFailureCount when a mock is not specified.",
        ),
        (
            json!({"definition": task, "mock": {}}),
            "One of the following fields is required for a test mock: [result, errorOutput].",
        ),
        (
            json!({"definition": task, "mock": {"errorOutput": {}}}),
            "An error was not specified in the mocked error output.",
        ),
        (
            json!({"definition": task, "mock": {"result": "null"}}),
            "Mocked result must be a valid JSON object.",
        ),
        (
            json!({"definition": task, "mock": {"result": "{}", "errorOutput": {}}}),
            "A test mock should have only one of the following fields: [result, errorOutput].",
        ),
        (json!({"definition": task, "mock": {"result": "no"}}), "Mocked result must be valid JSON"),
        (
            json!({"definition": task, "mock": result, "revealSecrets": true}),
            "TestState does not support RevealSecrets when a mock is specified.",
        ),
        (json!({"definition": map, "mock": result}), "Mocked result must be an array."),
        (json!({"definition": both, "mock": result}), "Mocked result must be an array."),
        (
            json!({"definition": both, "mock": {"result": "[1, 2]"}}),
            "Mocked result must contain the same number of items as number of Parallel branches.",
        ),
        (
            json!({"definition": task, "mock": result, "context": r#"{"Map": {}}"#}),
            "Invalid Context object provided: 'Map' field is not supported when mocking a Context object",
        ),
        (
            json!({"definition": task, "mock": result, "context": r#"{"State": {"Name": 1}}"#}),
            "Invalid Context object provided: State.Name must be a string",
        ),
        (
            json!({"definition": {"Type": "Halt"}}),
            "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/StateName/Type'",
        ),
        (
            json!({"definition": {"Type": "Pass"}, "stateName": "A"}),
            "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Field 'Type' is not supported at /, SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
        ),
        (
            json!({"definition": task, "roleArn": "r"}),
            "a Task state without a mock is not modelled",
        ),
        (
            json!({"definition": waiting, "roleArn": "r"}),
            "TestState API does not support '.sync' or '.waitForTaskToken' integration patterns.",
        ),
        (
            json!({"definition": undecided, "mock": {"result": "[]"}}),
            "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at /States/StateName/ItemProcessor/ProcessorConfig'",
        ),
        (
            json!({"definition": misspelt, "mock": result}),
            "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The field \"task\" is not supported by Step Functions. Did you mean 'Task'? at /States/StateName/Parameters'",
        ),
    ] {
        assert_eq!(answer(&request).unwrap_err().to_string(), message, "{request}");
    }
}

#[test]
fn members_that_are_unknown_or_of_no_use_are_refused_by_name() {
    let task = json!({"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true});
    let map = each_task(&json!({}));
    let reading = each_task(&json!({"ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}
    }}));
    let result = json!({"result": "[]"});
    let error = json!({"errorOutput": {"error": "E"}});
    let detected = |violation: &str| format!("1 validation error detected: {violation}");
    for (request, message) in [
        (
            json!({"definition": task, "mocks": result}),
            "at 'mocks' failed to satisfy constraint: Member is not known",
        ),
        (
            json!({"definition": task, "mock": {"result": "{}", "mode": "NONE"}}),
            "at 'mock.mode' failed to satisfy constraint: Member is not known",
        ),
        (
            json!({"definition": task, "mock": error, "stateConfiguration": {"retryCount": 1}}),
            "at 'stateConfiguration.retryCount' failed to satisfy constraint: Member is not known",
        ),
        (
            json!({"definition": task, "mock": error, "stateConfiguration": {"retrierRetryCount": 1.5}}),
            "at 'stateConfiguration.retrierRetryCount' failed to satisfy constraint: Member must be a whole number",
        ),
        (
            json!({"definition": task, "revealSecrets": "true"}),
            "at 'revealSecrets' failed to satisfy constraint: Member must be a boolean",
        ),
        (
            json!({"definition": task, "inspectionLevel": "ALL"}),
            "at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]",
        ),
        (
            json!({"input": "{}"}),
            "at 'definition' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({"definition": task, "stateName": ""}),
            "at 'stateName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            json!({"definition": task, "mock": {"errorOutput": {"cause": "c"}}}),
            "An error was not specified in the mocked error output.",
        ),
        (
            json!({"definition": task, "mock": error, "stateConfiguration": {"errorCausedByState": "Stop"}}),
            "ErrorCausedByState is only supported when testing a Map or Parallel state.",
        ),
        (
            json!({"definition": task, "mock": error, "stateConfiguration": {"mapIterationFailureCount": 0}}),
            "MapIterationFailureCount is only supported when testing a Map state.",
        ),
        (
            json!({"definition": task, "mock": error, "stateConfiguration": {"mapItemReaderData": "[]"}}),
            "MapItemReaderData is only supported when testing a Map state.",
        ),
        (
            json!({"definition": map, "mock": error, "stateConfiguration": {"mapItemReaderData": "[]"}}),
            "MapItemReaderData is specified, but the Map state has no ItemReader.",
        ),
        (
            json!({"definition": reading, "mock": result}),
            "ItemReader data must be specified when testing a Map state with ItemReader specified.",
        ),
        (
            json!({"definition": map, "mock": result, "stateConfiguration": {"errorCausedByState": "Stop"}}),
            "TestState does not support ErrorCausedByState when a result is mocked.",
        ),
        (
            json!({"definition": map, "mock": error, "stateConfiguration": {"errorCausedByState": "Stopp"}}),
            "ErrorCausedByState names 'Stopp', which is no state within the tested one.",
        ),
    ] {
        let refusal = answer(&request).unwrap_err();
        assert_eq!(refusal.service_code(), "ValidationException", "{request}");
        let refusal = refusal.to_string();
        assert!(
            refusal == message || refusal.starts_with(&detected("")) && refusal.ends_with(message),
            "{request} {refusal}"
        );
    }
    let caused = answer(&json!({
        "definition": map, "input": r#"{"tasks": [1]}"#, "mock": error,
        "stateConfiguration": {"errorCausedByState": "Stop", "mapIterationFailureCount": 1}
    }));
    assert_eq!(caused.unwrap().error.as_deref(), Some("E"));
}

fn answers_or_says_why(request: &Value) {
    match answer(request) {
        Ok(response) => assert_eq!(
            response.status == TestStatus::Succeeded,
            response.output.is_some() && response.error.is_none(),
            "{request}"
        ),
        Err(error) => assert!(!error.to_string().is_empty(), "{request}"),
    }
}

#[test]
fn no_request_of_any_shape_breaks_it() {
    let whole = json!({
        "definition": stop_task(), "input": "{}", "inspectionLevel": "TRACE", "variables": "{}",
        "context": "{}", "stateName": "A", "roleArn": "r", "revealSecrets": false,
        "mock": {"result": "{}"}, "stateConfiguration": {"retrierRetryCount": 1}
    });
    let deep = "[".repeat(100_000);
    for member in whole.as_object().unwrap().keys() {
        for odd in [
            json!(null),
            json!(1),
            json!([]),
            json!({}),
            json!(""),
            json!("[]"),
            json!(deep),
            json!({"result": deep}),
            json!({"retrierRetryCount": u64::MAX}),
            json!({"retrierRetryCount": -1}),
            json!({"errorOutput": {"error": 1}}),
        ] {
            let mut request = whole.clone();
            request[member] = odd.clone();
            answers_or_says_why(&request);
            request.as_object_mut().unwrap().remove("stateName");
            answers_or_says_why(&request);
        }
    }
    for odd in [json!(null), json!(1), json!([]), json!({})] {
        assert!(answer(&odd).is_err());
    }
}
