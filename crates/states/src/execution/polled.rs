//! The execution as its driver sees it: started, polled, answered, stopped.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::context::ExecutionContext;
use super::outcome::{Outcome, Poll};
use super::task::{TaskFailure, TaskId};
use crate::definition::StateMachine;
use crate::history::HistoryEvent;

/// A running state machine.
///
/// It is a value: it has no clock and does nothing by itself. Its driver polls it with the time,
/// performs the tasks that it asks for and answers with [`Self::complete_task`], and polls again.
/// A clone goes its own way from there.
#[derive(Debug, Clone)]
pub struct Execution {
    machine: Arc<StateMachine>,
    context: ExecutionContext,
    history: Vec<HistoryEvent>,
    outcome: Option<Outcome>,
}

impl Execution {
    /// Starts an execution; nothing but `ExecutionStarted` happens until it is polled.
    #[must_use]
    pub fn start(machine: Arc<StateMachine>, context: ExecutionContext, now: Timestamp) -> Self {
        let _ = now;
        Self { machine, context, history: Vec::new(), outcome: None }
    }

    /// Goes as far as it can at this time, and says what it waits for.
    ///
    /// A time before that of an earlier call counts as that one.
    pub fn poll(&mut self, now: Timestamp) -> Poll {
        let _ = now;
        match (&self.outcome, self.machine.not_modelled().into_iter().next()) {
            (None, Some(not_modelled)) => Poll::NotModelled(not_modelled),
            (None, None) => Poll::Pending { tasks: Vec::new(), wake_at: None },
            (Some(outcome), _) => Poll::Done(outcome.clone()),
        }
    }

    /// Answers a task. A task that is no longer waited for (it timed out, or the execution ended)
    /// is let pass.
    pub fn complete_task(
        &mut self,
        task: TaskId,
        result: Result<Value, TaskFailure>,
        now: Timestamp,
    ) {
        let _ = (task, result, now);
    }

    /// Stops the execution, as StopExecution does; one that has ended stays as it is.
    pub fn stop(&mut self, error: Option<&str>, cause: Option<&str>, now: Timestamp) {
        let _ = now;
        if self.outcome.is_none() {
            self.outcome =
                Some(Outcome::Aborted { error: error.map(Arc::from), cause: cause.map(Arc::from) });
        }
    }

    /// What happened so far, in order.
    #[must_use]
    pub fn history(&self) -> &[HistoryEvent] {
        &self.history
    }

    /// How it ended, if it has.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// What it was told when it started.
    #[must_use]
    pub fn context(&self) -> &ExecutionContext {
        &self.context
    }

    /// The machine that it runs.
    #[must_use]
    pub fn machine(&self) -> &Arc<StateMachine> {
        &self.machine
    }
}
