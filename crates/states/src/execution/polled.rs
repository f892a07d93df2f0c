//! The execution as its driver sees it: started, polled, answered, stopped.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::context::{ExecutionContext, WorkflowType};
use super::outcome::{Outcome, Poll};
use super::position::{Attempt, Position};
use super::task::{TaskFailure, TaskId, TaskRequest};
use crate::definition::StateMachine;
use crate::history::{EventDetails, EventId, HistoryEvent};
use crate::not_modelled::NotModelled;
use crate::random::SeededRandom;

/// How many events a Standard execution may have, as "Service quotas" of the developer guide gives
/// it.
pub(super) const HISTORY_LIMIT: usize = 25_000;

/// How many states may be entered at one instant: an Express workflow has no limit of events, and
/// in virtual time nothing else ends one that goes round for ever.
pub(super) const STEPS_AT_ONE_INSTANT: u32 = 100_000;

/// A running state machine.
///
/// It is a value: it has no clock and does nothing by itself. Its driver polls it with the time,
/// performs the tasks that it asks for and answers with [`Self::complete_task`], and polls again.
/// A clone goes its own way from there.
#[derive(Debug, Clone)]
pub struct Execution {
    pub(super) machine: Arc<StateMachine>,
    pub(super) context: ExecutionContext,
    pub(super) started: Timestamp,
    pub(super) now: Timestamp,
    pub(super) random: SeededRandom,
    pub(super) variables: Map<String, Value>,
    pub(super) history: Vec<HistoryEvent>,
    pub(super) position: Position,
    pub(super) steps: u32,
    pub(super) tasks: u64,
    outcome: Option<Outcome>,
    not_modelled: Option<NotModelled>,
}

impl Execution {
    /// Starts an execution; nothing but `ExecutionStarted` happens until it is polled.
    #[must_use]
    pub fn start(machine: Arc<StateMachine>, context: ExecutionContext, now: Timestamp) -> Self {
        let random = SeededRandom::new(context.seed);
        let position = Position::Entering {
            state: machine.workflow().start_at,
            input: context.input.clone(),
            after: EventId::NONE,
        };
        let mut execution = Self {
            machine,
            context,
            started: now,
            now,
            random,
            variables: Map::new(),
            history: Vec::new(),
            position,
            steps: 0,
            tasks: 0,
            outcome: None,
            not_modelled: None,
        };
        let input = Arc::clone(execution.context.input.text());
        let role_arn = Arc::from(execution.context.role_arn.as_str());
        execution.happens(EventId::NONE, EventDetails::ExecutionStarted { input, role_arn });
        execution
    }

    /// Goes as far as it can at this time, and says what it waits for.
    ///
    /// A time before that of an earlier call counts as that one.
    pub fn poll(&mut self, now: Timestamp) -> Poll {
        self.move_clock(now);
        loop {
            if let Some(not_modelled) = &self.not_modelled {
                return Poll::NotModelled(not_modelled.clone());
            }
            if let Some(outcome) = &self.outcome {
                return Poll::Done(outcome.clone());
            }
            if self.now >= self.deadline() {
                let last = self.last_event();
                self.end(last, EventDetails::ExecutionTimedOut, Outcome::TimedOut);
                continue;
            }
            if let Some((tasks, wake_at)) = self.step() {
                let wake_at = wake_at.map_or(self.deadline(), |at| at.min(self.deadline()));
                return Poll::Pending { tasks, wake_at: Some(wake_at) };
            }
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
        self.move_clock(now);
        // An answer at the very instant of a time-out comes too late, as the next poll finds.
        let waits = matches!(
            &self.position,
            Position::Working(attempt)
                if attempt.task == task && attempt.deadline.is_none_or(|at| self.now < at)
        );
        if !waits || self.outcome.is_some() || self.now >= self.deadline() {
            return;
        }
        if let Position::Working(attempt) = std::mem::replace(&mut self.position, Position::Ended) {
            self.task_answered(*attempt, result);
        }
    }

    /// Stops the execution, as StopExecution does; one that has ended stays as it is.
    pub fn stop(&mut self, error: Option<&str>, cause: Option<&str>, now: Timestamp) {
        self.move_clock(now);
        if self.outcome.is_some() {
            return;
        }
        let (error, cause): (Option<Arc<str>>, Option<Arc<str>>) =
            (error.map(Arc::from), cause.map(Arc::from));
        let mut last = self.last_event();
        if matches!(self.position, Position::Working(_)) {
            last = self.happens(last, EventDetails::TaskStateAborted);
        }
        let details = EventDetails::ExecutionAborted { error: error.clone(), cause: cause.clone() };
        self.end(last, details, Outcome::Aborted { error, cause });
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

    fn move_clock(&mut self, now: Timestamp) {
        if now > self.now {
            self.now = now;
            self.steps = 0;
        }
    }

    /// When the execution as a whole has taken too long: its own `TimeoutSeconds`, or the quota of
    /// its type (a year, or five minutes for Express).
    fn deadline(&self) -> Timestamp {
        let quota = match self.context.workflow_type {
            WorkflowType::Standard => SignedDuration::from_hours(365 * 24),
            WorkflowType::Express => SignedDuration::from_mins(5),
        };
        let length = self.machine.timeout().map_or(quota, |timeout| timeout.min(quota));
        self.started.checked_add(length).unwrap_or(Timestamp::MAX)
    }

    /// Writes what happens, and says its number.
    pub(super) fn happens(&mut self, after: EventId, details: EventDetails) -> EventId {
        let id = EventId(self.history.len() as u64 + 1);
        self.history.push(HistoryEvent {
            id,
            previous_event_id: after,
            timestamp: self.now,
            details,
        });
        id
    }

    pub(super) fn last_event(&self) -> EventId {
        EventId(self.history.len() as u64)
    }

    pub(super) fn end(&mut self, after: EventId, details: EventDetails, outcome: Outcome) {
        self.happens(after, details);
        self.position = Position::Ended;
        self.outcome = Some(outcome);
    }

    pub(super) fn give_up(&mut self, not_modelled: NotModelled) {
        self.position = Position::Ended;
        self.not_modelled = Some(not_modelled);
    }

    /// Hands out the request of an attempt, once.
    pub(super) fn handed_out(attempt: &mut Attempt) -> Vec<TaskRequest> {
        attempt.request.take().into_iter().collect()
    }
}
