//! One event of an execution's history.

use serde::{Deserialize, Serialize};

/// One event of an execution's history.
///
/// What readers ask for is typed; the whole event stands beside it as text, in the shape of
/// [GetExecutionHistory](https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEvent {
    /// Its number in its history, from 1.
    pub id: u64,
    /// The number of the event that led to it; 0 for none.
    pub previous_id: u64,
    /// Its type, such as `TaskStateEntered`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The state that it names, such as the one that it enters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The error name that it tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The cause of that error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// The whole event, as JSON text.
    pub event: String,
}

impl HistoryEvent {
    /// The state that the event enters.
    #[must_use]
    pub fn entered(&self) -> Option<&str> {
        self.state.as_deref().filter(|_| self.event_type.ends_with("StateEntered"))
    }
}
