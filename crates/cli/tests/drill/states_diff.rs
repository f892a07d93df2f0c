//! `firedrill states diff`: what it shows, answers and refuses.

use serde_json::{Value, json};

use crate::command::{code, firedrill, firedrill_with_input, stderr, stdout};

const EXPECTED: &str = "fixtures/histories/stop-task.json";
const UNTOLD: &str = "fixtures/histories/stop-task-untold.json";

fn history(path: &str) -> Value {
    let text = std::fs::read_to_string(crate::command::root().join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Compares the expected history with what becomes of it.
fn diff_with(change: impl FnOnce(&mut Value), options: &[&str]) -> (i32, String) {
    let mut changed = history(EXPECTED);
    change(&mut changed);
    let arguments = [&["states", "diff", EXPECTED, "-"], options].concat();
    let output = firedrill_with_input(&arguments, &changed.to_string());
    (code(&output), stdout(&output) + &stderr(&output))
}

#[test]
fn histories_that_differ_in_numbers_order_and_times_are_the_same() {
    let renumber = |history: &mut Value| {
        let events = history["events"].as_array_mut().unwrap();
        for event in events.iter_mut() {
            event["id"] = json!(event["id"].as_u64().unwrap() * 2);
            event["previousEventId"] = json!(event["previousEventId"].as_u64().unwrap() * 2);
            event["timestamp"] = json!(1_800_000_000);
        }
        events.reverse();
    };
    assert_eq!(diff_with(renumber, &[]), (0, "the same\n".to_owned()));
    let last = |history: &mut Value| {
        let events = history["events"].as_array_mut().unwrap();
        events.last_mut().unwrap()["timestamp"] = json!("2099-01-01T00:00:00Z");
    };
    assert_eq!(diff_with(last, &[]).0, 0);
    let (code, shown) = diff_with(last, &["--times"]);
    assert_eq!(code, 1);
    assert!(shown.contains("after the start: 0.000s expected"), "{shown}");
}

#[test]
fn what_differs_is_shown_with_its_place() {
    let output = firedrill(&["states", "diff", EXPECTED, UNTOLD]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    insta::assert_snapshot!("states_diff_text", stdout(&output));
    let quiet = firedrill(&["states", "diff", EXPECTED, UNTOLD, "--quiet"]);
    assert_eq!(stdout(&quiet), "2 differences\n");
    let json = firedrill(&["states", "diff", EXPECTED, UNTOLD, "--format", "json"]);
    assert_eq!(code(&json), 1);
    let json: Value = serde_json::from_str(&stdout(&json)).unwrap();
    insta::assert_snapshot!("states_diff_json", serde_json::to_string_pretty(&json).unwrap());
}

#[test]
fn values_that_differ_are_named_by_their_paths_and_can_be_ignored() {
    let change = |history: &mut Value| {
        let events = history["events"].as_array_mut().unwrap();
        let event = events.iter_mut().find(|event| event["type"] == "TaskSucceeded").unwrap();
        let output = event["taskSucceededEventDetails"]["output"].as_str().unwrap();
        let mut output: Value = serde_json::from_str(output).unwrap();
        output["Task"]["Group"] = json!("\u{1b}[2Jfamily:web");
        output["Task"]["Tags"] = json!([]);
        event["taskSucceededEventDetails"]["output"] = json!(output.to_string());
    };
    let (code, shown) = diff_with(change, &[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("states_diff_values", shown);
    assert_eq!(diff_with(change, &["--ignore", "output"]), (0, "the same\n".to_owned()));
}

#[test]
fn a_member_to_ignore_that_neither_history_has_is_warned_of() {
    let warned = |options: &[&str]| {
        let output = firedrill(&[&["states", "diff", EXPECTED, EXPECTED], options].concat());
        assert_eq!((code(&output), stdout(&output)), (0, "the same\n".to_owned()));
        stderr(&output)
    };
    let twice = ["--ignore", "rolearn", "--ignore", "rolearn", "--ignore", "colour"];
    insta::assert_snapshot!("states_diff_nothing_ignored", warned(&twice));
    // A name of the whole structure is none of a member in it.
    assert!(warned(&["--ignore", "taskFailedEventDetails"]).contains("neither history"));
    assert_eq!(warned(&["--ignore", "roleArn"]), "");
    // One history is enough.
    let change = |history: &mut Value| {
        history["events"][0]["executionStartedEventDetails"]["colour"] = json!("red");
    };
    assert_eq!(diff_with(change, &["--ignore", "colour"]), (0, "the same\n".to_owned()));
}

#[test]
fn what_is_no_history_is_refused() {
    let first =
        |change: fn(&mut Value)| diff_with(|history| change(&mut history["events"][1]), &[]);
    let cases = [
        ("no_list", diff_with(|history| *history = json!({ "Events": 1 }), &[])),
        ("no_events", diff_with(|history| *history = json!([]), &[])),
        ("page", diff_with(|history| history["nextToken"] = json!("AAAA"), &[])),
        ("no_id", first(|event| event["id"] = json!("2"))),
        ("no_time", first(|event| event["timestamp"] = json!("noon"))),
        ("twice", first(|event| event["id"] = json!(1))),
        ("no_previous", first(|event| event["id"] = json!(99))),
        ("later", first(|event| event["previousEventId"] = json!(4))),
    ];
    for (name, (code, shown)) in cases {
        assert_eq!(code, 3, "{name}: {shown}");
        insta::assert_snapshot!(format!("states_diff_refuses_{name}"), shown);
    }
    let not_json = firedrill_with_input(&["states", "diff", EXPECTED, "-"], &"[".repeat(100_000));
    assert_eq!(code(&not_json), 3);
    insta::assert_snapshot!("states_diff_refuses_not_json", stderr(&not_json));
    let expected = history(EXPECTED).to_string();
    assert_eq!(code(&firedrill_with_input(&["states", "diff", "-", "-"], &expected)), 2);
    assert_eq!(code(&firedrill(&["states", "diff", EXPECTED])), 2);
}
