//! The state of Step Functions in one account, and the operations on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_api::Value;
use firedrill_record::HopId;

use super::run::{Run, RunId};
use super::state_machine::Machine;
use crate::context::Context;
use crate::dispatch::dispatch;
use crate::error::Handled;
use crate::iam::Iam;
use crate::names::{ExecutionArn, StateMachineArn};
use crate::operation::states as api;

/// The state machines and executions of an account.
#[derive(Debug, Clone, Default)]
pub(crate) struct States {
    pub(super) machines: BTreeMap<StateMachineArn, Arc<Machine>>,
    /// In the order in which they started; a [`RunId`] is a place in it.
    pub(super) runs: Vec<Run>,
    pub(super) run_ids: BTreeMap<ExecutionArn, RunId>,
}

impl States {
    /// Answers a call. The input has passed the checks of the service's model.
    pub(crate) fn call(
        &mut self,
        operation: &str,
        input: Value,
        iam: &Iam,
        context: &mut Context<'_>,
    ) -> Handled<Value> {
        dispatch!("states", operation, input, {
            "CreateStateMachine", api::CreateStateMachineRequest =>
                |request| self.create_state_machine(request, iam, context),
            "DescribeStateMachine", api::DescribeStateMachineRequest =>
                |request| self.describe_state_machine(&request),
            "DeleteStateMachine", api::DeleteStateMachineRequest =>
                |request| self.delete_state_machine(&request),
            "ListStateMachines", api::ListStateMachinesRequest =>
                |request| self.list_state_machines(&request),
            "StartExecution", api::StartExecutionRequest =>
                |request| self.start_execution(request, context),
            "DescribeExecution", api::DescribeExecutionRequest =>
                |request| self.describe_execution(&request),
            "GetExecutionHistory", api::GetExecutionHistoryRequest =>
                |request| self.get_execution_history(&request),
            "ListExecutions", api::ListExecutionsRequest =>
                |request| self.list_executions(&request),
            "StopExecution", api::StopExecutionRequest =>
                |request| self.stop_execution(&request, context),
        })
    }

    /// The run with this id.
    pub(super) fn run(&mut self, id: RunId) -> Option<&mut Run> {
        self.runs.get_mut(id.0)
    }

    /// What each execution that has not ended was started by.
    pub(crate) fn running(&self) -> impl Iterator<Item = HopId> {
        self.runs.iter().filter(|run| run.stopped.is_none()).filter_map(Run::beginning)
    }

    /// Lets every execution go on without a cause.
    pub(crate) fn forget_causes(&mut self) {
        self.runs.iter_mut().for_each(Run::forget_causes);
    }
}
