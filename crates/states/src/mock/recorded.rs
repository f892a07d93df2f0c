//! Answers out of a history: what the tasks of an execution answered when it ran.

use std::collections::{BTreeMap, HashMap};

use miette::Diagnostic;
use thiserror::Error;

use super::answers::{MockedAnswer, MockedAnswers};
use crate::execution::TaskFailure;
use crate::{EventId, RecordedEvent, RecordedHistory, json};

/// Why a history does not tell what its tasks answered.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[diagnostic(code(firedrill::states::history))]
pub enum RecordedAnswersError {
    /// An output was cut or left out when the history was written down.
    #[error("event {id} does not hold the whole output of its task")]
    #[diagnostic(help(
        "GetExecutionHistory leaves outputs out unless it is asked for `includeExecutionData`"
    ))]
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
    /// [`RecordedAnswersError`] if an answer is not whole, or is no state's.
    pub fn from_history(history: &RecordedHistory) -> Result<Self, RecordedAnswersError> {
        // The state in which each event happened, and the event that scheduled its attempt.
        let mut attempts: HashMap<EventId, (&str, EventId)> = HashMap::new();
        // What each attempt answered, in the order in which they were made.
        let mut answers: BTreeMap<EventId, (&str, MockedAnswer)> = BTreeMap::new();
        for event in history.events() {
            let attempt = match event.name().filter(|_| event.enters()) {
                Some(name) => Some((name, event.id)),
                None => attempts.get(&event.previous_event_id).copied(),
            };
            let attempt = match attempt {
                Some((state, _)) if event.event_type.ends_with("Scheduled") => {
                    // One that was given up before it answered did not answer in time.
                    answers.insert(event.id, (state, MockedAnswer::TimeOut));
                    Some((state, event.id))
                }
                other => other,
            };
            if let Some(attempt) = attempt {
                attempts.insert(event.id, attempt);
            }
            if let Some(answer) = answer(event) {
                let (state, scheduled) =
                    attempt.ok_or(RecordedAnswersError::NoState { id: event.id.0 })?;
                answers.insert(scheduled, (state, answer?));
            }
        }
        let mut read = Self::default();
        for (state, answer) in answers.into_values() {
            read.push(state, answer);
        }
        Ok(read)
    }
}

/// What the task of an event answered; none if the event is no answer.
fn answer(event: &RecordedEvent) -> Option<Result<MockedAnswer, RecordedAnswersError>> {
    let kind = ["Task", "LambdaFunction", "Activity"]
        .into_iter()
        .find_map(|task| event.event_type.strip_prefix(task))?;
    let text = |member: &str| event.detail(member)?.as_str().map(str::to_owned);
    match kind {
        "Succeeded" => {
            let output = text("output").and_then(|output| json::value(&output).ok());
            let output = output.ok_or(RecordedAnswersError::NoOutput { id: event.id.0 });
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
    use serde_json::{Value, json};

    use super::*;

    fn read(history: &Value) -> Result<MockedAnswers, RecordedAnswersError> {
        MockedAnswers::from_history(&RecordedHistory::read(history).unwrap())
    }

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
            event(10, 9, "TaskScheduled", json!({})),
            event(11, 10, "TaskSucceeded", succeeded("[]")),
        ]);
        let answers = read(&events).unwrap();
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
    fn an_attempt_that_was_given_up_counts_and_does_not_answer() {
        let entered = json!({ "name": "Stop" });
        let events = json!([
            { "id": 1, "previousEventId": 0, "type": "TaskStateEntered",
                "stateEnteredEventDetails": entered },
            { "id": 2, "previousEventId": 1, "type": "TaskScheduled" },
            { "id": 3, "previousEventId": 0, "type": "ExecutionAborted" },
            { "id": 4, "previousEventId": 3, "type": "ExecutionRedriven" },
            { "id": 5, "previousEventId": 1, "type": "TaskScheduled" },
            { "id": 6, "previousEventId": 5, "type": "TaskSucceeded",
                "taskSucceededEventDetails": { "output": "1" } },
        ]);
        let answers = read(&events).unwrap();
        assert_eq!(answers.of("Stop", 0), Some(&MockedAnswer::TimeOut));
        assert_eq!(answers.of("Stop", 1), Some(&MockedAnswer::Return(json!(1).into())));
    }

    #[test]
    fn an_answer_of_no_state_is_refused() {
        let lone = json!([{ "id": 1, "previousEventId": 0, "type": "TaskSucceeded",
            "taskSucceededEventDetails": { "output": "{}" } }]);
        assert_eq!(read(&lone).unwrap_err(), RecordedAnswersError::NoState { id: 1 });
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
            assert_eq!(read(&history).unwrap_err(), RecordedAnswersError::NoOutput { id: 2 });
        }
    }
}
