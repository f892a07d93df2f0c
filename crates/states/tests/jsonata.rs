//! State machines whose query language is JSONata, run to their end with mocked tasks.

#![cfg(test)]

use std::sync::Arc;

use firedrill_states::mock::{MockDriver, MockedAnswers};
use firedrill_states::{Execution, ExecutionContext, Outcome, Payload, StateMachine};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What became of an execution.
struct Run {
    outcome: Outcome,
    history: Vec<Value>,
}

impl Run {
    fn output(&self) -> Value {
        match &self.outcome {
            Outcome::Succeeded { output } => output.value().clone(),
            other => json!({ "not succeeded": format!("{other:?}") }),
        }
    }

    fn error(&self) -> (String, String) {
        match &self.outcome {
            Outcome::Failed { error, cause } => (
                error.as_deref().unwrap_or_default().to_owned(),
                cause.as_deref().unwrap_or_default().to_owned(),
            ),
            other => (format!("{other:?}"), String::new()),
        }
    }

    fn event(&self, event_type: &str) -> &Value {
        self.history.iter().find(|event| event["type"] == event_type).unwrap_or(&Value::Null)
    }
}

fn execution(definition: &Value, input: &Value, seed: u64) -> Execution {
    let machine = StateMachine::parse(&definition.to_string()).unwrap();
    let context = ExecutionContext {
        seed,
        ..ExecutionContext::example(
            "quarantine",
            "eu-west-1",
            Payload::parse(&input.to_string()).unwrap(),
        )
    };
    Execution::start(Arc::new(machine), context, Timestamp::UNIX_EPOCH)
}

fn run_with(definition: &Value, input: &Value, mocks: &Value) -> Run {
    let mocks = MockedAnswers::read(mocks).unwrap();
    let mut execution = execution(definition, input, 1);
    let outcome = MockDriver::new(&mocks).run(&mut execution, Timestamp::UNIX_EPOCH).unwrap();
    let history = execution.history().iter().map(|event| json!(event)).collect();
    Run { outcome, history }
}

/// Runs a machine of JSONata that begins with the first of its states.
fn run(states: &Value, input: &Value) -> Run {
    run_with(&machine(states), input, &json!({}))
}

fn machine(states: &Value) -> Value {
    let first = states.as_object().unwrap().keys().next().unwrap();
    json!({ "QueryLanguage": "JSONata", "StartAt": first, "States": states })
}

fn pass(output: &Value) -> Value {
    json!({ "P": { "Type": "Pass", "Output": output, "End": true } })
}

const LAMBDA: &str = "arn:aws:lambda:eu-west-1:111122223333:function:isolate";

#[test]
fn output_replaces_the_input_and_assign_does_not_reach_it() {
    let states = json!({
        "One": {
            "Type": "Pass",
            "Assign": { "n": "{% $states.input.n + 1 %}", "list": [1, "{% $states.input.n %}"] },
            "Output": { "seen": "{% $exists($n) %}", "n": "{% $states.input.n %}" },
            "Next": "Two",
        },
        "Two": { "Type": "Pass", "Output": "{% [$n, $list, $states.input] %}", "End": true },
    });
    let run = run(&states, &json!({ "n": 1 }));
    assert_eq!(run.output(), json!([2, 1, 1, { "seen": false, "n": 1 }]));
    let exited = &run.event("PassStateExited")["stateExitedEventDetails"];
    assert_eq!(exited["assignedVariables"], json!({ "n": "2", "list": "[1,1]" }));
}

#[test]
fn a_state_without_output_hands_its_input_on() {
    let states = json!({
        "Pass": { "Type": "Pass", "Next": "Wait" },
        "Wait": { "Type": "Wait", "Seconds": 1, "Next": "Choice" },
        "Choice": {
            "Type": "Choice",
            "Choices": [{ "Condition": "{% $states.input.go %}", "Next": "Done" }],
        },
        "Done": { "Type": "Succeed" },
    });
    assert_eq!(run(&states, &json!({ "go": true })).output(), json!({ "go": true }));
}

