//! The execution that the tests of the driver have performed.

use std::sync::Arc;

use firedrill_states::{Execution, ExecutionContext, StateMachine, WorkflowType};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Starts an execution of a Standard workflow with an empty input.
pub(crate) fn start(definition: &Value, now: Timestamp) -> Execution {
    let context = ExecutionContext {
        arn: "arn:aws:states:us-east-1:111122223333:execution:m:one".into(),
        name: "one".into(),
        role_arn: "arn:aws:iam::111122223333:role/r".into(),
        state_machine_arn: "arn:aws:states:us-east-1:111122223333:stateMachine:m".into(),
        state_machine_name: "m".into(),
        input: json!({}).into(),
        region: "us-east-1".into(),
        workflow_type: WorkflowType::Standard,
        seed: 1,
    };
    let machine = StateMachine::parse(&definition.to_string()).unwrap();
    Execution::start(Arc::new(machine), context, now)
}
