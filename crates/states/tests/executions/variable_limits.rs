//! How large variables may be.

use serde_json::{Value, json};

use crate::driving::{run, start};

/// Assigns a text of so many characters, and then so many times another variable of it.
fn status(length: usize, names: usize) -> String {
    let text = "x".repeat(length);
    let mut states = serde_json::Map::new();
    for name in 0..names {
        let next = format!("S{}", name + 1);
        let assign = json!({ format!("v{name}.$"): "$.text", "same.$": "$.text" });
        states
            .insert(format!("S{name}"), json!({ "Type": "Pass", "Assign": assign, "Next": next }));
    }
    states.insert(format!("S{names}"), json!({ "Type": "Succeed" }));
    let machine = json!({ "StartAt": "S0", "States": Value::Object(states) });
    let (outcome, execution) =
        run(start(&machine, &json!({ "text": text }).to_string()), &|_, _| None);
    let last = serde_json::to_value(execution.history().last().unwrap()).unwrap();
    let error = last["executionFailedEventDetails"]["error"].as_str().unwrap_or_default();
    format!("{} {error}", outcome.status()).trim().to_owned()
}

#[test]
fn one_assignment_takes_256_kib() {
    // Two variables of a text and its quotes.
    let longest = 128 * 1024 - 2;
    assert_eq!(status(longest, 1), "SUCCEEDED");
    assert_eq!(status(longest + 1, 1), "FAILED States.DataLimitExceeded");
}

#[test]
fn all_variables_together_take_10_mib() {
    // One that is assigned again counts once.
    let length = 128 * 1024 - 2;
    assert_eq!(status(length, 79), "SUCCEEDED");
    assert_eq!(status(length, 80), "FAILED States.DataLimitExceeded");
}
