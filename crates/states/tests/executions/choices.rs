//! Comparisons of a Choice state that compare by type, as "Choice workflow state" of the developer
//! guide and the Amazon States Language specification describe them.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>

use serde_json::{Value, json};

use crate::driving::{fails, output, run_and_resume, start};

/// Whether a comparison holds of an input.
fn holds(comparison: &Value, input: &Value) -> bool {
    let mut rule = comparison.clone();
    rule["Next"] = "Yes".into();
    let definition = json!({ "StartAt": "Ask", "States": {
        "Ask": { "Type": "Choice", "Choices": [rule], "Default": "No" },
        "Yes": { "Type": "Pass", "Result": true, "End": true },
        "No": { "Type": "Pass", "Result": false, "End": true },
    }});
    let none = |_: &_, _| fails("None", "there is no task");
    let (outcome, _) = run_and_resume(start(&definition, &input.to_string()), &none);
    output(&outcome) == &json!(true)
}

#[test]
fn a_timestamp_is_a_text_of_rfc_3339() {
    for (value, is_timestamp) in [
        (json!("2001-01-01T12:00:00Z"), true),
        (json!("2016-03-14T01:59:00.123Z"), true),
        (json!("2016-03-14T01:59:00+02:00"), true),
        (json!("2016-03-14"), false),
        (json!("tomorrow"), false),
        (json!(1_458_000_000), false),
        (json!(null), false),
    ] {
        let input = json!({ "value": value });
        let is = |expected: bool| json!({ "Variable": "$.value", "IsTimestamp": expected });
        assert_eq!(holds(&is(true), &input), is_timestamp, "{value}");
        assert_eq!(holds(&is(false), &input), !is_timestamp, "{value}");
    }
}

#[test]
fn timestamps_are_equal_if_they_are_the_same_instant() {
    let input = json!({
        "when": "2001-01-01T12:00:00Z",
        "elsewhere": "2001-01-01T14:00:00+02:00",
        "later": "2001-01-01T12:00:01Z",
        "text": "noon",
    });
    for (variable, literal, equal) in [
        ("$.when", "2001-01-01T12:00:00Z", true),
        ("$.elsewhere", "2001-01-01T12:00:00Z", true),
        ("$.later", "2001-01-01T12:00:00Z", false),
        ("$.text", "2001-01-01T12:00:00Z", false),
    ] {
        let comparison = json!({ "Variable": variable, "TimestampEquals": literal });
        assert_eq!(holds(&comparison, &input), equal, "{variable}");
    }
    for (path, equal) in [("$.elsewhere", true), ("$.later", false)] {
        let comparison = json!({ "Variable": "$.when", "TimestampEqualsPath": path });
        assert_eq!(holds(&comparison, &input), equal, "{path}");
    }
}

#[test]
fn booleans_are_compared_with_what_a_path_finds() {
    let input = json!({ "yes": true, "also": true, "no": false, "text": "true" });
    for (variable, path, equal) in [
        ("$.yes", "$.also", true),
        ("$.yes", "$.no", false),
        ("$.no", "$.no", true),
        ("$.text", "$.yes", false),
    ] {
        let comparison = json!({ "Variable": variable, "BooleanEqualsPath": path });
        assert_eq!(holds(&comparison, &input), equal, "{variable} {path}");
    }
}
