//! What TestState answers.

use serde_json::{Map, Value};

/// How the state ended, as the API spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestStatus {
    /// It did its work.
    Succeeded,
    /// It failed, and nothing handles that.
    Failed,
    /// It failed, and would be tried again.
    Retriable,
    /// It failed, and a catcher says what comes next.
    CaughtError,
}

impl TestStatus {
    /// The status as the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Retriable => "RETRIABLE",
            Self::CaughtError => "CAUGHT_ERROR",
        }
    }
}

/// The answer of TestState.
#[derive(Debug, Clone, PartialEq)]
pub struct TestStateResponse {
    /// How the state ended.
    pub status: TestStatus,
    /// The output, as JSON.
    pub output: Option<String>,
    /// The error.
    pub error: Option<String>,
    /// The cause.
    pub cause: Option<String>,
    /// The state that comes next.
    pub next_state: Option<String>,
    /// What was seen on the way, by the names of the API; none at level INFO.
    pub inspection_data: Option<Map<String, Value>>,
}

impl TestStateResponse {
    /// The answer in the form of the API.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut members = Map::new();
        let texts = [
            ("output", &self.output),
            ("error", &self.error),
            ("cause", &self.cause),
            ("nextState", &self.next_state),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                members.insert(name.to_owned(), text.as_str().into());
            }
        }
        if let Some(data) = &self.inspection_data {
            members.insert("inspectionData".to_owned(), Value::Object(data.clone()));
        }
        members.insert("status".to_owned(), self.status.as_str().into());
        Value::Object(members)
    }
}
