//! The bytes of an event.

#![no_main]

use std::sync::LazyLock;

use firedrill_eventbridge::{EventError, EventPattern, RuleIndex, Scratch};
use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;
use serde_json::de::{SliceRead, StreamDeserializer};

/// Rules that use every operator on few fields, so that generated events meet them.
const RULES: [&str; 27] = [
    r#"{"a": ["x"]}"#,
    r#"{"a": ["10.0.0.1", 1]}"#,
    r#"{"a": [1]}"#,
    r#"{"a": [9007199254740993, -0.0]}"#,
    r#"{"a": [null, true]}"#,
    r#"{"a": [false, ""]}"#,
    r#"{"a": [{"prefix": "x"}]}"#,
    r#"{"a": [{"prefix": {"equals-ignore-case": "Éx"}}]}"#,
    r#"{"a": [{"suffix": "x\""}]}"#,
    r#"{"a": [{"suffix": {"equals-ignore-case": "xß"}}]}"#,
    r#"{"a": [{"equals-ignore-case": "Xy"}]}"#,
    r#"{"a": [{"wildcard": "x*y"}]}"#,
    r#"{"a": [{"wildcard": "*x\\*\\\\*"}]}"#,
    r#"{"a": [{"numeric": [">=", 0, "<", 5]}]}"#,
    r#"{"a": [{"numeric": [">", 1e300]}]}"#,
    r#"{"a": [{"cidr": "10.0.0.0/8"}, {"cidr": "::/0"}]}"#,
    r#"{"a": [{"exists": true}]}"#,
    r#"{"a": [{"exists": false}]}"#,
    r#"{"a": [{"anything-but": ["x", "y"]}]}"#,
    r#"{"a": [{"anything-but": [1, 2.5]}]}"#,
    r#"{"a": [{"anything-but": {"prefix": ["x"]}}]}"#,
    r#"{"a": [{"anything-but": {"wildcard": "*x*"}}], "b": [{"exists": false}]}"#,
    r#"{"a": {"b": [1], "c": [{"exists": false}]}}"#,
    r#"{"a": {"b": [1], "c": [1]}}"#,
    r#"{"a": {"b": {"c": [1]}}, "a.b.d": [{"exists": true}]}"#,
    r#"{"$or": [{"a": {"b": [1]}}, {"a": ["x"], "": [1]}]}"#,
    r#"{"a..b": [1]}"#,
];

static PATTERNS: LazyLock<(Vec<EventPattern>, RuleIndex<usize>)> = LazyLock::new(|| {
    let patterns: Vec<EventPattern> =
        RULES.iter().map(|rule| EventPattern::parse(rule).unwrap()).collect();
    let mut index = RuleIndex::new();
    for (id, pattern) in patterns.iter().enumerate() {
        index.insert(id, pattern);
    }
    (patterns, index)
});

fuzz_target!(|event: &[u8]| {
    let (patterns, index) = &*PATTERNS;
    let mut scratch = Scratch::new();
    let found = index.matching_with(event, &mut scratch);
    let text = str::from_utf8(event);
    for (id, pattern) in patterns.iter().enumerate() {
        let matched = pattern.matches_with(event, &mut scratch);
        match (&matched, &found) {
            (Ok(matched), Ok(found)) => assert_eq!(*matched, found.contains(&&id), "{}", RULES[id]),
            // All rules of an index share what one pattern has for itself.
            (Err(error), _) | (_, Err(error)) if error.is_undecided() => continue,
            (Err(error), Err(of_index)) => assert_eq!(error, of_index),
            other => panic!("{other:?}"),
        }
        if let Ok(text) = text {
            assert_eq!(pattern.explain(text).map(|explained| explained.matched), matched);
        }
    }

    let Ok(text) = text else { return };
    let mut values = StreamDeserializer::<_, IgnoredAny>::new(SliceRead::new(text.as_bytes()));
    let is_object = text.trim_ascii_start().starts_with('{');
    match values.next() {
        // It does not go as deep as events may.
        Some(Err(error)) if error.to_string().contains("recursion limit") => {}
        first => {
            let is_valid = is_object && matches!(first, Some(Ok(_)));
            let is_read = found.as_ref().err().is_none_or(EventError::is_undecided);
            assert_eq!(is_valid, is_read, "{found:?} {first:?}");
        }
    }
});
