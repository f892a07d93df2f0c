//! An input template and, behind a NUL, an event.

#![no_main]

use firedrill_eventbridge::{InputPath, InputTransformer, RuleContext, Transformed};
use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;
use serde_json::de::{StrRead, StreamDeserializer};

/// What templates are filled from that bring no event.
const EVENT: &str =
    r#"{"source": "aws.ecs", "a": "\"\\\n<b>", "b": [1, {"c": null}], "detail": {"d": 1.0}}"#;

fuzz_target!(|text: &str| {
    let (template, event) = text.split_once('\0').unwrap_or((text, EVENT));
    if let Ok(path) = InputPath::parse(template)
        && let Ok(Some(selected)) = path.select(event)
    {
        assert_json(&selected);
    }
    let paths = [("a", "$.a"), ("b", "$.b"), ("c", "$.b[1].c"), ("all", "$.b[*]"), ("none", "$.x")];
    let paths = paths.map(|(name, path)| (name.to_owned(), path.to_owned()));
    let Ok(transformer) = InputTransformer::new(&paths, template) else { return };
    let context = RuleContext {
        rule_arn: "arn:aws:events:eu-west-1:111122223333:rule/r".into(),
        rule_name: "r".into(),
        ingestion_time: "2026-01-01T00:00:00Z".parse().unwrap(),
    };
    let values = transformer.values(event, &context);
    match transformer.transform(event, &context) {
        Transformed::Delivered(output) => {
            assert!(values.is_ok());
            assert_json(&output);
        }
        Transformed::NotDelivered(why) => assert!(!why.is_empty()),
    }
});

/// Asserts that a text is one JSON value after the other.
fn assert_json(text: &str) {
    for value in StreamDeserializer::<_, IgnoredAny>::new(StrRead::new(text)) {
        match value {
            Ok(_) => {}
            // It does not go as deep as events may.
            Err(error) if error.to_string().contains("recursion limit") => return,
            Err(error) => panic!("{error}: {text}"),
        }
    }
}
