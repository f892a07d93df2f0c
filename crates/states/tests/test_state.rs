//! TestState: what a state shows step by step, and which requests are refused in which words.

#![cfg(test)]

use firedrill_states::test_state::{
    TestStateError, TestStateRequest, TestStateResponse, TestStatus, TestSurroundings, test_state,
};
use serde_json::{Value, json};

fn answer(request: &Value) -> Result<TestStateResponse, TestStateError> {
    let surroundings = TestSurroundings {
        now: "2026-01-01T00:00:00Z".parse().unwrap(),
        seed: 1,
        region: "eu-west-1".to_owned(),
        account: "111122223333".to_owned(),
    };
    test_state(&TestStateRequest::read(request)?, &surroundings)
}

/// The steps that a response shows, each text as JSON.
fn steps(response: &TestStateResponse) -> Value {
    let data = response.inspection_data.clone().unwrap();
    let parsed = data.into_iter().map(|(step, value)| {
        let parsed = value.as_str().map(|text| serde_json::from_str(text).unwrap());
        (step, parsed.unwrap_or(value))
    });
    Value::Object(parsed.collect())
}

fn stop_task() -> Value {
    json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
        "InputPath": "$.detail",
        "Parameters": {"Task.$": "$.task", "Reason.$": "$why"},
        "ResultSelector": {"Arn.$": "$.Task.TaskArn"},
        "ResultPath": "$.stopped",
        "Assign": {"arn.$": "$.Arn"},
        "OutputPath": "$.stopped",
        "Retry": [
            {"ErrorEquals": ["Ecs.ServerException"], "IntervalSeconds": 2, "MaxAttempts": 3}
        ],
        "Catch": [
            {"ErrorEquals": ["States.Timeout"], "Next": "Later"},
            {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Tell"}
        ],
        "Next": "Done"
    })
}

