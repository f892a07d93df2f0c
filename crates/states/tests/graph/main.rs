//! Drawings of machines: how they look, that labels are escaped, and what a history colours.

#![cfg(test)]

use firedrill_states::RecordedHistory;
use firedrill_states::graph::{Graph, GraphError, VisitOutcome, VisitedStates};
use serde_json::{Value, json};

/// A machine with every kind of line: a rule, a catcher, one that leads up, one to itself.
fn machine() -> Value {
    json!({
        "StartAt": "Severe?",
        "States": {
            "Severe?": {
                "Type": "Choice",
                "Choices": [{
                    "Variable": "$.severity", "NumericGreaterThanEquals": 7, "Next": "Both"
                }],
                "Default": "Cool down"
            },
            "Cool down": {"Type": "Wait", "Seconds": 60, "Next": "Severe?"},
            "Both": {
                "Type": "Parallel",
                "Branches": [
                    {"StartAt": "Stop", "States": {"Stop": {
                        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
                        "Catch": [{"ErrorEquals": ["Ecs.ClientException"], "Next": "Stop"}],
                        "End": true
                    }}},
                    {"StartAt": "Each <team>", "States": {"Each <team>": {
                        "Type": "Map",
                        "ItemProcessor": {"StartAt": "Tell", "States": {"Tell": {
                            "Type": "Task",
                            "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:tell:live",
                            "End": true
                        }}},
                        "End": true
                    }}}
                ],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Give up"}],
                "Next": "Done"
            },
            "Give up": {"Type": "Fail", "Error": "NotStopped"},
            "Done": {"Type": "Succeed"}
        }
    })
}

fn graph() -> Graph {
    Graph::read(&machine().to_string()).unwrap()
}

/// One branch catches and goes on, the other fails; the machine catches that and gives up.
fn history() -> Value {
    let mut events = Vec::new();
    let mut add = |event_type: &str, previous: u64, name: Option<&str>| {
        let member = if event_type.ends_with("Entered") { "Entered" } else { "Exited" };
        let id = events.len() as u64 + 1;
        let mut event = json!({"id": id, "type": event_type, "previousEventId": previous});
        if let Some(name) = name {
            event[format!("state{member}EventDetails")] = json!({"name": name});
        }
        events.push(event);
        id
    };
    add("ExecutionStarted", 0, None);
    let severe = add("ChoiceStateEntered", 0, Some("Severe?"));
    let severe = add("ChoiceStateExited", severe, Some("Severe?"));
    let both = add("ParallelStateEntered", severe, Some("Both"));
    let both = add("ParallelStateStarted", both, None);
    let stop = add("TaskStateEntered", both, Some("Stop"));
    let stop = add("TaskScheduled", stop, None);
    let stop = add("TaskFailed", stop, None);
    let stop = add("TaskStateExited", stop, Some("Stop"));
    let stop = add("TaskStateEntered", stop, Some("Stop"));
    let each = add("MapStateEntered", both, Some("Each <team>"));
    let each = add("MapStateStarted", each, None);
    let each = add("MapIterationStarted", each, None);
    let tell = add("TaskStateEntered", each, Some("Tell"));
    let tell = add("LambdaFunctionScheduled", tell, None);
    let tell = add("LambdaFunctionFailed", tell, None);
    add("MapIterationFailed", tell, None);
    let each = add("MapStateFailed", tell, None);
    add("TaskStateAborted", stop, None);
    let both = add("ParallelStateFailed", each, None);
    let both = add("ParallelStateExited", both, Some("Both"));
    let fail = add("FailStateEntered", both, Some("Give up"));
    add("ExecutionFailed", fail, None);
    json!({ "events": events })
}

