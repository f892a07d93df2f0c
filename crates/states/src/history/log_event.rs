//! Events as an Express workflow tells them: in CloudWatch Logs, because it has no history to ask
//! for.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::details::EventDetails;
use super::event::HistoryEvent;

/// The most bytes that an input or output may have in a log event, escaped as it is there; from
/// "CloudWatch Logs payloads" of the developer guide. It is less than [`PAYLOAD_LIMIT_BYTES`]
/// because CloudWatch Logs takes no longer events.
///
/// [`PAYLOAD_LIMIT_BYTES`]: crate::PAYLOAD_LIMIT_BYTES
const LOGGED_LIMIT_BYTES: usize = 248 * 1024;

/// Which events a state machine logs: the `level` of its `loggingConfiguration`. Without one it
/// logs none.
///
/// Which types belong to a level is in "Log levels for Step Functions execution events" of the
/// developer guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LogLevel {
    /// `ALL`.
    #[default]
    All,
    /// `ERROR`: what failed, timed out or was aborted, and Fail states.
    Error,
    /// `FATAL`: executions that failed, timed out or were aborted.
    Fatal,
}

impl LogLevel {
    /// Whether an event is logged at this level.
    #[must_use]
    pub fn logs(self, event: &HistoryEvent) -> bool {
        let event_type = event.event_type();
        let is_error = event_type == "FailStateEntered"
            || ["Failed", "TimedOut", "Aborted"].iter().any(|end| event_type.ends_with(end));
        match self {
            Self::All => true,
            Self::Error => is_error,
            Self::Fatal => is_error && event_type.starts_with("Execution"),
        }
    }
}

/// One event as it is logged: the details of its history event, with names and numbers spelt as
/// CloudWatch Logs shows them.
///
/// `redrive_count` says how often the execution had been redriven by then. An input or output of more
/// than 248 KiB is cut, and `inputDetails` or `outputDetails` says so. How much the service leaves
/// of it is not documented; here it is what has 248 KiB. No other member is cut.
#[derive(Debug, Clone, Copy)]
pub struct LogEvent<'e> {
    event: &'e HistoryEvent,
    execution_arn: &'e str,
    redrive_count: u32,
}

impl<'e> LogEvent<'e> {
    /// The events of an execution, each with how often it had been redriven by then.
    pub fn all(
        history: &'e [HistoryEvent],
        execution_arn: &'e str,
    ) -> impl Iterator<Item = (&'e HistoryEvent, Self)> {
        let mut redrive_count = 0;
        history.iter().map(move |event| {
            if let EventDetails::ExecutionRedriven { redrive_count: count } = &event.details {
                redrive_count = *count;
            }
            (event, Self { event, execution_arn, redrive_count })
        })
    }
}

impl Serialize for LogEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { event, execution_arn, redrive_count } = self;
        let mut logged = serializer.serialize_map(None)?;
        logged.serialize_entry("id", &event.id.0.to_string())?;
        logged.serialize_entry("type", event.event_type())?;
        if let Some((_, mut details)) = event.details.to_member() {
            cut(&mut details, "input", "inputDetails");
            cut(&mut details, "output", "outputDetails");
            logged.serialize_entry("details", &details)?;
        }
        logged.serialize_entry("redrive_count", &redrive_count.to_string())?;
        logged.serialize_entry("previous_event_id", &event.previous_event_id.0.to_string())?;
        let timestamp = event.timestamp.as_millisecond().to_string();
        logged.serialize_entry("event_timestamp", &timestamp)?;
        logged.serialize_entry("execution_arn", execution_arn)?;
        logged.end()
    }
}

/// Cuts a payload that is too long for a log event, and tells of it.
fn cut(details: &mut Map<String, Value>, member: &str, told: &str) {
    let Some(Value::String(payload)) = details.get_mut(member) else { return };
    let Some(end) = end_of_logged(payload) else { return };
    payload.truncate(end);
    details.insert(told.to_owned(), json!({ "truncated": true }));
}

/// Where the part of a payload ends that is logged; none if that is all of it.
fn end_of_logged(payload: &str) -> Option<usize> {
    let mut left = LOGGED_LIMIT_BYTES;
    for (place, character) in payload.char_indices() {
        let Some(rest) = left.checked_sub(escaped_length(character)) else { return Some(place) };
        left = rest;
    }
    None
}

