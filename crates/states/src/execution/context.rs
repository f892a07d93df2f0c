//! What an execution is told about itself when it starts, and the context object made of it.

use std::sync::Arc;

use firedrill_seed::SeededRandom;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;

/// The two types of workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WorkflowType {
    /// Runs up to a year, exactly once, with a history of at most 25,000 events.
    #[default]
    Standard,
    /// Runs up to five minutes, without `.sync`, `.waitForTaskToken` and activities.
    Express,
}

/// Everything that an execution knows from outside, given once at its start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExecutionContext {
    /// The ARN of the execution.
    pub arn: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// The role of the state machine.
    pub role_arn: Arc<str>,
    /// The ARN of the state machine.
    pub state_machine_arn: Arc<str>,
    /// Its name.
    pub state_machine_name: Arc<str>,
    /// The input.
    pub input: Payload,
    /// The region, as `TaskScheduled` events name it.
    pub region: Arc<str>,
    /// Standard or Express.
    pub workflow_type: WorkflowType,
    /// Feeds everything random: `States.UUID`, `States.MathRandom`, jitter, task tokens.
    pub seed: u64,
}

impl ExecutionContext {
    /// What a child execution is told of itself, but for its input.
    ///
    /// Recorded: `arn:aws:states:REGION:ACCOUNT:execution:MACHINE/LABEL:NAME`, or
    /// `…:express:MACHINE/LABEL:NAME:ID`; its machine has the label in its ARN and not in its name.
    pub(super) fn of_child(
        &self,
        label: &str,
        workflow_type: WorkflowType,
        ids: &mut SeededRandom,
    ) -> Self {
        let name = ids.name_uuid();
        let machine = format!("{}/{label}", self.state_machine_arn);
        let arn = match workflow_type {
            WorkflowType::Standard => {
                format!("{}:{name}", machine.replacen(":stateMachine:", ":execution:", 1))
            }
            WorkflowType::Express => {
                let machine = machine.replacen(":stateMachine:", ":express:", 1);
                format!("{machine}:{name}:{}", ids.uuid())
            }
        };
        Self {
            arn: arn.into(),
            name: name.into(),
            state_machine_arn: machine.into(),
            workflow_type,
            ..self.clone()
        }
    }
}
