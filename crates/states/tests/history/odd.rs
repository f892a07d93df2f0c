//! Histories that no execution has: any events in any order, written down with any values.

use std::collections::BTreeSet;

use firedrill_states::{HistoryComparison, RecordedHistory};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

const TYPES: [&str; 20] = [
    "ExecutionStarted",
    "ExecutionFailed",
    "ExecutionTimedOut",
    "FailStateEntered",
    "MapIterationFailed",
    "MapIterationStarted",
    "MapIterationSucceeded",
    "MapStateEntered",
    "MapStateExited",
    "MapStateFailed",
    "MapStateStarted",
    "MapStateSucceeded",
    "ParallelStateExited",
    "ParallelStateFailed",
    "ParallelStateStarted",
    "ParallelStateSucceeded",
    "TaskFailed",
    "TaskScheduled",
    "TaskStateEntered",
    "",
];
const MEMBERS: [&str; 7] = ["name", "index", "output", "cause", "assignedVariables", "it's", ""];

/// Few values, so that many are equal and some only nearly.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!("One")),
        Just(json!("1")),
        Just(json!(r#"{"a": [0.0, {}], "b": 1}"#)),
        Just(json!(r#"{"b":1.0,"a":[-0,{}]}"#)),
        Just(json!("[")),
        (0..3_u64).prop_map(|number| json!(number)),
        Just(json!(1.0)),
        Just(json!(9_007_199_254_740_993_u64)),
        Just(json!(9_007_199_254_740_992.0)),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((select(&MEMBERS[..]), inner), 0..3).prop_map(object),
        ]
    })
}

fn object(members: Vec<(&str, Value)>) -> Value {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// An event, and which of those before it, or none, it follows from.
fn event() -> impl Strategy<Value = (Value, Index)> {
    let details = prop::collection::vec((select(&MEMBERS[..]), value()), 0..4).prop_map(object);
    let member = select(&["oneEventDetails", "otherEventDetails", "name", "output"][..]);
    let time = prop::option::of(0..3_u64);
    (select(&TYPES[..]), member, details, any::<Index>(), time).prop_map(
        |(event_type, member, details, previous, time)| {
            let event = json!({ "type": event_type, member: details, "timestamp": time });
            (event, previous)
        },
    )
}

fn events() -> impl Strategy<Value = Vec<(Value, Index)>> {
    prop::collection::vec(event(), 1..30)
}

/// Numbers events, each a `step` after the one before.
fn history(events: &[(Value, Index)], step: usize) -> RecordedHistory {
    let numbered = events.iter().enumerate().map(|(place, (event, previous))| {
        let mut event = event.clone();
        event["id"] = json!((place + 1) * step);
        event["previousEventId"] = json!(previous.index(place + 1) * step);
        event
    });
    RecordedHistory::read(&numbered.collect()).unwrap()
}

fn comparisons() -> [HistoryComparison; 3] {
    let ignoring = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    [
        HistoryComparison::default(),
        HistoryComparison { times: true, ignored: BTreeSet::new() },
        HistoryComparison { times: false, ignored: ignoring(&["name", "output"]) },
    ]
}

/// What holds of any two histories.
fn check(one: &RecordedHistory, other: &RecordedHistory) -> Result<(), TestCaseError> {
    for comparison in comparisons() {
        prop_assert_eq!(comparison.compare(one, one), []);
        prop_assert_eq!(comparison.compare(other, other), []);
        let found = comparison.compare(one, other);
        let back = comparison.compare(other, one);
        prop_assert_eq!(found.is_empty(), back.is_empty(), "{:?} and {:?}", found, back);
        if one.events().len() != other.events().len() {
            prop_assert!(!found.is_empty());
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn two_histories_are_the_same_both_ways_round_or_neither(one in events(), other in events()) {
        check(&history(&one, 1), &history(&other, 2))?;
    }

    /// Two that are nearly the same.
    #[test]
    fn so_are_a_history_and_what_becomes_of_it(
        one in events(), place: Index, instead in event(), of: bool,
    ) {
        let mut other = one.clone();
        let place = place.index(one.len());
        if of {
            other[place] = instead;
        } else {
            other.insert(place, instead);
        }
        check(&history(&one, 1), &history(&other, 3))?;
    }

    /// What is no history is refused, and not with a panic.
    #[test]
    fn any_json_is_a_history_or_is_none(json in value(), events in prop::collection::vec(event(), 0..4)) {
        let loose: Value = events.into_iter().map(|(event, _)| event).collect();
        for json in [json!([json]), json!({ "events": json }), json, loose] {
            prop_assert!(RecordedHistory::read(&json).is_err());
        }
    }
}
