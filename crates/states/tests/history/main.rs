//! Comparing histories: what is the same in any order, and what one change is reported as.

#![cfg(test)]

mod odd;
mod planned;
mod properties;

use std::collections::BTreeSet;

use firedrill_states::{
    DifferenceKind, EventId, HistoryComparison, HistoryDifference, RecordedHistory,
};
use serde_json::{Value, json};

use crate::planned::{Part, plan};

fn read(events: &[Value]) -> RecordedHistory {
    RecordedHistory::read(&json!(events)).unwrap()
}

fn compare(expected: &[Value], actual: &[Value]) -> Vec<HistoryDifference> {
    HistoryComparison::default().compare(&read(expected), &read(actual))
}

/// A task that is tried twice, then a Map of three items in each of which a task runs.
fn events() -> Vec<Value> {
    let task = |name: &str| Part::Task { name: name.to_owned(), attempts: 1 };
    plan(&[
        Part::Task { name: "Stop".to_owned(), attempts: 2 },
        Part::Map { name: "Each".to_owned(), items: vec![vec![task("Tell")]; 3] },
    ])
    .in_order(0)
}

fn position(events: &[Value], event_type: &str) -> usize {
    events.iter().position(|event| event["type"] == event_type).unwrap()
}

#[test]
fn an_output_that_differs_is_named_with_its_place_and_path() {
    let expected = events();
    let mut actual = expected.clone();
    let at = position(&expected, "TaskSucceeded");
    actual[at]["taskSucceededEventDetails"]["output"] = json!(r#"{ "answer": 8 }"#);
    let found = compare(&expected, &actual);
    let [HistoryDifference { place, kind: DifferenceKind::Details(values) }] = found.as_slice()
    else {
        panic!("{found:?}")
    };
    assert_eq!(place.event_type, "TaskSucceeded");
    assert_eq!((place.state.as_deref(), place.attempt), (Some("Stop"), 1));
    assert_eq!(place.expected_id, place.actual_id);
    assert_eq!((values[0].member.as_str(), values[0].path.as_str()), ("output", "$.answer"));
    assert_eq!((&values[0].expected, &values[0].actual), (&Some(json!(7)), &Some(json!(8))));

    let ignoring = HistoryComparison {
        ignored: BTreeSet::from(["output".to_owned()]),
        ..HistoryComparison::default()
    };
    assert_eq!(ignoring.compare(&read(&expected), &read(&actual)), []);
}

#[test]
fn an_iteration_is_told_by_its_index() {
    let expected = events();
    let mut actual = expected.clone();
    let told = |index: u64| {
        move |event: &&mut Value| event["mapIterationStartedEventDetails"]["index"] == index
    };
    let started = actual.iter_mut().find(told(1)).unwrap();
    started["mapIterationStartedEventDetails"]["index"] = json!(5);
    let id = EventId(started["id"].as_u64().unwrap());
    let found = compare(&expected, &actual);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].place.expected_id.or(found[1].place.expected_id), Some(id));
    let mut iterations: Vec<_> =
        found.iter().map(|difference| difference.place.iterations.clone()).collect();
    iterations.sort();
    assert_eq!(iterations, [[1], [5]]);
}

#[test]
fn what_is_missing_takes_what_leads_on_from_it_along() {
    let expected = events();
    let last = position(&expected, "TaskFailed");
    let found = compare(&expected, &expected[..last]);
    let kinds: Vec<_> = found.iter().map(|difference| &difference.kind).collect();
    let following = expected.len() - last - 1;
    assert_eq!(kinds, [&DifferenceKind::Missing { following }]);
    let found = compare(&expected[..last], &expected);
    assert_eq!(found[0].kind, DifferenceKind::Unexpected { following });
}