#[test]
fn a_task_takes_arguments_and_gives_its_result() {
    let states = json!({
        "Isolate": {
            "Type": "Task",
            "Resource": LAMBDA,
            "Arguments": { "task": "{% $states.input.arn %}", "at": ["{% $now() %}"] },
            "TimeoutSeconds": "{% $states.input.limit %}",
            "Assign": { "result": "{% $states.result %}" },
            "Output": { "ok": "{% $states.result.ok %}", "of": "{% $states.context.State.Name %}" },
            "Next": "Last",
        },
        "Last": { "Type": "Succeed", "Output": "{% [$states.input, $result] %}" },
    });
    let mocks = json!({ "Isolate": { "0": { "Return": { "ok": 7 } } } });
    let run = run_with(&machine(&states), &json!({ "arn": "a", "limit": 5 }), &mocks);
    assert_eq!(run.output(), json!([{ "ok": 7, "of": "Isolate" }, { "ok": 7 }]));
    let scheduled = &run.event("LambdaFunctionScheduled")["lambdaFunctionScheduledEventDetails"];
    assert_eq!(scheduled["timeoutInSeconds"], 5);
    let input: Value = serde_json::from_str(scheduled["input"].as_str().unwrap()).unwrap();
    assert_eq!(input, json!({ "task": "a", "at": ["1970-01-01T00:00:00.000Z"] }));
}

#[test]
fn a_catcher_reads_the_error_output() {
    let task = |catcher: Value| {
        json!({
            "Isolate": {
                "Type": "Task", "Resource": LAMBDA, "Catch": [catcher], "End": true,
            },
            "Caught": { "Type": "Pass", "Output": "{% [$states.input, $seen] %}", "End": true },
        })
    };
    let mocks = json!({ "Isolate": { "0": { "Throw": { "Error": "Broken", "Cause": "by me" } } } });
    let with = task(json!({
        "ErrorEquals": ["States.ALL"],
        "Assign": { "seen": "{% $states.errorOutput.Error %}" },
        "Output": { "why": "{% $states.errorOutput.Cause %}", "of": "{% $states.input.n %}" },
        "Next": "Caught",
    }));
    let run = run_with(&machine(&with), &json!({ "n": 1 }), &mocks);
    assert_eq!(run.output(), json!([{ "why": "by me", "of": 1 }, "Broken"]));

    let without = task(json!({
        "ErrorEquals": ["States.ALL"], "Assign": { "seen": 0 }, "Next": "Caught",
    }));
    let run = run_with(&machine(&without), &json!({ "n": 1 }), &mocks);
    assert_eq!(run.output(), json!([{ "Error": "Broken", "Cause": "by me" }, 0]));
}

#[test]
fn a_failed_evaluation_is_told_and_can_be_caught_and_tried_again() {
    let states = json!({
        "Isolate": {
            "Type": "Task",
            "Resource": LAMBDA,
            "Arguments": { "task": ["{% $states.input.none %}"] },
            "Retry": [{ "ErrorEquals": ["States.QueryEvaluationError"], "MaxAttempts": 1 }],
            "Catch": [{ "ErrorEquals": ["States.QueryEvaluationError"], "Next": "Caught" }],
            "End": true,
        },
        "Caught": { "Type": "Succeed", "Output": "{% $states.input.Cause %}" },
    });
    let run = run(&states, &json!({}));
    let cause = "An error occurred while executing the state 'Isolate' (entered at the event id #2). The JSONata expression '$states.input.none' specified for the field 'Arguments/task[0]' returned nothing (undefined).";
    assert_eq!(run.output(), json!(cause));
    let told: Vec<_> =
        run.history.iter().filter(|event| event["type"] == "EvaluationFailed").collect();
    assert_eq!(told.len(), 2);
    assert_eq!(
        told[0]["evaluationFailedEventDetails"],
        json!({
            "error": "States.QueryEvaluationError",
            "cause": cause,
            "location": "Arguments/task[0]",
            "state": "Isolate",
        })
    );
}

#[test]
fn a_failed_evaluation_ends_what_cannot_catch_it() {
    let run = run(&pass(&json!({ "a": "{% 1 + 'x' %}" })), &json!({}));
    let (error, cause) = run.error();
    assert_eq!(error, "States.QueryEvaluationError");
    assert!(cause.ends_with(
        "The JSONata expression '1 + 'x'' specified for the field 'Output/a' threw an error during evaluation. T2002: The right side of the + operator must evaluate to a number"
    ), "{cause}");
    let types: Vec<_> = run.history.iter().map(|event| event["type"].clone()).collect();
    assert_eq!(
        types,
        ["ExecutionStarted", "PassStateEntered", "EvaluationFailed", "ExecutionFailed"]
    );
}

