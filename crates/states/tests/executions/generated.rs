//! Generated machines: whatever they do, they end, their history is well formed, and they go on
//! from any copy as they would have.

use firedrill_states::{TaskRequest, WorkflowType};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::driving::{
    Answer, fails, output, processor_config, run_and_resume, run_redrive_and_resume, start,
    start_as, with_distinct_names,
};

/// A state without its transition, and whether it needs one.
#[derive(Debug, Clone)]
enum Part {
    Plain(Value),
    Choice(Value),
    Fail(Value),
}

fn leaf() -> impl Strategy<Value = Part> {
    let task = (0..4u8, 0..3u8, 0..3u8).prop_map(|(kind, retry, limits)| {
        let resource = match kind {
            0 => "arn:aws:states:::aws-sdk:ecs:stopTask",
            1 => "arn:aws:states:::states:startExecution.sync:2",
            2 => "arn:aws:lambda:eu-west-1:111122223333:function:quarantine",
            _ => "arn:aws:states:eu-west-1:111122223333:activity:approve",
        };
        let mut task = json!({ "Type": "Task", "Resource": resource, "ResultPath": "$.task" });
        let names =
            if retry == 1 { json!(["States.ALL"]) } else { json!(["Busy", "States.Timeout"]) };
        if retry > 0 {
            task["Retry"] = json!([{ "ErrorEquals": names, "MaxAttempts": retry }]);
        }
        if limits > 0 {
            task["TimeoutSeconds"] = json!(9);
        }
        if limits > 1 {
            task["HeartbeatSeconds"] = json!(2);
        }
        Part::Plain(task)
    });
    prop_oneof![
        Just(Part::Plain(json!({ "Type": "Pass" }))),
        Just(Part::Plain(json!({ "Type": "Pass", "Result": [1, 2, 3], "ResultPath": "$.items" }))),
        Just(Part::Plain(json!({ "Type": "Pass", "InputPath": "$.task" }))),
        Just(Part::Plain(json!({ "Type": "Pass", "Assign": { "kept.$": "$" } }))),
        Just(Part::Plain(
            json!({ "Type": "Pass", "Parameters": { "items.$": "$.items", "id.$": "States.UUID()" } })
        )),
        (0..3u8).prop_map(|seconds| Part::Plain(json!({ "Type": "Wait", "Seconds": seconds }))),
        Just(Part::Choice(json!({ "Variable": "$.task", "IsPresent": true }))),
        Just(Part::Choice(json!({ "Variable": "$.items[0]", "NumericEquals": 1 }))),
        Just(Part::Fail(json!({ "Type": "Fail", "Error": "Busy", "Cause": "told to" }))),
        Just(Part::Fail(json!({ "Type": "Fail" }))),
        task.clone(),
        task,
    ]
}

/// A workflow of states that lead on to later ones only, each of which something leads to.
fn workflow() -> impl Strategy<Value = Value> {
    let flat = prop::collection::vec(leaf(), 1..4).prop_map(join);
    flat.prop_recursive(3, 24, 4, |inner| {
        let parallel = prop::collection::vec(inner.clone(), 1..4)
            .prop_map(|branches| json!({ "Type": "Parallel", "Branches": branches }));
        let map = (inner, 0..3u8, any::<bool>(), 0..3u8, 0..4u8).prop_map(
            |(processor, concurrency, is_distributed, tolerated, distribution)| {
                let mut processor = processor;
                processor["ProcessorConfig"] = processor_config(is_distributed);
                if is_distributed && distribution % 2 == 1 && can_be_express(&processor) {
                    processor["ProcessorConfig"]["ExecutionType"] = json!("EXPRESS");
                }
                let mut map = json!({
                    "Type": "Map",
                    "ItemsPath": "$.items",
                    "ItemSelector": {
                        "items": [1, 2], "index.$": "$$.Map.Item.Index", "value.$": "$$.Map.Item.Value",
                    },
                    "MaxConcurrency": concurrency,
                    "ItemProcessor": processor,
                });
                if is_distributed {
                    map["ToleratedFailureCount"] = json!(tolerated);
                }
                if is_distributed && distribution > 1 {
                    map["ResultWriter"] = json!({
                        "Resource": "arn:aws:states:::s3:putObject",
                        "Parameters": { "Bucket": "results" },
                    });
                }
                map
            },
        );
        let fork = (prop_oneof![parallel, map], 0..3u8).prop_map(|(mut fork, retry)| {
            fork["ResultPath"] = json!("$.forked");
            if retry > 0 {
                fork["Retry"] = json!([{ "ErrorEquals": ["Busy"], "MaxAttempts": retry }]);
            }
            Part::Plain(fork)
        });
        prop::collection::vec(prop_oneof![leaf(), fork], 1..4).prop_map(join)
    })
}

