//! `Step Functions Execution Status Change` events.

use firedrill_states::WorkflowType;
use serde_json::json;

use super::run::Run;
use crate::context::Context;

/// Puts the event of an execution's status on the bus ("Step Functions events" of the developer
/// guide). Executions of EXPRESS machines emit none.
pub(super) fn emit(run: &Run, context: &mut Context<'_>) {
    if run.machine.workflow_type == WorkflowType::Express {
        return;
    }
    let (error, cause) = run.failure();
    let redrivable = matches!(run.status_name(), "FAILED" | "TIMED_OUT" | "ABORTED");
    let status = run.status_name();
    let included = json!({ "included": true });
    let detail = json!({
        "executionArn": run.arn.as_str(),
        "stateMachineArn": run.machine.arn.as_str(),
        "stateMachineVersionArn": run.version,
        "stateMachineAliasArn": null,
        "name": run.name,
        "status": status,
        "startDate": run.started.as_millisecond(),
        "stopDate": run.stopped.map(jiff::Timestamp::as_millisecond),
        "input": &**run.execution.context().input.text(),
        "inputDetails": included,
        "output": run.output(),
        "outputDetails": run.output().map(|_| included.clone()),
        "error": error,
        "cause": cause,
        "redriveCount": 0,
        "redriveDate": null,
        "redriveStatus": if redrivable { "REDRIVABLE" } else { "NOT_REDRIVABLE" },
        "redriveStatusReason":
            (!redrivable).then(|| format!("Execution is {status} and cannot be redriven")),
    });
    let resources = [run.arn.to_string()];
    context.emit_event("aws.states", "Step Functions Execution Status Change", &resources, &detail);
}
