//! The execution that the tests of the driver have performed.

use std::sync::Arc;

use firedrill_states::{Execution, ExecutionContext, StateMachine};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Starts an execution of a Standard workflow with an empty input.
pub(crate) fn start(definition: &Value, now: Timestamp) -> Execution {
    let context = ExecutionContext::example("m", "us-east-1", json!({}).into());
    let machine = StateMachine::parse(&definition.to_string()).unwrap();
    Execution::start(Arc::new(machine), context, now)
}
