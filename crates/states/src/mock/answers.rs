//! The answers of mocked tasks, by state and attempt.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::definition::error_name::TIMEOUT;
use crate::execution::TaskFailure;
use crate::payload::Payload;

/// What the tasks of a test case answer.
///
/// The form is that of a test case of AWS Step Functions Local's mock configuration, with the
/// responses in place of their names: `{"STATE": {"0": {"Return": RESULT}, "1-3": {"Throw":
/// {"Error": NAME, "Cause": TEXT}}}}`. Attempts are counted from 0, over all visits of a state.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MockedAnswers {
    states: BTreeMap<String, Vec<(RangeInclusive<u64>, MockedAnswer)>>,
}

/// What one attempt of a task answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MockedAnswer {
    /// It succeeds with this result, which is passed on as it is.
    Return(Payload),
    /// It fails.
    Throw(TaskFailure),
    /// It never answers: a `Throw` of `States.Timeout` without a `Cause`.
    TimeOut,
}

/// Why JSON is no test case of mocked answers.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[diagnostic(
    code(firedrill::states::mocks),
    help(
        "a test case names states, and the answer of each attempt: \
         `{{\"State\": {{\"0\": {{\"Return\": {{}}}}, \"1-2\": {{\"Throw\": {{\"Error\": \"Name\"}}}}}}}}`"
    )
)]
pub enum MockedAnswersError {
    /// A test case or the answers of a state are no object.
    #[error("{what} must be an object")]
    NotAnObject {
        /// What is none, such as ``the mocks of state `StopTask` ``.
        what: String,
    },
    /// A key that is neither an attempt nor a range of attempts.
    #[error("`{key}` of state `{state}` is no attempt")]
    Attempt {
        /// The state.
        state: String,
        /// The key.
        key: String,
    },
    /// An answer that is neither a `Return` nor a `Throw`.
    #[error("attempt `{key}` of state `{state}` must have either `Return` or `Throw`")]
    Answer {
        /// The state.
        state: String,
        /// The key.
        key: String,
    },
    /// A `Throw` that holds other than texts, or more than an `Error` and a `Cause`.
    #[error("attempt `{key}` of state `{state}` throws an `Error` and a `Cause`, both texts")]
    Failure {
        /// The state.
        state: String,
        /// The key.
        key: String,
    },
    /// Two answers for one attempt.
    #[error("attempt {attempt} of state `{state}` has two answers")]
    Twice {
        /// The state.
        state: String,
        /// The attempt.
        attempt: u64,
    },
}

impl MockedAnswers {
    /// Reads the answers of a test case.
    ///
    /// # Errors
    /// [`MockedAnswersError`] if it does not have the form.
    pub fn read(test_case: &Value) -> Result<Self, MockedAnswersError> {
        let mut states = BTreeMap::new();
        for (state, answers) in object(test_case, || "a test case of mocks".to_owned())? {
            let answers = object(answers, || format!("the mocks of state `{state}`"))?;
            let mut read: Vec<(RangeInclusive<u64>, MockedAnswer)> = Vec::new();
            for (key, answer) in answers {
                let attempts = attempts(key).ok_or_else(|| {
                    let (state, key) = (state.clone(), key.clone());
                    MockedAnswersError::Attempt { state, key }
                })?;
                read.push((attempts, MockedAnswer::read(answer, state, key)?));
            }
            read.sort_by_key(|(attempts, _)| *attempts.start());
            let twice = read.windows(2).find_map(|pair| match pair {
                [(one, _), (next, _)] if one.end() >= next.start() => Some(*next.start()),
                _ => None,
            });
            if let Some(attempt) = twice {
                return Err(MockedAnswersError::Twice { state: state.clone(), attempt });
            }
            states.insert(state.clone(), read);
        }
        Ok(Self { states })
    }

    /// Adds the answer of the next attempt of a state.
    pub(super) fn push(&mut self, state: &str, answer: MockedAnswer) {
        let answers = self.states.entry(state.to_owned()).or_default();
        let next = answers.last().map_or(0, |(attempts, _)| attempts.end() + 1);
        answers.push((next..=next, answer));
    }

    /// Whether a state has answers at all.
    #[must_use]
    pub fn name(&self, state: &str) -> bool {
        self.states.contains_key(state)
    }

