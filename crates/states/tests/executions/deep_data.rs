//! Data that nests deep, and paths that lead deep.

use firedrill_states::json::MAX_DEPTH;
use firedrill_states::{Outcome, Poll, StateMachine};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::driving::{run, start};

fn nested(depth: usize) -> String {
    format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth))
}

#[test]
fn data_that_states_in_a_circle_wrap_is_given_up_by_name() {
    let wrap = json!({ "Type": "Pass", "Parameters": { "a.$": "$" }, "Next": "Again?" });
    let again = json!({
        "Type": "Choice",
        "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "Wrap" }],
        "Default": "Done",
    });
    let done = json!({ "Type": "Succeed" });
    let states = json!({ "Wrap": wrap, "Again?": again, "Done": done });
    let mut execution = start(&json!({ "StartAt": "Wrap", "States": states }), "{}");
    let Poll::NotModelled(not_modelled) = execution.poll(Timestamp::UNIX_EPOCH) else {
        panic!("it goes on for ever")
    };
    assert_eq!(not_modelled.to_string(), "data that nests deeper than 500 levels is not modelled");
}

#[test]
fn every_field_may_nest_as_deep_as_json_may() {
    let deep: Value = serde_json::from_str(&nested(100)).unwrap();
    let path = format!("${}", ".b".repeat(MAX_DEPTH));
    let state = json!({
        "Type": "Pass", "Parameters": { "deep": deep, "own.$": "$" }, "ResultPath": path, "End": true,
    });
    let machine = json!({ "StartAt": "S", "States": { "S": state } });
    let (outcome, _) = run(start(&machine, &nested(MAX_DEPTH)), &|_, _| None);
    assert!(matches!(outcome, Outcome::Succeeded { .. }), "{}", outcome.status());
}

#[test]
fn a_path_of_more_steps_than_data_can_nest_is_refused() {
    for path in [format!("${}", ".a".repeat(MAX_DEPTH + 2)), format!("${}", "[0]".repeat(100_000))]
    {
        let state = json!({ "Type": "Pass", "Result": 1, "ResultPath": path, "End": true });
        let machine = json!({ "StartAt": "S", "States": { "S": state } });
        assert!(StateMachine::parse(&machine.to_string()).is_err());
    }
}