fn shown(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn a_machine_is_drawn_with_what_is_nested_in_it() {
    shown("machine.svg", &graph().to_svg(None).unwrap());
    shown("machine.mermaid", &graph().to_mermaid(None));
}

#[test]
fn a_history_colours_states_and_ways() {
    let visited = VisitedStates::of(&RecordedHistory::read(&history()).unwrap());
    for (state, outcome) in [
        ("Severe?", Some(VisitOutcome::Succeeded)),
        ("Cool down", None),
        ("Both", Some(VisitOutcome::Caught)),
        ("Stop", Some(VisitOutcome::Aborted)),
        ("Each <team>", Some(VisitOutcome::Failed)),
        ("Tell", Some(VisitOutcome::Failed)),
        ("Give up", Some(VisitOutcome::Failed)),
        ("Done", None),
    ] {
        assert_eq!(visited.outcome(state), outcome, "{state}");
    }
    assert!(visited.went(Some("Both"), Some("Give up")));
    assert!(!visited.went(Some("Both"), Some("Done")));
    shown("history.svg", &graph().to_svg(Some(&visited)).unwrap());
    shown("history.mermaid", &graph().to_mermaid(Some(&visited)));
}

#[test]
fn what_is_redriven_has_not_failed() {
    let mut redriven = history();
    let events = redriven["events"].as_array_mut().unwrap();
    events.truncate(18);
    let states = VisitedStates::of(&RecordedHistory::read(&json!({ "events": events })).unwrap());
    assert_eq!(states.outcome("Tell"), Some(VisitOutcome::Failed));
    // `Stop` is told to have been aborted, and goes on from its entrance; so does `Tell`.
    for (id, previous, event_type, name) in [
        (19, 14, "TaskStateAborted", None),
        (20, 14, "ParallelStateFailed", None),
        (21, 20, "ExecutionFailed", None),
        (22, 21, "ExecutionRedriven", None),
        (23, 10, "TaskScheduled", None),
        (24, 23, "TaskStateExited", Some("Stop")),
        (25, 14, "LambdaFunctionScheduled", None),
        (26, 25, "TaskStateExited", Some("Tell")),
        (27, 26, "MapStateExited", Some("Each <team>")),
        (28, 27, "ParallelStateExited", Some("Both")),
        (29, 28, "ExecutionSucceeded", None),
    ] {
        let mut event = json!({ "id": id, "previousEventId": previous, "type": event_type });
        if let Some(name) = name {
            event["stateExitedEventDetails"] = json!({ "name": name });
        }
        events.push(event);
    }
    let visited = VisitedStates::of(&RecordedHistory::read(&json!({ "events": events })).unwrap());
    for state in ["Tell", "Each <team>", "Both"] {
        assert_eq!(visited.outcome(state), Some(VisitOutcome::Succeeded), "{state}");
    }
    // It was caught when it was entered before.
    assert_eq!(visited.outcome("Stop"), Some(VisitOutcome::Caught));
}

#[test]
fn a_map_run_that_is_redriven_has_not_failed() {
    let mut events = Vec::new();
    for (previous, event_type) in [
        (0, "ExecutionStarted"),
        (0, "MapStateEntered"),
        (2, "MapStateStarted"),
        (3, "MapRunStarted"),
        (4, "MapRunFailed"),
        (5, "MapStateFailed"),
        (6, "ExecutionFailed"),
        (7, "ExecutionRedriven"),
        (3, "MapRunRedriven"),
        (9, "MapRunSucceeded"),
        (10, "MapStateSucceeded"),
        (9, "MapStateExited"),
        (12, "ExecutionSucceeded"),
    ] {
        let id = events.len() + 1;
        let mut event = json!({ "id": id, "previousEventId": previous, "type": event_type });
        for (end, member) in [
            ("StateEntered", "stateEnteredEventDetails"),
            ("StateExited", "stateExitedEventDetails"),
        ] {
            if event_type.ends_with(end) {
                event[member] = json!({ "name": "Each" });
            }
        }
        events.push(event);
    }
    let visited = |events: &[Value]| {
        VisitedStates::of(&RecordedHistory::read(&json!({ "events": events })).unwrap())
    };
    assert_eq!(visited(&events[..7]).outcome("Each"), Some(VisitOutcome::Failed));
    let redriven = visited(&events);
    assert_eq!(redriven.outcome("Each"), Some(VisitOutcome::Succeeded));
    assert!(redriven.went(Some("Each"), None));
}

#[test]
fn no_name_breaks_out_of_its_label() {
    let names = [
        "\"]; click s0 \"javascript:alert(1)\"",
        "</text><script>alert(1)</script>",
        "a`b`#quot;%%{init}%%",
        "end",
        "line\nbreak\u{0}\u{1b}",
        "隔離 🧯 é",
    ];
    for name in names {
        let definition = json!({
            "StartAt": name,
            "States": {name: {
                "Type": "Task", "Resource": name, "End": true,
                "Catch": [{"ErrorEquals": [name], "Next": name}]
            }}
        });
        let graph = Graph::read(&definition.to_string()).unwrap();
        let svg = graph.to_svg(None).unwrap();
        let mut reader = quick_xml::Reader::from_str(&svg);
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(tag) => {
                    assert_ne!(tag.name().as_ref(), b"script", "{svg}");
                }
                _ => {}
            }
        }
        let mermaid = graph.to_mermaid(None);
        for line in mermaid.lines().skip(1) {
            assert!(line.matches('"').count() % 2 == 0 && line.matches('"').count() <= 2, "{line}");
            assert!(!line.contains('`') && !line.contains("%%{"), "{line}");
        }
    }
}

#[test]
fn what_has_no_states_cannot_be_drawn() {
    assert!(matches!(Graph::read("{"), Err(GraphError::NotJson(_))));
    for definition in ["{}", "[]", "null", r#"{"States": {}}"#, r#"{"States": []}"#] {
        assert_eq!(Graph::read(definition).unwrap_err(), GraphError::NoStates, "{definition}");
    }
    for draft in [
        r#"{"States": {"A": 1}}"#,
        r#"{"StartAt": "B", "States": {"A": {"Type": "Halt", "Next": "A"}}}"#,
        r#"{"StartAt": 1, "States": {"A": {"Type": "Map", "ItemProcessor": [], "Next": "?"}}}"#,
    ] {
        assert!(Graph::read(draft).unwrap().to_svg(None).unwrap().contains("</svg>"), "{draft}");
    }
}