/// Whether an Express workflow may hold what a workflow holds.
fn can_be_express(workflow: &Value) -> bool {
    let text = workflow.to_string();
    !["sync", "activity", "\"DISTRIBUTED\""].iter().any(|word| text.contains(word))
}

fn join(parts: Vec<Part>) -> Value {
    let name = |index: usize| format!("S{index}");
    let last = parts.len();
    let mut states = Map::new();
    for (index, part) in parts.into_iter().enumerate() {
        let next = name(index + 1);
        let state = match part {
            Part::Plain(mut state) => {
                state["Next"] = json!(next);
                if state.get("Retry").is_some() {
                    state["Catch"] = json!([{
                        "ErrorEquals": ["States.ALL"], "ResultPath": "$.why", "Next": name(last),
                    }]);
                }
                state
            }
            Part::Choice(mut rule) => {
                rule["Next"] = json!(name(last));
                json!({ "Type": "Choice", "Choices": [rule], "Default": next })
            }
            // Something must lead on to the states behind it.
            Part::Fail(fail) => {
                states.insert(format!("Fail{index}"), fail);
                let rule = json!({
                    "Variable": "$.why", "IsPresent": true, "Next": format!("Fail{index}"),
                });
                json!({ "Type": "Choice", "Choices": [rule], "Default": next })
            }
        };
        states.insert(name(index), state);
    }
    states.insert(name(last), json!({ "Type": "Succeed" }));
    json!({ "StartAt": "S0", "States": states })
}

/// Succeeds, fails or never answers, as the number says.
fn answer(seed: u64, task: &TaskRequest, attempt: u32) -> Answer {
    let number = task
        .state
        .bytes()
        .fold(seed, |number, byte| (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    match (number ^ u64::from(attempt).wrapping_mul(0x9E37)) % 5 {
        0 => fails("Busy", "later"),
        1 => fails("Ecs.ServerException", "no"),
        2 if task.timeout.is_some() => None,
        _ => Some(Ok(json!({ "attempt": attempt }))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_machine_ends_with_a_history_in_form_and_resumes_anywhere(
        definition in workflow(),
        seed in any::<u64>(),
        is_express in any::<bool>(),
        redrives in 0..3u32,
    ) {
        let definition = with_distinct_names(&definition);
        let workflow_type = if is_express && can_be_express(&definition) {
            WorkflowType::Express
        } else {
            WorkflowType::Standard
        };
        let execution = start_as(&definition, r#"{"items":[3,4]}"#, workflow_type);
        run_redrive_and_resume(execution, redrives, &|task, attempt| answer(seed, task, attempt));
    }

    #[test]
    fn nested_forks_return_what_a_recursion_returns(
        nest in prop::collection::vec(0..3u8, 0..4),
        input in nested_arrays(),
        concurrency in 0..3u8,
    ) {
        let definition = with_distinct_names(&nested(&nest, concurrency));
        let (outcome, _) = run_and_resume(start(&definition, &input.to_string()), &|_, _| None);
        match expected(&nest, &input) {
            Some(value) => prop_assert_eq!(output(&outcome), &value),
            None => prop_assert_eq!(outcome.status(), "FAILED"),
        }
    }
}

fn nested_arrays() -> impl Strategy<Value = Value> {
    let leaf = (0..9u8).prop_map(Value::from);
    leaf.prop_recursive(4, 24, 3, |inner| prop::collection::vec(inner, 0..4).prop_map(Value::Array))
}

/// Parallel states with two branches, and inline and distributed Map states, in one another.
fn nested(nest: &[u8], concurrency: u8) -> Value {
    let Some((kind, rest)) = nest.split_first() else {
        return json!({ "StartAt": "Pass", "States": { "Pass": { "Type": "Pass", "End": true } } });
    };
    let mut inner = nested(rest, concurrency);
    let fork = match kind {
        0 => json!({ "Type": "Parallel", "Branches": [inner.clone(), inner], "End": true }),
        kind => {
            inner["ProcessorConfig"] = processor_config(*kind != 1);
            json!({
                "Type": "Map", "ItemProcessor": inner, "MaxConcurrency": concurrency, "End": true,
            })
        }
    };
    json!({ "StartAt": "Fork", "States": { "Fork": fork } })
}

fn expected(nest: &[u8], input: &Value) -> Option<Value> {
    let Some((kind, rest)) = nest.split_first() else { return Some(input.clone()) };
    if *kind == 0 {
        let branch = expected(rest, input)?;
        return Some(json!([branch, branch]));
    }
    let items: Option<Vec<_>> = input.as_array()?.iter().map(|item| expected(rest, item)).collect();
    items.map(Value::Array)
}
