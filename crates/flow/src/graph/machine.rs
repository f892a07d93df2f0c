//! State machines and log groups.

use std::sync::Arc;

use firedrill_states::StateMachine as Machine;
use serde::{Serialize, Serializer};

use super::{Reference, SubstitutedText};
use crate::document::{LogLevel, WorkflowKind};

/// A state machine.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StateMachine {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: WorkflowKind,
    /// Its definition.
    pub definition: Definition,
    /// The role that executions assume.
    pub role: Reference,
    /// Whether a version is published.
    pub publish: bool,
    /// Whether X-Ray tracing is on.
    pub tracing: bool,
    /// Where and what it logs.
    pub logging: Option<Logging>,
}

/// A definition in Amazon States Language, parsed once.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The text that is deployed.
    pub text: SubstitutedText,
    /// The text as it is written, parsed.
    pub parsed: Arc<Machine>,
}

impl Serialize for Definition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

/// The logging of a state machine.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Logging {
    /// What is logged.
    pub level: LogLevel,
    /// Whether inputs and outputs are logged.
    pub include_execution_data: bool,
    /// The log group.
    pub log_group: Reference,
}

/// A log group.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogGroup {
    /// Its name.
    pub name: String,
    /// How many days its events are kept; for ever when absent.
    pub retention_days: Option<i32>,
}
