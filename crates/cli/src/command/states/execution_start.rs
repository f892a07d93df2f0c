//! What an execution is started with.

use std::sync::Arc;

use firedrill_arn::Arn;
use firedrill_states::{Execution, ExecutionContext, Payload, StateMachine, WorkflowType};
use jiff::Timestamp;

/// The id that ends the ARN of an Express execution; the service makes one up for each start.
const EXPRESS_RUN: &str = "00000000-0000-4000-8000-000000000001";

/// What an execution is started with.
#[derive(Debug)]
pub(super) struct ExecutionStart {
    pub(super) machine: StateMachine,
    pub(super) input: Payload,
    pub(super) workflow_type: WorkflowType,
    pub(super) name: String,
    pub(super) role_arn: String,
    pub(super) state_machine_arn: String,
    pub(super) seed: u64,
}

impl ExecutionStart {
    /// The execution, started at this time.
    pub(super) fn at(self, now: Timestamp) -> Execution {
        let arn = Arn::parse(&self.state_machine_arn).ok();
        let context = ExecutionContext {
            arn: self.execution_arn().into(),
            role_arn: self.role_arn.into(),
            state_machine_name: arn
                .and_then(|arn| arn.kind_and_name())
                .map_or("", |(_, name)| name)
                .into(),
            region: arn.map_or("", |arn| arn.region).into(),
            state_machine_arn: self.state_machine_arn.into(),
            name: self.name.into(),
            input: self.input,
            workflow_type: self.workflow_type,
            seed: self.seed,
        };
        Execution::start(Arc::new(self.machine), context, now)
    }

    fn execution_arn(&self) -> String {
        let of = |kind: &str| self.state_machine_arn.replacen(":stateMachine:", kind, 1);
        let name = &self.name;
        match self.workflow_type {
            WorkflowType::Standard => format!("{}:{name}", of(":execution:")),
            WorkflowType::Express => format!("{}:{name}:{EXPRESS_RUN}", of(":express:")),
        }
    }
}
