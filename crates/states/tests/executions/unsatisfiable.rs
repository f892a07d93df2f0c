//! Paths that are said to find nothing find nothing, whatever the input is.

use std::collections::HashSet;

use firedrill_states::{DiagnosticCode, EventDetails, Poll, TaskFailure, lint};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::driving::start;

const PATHS: [&str; 9] =
    ["$", "$.a", "$.b", "$.c", "$.a.b", "$.a.c", "$.b.a", "$.a[0]", "$.a[*].b"];

fn path() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&PATHS[..])
}

fn reference_path() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![json!("$"), json!("$.a"), json!("$.b"), json!("$.a.b"), Value::Null])
}

fn data() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(json!(1)), Just(Value::Null), Just(json!("x"))];
    leaf.prop_recursive(3, 8, 3, |inner| {
        let name = prop::sample::select(vec!["a", "b", "c"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..3)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

/// A state without its transition.
fn state() -> impl Strategy<Value = Value> {
    let template = (path(), path()).prop_map(|(one, two)| {
        json!({ "a.$": one, "b": { "a.$": two, "b": 1 }, "c.$": format!("States.Array({one})") })
    });
    let made = prop_oneof![
        2 => Just(None),
        2 => data().prop_map(|result| Some(("Result", result))),
        3 => template.prop_map(|template| Some(("Parameters", template))),
    ];
    let optional = || prop::option::weighted(0.3, path());
    let pass = (made, optional(), optional(), prop::option::of(reference_path())).prop_map(
        |(made, input_path, output_path, result_path)| {
            let mut pass = json!({ "Type": "Pass" });
            let paths = [("InputPath", input_path), ("OutputPath", output_path)];
            for (field, path) in paths {
                if let Some(path) = path {
                    pass[field] = json!(path);
                }
            }
            if let Some((field, value)) = made {
                pass[field] = value;
            }
            if let Some(path) = result_path {
                pass["ResultPath"] = path;
            }
            pass
        },
    );
    let task = (reference_path(), reference_path(), any::<bool>()).prop_map(
        |(result_path, caught, is_selected)| {
            let mut task = json!({
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
                "Parameters": { "Task": "t" },
                "ResultPath": result_path,
                "Catch": [{ "ErrorEquals": ["Busy"], "ResultPath": caught }],
            });
            if is_selected {
                task["ResultSelector"] = json!({ "a.$": "$.Task" });
            }
            task
        },
    );
    prop_oneof![5 => pass, 2 => task, 1 => Just(json!({ "Type": "Choice" }))]
}

/// States in a row; what catches errors leads anywhere, so that circles lead through a task.
fn machine() -> impl Strategy<Value = Value> {
    prop::collection::vec((state(), any::<prop::sample::Index>()), 1..7).prop_map(|states| {
        let count = states.len();
        let mut named = Map::new();
        for (index, (mut state, elsewhere)) in states.into_iter().enumerate() {
            let next = format!("S{}", index + 1);
            let ahead = format!("S{}", index + 1 + elsewhere.index(count - index));
            let elsewhere = format!("S{}", elsewhere.index(count + 1));
            if state["Type"] == "Choice" {
                state["Choices"] = json!([{ "Variable": "$.a", "IsPresent": true, "Next": ahead }]);
                state["Default"] = json!(next);
            } else {
                if let Some(catchers) = state.get_mut("Catch") {
                    catchers[0]["Next"] = json!(elsewhere);
                }
                state["Next"] = json!(next);
            }
            named.insert(format!("S{index}"), state);
        }
        named.insert(format!("S{count}"), json!({ "Type": "Succeed" }));
        json!({ "StartAt": "S0", "States": named })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn no_state_is_left_whose_path_finds_nothing(
        machine in machine(),
        inputs in prop::collection::vec(data(), 4),
        succeeds in any::<bool>(),
    ) {
        let unmet: HashSet<String> = lint(&machine.to_string())
            .into_iter()
            .filter(|warning| warning.code == DiagnosticCode::UnsatisfiablePath)
            .filter_map(|warning| Some(warning.location?.split('/').nth(2)?.to_owned()))
            .collect();
        for input in inputs {
            let mut execution = start(&machine, &input.to_string());
            for _ in 0..20 {
                let Poll::Pending { tasks, .. } = execution.poll(Timestamp::UNIX_EPOCH) else {
                    break;
                };
                for task in tasks {
                    let answer = if succeeds {
                        Ok(json!({ "Task": { "Group": "x" } }).into())
                    } else {
                        Err(TaskFailure { error: Some("Busy".into()), cause: None })
                    };
                    execution.complete_task(task.id, answer, Timestamp::UNIX_EPOCH);
                }
            }
            for event in execution.history() {
                if let EventDetails::StateExited { name, .. } = &event.details {
                    prop_assert!(!unmet.contains(&**name), "{name} of {machine} for {input}");
                }
            }
        }
    }
}