#[test]
fn a_choice_takes_the_first_condition_that_holds() {
    let states = json!({
        "Choice": {
            "Type": "Choice",
            "Choices": [
                { "Condition": false, "Next": "Done" },
                {
                    "Condition": "{% $states.input.n > 5 %}",
                    "Assign": { "size": "large" },
                    "Output": { "half": "{% $states.input.n / 2 %}" },
                    "Next": "Done",
                },
                { "Condition": "{% $states.input.n = 5 %}", "Next": "Done" },
            ],
            "Default": "Done",
            "Assign": { "size": "small" },
            "Output": "default",
        },
        "Done": { "Type": "Succeed", "Output": ["{% $states.input %}", "{% $exists($size) ? $size : 'none' %}"] },
    });
    for (n, output) in [
        (8, json!([{ "half": 4 }, "large"])),
        (5, json!([{ "n": 5 }, "none"])),
        (1, json!(["default", "small"])),
    ] {
        assert_eq!(run(&states, &json!({ "n": n })).output(), output, "{n}");
    }
    let (error, cause) = run(&states, &json!({ "n": "x" })).error();
    assert_eq!(error, "States.QueryEvaluationError");
    assert!(
        cause.contains("'Choices[1]/Condition' threw an error during evaluation. T2009: "),
        "{cause}"
    );
}

#[test]
fn a_condition_must_be_a_boolean() {
    let states = json!({
        "Choice": {
            "Type": "Choice",
            "Choices": [{ "Condition": "{% 'yes' %}", "Next": "Done" }],
            "Default": "Done",
        },
        "Done": { "Type": "Succeed" },
    });
    let (_, cause) = run(&states, &json!({})).error();
    assert!(cause.ends_with(
        "The JSONata expression ''yes'' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\""
    ), "{cause}");
}

#[test]
fn waits_are_computed() {
    let wait = |field: &str, value: &str| {
        let states = json!({
            "Wait": { "Type": "Wait", field: value, "Next": "Done" },
            "Done": { "Type": "Succeed", "Output": "{% $millis() %}" },
        });
        run(&states, &json!({ "n": 90, "at": "1970-01-01T00:10:00Z" }))
    };
    assert_eq!(wait("Seconds", "{% $states.input.n / 2 %}").output(), json!(45_000));
    assert_eq!(wait("Timestamp", "{% $states.input.at %}").output(), json!(600_000));
    for (field, value, problem) in [
        ("Seconds", "{% 1.5 %}", "The Seconds field cannot be parsed as a long value: 1.5"),
        ("Seconds", "{% -1 %}", "The Seconds field references a negative value: -1"),
        (
            "Seconds",
            "{% '1' %}",
            "returned an unexpected result type. Expected 'number', but was 'string' for value: \"1\"",
        ),
        (
            "Timestamp",
            "{% 'tomorrow' %}",
            "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: tomorrow",
        ),
        ("Seconds", "{% 1e10 %}", "Wait state delay is too long."),
    ] {
        let (_, cause) = wait(field, value).error();
        assert!(cause.ends_with(problem), "{cause}");
    }
}

#[test]
fn a_fail_state_computes_its_words() {
    let states = json!({
        "Fail": {
            "Type": "Fail", "Error": "{% 'My' & $states.input.what %}", "Cause": "{% $string(1) %}",
        },
    });
    let (error, cause) = run(&states, &json!({ "what": "Fault" })).error();
    assert_eq!((error.as_str(), cause.as_str()), ("MyFault", "1"));
    let states = json!({ "Fail": { "Type": "Fail", "Error": "{% 1 %}" } });
    let (error, cause) = run(&states, &json!({})).error();
    assert_eq!(error, "States.QueryEvaluationError");
    assert!(cause.contains("field 'Error' returned an unexpected result type"), "{cause}");
}

#[test]
fn a_map_computes_its_items_and_their_inputs() {
    let states = json!({
        "Each": {
            "Type": "Map",
            "Items": "{% $states.input.tasks[stop] %}",
            "MaxConcurrency": "{% 1 + 1 %}",
            "ItemSelector": {
                "name": "{% $states.context.Map.Item.Value.name %}",
                "place": "{% $states.context.Map.Item.Index %}",
                "all": "{% $count($states.input.tasks) %}",
            },
            "ItemProcessor": {
                "StartAt": "One",
                "States": { "One": { "Type": "Pass", "Output": "{% $states.input.name & $states.input.place & $states.input.all & $outer %}", "End": true } },
            },
            "Output": { "done": "{% $states.result %}" },
            "End": true,
        },
    });
    let mut machine = machine(&states);
    machine["StartAt"] = json!("First");
    machine["States"]["First"] =
        json!({ "Type": "Pass", "Assign": { "outer": "!" }, "Next": "Each" });
    let input = json!({ "tasks": [
        { "name": "a", "stop": true }, { "name": "b", "stop": false }, { "name": "c", "stop": true },
    ] });
    let run = run_with(&machine, &input, &json!({}));
    assert_eq!(run.output(), json!({ "done": ["a03!", "c13!"] }));
}

