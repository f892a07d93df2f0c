//! The state of Step Functions in one account, and the operations on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_record::HopId;

use super::driver::{self, StatesEvent};
use super::members::MEMBERS;
use super::run::{Run, RunId};
use super::state_machine::Machine;
use crate::account::Account;
use crate::members::MemberTable;
use crate::names::{ExecutionArn, StateMachineArn};
use crate::operation::{ServedOperation, states as api};
use crate::service::{Service, answers};

/// The state machines and executions of an account.
#[derive(Debug, Clone, Default)]
pub(crate) struct States {
    pub(super) machines: BTreeMap<StateMachineArn, Arc<Machine>>,
    /// In the order in which they started; a [`RunId`] is a place in it.
    pub(super) runs: Vec<Run>,
    pub(super) run_ids: BTreeMap<ExecutionArn, RunId>,
}

impl Service for States {
    const NAME: &'static str = "states";
    const OPERATIONS: &'static [ServedOperation] = api::OPERATIONS;
    const MEMBERS: MemberTable = MEMBERS;
    type Event = StatesEvent;

    fn new(_seed: u64) -> Self {
        Self::default()
    }

    answers! { |states, context| {
        CreateStateMachine(request) => states.create_state_machine(request, context),
        DescribeStateMachine(request) => states.describe_state_machine(&request),
        DeleteStateMachine(request) => states.delete_state_machine(&request),
        ListStateMachines(request) => states.list_state_machines(&request),
        StartExecution(request) => states.start_execution(request, context),
        DescribeExecution(request) => states.describe_execution(&request),
        GetExecutionHistory(request) => states.get_execution_history(&request),
        ListExecutions(request) => states.list_executions(&request),
        StopExecution(request) => states.stop_execution(&request, context),
    } }

    fn play(account: &mut Account, event: StatesEvent, because: Option<HopId>) {
        driver::play(account, event, because);
    }
}

impl States {
    /// The run with this id.
    pub(super) fn run(&mut self, id: RunId) -> Option<&mut Run> {
        self.runs.get_mut(id.0)
    }

    /// What each execution that has not ended was started by.
    pub(crate) fn running(&self) -> impl Iterator<Item = HopId> {
        self.runs.iter().filter(|run| run.stopped.is_none()).map(Run::beginning)
    }
}
