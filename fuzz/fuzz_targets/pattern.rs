//! A pattern and, behind a NUL, an event.

#![no_main]

use firedrill_eventbridge::{EventPattern, RuleIndex, Scratch};
use libfuzzer_sys::fuzz_target;

/// What patterns are matched with that bring no event.
const EVENT: &str = r#"{"source": "aws.guardduty", "a": {"b": [1, "x", null, {"c": -0.0}], "": {}}, "a.b": "10.0.0.1", "s": "é\"\\", "t": true}"#;

fuzz_target!(|text: &str| {
    let (pattern, event) = text.split_once('\0').unwrap_or((text, EVENT));
    let pattern = match EventPattern::parse(pattern) {
        Ok(pattern) => pattern,
        Err(error) => {
            assert!(pattern.get(error.span()).is_some(), "{error:?}");
            assert!(!error.message().is_empty());
            return;
        }
    };
    let mut index = RuleIndex::new();
    index.insert(1, &pattern);
    let mut scratch = Scratch::new();
    match (pattern.matches(event), index.matching_with(event, &mut scratch)) {
        (Ok(matched), Ok(found)) => {
            assert_eq!(matched, !found.is_empty());
            assert_eq!(matched, pattern.matches_with(event, &mut scratch).unwrap());
            assert_eq!(matched, pattern.explain(event).unwrap().matched);
        }
        (Err(error), other) => {
            assert_eq!(Some(&error), other.err().as_ref());
            assert_eq!(Some(error), pattern.explain(event).err());
        }
        other => panic!("{other:?}"),
    }
});