#[test]
fn the_items_of_a_map_must_be_an_array() {
    let map = |items: Option<&str>| {
        let mut state = json!({
            "Type": "Map",
            "ItemProcessor": { "StartAt": "One", "States": { "One": { "Type": "Pass", "End": true } } },
            "End": true,
        });
        if let Some(items) = items {
            state["Items"] = json!(items);
        }
        run(&json!({ "Each": state }), &json!({ "a": [1, 2] }))
    };
    assert_eq!(map(Some("{% $states.input.a %}")).output(), json!([1, 2]));
    let (_, cause) = map(Some("{% $states.input.a[0] %}")).error();
    assert!(cause.ends_with("Expected 'array', but was 'number' for value: 1"), "{cause}");
    let (error, cause) = map(None).error();
    assert_eq!(error, "States.QueryEvaluationError");
    assert!(cause.ends_with("Map state input must be an array but was: {\"a\":[1,2]}"), "{cause}");
}

#[test]
fn a_distributed_map_computes_its_batches_and_tolerances() {
    let states = json!({
        "Each": {
            "Type": "Map",
            "Items": [1, "{% $states.input.second %}", 3],
            "ItemBatcher": {
                "MaxItemsPerBatch": "{% $states.input.second %}",
                "BatchInput": { "of": "{% $states.context.Execution.Name %}" },
            },
            "ToleratedFailureCount": "{% 0 %}",
            "ToleratedFailurePercentage": "{% 12.5 %}",
            "ItemProcessor": {
                "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
                "StartAt": "One",
                "States": { "One": { "Type": "Pass", "End": true } },
            },
            "End": true,
        },
    });
    let run = run(&states, &json!({ "second": 2 }));
    let batch = |items: Value| json!({ "BatchInput": { "of": "one" }, "Items": items });
    assert_eq!(run.output(), json!([batch(json!([1, 2])), batch(json!([3]))]));
}

#[test]
fn branches_take_arguments_and_their_outputs_are_the_result() {
    let branch = |name: &str, output: &str| json!({ "StartAt": name, "States": { name: { "Type": "Pass", "Output": output, "End": true } } });
    let states = json!({
        "Both": {
            "Type": "Parallel",
            "Arguments": { "n": "{% $states.input.n * 10 %}" },
            "Branches": [
                branch("Up", "{% $states.input.n + 1 %}"),
                branch("Down", "{% $states.input.n - 1 %}"),
            ],
            "Output": "{% $sum($states.result) %}",
            "End": true,
        },
    });
    assert_eq!(run(&states, &json!({ "n": 2 })).output(), json!(40));
}

#[test]
fn a_state_may_speak_jsonata_in_a_machine_of_jsonpath() {
    let definition = json!({
        "StartAt": "Path",
        "States": {
            "Path": { "Type": "Pass", "Assign": { "n.$": "$.n" }, "Next": "Query" },
            "Query": {
                "Type": "Pass",
                "QueryLanguage": "JSONata",
                "Assign": { "m": "{% $n * 2 %}" },
                "Output": { "kept": "{% $states.input.n %}", "plain.$": "$.n" },
                "Next": "Last",
            },
            "Last": {
                "Type": "Pass", "Parameters": { "m.$": "$m", "kept.$": "$.kept" }, "End": true,
            },
        },
    });
    let run = run_with(&definition, &json!({ "n": 4 }), &json!({}));
    assert_eq!(run.output(), json!({ "m": 8, "kept": 4 }));
}

#[test]
fn an_output_that_is_too_large_is_refused() {
    let run = run(&pass(&json!("{% $pad('', 300000) %}")), &json!({}));
    assert_eq!(run.error().0, "States.DataLimitExceeded");
}

