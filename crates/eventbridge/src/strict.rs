//! What TestEventPattern demands of an event before it looks at the pattern.

use miette::Diagnostic;
use thiserror::Error;

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
