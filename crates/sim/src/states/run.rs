//! One execution of the account: the interpreter's value and what surrounds it.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_record::{ExecutionStatus, HopId};
use firedrill_states::{EventId, Execution, Outcome, TaskId, TaskRequest};
use jiff::Timestamp;

use super::state_machine::Machine;
use crate::names::ExecutionArn;
use crate::queue::Ticket;

/// The place of an execution among those of its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RunId(pub(super) usize);

/// An execution, running or ended.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(super) arn: ExecutionArn,
    pub(super) name: String,
    pub(super) machine: Arc<Machine>,
    /// The ARN of the version that was started, where one was.
    pub(super) version: Option<String>,
    pub(super) started: Timestamp,
    pub(super) stopped: Option<Timestamp>,
    pub(super) execution: Execution,
    /// The tasks that were asked for and are not answered.
    pub(super) tasks: BTreeMap<TaskId, TaskRequest>,
    /// When it is woken at the latest.
    pub(super) wake: Option<Ticket>,
    beginning: HopId,
    /// The hop of each history event, in the order of the events.
    hops: Vec<HopId>,
}

impl Run {
    /// A run that `beginning` tells of.
    pub(super) fn new(
        arn: ExecutionArn,
        machine: Arc<Machine>,
        version: Option<String>,
        execution: Execution,
        started: Timestamp,
        beginning: HopId,
    ) -> Self {
        Self {
            name: execution.context().name.to_string(),
            arn,
            machine,
            version,
            started,
            stopped: None,
            execution,
            tasks: BTreeMap::new(),
            wake: None,
            beginning,
            hops: Vec::new(),
        }
    }

    /// The hop that tells of its start.
    pub(super) fn beginning(&self) -> HopId {
        self.beginning
    }

    /// The hop of a history event; that of the start for [`EventId::NONE`].
    pub(super) fn hop_of(&self, event: EventId) -> Option<HopId> {
        let index = event.0.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        match index {
            None => Some(self.beginning),
            Some(index) => self.hops.get(index).copied(),
        }
    }

    /// The hop of the last history event.
    pub(super) fn last_hop(&self) -> HopId {
        self.hops.last().copied().unwrap_or(self.beginning)
    }

    /// How many history events have hops.
    pub(super) fn written(&self) -> usize {
        self.hops.len()
    }

    /// Says which hop tells of the next history event.
    pub(super) fn write(&mut self, hop: HopId) {
        self.hops.push(hop);
    }

    /// How it stands.
    pub(super) fn status(&self) -> ExecutionStatus {
        match self.execution.outcome() {
            None => ExecutionStatus::Running,
            Some(Outcome::Succeeded { .. }) => ExecutionStatus::Succeeded,
            Some(Outcome::Failed { .. }) => ExecutionStatus::Failed,
            Some(Outcome::TimedOut) => ExecutionStatus::TimedOut,
            Some(Outcome::Aborted { .. }) => ExecutionStatus::Aborted,
        }
    }

    /// How it stands, in the word of the API.
    pub(super) fn status_name(&self) -> &'static str {
        self.execution.outcome().map_or("RUNNING", Outcome::status)
    }

    /// The output of one that succeeded.
    pub(super) fn output(&self) -> Option<&str> {
        match self.execution.outcome() {
            Some(Outcome::Succeeded { output }) => Some(output.text()),
            _ => None,
        }
    }

    /// The error and the cause of one that did not.
    pub(super) fn failure(&self) -> (Option<&str>, Option<&str>) {
        match self.execution.outcome() {
            Some(Outcome::Failed { error, cause } | Outcome::Aborted { error, cause }) => {
                (error.as_deref(), cause.as_deref())
            }
            _ => (None, None),
        }
    }
}
