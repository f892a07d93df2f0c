//! A history and, behind a NUL, another one.

#![no_main]

use std::collections::BTreeSet;

use firedrill_states::{HistoryComparison, RecordedHistory, json};
use libfuzzer_sys::fuzz_target;

/// The other history of those that bring none.
const OTHER: &str = r#"[
    {"id": 1, "previousEventId": 0, "type": "ExecutionStarted", "timestamp": 0,
        "executionStartedEventDetails": {"input": "{}", "roleArn": "arn"}},
    {"id": 2, "previousEventId": 0, "type": "ParallelStateEntered",
        "stateEnteredEventDetails": {"name": "Both", "input": "{}"}},
    {"id": 3, "previousEventId": 2, "type": "ParallelStateStarted"},
    {"id": 4, "previousEventId": 3, "type": "FailStateEntered",
        "stateEnteredEventDetails": {"name": "Left", "input": "{}"}},
    {"id": 5, "previousEventId": 3, "type": "PassStateEntered",
        "stateEnteredEventDetails": {"name": "Right", "input": "{}"}},
    {"id": 6, "previousEventId": 4, "type": "ParallelStateFailed"},
    {"id": 7, "previousEventId": 6, "type": "ExecutionFailed", "executionFailedEventDetails": {}}
]"#;

fuzz_target!(|text: &str| {
    let (one, other) = text.split_once('\0').unwrap_or((text, OTHER));
    let (Some(one), Some(other)) = (read(one), read(other)) else { return };
    let ignored = BTreeSet::from(["name".to_owned(), "output".to_owned()]);
    for comparison in [
        HistoryComparison::default(),
        HistoryComparison { times: true, ignored: BTreeSet::new() },
        HistoryComparison { times: false, ignored },
    ] {
        for history in [&one, &other] {
            assert_eq!(comparison.compare(history, history), []);
        }
        let found = comparison.compare(&one, &other);
        let back = comparison.compare(&other, &one);
        assert_eq!(found.is_empty(), back.is_empty(), "{found:?} and {back:?}");
        if one.events().len() != other.events().len() {
            assert!(!found.is_empty());
        }
    }
});

fn read(text: &str) -> Option<RecordedHistory> {
    let history = RecordedHistory::read(&json::value(text).ok()?);
    if let Err(error) = &history {
        assert!(!error.to_string().is_empty());
    }
    history.ok()
}
