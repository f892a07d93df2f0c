//! What the service demands of an event before it looks at a pattern.

use miette::Diagnostic;
use thiserror::Error;

use crate::json::Scanner;
use crate::matching::{EventError, Fields, PathTrie, Whole};
use crate::pattern::FieldPath;

/// The fields that every event must have ("TestEventPattern" in the EventBridge API reference,
/// which lists `resources`, too; the service does without).
const REQUIRED: [&str; 6] = ["id", "account", "source", "time", "region", "detail-type"];

/// An event that TestEventPattern refuses.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("Parameter Event is not valid.")]
#[diagnostic(code(firedrill::event::incomplete))]
pub struct EventParameterError {
    /// What is missing or wrong.
    #[help]
    pub problem: String,
}

impl EventParameterError {
    /// The service's name for the error.
    #[must_use]
    pub fn service_code(&self) -> &'static str {
        "ValidationException"
    }
}

/// Checks that an event can be read at all: one JSON object, nested no deeper than the service reads.
/// Text after it is passed over, as it is when the event is matched.
///
/// # Errors
/// The event is no such object.
pub fn check_readable(event: &str) -> Result<(), EventError> {
    Fields::read(event, &PathTrie::default())?;
    // A field that nobody asks about is skipped by itself; here its depth counts from the event's.
    let mut scanner = Scanner::new(event.as_bytes());
    let skipped = scanner.skip_value();
    skipped.map(drop).map_err(|fault| EventError::json(event, &fault, scanner.position()))
}

/// Checks an event as TestEventPattern does: a JSON object with the fields of an envelope.
///
/// # Errors
/// The event is no JSON object or lacks a required field.
pub fn check_event(event: &str) -> Result<(), EventParameterError> {
    let mut trie = PathTrie::default();
    for name in REQUIRED {
        trie.add(&FieldPath::new([name]));
    }
    let fields = Fields::read(event, &trie)
        .map_err(|error: EventError| EventParameterError { problem: error.to_string() })?;
    let missing: Vec<String> = REQUIRED
        .iter()
        .enumerate()
        .filter(|(path, _)| {
            fields.values(*path).is_empty() && !fields.wholes(*path).contains(&Whole::Object)
        })
        .map(|(_, name)| format!("`{name}`"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(EventParameterError { problem: format!("the event lacks {}", missing.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_can_be_read_up_to_a_depth() {
        let nested = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert_eq!(check_readable(&nested(1000)), Ok(()));
        let error = check_readable(&nested(1001)).unwrap_err();
        assert!(error.to_string().contains("nesting depth (1001)"), "{error}");
        assert!(check_readable("[]").is_err() && check_readable("{").is_err());
    }

    #[test]
    fn events_need_their_envelope() {
        let whole =
            r#"{"id":"1","account":"1","source":"s","time":"t","region":"r","detail-type":"d"}"#;
        assert_eq!(check_event(whole), Ok(()));
        let error = check_event(r#"{"id":"1","source":"s","time":"t","region":"r"}"#).unwrap_err();
        assert_eq!(error.problem, "the event lacks `account`, `detail-type`");
        assert_eq!(error.to_string(), "Parameter Event is not valid.");
        assert!(check_event("plain string").is_err() && check_event("[]").is_err());
    }
}
