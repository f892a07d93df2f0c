//! Answers out of a history: what the tasks of an execution answered when it ran.

use std::collections::HashMap;

use miette::Diagnostic;
use serde_json::Value;
use thiserror::Error;

use super::answers::{MockedAnswer, MockedAnswers};
use crate::execution::TaskFailure;
use crate::json;

/// Why JSON is no history.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[diagnostic(
    code(firedrill::states::history),
    help("a history is what GetExecutionHistory answers: `{{\"events\": [...]}}`, or its events")
)]
pub enum RecordedHistoryError {
    /// It has no list of events.
    #[error("it holds no events")]
    NoEvents,
    /// An event lacks what every event has.
    #[error("event {place} has no `id`, `previousEventId` or `type`")]
    NoEvent {
        /// Which one, from 1.
        place: usize,
    },
    /// An output was cut or left out when the history was written down.
    #[error("event {id} does not hold the whole output of its task")]
    NoOutput {
        /// The `id` of the event.
        id: u64,
    },
    /// Nothing says which state an answer belongs to.
    #[error("event {id} follows from no state that was entered")]
    NoState {
        /// The `id` of the event.
        id: u64,
    },
}

impl MockedAnswers {
    /// What the tasks of a recorded execution answered.
    ///
    /// # Errors
    /// [`RecordedHistoryError`] if it is no history.
    pub fn from_history(history: &Value) -> Result<Self, RecordedHistoryError> {
        let events = history.get("events").unwrap_or(history);
        let events = events.as_array().ok_or(RecordedHistoryError::NoEvents)?;
        // The state in which each event happened, and the event that scheduled its attempt.
        let mut attempts: HashMap<u64, (&str, u64)> = HashMap::new();
        let mut answers = Vec::new();
        for (place, event) in (1..).zip(events) {
            let number = |member: &str| event.get(member).and_then(Value::as_u64);
            let event_type = event.get("type").and_then(Value::as_str);
            let (Some(id), Some(previous), Some(event_type)) =
                (number("id"), number("previousEventId"), event_type)
            else {
                return Err(RecordedHistoryError::NoEvent { place });
            };
            let entered = event.get("stateEnteredEventDetails");
            let attempt = match entered.and_then(|details| details.get("name")?.as_str()) {
                Some(name) => Some((name, id)),
                None => attempts.get(&previous).copied(),
            };
            let attempt = match attempt {
                Some((state, _)) if event_type.ends_with("Scheduled") => Some((state, id)),
                other => other,
            };
            if let Some(attempt) = attempt {
                attempts.insert(id, attempt);
            }
            if let Some(answer) = answer(id, event_type, event) {
                answers.push((attempt.ok_or(RecordedHistoryError::NoState { id })?, answer?));
            }
        }
        // Attempts are counted as they were made, and not as they were answered.
        answers.sort_by_key(|((_, scheduled), _)| *scheduled);
        let mut read = Self::default();
        for ((state, _), answer) in answers {
            read.push(state, answer);
        }
        Ok(read)
    }
}

/// What the task of an event answered; none if the event is no answer.
fn answer(
    id: u64,
    event_type: &str,
    event: &Value,
) -> Option<Result<MockedAnswer, RecordedHistoryError>> {
    let kind = ["Task", "LambdaFunction", "Activity"]
        .into_iter()
        .find_map(|task| event_type.strip_prefix(task))?;
    let details = event
        .as_object()?
        .iter()
        .find_map(|(member, details)| details.as_object().filter(|_| member.ends_with("Details")));
    let text = |member: &str| details?.get(member)?.as_str().map(str::to_owned);
    match kind {
        "Succeeded" => {
            let output = text("output").and_then(|output| json::value(&output).ok());
            let output = output.ok_or(RecordedHistoryError::NoOutput { id });
            Some(output.map(|output| MockedAnswer::Return(output.into())))
        }
        "TimedOut" => Some(Ok(MockedAnswer::TimeOut)),
        "Failed" | "StartFailed" | "SubmitFailed" | "ScheduleFailed" => {
            let failure = TaskFailure { error: text("error"), cause: text("cause") };
            Some(Ok(MockedAnswer::Throw(failure)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_attempt_answers_as_it_did() {
        let event = |id: u64, previous: u64, event_type: &str, details: Value| {
            let mut event = json!({ "id": id, "previousEventId": previous, "type": event_type });
            event.as_object_mut().unwrap().extend(details.as_object().unwrap().clone());
            event
        };
        let entered = |name: &str| json!({ "stateEnteredEventDetails": { "name": name } });
        let failed = json!({ "taskFailedEventDetails": { "error": "Busy", "cause": "later" } });
        let succeeded = |output: &str| json!({ "taskSucceededEventDetails": { "output": output } });
        let events = json!([
            event(1, 0, "ExecutionStarted", json!({})),
            event(2, 0, "TaskStateEntered", entered("Stop")),
            event(3, 0, "TaskStateEntered", entered("Tell")),
            event(4, 2, "TaskScheduled", json!({})),
            event(5, 3, "TaskScheduled", json!({})),
            event(6, 4, "TaskFailed", failed),
            event(7, 5, "TaskSucceeded", succeeded("{\"MessageId\":\"1\"}")),
            event(8, 6, "TaskScheduled", json!({})),
            event(9, 8, "TaskTimedOut", json!({})),
            event(10, 9, "TaskSucceeded", succeeded("[]")),
        ]);
        let answers = MockedAnswers::from_history(&json!({ "events": events })).unwrap();
        assert_eq!(answers, MockedAnswers::from_history(&events).unwrap());
        assert!(matches!(answers.of("Stop", 0), Some(MockedAnswer::Throw(_))));
        assert_eq!(answers.of("Stop", 1), Some(&MockedAnswer::TimeOut));
        assert_eq!(answers.of("Stop", 2), Some(&MockedAnswer::Return(json!([]).into())));
        assert_eq!(
            answers.of("Tell", 0),
            Some(&MockedAnswer::Return(json!({ "MessageId": "1" }).into()))
        );
        assert_eq!(answers.of("Tell", 1), None);
    }

    #[test]
    fn what_is_no_history_says_what_is_wrong() {
        let refused = |history: Value| MockedAnswers::from_history(&history).unwrap_err();
        assert_eq!(refused(json!({})), RecordedHistoryError::NoEvents);
        assert_eq!(refused(json!([{ "id": 1 }])), RecordedHistoryError::NoEvent { place: 1 });
        let lone = json!([{ "id": 1, "previousEventId": 0, "type": "TaskSucceeded" }]);
        assert_eq!(refused(lone), RecordedHistoryError::NoState { id: 1 });
    }

    #[test]
    fn an_output_that_was_cut_or_left_out_is_no_answer() {
        for details in [
            json!({}),
            json!({ "outputDetails": { "truncated": true } }),
            json!({ "output": "{\"Task", "outputDetails": { "truncated": true } }),
        ] {
            let history = json!([
                { "id": 1, "previousEventId": 0, "type": "TaskStateEntered",
                    "stateEnteredEventDetails": { "name": "Stop" } },
                { "id": 2, "previousEventId": 1, "type": "TaskSucceeded",
                    "taskSucceededEventDetails": details },
            ]);
            let error = MockedAnswers::from_history(&history).unwrap_err();
            assert_eq!(error, RecordedHistoryError::NoOutput { id: 2 });
        }
    }
}