#[test]
fn a_task_shows_its_data_after_each_step() {
    let response = answer(&json!({
        "definition": stop_task(),
        "input": r#"{"detail": {"task": "t-1"}}"#,
        "variables": r#"{"why": "drill"}"#,
        "inspectionLevel": "DEBUG",
        "mock": {"result": r#"{"Task": {"TaskArn": "arn"}}"#}
    }))
    .unwrap();
    assert_eq!(response.status, TestStatus::Succeeded);
    assert_eq!(response.next_state.as_deref(), Some("Done"));
    assert_eq!(response.output.as_deref(), Some(r#"{"Arn":"arn"}"#));
    assert_eq!(
        steps(&response),
        json!({
            "input": {"detail": {"task": "t-1"}},
            "afterInputPath": {"task": "t-1"},
            "afterParameters": {"Task": "t-1", "Reason": "drill"},
            "result": {"Task": {"TaskArn": "arn"}},
            "afterResultSelector": {"Arn": "arn"},
            "afterResultPath": {"detail": {"task": "t-1"}, "stopped": {"Arn": "arn"}},
            "variables": {"why": "drill", "arn": "arn"}
        })
    );
}

#[test]
fn a_failure_is_tried_again_until_its_retrier_is_used_up_and_then_caught() {
    let failed = |error: &str, uses: u64| {
        answer(&json!({
            "definition": stop_task(),
            "input": r#"{"detail": {"task": "t-1"}}"#,
            "variables": r#"{"why": "drill"}"#,
            "inspectionLevel": "TRACE",
            "stateConfiguration": {"retrierRetryCount": uses},
            "mock": {"errorOutput": {"error": error, "cause": "because"}}
        }))
        .unwrap()
    };
    let response = failed("Ecs.ServerException", 2);
    assert_eq!(response.status, TestStatus::Retriable);
    assert_eq!((response.output.as_deref(), response.next_state.as_deref()), (None, None));
    let details = json!({"retryIndex": 0, "retryBackoffIntervalSeconds": 8});
    assert_eq!(steps(&response)["errorDetails"], details);

    let response = failed("Ecs.ServerException", 3);
    assert_eq!(response.status, TestStatus::CaughtError);
    assert_eq!(response.next_state.as_deref(), Some("Tell"));
    assert_eq!(steps(&response)["errorDetails"], json!({"catchIndex": 1}));
    let output: Value = serde_json::from_str(response.output.as_deref().unwrap()).unwrap();
    assert_eq!(output["error"], json!({"Error": "Ecs.ServerException", "Cause": "because"}));

    assert_eq!(failed("States.Timeout", 0).next_state.as_deref(), Some("Later"));
}

#[test]
fn what_the_interpreter_cannot_do_fails_and_nothing_catches_it() {
    let response = answer(&json!({
        "definition": stop_task(),
        "input": r#"{"detail": {}}"#,
        "mock": {"result": "{}"}
    }))
    .unwrap();
    assert_eq!(response.status, TestStatus::Failed);
    assert_eq!(response.error.as_deref(), Some("States.Runtime"));
    assert!(response.cause.unwrap().contains("'$.task' specified for the field 'Task.$'"));
    assert_eq!(response.inspection_data, None);
}

#[test]
fn a_state_of_jsonata_sees_its_result_its_error_and_its_context() {
    let tested = |mock: Value| {
        answer(&json!({
            "definition": {
                "QueryLanguage": "JSONata",
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
                "Arguments": {"Task": "{% $states.input.task %}", "Reason": "{% $why %}"},
                "Output": "{% $states.result.Task.TaskArn & $states.context.State.Name %}",
                "Assign": {"why": "{% $uppercase($why) %}"},
                "Catch": [{
                    "ErrorEquals": ["States.ALL"],
                    "Output": "{% $states.errorOutput.Error %}",
                    "Next": "Tell"
                }],
                "End": true
            },
            "input": r#"{"task": "t-1"}"#,
            "variables": r#"{"why": "drill"}"#,
            "inspectionLevel": "DEBUG",
            "mock": mock
        }))
        .unwrap()
    };
    let response = tested(json!({"result": r#"{"Task": {"TaskArn": "arn:"}}"#}));
    assert_eq!(response.output.as_deref(), Some(r#""arn:StateName""#));
    assert_eq!(
        steps(&response),
        json!({
            "input": {"task": "t-1"},
            "afterArguments": {"Task": "t-1", "Reason": "drill"},
            "result": {"Task": {"TaskArn": "arn:"}},
            "variables": {"why": "DRILL"}
        })
    );
    let caught = tested(json!({"errorOutput": {"error": "Ecs.ClientException"}}));
    assert_eq!(caught.status, TestStatus::CaughtError);
    assert_eq!(caught.output.as_deref(), Some(r#""Ecs.ClientException""#));

    let failed = answer(&json!({
        "definition": {
            "QueryLanguage": "JSONata", "Type": "Pass", "Output": "{% $states.input.no %}", "End": true
        }
    }))
    .unwrap();
    assert_eq!(failed.error.as_deref(), Some("States.QueryEvaluationError"));
}

#[test]
fn a_state_of_a_machine_is_found_wherever_it_is_nested() {
    let machine = json!({
        "StartAt": "Each",
        "States": {"Each": {
            "Type": "Map", "End": true,
            "ItemProcessor": {"StartAt": "Severe?", "States": {
                "Severe?": {
                    "Type": "Choice",
                    "Choices": [
                        {"Variable": "$$.State.Name", "StringEquals": "other", "Next": "No"},
                        {"Variable": "$.severity", "NumericGreaterThan": 7, "Next": "Yes"}
                    ],
                    "Default": "No"
                },
                "Yes": {"Type": "Fail", "ErrorPath": "$.name", "Cause": "too severe"},
                "No": {"Type": "Wait", "SecondsPath": "$.wait", "End": true}
            }}
        }}
    });
    let tested = |state: &str, input: &str| {
        answer(&json!({"definition": machine, "stateName": state, "input": input}))
    };
    let next = |input: &str| tested("Severe?", input).unwrap().next_state.unwrap();
    assert_eq!(next(r#"{"severity": 8}"#), "Yes");
    assert_eq!(next(r#"{"severity": 7}"#), "No");

    let failed = tested("Yes", r#"{"name": "Drill"}"#).unwrap();
    assert_eq!((failed.status, failed.error.as_deref()), (TestStatus::Failed, Some("Drill")));
    assert_eq!(tested("No", r#"{"wait": 5}"#).unwrap().status, TestStatus::Succeeded);
    assert_eq!(tested("No", r#"{"wait": -5}"#).unwrap().status, TestStatus::Failed);
    assert_eq!(
        tested("Maybe", "{}").unwrap_err(),
        TestStateError::Validation { message: "State not found in definition".to_owned() }
    );
}

#[test]
fn a_map_fails_when_more_iterations_failed_than_may() {
    let failed = |definition: Value, failures: u64| {
        let response = answer(&json!({
            "definition": definition,
            "input": r#"[1, 2, 3, 4]"#,
            "inspectionLevel": "DEBUG",
            "stateConfiguration": {"mapIterationFailureCount": failures},
            "mock": {"result": "[1, 4, 9, 16]"}
        }))
        .unwrap();
        (response.status == TestStatus::Failed).then(|| response.error.unwrap())
    };
    let map = |field: &str, value: Value| {
        let mut map = json!({
            "Type": "Map", "End": true,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Note", "States": {"Note": {"Type": "Pass", "End": true}}
            }
        });
        map[field] = value;
        map
    };
    let exceeded = Some("States.ExceedToleratedFailureThreshold".to_owned());
    for (field, value, failures, expected) in [
        ("ToleratedFailureCount", json!(2), 2, None),
        ("ToleratedFailureCount", json!(2), 3, exceeded.clone()),
        ("ToleratedFailurePercentage", json!(50), 2, None),
        ("ToleratedFailurePercentage", json!(50), 3, exceeded),
        ("Comment", json!("no threshold"), 4, None),
    ] {
        assert_eq!(failed(map(field, value), failures), expected, "{field} {failures}");
    }
}

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
    ] {
        assert_eq!(answer(&request).unwrap_err().to_string(), message, "{request}");
    }
}

/// A state of JSONata, and what it answers when its mock is this.
fn queried(fields: &Value, mock: &Value) -> TestStateResponse {
    let mut state = json!({
        "Type": "Task",
        "QueryLanguage": "JSONata",
        "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
        "Arguments": {"Task": "{% $states.input.task %}", "Reason": "{% $why %}"},
        "Next": "Done"
    });
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    answer(&json!({
        "definition": state,
        "input": r#"{"task": "t-1"}"#,
        "variables": r#"{"why": "drill"}"#,
        "inspectionLevel": "DEBUG",
        "mock": mock
    }))
    .unwrap()
}

#[test]
fn a_task_of_jsonata_shows_its_arguments_and_no_step_of_jsonpath() {
    let response = queried(
        &json!({
            "Assign": {"arn": "{% $states.result.Task.TaskArn %}"},
            "Output": {"stopped": "{% $states.result.Task.TaskArn & ' for ' & $why %}"}
        }),
        &json!({"result": r#"{"Task": {"TaskArn": "arn"}}"#}),
    );
    assert_eq!(response.output.as_deref(), Some(r#"{"stopped":"arn for drill"}"#));
    assert_eq!(
        steps(&response),
        json!({
            "input": {"task": "t-1"},
            "afterArguments": {"Task": "t-1", "Reason": "drill"},
            "result": {"Task": {"TaskArn": "arn"}},
            "variables": {"why": "drill", "arn": "arn"}
        })
    );
}

#[test]
fn a_catcher_of_jsonata_makes_its_output_of_the_error() {
    let response = queried(
        &json!({"Catch": [{
            "ErrorEquals": ["States.ALL"],
            "Output": "{% $states.errorOutput.Error & ': ' & $states.input.task %}",
            "Next": "Tell"
        }]}),
        &json!({"errorOutput": {"error": "Ecs.ClientException", "cause": "no such task"}}),
    );
    assert_eq!(response.status, TestStatus::CaughtError);
    assert_eq!(response.next_state.as_deref(), Some("Tell"));
    assert_eq!(response.output.as_deref(), Some(r#""Ecs.ClientException: t-1""#));
}

#[test]
fn an_expression_without_a_value_fails_its_state() {
    let output = json!({"Output": "{% $states.result.nothing %}"});
    let response = queried(&output, &json!({"result": "{}"}));
    assert_eq!(response.status, TestStatus::Failed);
    assert_eq!(response.error.as_deref(), Some("States.QueryEvaluationError"));
    assert_eq!(
        response.cause.as_deref(),
        Some(
            "The JSONata expression '$states.result.nothing' specified for the field 'Output' returned nothing (undefined)."
        )
    );
}

/// A distributed Map state over tasks, with these fields more.
fn each_task(fields: &Value) -> Value {
    let mut map = json!({
        "Type": "Map", "ItemsPath": "$.tasks", "End": true,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Stop", "States": {"Stop": {"Type": "Pass", "End": true}}
        }
    });
    map.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    if fields.get("QueryLanguage").is_some() || fields.get("ItemReader").is_some() {
        map.as_object_mut().unwrap().remove("ItemsPath");
    }
    map
}

fn tested_map(fields: &Value, configuration: &Value) -> Result<TestStateResponse, TestStateError> {
    let writes = fields.get("ResultWriter").is_some();
    answer(&json!({
        "definition": each_task(fields),
        "input": r#"{"tasks": ["a", "b", "c"], "cluster": "prod", "two": 2}"#,
        "inspectionLevel": "DEBUG",
        "stateConfiguration": configuration,
        "mock": {"result": if writes { "{}" } else { "[]" }}
    }))
}

#[test]
fn a_map_shows_what_its_iterations_are_handed() {
    let response = tested_map(
        &json!({
            "ItemSelector": {
                "task.$": "$$.Map.Item.Value", "at.$": "$$.Map.Item.Index", "in.$": "$.cluster"
            },
            "ItemBatcher": {"MaxItemsPerBatchPath": "$.two", "BatchInput": {"in.$": "$.cluster"}},
            "MaxConcurrencyPath": "$.two"
        }),
        &json!({}),
    )
    .unwrap();
    let selected = |task: &str, at: u64| json!({"task": task, "at": at, "in": "prod"});
    let (a, b, c) = (selected("a", 0), selected("b", 1), selected("c", 2));
    let shown = steps(&response);
    assert_eq!(shown["afterItemsPath"], json!(["a", "b", "c"]));
    assert_eq!(shown["afterItemSelector"], json!([a, b, c]));
    assert_eq!(
        shown["afterItemBatcher"],
        json!([
            {"BatchInput": {"in": "prod"}, "Items": [a, b]},
            {"BatchInput": {"in": "prod"}, "Items": [c]}
        ])
    );
    assert_eq!(shown["maxConcurrency"], json!(2));

    let queried = tested_map(
        &json!({
            "QueryLanguage": "JSONata",
            "Items": "{% $states.input.tasks %}",
            "ItemSelector": "{% $states.context.Map.Item.Value & $states.input.cluster %}",
            "Output": "{% $exists($states.context.Map) %}"
        }),
        &json!({}),
    )
    .unwrap();
    let shown = steps(&queried);
    assert_eq!(shown["afterItemSelector"], json!(["aprod", "bprod", "cprod"]));
    assert_eq!(shown.get("afterItemsPath").or(shown.get("afterItemBatcher")), None);
    assert_eq!(queried.output.as_deref(), Some("false"));
}

#[test]
fn a_map_fails_with_whatever_of_it_cannot_be_evaluated() {
    let s3 = |action: &str, fields: Value| {
        let mut place = json!({"Resource": format!("arn:aws:states:::s3:{action}")});
        place.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        place
    };
    let missing = json!({"Bucket.$": "$.none"});
    let read = json!({"mapItemReaderData": "[]"});
    for (fields, configuration) in [
        (json!({"ItemSelector": {"x.$": "$.none"}}), json!({})),
        (json!({"ItemBatcher": {"MaxItemsPerBatchPath": "$.none"}}), json!({})),
        (json!({"ItemBatcher": {"MaxItemsPerBatch": 1, "BatchInput": missing}}), json!({})),
        (json!({"ResultWriter": s3("putObject", json!({"Parameters": missing}))}), json!({})),
        (
            json!({"ItemReader": s3("getObject", json!({
                "ReaderConfig": {"InputType": "JSON"}, "Parameters": missing
            }))}),
            read.clone(),
        ),
        (
            json!({"ItemReader": s3("getObject", json!({
                "ReaderConfig": {"InputType": "JSON", "MaxItemsPath": "$.none"}
            }))}),
            read,
        ),
    ] {
        let response = tested_map(&fields, &configuration).unwrap();
        assert_eq!(response.status, TestStatus::Failed, "{fields}");
        assert_eq!(response.error.as_deref(), Some("States.Runtime"), "{fields}");
    }
    let response = tested_map(
        &json!({"ResultWriter": s3("putObject", json!({"Parameters": {"Prefix": "p"}}))}),
        &json!({}),
    )
    .unwrap();
    assert_eq!(response.error.as_deref(), Some("States.ResultWriterFailed"));
}

#[test]
fn what_a_reader_read_counts_as_its_format_has_it() {
    let tested = |config: &Value, data: &str, failed: u64| {
        let reader = json!({"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": config});
        let fields = json!({
            "ItemReader": reader, "ToleratedFailureCount": 0,
            "ItemSelector": {"item.$": "$$.Map.Item.Value"}
        });
        let configuration = json!({"mapItemReaderData": data, "mapIterationFailureCount": failed});
        tested_map(&fields, &configuration)
    };
    let items = |config: &Value, data: &str| {
        let response = tested(config, data, 0).unwrap();
        let shown = steps(&response)["afterItemSelector"].clone();
        let items = shown.as_array().unwrap().iter().map(|one| one["item"].clone());
        items.collect::<Vec<_>>()
    };
    let json_config = json!({"InputType": "JSON"});
    assert_eq!(items(&json_config, "[1, {}]"), [json!(1), json!({})]);
    assert_eq!(items(&json!({"InputType": "JSON", "MaxItems": 1}), "[1, {}]"), [json!(1)]);
    assert_eq!(items(&json!({"InputType": "JSONL"}), "1\n2"), [json!(1), json!(2)]);
    let pointed = json!({"InputType": "JSON", "ItemsPointer": "/tasks", "MaxItems": 1});
    let shown = steps(&tested(&pointed, r#"{"tasks": ["a", "b"]}"#, 0).unwrap());
    assert_eq!(shown["afterItemsPointer"], json!(["a", "b"]));
    assert_eq!(shown["afterItemSelector"], json!([{"item": "a"}]));
    let csv = json!({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"});
    assert_eq!(items(&csv, "task\nweb"), [json!({"task": "web"})]);

    let exceeded = tested(&json_config, "[1, 2]", 2).unwrap();
    assert_eq!(exceeded.error.as_deref(), Some("States.ExceedToleratedFailureThreshold"));
    for (data, failed, message) in [
        ("[1,", 0, "MapItemReaderData has no items: The JSON file could not be read: "),
        ("7", 0, "MapItemReaderData has no items: Attempting to map over non-iterable node."),
        ("[1, 2]", 3, "MapIterationFailureCount is 3, but the Map state has 2 items."),
    ] {
        let refusal = tested(&json_config, data, failed).unwrap_err().to_string();
        assert!(refusal.starts_with(message), "{refusal}");
    }
    let listed = json!({"ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2"}});
    let listed = tested_map(&listed, &json!({"mapItemReaderData": "Contents"})).unwrap_err();
    assert!(listed.to_string().contains("The list is no JSON"), "{listed}");
}

#[test]
fn inputs_of_iterations_that_cannot_be_shown_are_not_made_without_end() {
    let items = vec!["1"; 100_000].join(",");
    for field in ["ItemSelector", "ItemBatcher"] {
        let template = json!({"all.$": "$.tasks"});
        let value = if field == "ItemSelector" {
            template
        } else {
            json!({"MaxItemsPerBatch": 1, "BatchInput": template})
        };
        let refusal = answer(&json!({
            "definition": each_task(&json!({field: value})),
            "input": format!(r#"{{"tasks":[{items}]}}"#),
            "mock": {"result": "[]"}
        }))
        .unwrap_err();
        assert!(matches!(refusal, TestStateError::NotModelled(_)), "{field} {refusal}");
    }
}

#[test]
fn a_state_within_a_map_is_run_for_its_first_item() {
    let machine = json!({
        "StartAt": "Each",
        "States": {"Each": {
            "Type": "Map", "End": true,
            "ItemProcessor": {"StartAt": "Both", "States": {"Both": {
                "Type": "Parallel", "End": true,
                "Branches": [{"StartAt": "Note", "States": {"Note": {
                    "Type": "Pass", "End": true,
                    "Parameters": {"at.$": "$$.Map.Item.Index", "of.$": "$$.Map.Item.Value.task"}
                }}}]
            }}}
        }}
    });
    let response =
        answer(&json!({"definition": machine, "stateName": "Note", "input": r#"{"task": "t"}"#}))
            .unwrap();
    assert_eq!(response.output.as_deref(), Some(r#"{"at":0,"of":"t"}"#));
}

#[test]
fn a_task_evaluates_all_that_it_is_asked_for() {
    for (field, value, cause) in [
        ("TimeoutSecondsPath", json!("$.none"), "Invalid path '$.none'"),
        ("TimeoutSecondsPath", json!("$.zero"), "must be a positive integer but was: 0"),
        ("HeartbeatSecondsPath", json!("$.zero"), "must be a positive integer but was: 0"),
        ("Credentials", json!({"RoleArn.$": "$.none"}), "'$.none'"),
        ("Credentials", json!({"RoleArn.$": "$.zero"}), "The RoleArn of Credentials"),
    ] {
        let mut task = json!({
            "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask", "End": true
        });
        task[field] = value;
        let response = answer(&json!({
            "definition": task, "input": r#"{"zero": 0}"#, "mock": {"result": "{}"}
        }))
        .unwrap();
        assert_eq!(response.error.as_deref(), Some("States.Runtime"), "{field}");
        assert!(response.cause.unwrap().contains(cause), "{field}");
    }
}

#[test]
fn data_that_aws_would_not_carry_fails_a_state() {
    // As many characters as a result may have, and more bytes than data may.
    let wide = format!(r#"["{}"]"#, "é".repeat(262_140));
    let exceeded = "States.DataLimitExceeded";
    let both = json!({
        "Type": "Parallel", "End": true, "ResultPath": null,
        "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}],
        "Catch": [{"ErrorEquals": [exceeded], "ResultPath": "$.error", "Next": "Later"}]
    });
    let task = json!({
        "Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:tell",
        "ResultPath": null, "End": true
    });
    let map = each_task(&json!({"ResultPath": null}));
    for (definition, status) in
        [(both, TestStatus::CaughtError), (task, TestStatus::Failed), (map, TestStatus::Failed)]
    {
        let response = answer(&json!({
            "definition": definition, "input": r#"{"tasks": []}"#, "mock": {"result": wide}
        }))
        .unwrap();
        assert_eq!((response.status, response.error.as_deref()), (status, Some(exceeded)));
    }
    let input = json!({"text": "x".repeat(200_000)}).to_string();
    let twice = json!({"a.$": "$.text", "b.$": "$.text"});
    let failed = |definition: Value| {
        let mock = (definition["Type"] == "Task").then(|| json!({"result": "{}"}));
        let request = json!({"definition": definition, "input": input, "mock": mock});
        answer(&request).unwrap()
    };
    let pass = failed(json!({"Type": "Pass", "Parameters": twice, "End": true}));
    assert_eq!(pass.error.as_deref(), Some(exceeded));
    let choice = failed(json!({
        "Type": "Choice", "QueryLanguage": "JSONata",
        "Choices": [{
            "Condition": "{% true %}", "Next": "A",
            "Output": "{% [$states.input.text, $states.input.text] %}"
        }]
    }));
    assert_eq!(choice.error.as_deref(), Some(exceeded));
    // Once the work is done, such a failure is the end of the execution.
    let after = failed(json!({
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask", "End": true,
        "ResultSelector": {"a.$": "$$.Execution.Input", "b.$": "$$.Execution.Input"},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Later"}]
    }));
    assert_eq!((after.status, after.error.as_deref()), (TestStatus::Failed, Some(exceeded)));
}

#[test]
fn a_wait_of_more_than_five_minutes_fails_the_test() {
    let waited = |seconds: u64| {
        let wait = json!({"Type": "Wait", "Seconds": seconds, "End": true});
        answer(&json!({"definition": wait})).unwrap()
    };
    assert_eq!(waited(300).status, TestStatus::Succeeded);
    let failed = waited(301);
    assert_eq!((failed.error.as_deref(), failed.cause), (Some("States.Timeout"), None));
}

#[test]
fn members_that_are_unknown_or_of_no_use_are_refused_by_name() {
    let task = json!({"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true});
    let map = each_task(&json!({}));
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
            "The errorOutput of a test mock must have the field: [error].",
        ),
        (
            json!({"definition": task, "mock": error, "stateConfiguration": {"errorCausedByState": "Stop"}}),
            "TestState does not support ErrorCausedByState for a state of type 'Task'.",
        ),
        (
            json!({"definition": task, "mock": error, "stateConfiguration": {"mapIterationFailureCount": 0}}),
            "TestState does not support MapIterationFailureCount for a state of type 'Task'.",
        ),
        (
            json!({"definition": task, "mock": error, "stateConfiguration": {"mapItemReaderData": "[]"}}),
            "TestState does not support MapItemReaderData for a state of type 'Task'.",
        ),
        (
            json!({"definition": map, "mock": error, "stateConfiguration": {"mapItemReaderData": "[]"}}),
            "MapItemReaderData is specified, but the Map state has no ItemReader.",
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