    /// What an attempt of the task of a state answers, if that was written down.
    #[must_use]
    pub fn of(&self, state: &str, attempt: u64) -> Option<&MockedAnswer> {
        let answers = self.states.get(state)?;
        answers.iter().find(|(attempts, _)| attempts.contains(&attempt)).map(|(_, answer)| answer)
    }
}

impl MockedAnswer {
    fn read(answer: &Value, state: &str, key: &str) -> Result<Self, MockedAnswersError> {
        let (state, key) = (state.to_owned(), key.to_owned());
        match (answer.get("Return"), answer.get("Throw")) {
            (Some(result), None) => Ok(Self::Return(result.clone().into())),
            (None, Some(Value::Object(failure))) => {
                let is_known = |(field, value): (&String, &Value)| {
                    ["Error", "Cause"].contains(&field.as_str())
                        && (value.is_string() || value.is_null())
                };
                if !failure.iter().all(is_known) {
                    return Err(MockedAnswersError::Failure { state, key });
                }
                let text = |field: &str| failure.get(field).and_then(Value::as_str);
                Ok(match (text("Error"), text("Cause")) {
                    (Some(TIMEOUT), None) => Self::TimeOut,
                    (error, cause) => Self::Throw(TaskFailure {
                        error: error.map(str::to_owned),
                        cause: cause.map(str::to_owned),
                    }),
                })
            }
            _ => Err(MockedAnswersError::Answer { state, key }),
        }
    }
}

fn object(
    value: &Value,
    what: impl FnOnce() -> String,
) -> Result<&serde_json::Map<String, Value>, MockedAnswersError> {
    value.as_object().ok_or_else(|| MockedAnswersError::NotAnObject { what: what() })
}

/// `0`, or `1-3`.
fn attempts(key: &str) -> Option<RangeInclusive<u64>> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match key.split_once('-') {
        None => number(key).map(|attempt| attempt..=attempt),
        Some((first, last)) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(first..=last)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attempts_are_single_or_ranges() {
        let answers = MockedAnswers::read(&json!({ "Stop": {
            "1-3": { "Throw": { "Error": "Ecs.ServerException", "Cause": "busy" } },
            "0": { "Throw": { "Error": "States.Timeout" } },
            "4": { "Return": { "Task": 1 } },
        }}))
        .unwrap();
        assert_eq!(answers.of("Stop", 0), Some(&MockedAnswer::TimeOut));
        assert!(matches!(answers.of("Stop", 2), Some(MockedAnswer::Throw(_))));
        assert_eq!(answers.of("Stop", 4), Some(&MockedAnswer::Return(json!({ "Task": 1 }).into())));
        assert_eq!(answers.of("Stop", 5), None);
        assert_eq!(answers.of("Tell", 0), None);
    }

    #[test]
    fn what_is_no_test_case_says_what_is_wrong() {
        for (test_case, message) in [
            (json!([]), "a test case of mocks must be an object"),
            (json!({ "S": 1 }), "the mocks of state `S` must be an object"),
            (json!({ "S": { "x": {} } }), "`x` of state `S` is no attempt"),
            (json!({ "S": { "3-1": {} } }), "`3-1` of state `S` is no attempt"),
            (
                json!({ "S": { "0": {} } }),
                "attempt `0` of state `S` must have either `Return` or `Throw`",
            ),
            (
                json!({ "S": { "0": { "Return": 1, "Throw": {} } } }),
                "attempt `0` of state `S` must have either `Return` or `Throw`",
            ),
            (
                json!({ "S": { "0": { "Throw": { "Error": 5 } } } }),
                "attempt `0` of state `S` throws an `Error` and a `Cause`, both texts",
            ),
            (
                json!({ "S": { "0": { "Throw": { "error": "Busy" } } } }),
                "attempt `0` of state `S` throws an `Error` and a `Cause`, both texts",
            ),
            (
                json!({ "S": { "0-2": { "Return": 1 }, "1": { "Return": 2 } } }),
                "attempt 1 of state `S` has two answers",
            ),
        ] {
            assert_eq!(MockedAnswers::read(&test_case).unwrap_err().to_string(), message);
        }
    }
}
