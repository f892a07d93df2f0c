//! Events as an Express workflow tells them: in CloudWatch Logs, because it has no history to ask
//! for.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::event::HistoryEvent;

/// Which events a state machine logs: the `level` of its `loggingConfiguration`. Without one it
/// logs none.
///
/// Which types belong to a level is from memory of "Log levels for Step Functions execution events"
/// of the developer guide.
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
/// An execution that is never redriven has a `redrive_count` of `0`. The service cuts data that
/// makes an event longer than CloudWatch Logs takes (256 KiB); that is not modelled, and data is
/// logged whole.
#[derive(Debug, Clone, Copy)]
pub struct LogEvent<'e> {
    event: &'e HistoryEvent,
    execution_arn: &'e str,
}

impl<'e> LogEvent<'e> {
    /// An event of the execution of this ARN.
    #[must_use]
    pub fn new(event: &'e HistoryEvent, execution_arn: &'e str) -> Self {
        Self { event, execution_arn }
    }
}

impl Serialize for LogEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { event, execution_arn } = self;
        let mut logged = serializer.serialize_map(None)?;
        logged.serialize_entry("id", &event.id.0.to_string())?;
        logged.serialize_entry("type", event.event_type())?;
        if let Some((_, details)) = event.details.to_member() {
            logged.serialize_entry("details", &details)?;
        }
        logged.serialize_entry("redrive_count", "0")?;
        logged.serialize_entry("previous_event_id", &event.previous_event_id.0.to_string())?;
        let timestamp = event.timestamp.as_millisecond().to_string();
        logged.serialize_entry("event_timestamp", &timestamp)?;
        logged.serialize_entry("execution_arn", execution_arn)?;
        logged.end()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::definition::StateType;
    use crate::history::{EventDetails, EventId};

    fn event(details: EventDetails) -> HistoryEvent {
        HistoryEvent {
            id: EventId(2),
            previous_event_id: EventId(1),
            timestamp: Timestamp::from_millisecond(1_700_000_000_123).unwrap(),
            details,
        }
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
            serde_json::to_value(LogEvent::new(&event(entered), arn)).unwrap(),
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
        let started =
            serde_json::to_value(LogEvent::new(&event(EventDetails::MapStateFailed), arn));
        assert_eq!(started.unwrap().get("details"), None);
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
