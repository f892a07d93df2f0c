//! The state of Step Functions in one account, and the operations on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_record::HopId;
use serde::{Deserialize, Serialize};

use super::driver::{self, StatesEvent};
use super::mocks::Mocks;
use super::run::{Run, RunId};
use super::state_machine::Machine;
use crate::account::Account;
use crate::names::{ExecutionArn, StateMachineArn};
use crate::origin::Origin;
use crate::service::{Service, answers};

/// The state machines and executions of an account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct States {
    pub(super) machines: BTreeMap<StateMachineArn, Arc<Machine>>,
    /// In the order in which they started; a [`RunId`] is a place in it.
    pub(super) runs: Vec<Run>,
    pub(super) run_ids: BTreeMap<ExecutionArn, RunId>,
    pub(crate) mocks: Mocks,
}

impl Service for States {
    const NAME: &'static str = "states";
    type Event = StatesEvent;

    fn new(_seed: u64) -> Self {
        Self::default()
    }

    answers! { |states, context| {
        CreateStateMachine(request) => states.create_state_machine(request, context),
        DescribeStateMachine(request) => states.describe_state_machine(&request),
        DeleteStateMachine(request) => states.delete_state_machine(&request, context),
        ListStateMachines(request) => states.list_state_machines(&request),
        StartExecution(request) => states.start_execution(request, context),
        DescribeExecution(request) => states.describe_execution(&request),
        GetExecutionHistory(request) => states.get_execution_history(&request),
        ListExecutions(request) => states.list_executions(&request),
        StopExecution(request) => states.stop_execution(&request, context),
        ListTagsForResource(request) => states.list_tags(&request, context),
        TagResource(request) => states.tag_resource(request, context),
        UntagResource(request) => states.untag_resource(&request, context),
    } }

    fn play(account: &mut Account, event: StatesEvent, origin: Origin) {
        driver::play(account, event, &origin);
    }
}

impl States {
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