/// How many bytes a character has in a text of JSON.
fn escaped_length(character: char) -> usize {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => character.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::definition::StateType;
    use crate::history::EventId;

    fn event(details: EventDetails) -> HistoryEvent {
        HistoryEvent {
            id: EventId(2),
            previous_event_id: EventId(1),
            timestamp: Timestamp::from_millisecond(1_700_000_000_123).unwrap(),
            details,
        }
    }

    /// An event of an execution that was never redriven.
    fn first<'e>(event: &'e HistoryEvent, execution_arn: &'e str) -> LogEvent<'e> {
        LogEvent { event, execution_arn, redrive_count: 0 }
    }

    #[test]
    fn an_event_is_told_with_its_details_and_where_it_happened() {
        let entered = EventDetails::StateEntered {
            state_type: StateType::Pass,
            name: "Keep".into(),
            input: "{}".into(),
        };
        let arn = "arn:aws:states:eu-west-1:111122223333:express:keep:one:two";
        assert_eq!(
            serde_json::to_value(first(&event(entered), arn)).unwrap(),
            json!({
                "id": "2",
                "type": "PassStateEntered",
                "details": { "name": "Keep", "input": "{}", "inputDetails": { "truncated": false } },
                "redrive_count": "0",
                "previous_event_id": "1",
                "event_timestamp": "1700000000123",
                "execution_arn": arn,
            })
        );
        let started = serde_json::to_value(first(&event(EventDetails::MapStateFailed), arn));
        assert_eq!(started.unwrap().get("details"), None);
    }

    /// What is logged of an input, and whether it is told that it was cut.
    fn logged(input: &str) -> (String, Value) {
        let started =
            EventDetails::ExecutionStarted { input: input.into(), role_arn: "role".into() };
        let mut logged = serde_json::to_value(first(&event(started), "arn")).unwrap();
        let details = logged["details"].take();
        (
            details["input"].as_str().unwrap().to_owned(),
            details["inputDetails"]["truncated"].clone(),
        )
    }

    #[test]
    fn a_payload_is_cut_at_what_its_escaped_text_may_have() {
        let fits = "x".repeat(LOGGED_LIMIT_BYTES);
        assert_eq!(logged(&fits), (fits.clone(), json!(false)));
        assert_eq!(logged(&format!("{fits}x")), (fits, json!(true)));
        // Half of the limit as it is, and a byte more than the limit once it is escaped.
        let quotes = "\"".repeat(LOGGED_LIMIT_BYTES / 2);
        assert_eq!(logged(&quotes), (quotes.clone(), json!(false)));
        assert_eq!(
            logged(&format!("x{quotes}")),
            (format!("x{}", quotes.strip_prefix('"').unwrap()), json!(true))
        );
        // No character is cut in half.
        let euros = "€".repeat(LOGGED_LIMIT_BYTES / 3 + 1);
        assert_eq!(logged(&euros), (euros.strip_prefix('€').unwrap().to_owned(), json!(true)));
    }

    #[test]
    fn what_escaping_adds_is_what_writing_json_adds() {
        for character in ('\0'..='\u{ff}').chain(['€', '\u{2028}', '\u{1f600}']) {
            let written = serde_json::to_string(&character).unwrap();
            assert_eq!(escaped_length(character), written.len() - 2, "{character:?}");
        }
    }

    #[test]
    fn an_output_is_cut_and_a_cause_is_not() {
        let long: std::sync::Arc<str> = "x".repeat(LOGGED_LIMIT_BYTES + 1).into();
        let told = |details| {
            serde_json::to_value(first(&event(details), "arn")).unwrap()["details"].take()
        };
        let exited = told(EventDetails::ExecutionSucceeded { output: long.clone() });
        assert_eq!(exited["output"].as_str().unwrap().len(), LOGGED_LIMIT_BYTES);
        assert_eq!(exited["outputDetails"], json!({ "truncated": true }));
        let failed = told(EventDetails::ExecutionFailed { error: None, cause: Some(long.clone()) });
        assert_eq!(failed["cause"], json!(&*long));
    }

    #[test]
    fn a_level_logs_what_is_grave_enough() {
        let failed =
            |error: &str| EventDetails::ExecutionFailed { error: Some(error.into()), cause: None };
        let entered = |state_type| EventDetails::StateEntered {
            state_type,
            name: "Keep".into(),
            input: "{}".into(),
        };
        for (details, at_error, at_fatal) in [
            (failed("Busy"), true, true),
            (EventDetails::ExecutionTimedOut { error: "States.Timeout".into() }, true, true),
            (EventDetails::MapStateFailed, true, false),
            (EventDetails::StateAborted { state_type: StateType::Wait }, true, false),
            (entered(StateType::Fail), true, false),
            (entered(StateType::Task), false, false),
            (EventDetails::ExecutionSucceeded { output: "{}".into() }, false, false),
        ] {
            let event = event(details);
            assert!(LogLevel::All.logs(&event));
            assert_eq!(LogLevel::Error.logs(&event), at_error, "{event:?}");
            assert_eq!(LogLevel::Fatal.logs(&event), at_fatal, "{event:?}");
        }
    }
}