#[test]
fn a_state_that_is_entered_from_another_one_follows_from_another_event() {
    let pass = |name: &str| Part::Pass { name: name.to_owned() };
    let expected = plan(&[pass("A"), pass("B"), pass("C")]).in_order(0);
    let actual = plan(&[pass("A"), pass("C"), pass("B")]).in_order(0);
    let found = compare(&expected, &actual);
    assert!(
        found.iter().all(|found| matches!(found.kind, DifferenceKind::Previous { .. })),
        "{found:?}"
    );
    // Either of the two states is moved, with both its events, and not also what follows.
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn the_branch_that_made_a_fork_fail_matters() {
    let history = |cause: u64| {
        let failed = |id: u64, state: &str| {
            json!({ "id": id, "previousEventId": 3, "type": "FailStateEntered",
                "stateEnteredEventDetails": { "name": state, "input": "{}" } })
        };
        vec![
            json!({ "id": 1, "previousEventId": 0, "type": "ExecutionStarted" }),
            json!({ "id": 2, "previousEventId": 0, "type": "ParallelStateEntered",
                "stateEnteredEventDetails": { "name": "Both", "input": "{}" } }),
            json!({ "id": 3, "previousEventId": 2, "type": "ParallelStateStarted" }),
            failed(4, "Left"),
            failed(5, "Right"),
            json!({ "id": 6, "previousEventId": cause, "type": "ParallelStateFailed" }),
            json!({ "id": 7, "previousEventId": 6, "type": "ExecutionFailed",
                "executionFailedEventDetails": {} }),
        ]
    };
    assert_eq!(compare(&history(4), &history(4)), []);
    let found = compare(&history(4), &history(5));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].place.event_type, "ParallelStateFailed");
    let kind = DifferenceKind::Previous { expected: EventId(4), actual: EventId(5) };
    assert_eq!(found[0].kind, kind);
}

#[test]
fn a_map_run_may_be_left_from_its_start_or_from_its_end() {
    // The service has told both, the one before and the other after the year 2024.
    let history = |left_from: u64| {
        let event = |id: u64, previous: u64, event_type: &str| json!({ "id": id, "previousEventId": previous, "type": event_type });
        let mut entered = event(2, 0, "MapStateEntered");
        entered["stateEnteredEventDetails"] = json!({ "name": "Each", "input": "[]" });
        let mut exited = event(7, left_from, "MapStateExited");
        exited["stateExitedEventDetails"] = json!({ "name": "Each", "output": "[]" });
        vec![
            event(1, 0, "ExecutionStarted"),
            entered,
            event(3, 2, "MapStateStarted"),
            event(4, 3, "MapRunStarted"),
            event(5, 4, "MapRunSucceeded"),
            event(6, 5, "MapStateSucceeded"),
            exited,
            event(8, 7, "ExecutionSucceeded"),
        ]
    };
    assert_eq!(compare(&history(4), &history(5)), []);
}

#[test]
fn times_are_compared_from_the_start_and_only_where_asked() {
    let timed = |start: &str, end: &str| {
        read(&[
            json!({ "id": 1, "previousEventId": 0, "type": "ExecutionStarted", "timestamp": start }),
            json!({ "id": 2, "previousEventId": 0, "type": "ExecutionSucceeded", "timestamp": end }),
        ])
    };
    let expected = timed("2026-01-01T00:00:00Z", "2026-01-01T00:00:05Z");
    let later = timed("2026-02-01T00:00:00Z", "2026-02-01T00:00:05Z");
    let longer = timed("2026-02-01T00:00:00Z", "2026-02-01T00:00:06Z");
    let comparison = HistoryComparison { times: true, ..HistoryComparison::default() };
    assert_eq!(comparison.compare(&expected, &later), []);
    let found = comparison.compare(&expected, &longer);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(matches!(found[0].kind, DifferenceKind::Time { .. }));
    assert_eq!(HistoryComparison::default().compare(&expected, &longer), []);
}

#[test]
fn a_map_of_six_thousand_iterations_is_compared_in_any_order() {
    let items = vec![vec![Part::Pass { name: "Tell".to_owned() }]; 6_000];
    let planned = plan(&[Part::Map { name: "Each".to_owned(), items }]);
    let expected = planned.in_order(1);
    let mut actual = planned.in_order(2);
    assert!(expected.len() > 24_000);
    assert_eq!(compare(&expected, &actual), []);
    let at = position(&actual, "PassStateExited");
    actual[at]["stateExitedEventDetails"]["output"] = json!("[]");
    assert_eq!(compare(&expected, &actual).len(), 1);
}
