//! How data goes through a state, step by step, and what becomes of failures.

use firedrill_states::test_state::{TestStateError, TestStateResponse, TestStatus};
use serde_json::{Value, json};

use crate::asking::{answer, steps, stop_task};
use crate::maps::each_task;

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
    let shown = steps(&response);
    assert_eq!(shown["errorDetails"], json!({"catchIndex": 1}));
    let output: Value = serde_json::from_str(response.output.as_deref().unwrap()).unwrap();
    assert_eq!(shown["afterResultPath"], output);
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
    let assigning = failed(json!({
        "Type": "Pass", "Assign": {"a.$": "$.text", "b.$": "$.text"}, "End": true
    }));
    assert_eq!(assigning.error.as_deref(), Some(exceeded));
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
fn what_a_template_computes_comes_last_and_as_a_hash_map_lists_it() {
    let answered = |parameters: Value| {
        let pass = json!({"Type": "Pass", "Parameters": parameters, "End": true});
        answer(&json!({"definition": pass, "input": r#"{"n":1}"#}))
    };
    let response = answered(json!({
        "e.$": "$.n", "z": 0, "q.$": "$.n", "inner": {"p.$": "$.n", "b": 0}, "a.$": "$.n"
    }));
    assert_eq!(
        response.unwrap().output.as_deref(),
        Some(r#"{"z":0,"inner":{"b":0,"p":1},"q":1,"a":1,"e":1}"#)
    );
    // What is written first is still evaluated first.
    let failed = answered(json!({"e.$": "$.first", "a.$": "$.second"})).unwrap();
    assert!(failed.cause.as_deref().unwrap().contains("'$.first'"), "{:?}", failed.cause);
}
