//! What an execution is told about itself when it starts, and the context object made of it.

use std::sync::Arc;

use firedrill_arn::Arn;
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
    /// The context of the execution `one` of a Standard workflow in account 111122223333, under the
    /// role with the name of the machine and with seed 1.
    ///
    /// It is for tests, benchmarks and examples, which change what matters to them.
    #[must_use]
    pub fn example(machine: &str, region: &str, input: Payload) -> Self {
        const ACCOUNT: &str = "111122223333";
        let of_states =
            |resource: String| Arn::in_region("states", region, ACCOUNT, &resource).to_string();
        let role = format!("role/{machine}");
        Self {
            arn: of_states(format!("execution:{machine}:one")).into(),
            name: "one".into(),
            role_arn: Arn::global("iam", region, ACCOUNT, &role).to_string().into(),
            state_machine_arn: of_states(format!("stateMachine:{machine}")).into(),
            state_machine_name: machine.into(),
            input,
            region: region.into(),
            workflow_type: WorkflowType::Standard,
            seed: 1,
        }
    }

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