#[test]
fn the_same_seed_gives_the_same_history() {
    let definition = machine(&json!({
        "One": { "Type": "Pass", "Output": "{% [$uuid(), $random()] %}", "Next": "Two" },
        "Two": { "Type": "Pass", "Output": "{% [$states.input, $uuid(), $shuffle([1..9])] %}", "End": true },
    }));
    let output = |seed| {
        let mut execution = execution(&definition, &json!({}), seed);
        let mocks = MockedAnswers::default();
        let outcome = MockDriver::new(&mocks).run(&mut execution, Timestamp::UNIX_EPOCH).unwrap();
        Run { outcome, history: Vec::new() }.output()
    };
    assert_eq!(output(1), output(1));
    assert_ne!(output(1), output(2));
    let drawn = output(1);
    assert_ne!(drawn[0], drawn[2]);
}

/// What CreateStateMachine says of a definition.
fn refused(definition: &Value) -> Vec<String> {
    match StateMachine::parse(&definition.to_string()) {
        Ok(_) => Vec::new(),
        Err(error) => error.diagnostics.iter().map(|found| found.service_text()).collect(),
    }
}

#[test]
fn expressions_are_checked_when_a_machine_is_created() {
    for (output, text) in [
        (
            "{% 1 + %}",
            "INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/P/Output/v",
        ),
        (
            "{% phone[0] %}",
            "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/P/Output/v",
        ),
        (
            "{% $.phone %}",
            "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported. at /States/P/Output/v",
        ),
        (
            "{% $$ %}",
            "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/P/Output/v",
        ),
        (
            "{% $states.errorOutput %}",
            "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/P/Output/v",
        ),
    ] {
        assert_eq!(refused(&machine(&pass(&json!({ "v": output })))), [text]);
    }
    let states = json!({
        "C": {
            "Type": "Choice",
            "Choices": [{ "Condition": "{% a %}", "Assign": { "x": ["{% b %}"] }, "Next": "W" }],
        },
        "W": { "Type": "Wait", "Seconds": "{% c %}", "Next": "F" },
        "F": { "Type": "Fail", "Cause": "{% d %}" },
    });
    let places: Vec<_> = refused(&machine(&states))
        .iter()
        .map(|text| text.rsplit(' ').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        places,
        [
            "/States/C/Choices[0]/Condition",
            "/States/C/Choices[0]/Assign/x[0]",
            "/States/W/Seconds",
            "/States/F/Cause"
        ]
    );
}

#[test]
fn fields_belong_to_their_language() {
    let of = |language: &str, state: Value| {
        let mut definition = machine(&json!({ "S": state }));
        definition["QueryLanguage"] = json!(language);
        refused(&definition)
    };
    let only = |language: &str, field: &str, other: &str| {
        format!(
            "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to '{language}', but field '{field}' is only supported for the '{other}' QueryLanguage at /States/S"
        )
    };
    for field in ["InputPath", "OutputPath", "ResultPath", "Parameters"] {
        let state = json!({ "Type": "Pass", field: "$", "End": true });
        assert_eq!(of("JSONata", state), [only("JSONata", field, "JSONPath")]);
    }
    let state = json!({ "Type": "Pass", "Output": {}, "End": true });
    assert_eq!(of("JSONPath", state), [only("JSONPath", "Output", "JSONata")]);
    let state = json!({ "Type": "Task", "Resource": LAMBDA, "Arguments": {}, "End": true });
    assert_eq!(of("JSONPath", state), [only("JSONPath", "Arguments", "JSONata")]);
    let state = json!({ "Type": "Pass", "QueryLanguage": "JSONPath", "End": true });
    assert_eq!(
        of("JSONata", state),
        [
            "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S"
        ]
    );
    let state = json!({ "Type": "Pass", "QueryLanguage": "jsonata", "End": true });
    assert_eq!(
        of("JSONPath", state),
        [
            "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at /States/S/QueryLanguage"
        ]
    );
}

#[test]
fn the_states_within_a_map_have_the_language_of_the_machine() {
    let map = json!({
        "Type": "Map",
        "QueryLanguage": "JSONata",
        "Items": [1],
        "ItemProcessor": {
            "StartAt": "One", "States": { "One": { "Type": "Pass", "Output": 1, "End": true } },
        },
        "End": true,
    });
    let definition = json!({ "StartAt": "Each", "States": { "Each": map } });
    assert_eq!(
        refused(&definition),
        [
            "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/Each/ItemProcessor/States/One"
        ]
    );
}
