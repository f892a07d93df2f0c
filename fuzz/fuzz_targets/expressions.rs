//! A path, an intrinsic function or a JSONata expression and, behind a NUL, an input.

#![no_main]

use std::sync::Arc;

use firedrill_fuzz::{run, start};
use firedrill_states::{
    Execution, IntrinsicCall, JsonPath, Outcome, Payload, ReferencePath, StateMachine, WorkflowType,
};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// The input of expressions that bring none.
const INPUT: &str =
    r#"{"a": [1, "x", null, {"b": -0.5}], "": {"a": 2}, "a.b": [], "s": "é\"\\", "t": true}"#;

fuzz_target!(|text: &str| {
    let (expression, input) = text.split_once('\0').unwrap_or((text, INPUT));
    let Ok(input) = Payload::parse(input) else { return };

    if let Ok(path) = JsonPath::parse(expression) {
        assert_eq!(path.source(), expression);
    }
    if let Ok(call) = IntrinsicCall::parse(expression) {
        assert_eq!(call.source(), expression);
    }
    if let Ok(path) = ReferencePath::parse(expression)
        && let Ok(changed) = path.put(input.value(), json!(7))
    {
        assert_eq!(path.put(&changed, json!(7)), Ok(changed));
    }

    let written = json!({
        "StartAt": "Write",
        "States": {
            "Write": { "Type": "Pass", "Result": 7, "ResultPath": expression, "Next": "Read" },
            "Read": { "Type": "Pass", "InputPath": expression, "End": true },
        },
    });
    if let Some((execution, outcome)) = ended(&written, &input) {
        let wrote = execution.history().iter().any(|event| event.event_type() == "PassStateExited");
        if wrote {
            let Some(Outcome::Succeeded { output }) = &outcome else { panic!("{outcome:?}") };
            assert_eq!(output.value(), &json!(7));
        }
    }

    for state in [
        json!({ "Type": "Pass", "InputPath": expression, "End": true }),
        json!({ "Type": "Pass", "Parameters": { "x.$": expression }, "End": true }),
        json!({ "Type": "Pass", "Output": format!("{{% {expression} %}}"), "End": true,
            "QueryLanguage": "JSONata" }),
        json!({ "Type": "Pass", "Output": expression, "Assign": { "x": expression }, "End": true,
            "QueryLanguage": "JSONata" }),
    ] {
        let machine = json!({ "StartAt": "One", "States": { "One": state } });
        let Some((execution, outcome)) = ended(&machine, &input) else { continue };
        // What is random in it comes from the execution alone.
        let (again, same_outcome) = ended(&machine, &input).expect("it was accepted before");
        assert_eq!(outcome, same_outcome);
        assert_eq!(execution.history(), again.history());
    }
});

/// The end of an execution; nothing if the definition is refused.
fn ended(definition: &Value, input: &Payload) -> Option<(Execution, Option<Outcome>)> {
    let machine = StateMachine::parse(&definition.to_string()).ok()?;
    let mut execution = start(Arc::new(machine), input.clone(), WorkflowType::Standard);
    let outcome = run(&mut execution);
    Some((execution, outcome))
}
