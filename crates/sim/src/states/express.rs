//! What is otherwise with EXPRESS state machines: their executions cannot be looked up, and tell no
//! bus how they stand.
//!
//! They run as those of STANDARD ones do, in the interpreter, which ends them after five minutes.
//! On AWS the same execution may run more than once; here it runs once.

use super::state_machine::Machine;
use crate::context::Context;
use crate::error::ServiceError;
use crate::names::ExecutionArn;
use firedrill_states::WorkflowType;

/// The ARN of a new execution. The same name may be started again and again, so the ARN ends with
/// an id of its own ("Actions, resources, and condition keys for AWS Step Functions" of the service
/// authorization reference).
pub(super) fn execution_arn(
    machine: &Machine,
    name: &str,
    context: &mut Context<'_>,
) -> ExecutionArn {
    let unique = context.ids().uuid();
    let resource = format!("express:{}:{name}:{unique}", machine.name);
    ExecutionArn::new(context.arn("states", &resource))
}

/// Refuses what the API does for STANDARD machines alone ("ListExecutions" of the reference: "This
/// operation is not supported by EXPRESS state machines").
///
/// # Errors
/// `StateMachineTypeNotSupported`; the text is not recorded.
pub(super) fn refuse(machine: &Machine) -> Result<(), ServiceError> {
    if machine.workflow_type == WorkflowType::Express {
        return Err(ServiceError::new(
            "StateMachineTypeNotSupported",
            "This operation is not supported by this type of state machine",
        ));
    }
    Ok(())
}
