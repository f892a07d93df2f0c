//! An expression of JSONata and, behind a NUL, the input of the state that evaluates it.

#![no_main]

use std::sync::Arc;

use firedrill_states::mock::{MockDriver, MockedAnswers};
use firedrill_states::{
    Execution, ExecutionContext, HistoryEvent, Outcome, Payload, StateMachine,
};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use serde_json::json;

/// What expressions read that bring no input.
const INPUT: &str = r#"{"n": 1.5, "s": "é\"\\", "a": [1, "x", null, {"b": -0.0}, []], "t": true}"#;

fuzz_target!(|text: &str| {
    let (expression, input) = text.split_once('\0').unwrap_or((text, INPUT));
    let Ok(input) = Payload::parse(input) else { return };
    let definition = json!({
        "QueryLanguage": "JSONata",
        "StartAt": "P",
        "States": { "P": { "Type": "Pass", "Output": format!("{{% {expression} %}}"), "End": true } },
    });
    let machine = match StateMachine::parse(&definition.to_string()) {
        Ok(machine) => Arc::new(machine),
        Err(error) => {
            assert!(!error.service_message().is_empty());
            return;
        }
    };
    let (outcome, history) = run(&machine, &input);
    match &outcome {
        Outcome::Succeeded { output } => {
            serde_json::from_str::<serde::de::IgnoredAny>(output.text()).unwrap();
        }
        Outcome::Failed { error, cause } => {
            let error = error.as_deref().unwrap();
            let known = ["States.QueryEvaluationError", "States.DataLimitExceeded"];
            assert!(known.contains(&error), "{error}: {cause:?}");
        }
        other => panic!("{other:?}"),
    }
    // Neither the clock nor chance of the machine that it runs on shows.
    assert_eq!((outcome, history), run(&machine, &input));
});

fn run(machine: &Arc<StateMachine>, input: &Payload) -> (Outcome, Vec<HistoryEvent>) {
    let context = ExecutionContext::example("m", "eu-west-1", input.clone());
    let mut execution = Execution::start(Arc::clone(machine), context, Timestamp::UNIX_EPOCH);
    let answers = MockedAnswers::read(&json!({})).unwrap();
    let outcome = MockDriver::new(&answers).run(&mut execution, Timestamp::UNIX_EPOCH).unwrap();
    (outcome, execution.history().to_vec())
}
