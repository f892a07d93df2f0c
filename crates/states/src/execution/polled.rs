//! The execution as its driver sees it: started, polled, answered, stopped.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_seed::{Seed, SeededRandom};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::agenda::Agenda;
use super::context::{ExecutionContext, WorkflowType};
use super::journal::{Journal, Journals};
use super::outcome::{Outcome, Poll};
use super::position::Position;
use super::stopped::StoppedStrands;
use super::strand::{Strand, StrandId, Strands};
use super::task::{TaskFailure, TaskId, TaskRequest};
use crate::definition::StateMachine;
use crate::definition::error_name::TIMEOUT;
use crate::history::{EventDetails, EventId, HistoryEvent};
use crate::not_modelled::NotModelled;
use crate::payload::Payload;

/// A running state machine.
///
/// It is a value: it has no clock and does nothing by itself. Its driver polls it with the time,
/// performs the tasks that it asks for and answers with [`Self::complete_task`], and polls again.
/// A clone goes its own way from there, and so does one that was serialised and read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Execution {
    pub(super) machine: Arc<StateMachine>,
    pub(super) journals: Journals,
    pub(super) now: Timestamp,
    /// What expressions and intrinsic functions draw from.
    pub(super) random: SeededRandom,
    /// Task tokens, and the names of Map Runs and of their children.
    pub(super) ids: SeededRandom,
    /// The delays before further attempts.
    pub(super) jitter: SeededRandom,
    pub(super) strands: Strands,
    pub(super) root: StrandId,
    pub(super) agenda: Agenda,
    /// The strand that waits for each task.
    pub(super) tasks: BTreeMap<TaskId, StrandId>,
    pub(super) task_count: u64,
    /// The strands whose tasks are to be handed out.
    pub(super) requesting: Vec<StrandId>,
    pub(super) steps: u32,
    pub(super) outcome: Option<Outcome>,
    /// What is left undone, once it ended without success.
    pub(super) stopped: Option<StoppedStrands>,
    pub(super) not_modelled: Option<NotModelled>,
}

impl Execution {
    /// Starts an execution; nothing but `ExecutionStarted` happens until it is polled.
    #[must_use]
    pub fn start(machine: Arc<StateMachine>, context: ExecutionContext, now: Timestamp) -> Self {
        let seed = Seed::new(context.seed);
        let position =
            Position::Entering { state: machine.workflow().start_at, input: context.input.clone() };
        let root = Strand { position, ..Strand::new(None, None, EventId::NONE) };
        let mut strands = Strands::default();
        let root = strands.add(root);
        let mut agenda = Agenda::default();
        agenda.go_on(root);
        Self {
            machine,
            journals: Journals::new(Journal::new(context, now)),
            now,
            random: seed.stream("expressions"),
            ids: seed.stream("ids"),
            jitter: seed.stream("jitter"),
            strands,
            root,
            agenda,
            tasks: BTreeMap::new(),
            task_count: 0,
            requesting: Vec::new(),
            steps: 0,
            outcome: None,
            stopped: None,
            not_modelled: None,
        }
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
                // Seen at the service: the event follows from none, and alone names the error.
                let details = EventDetails::ExecutionTimedOut { error: Arc::from(TIMEOUT) };
                self.end(EventId::NONE, details, Outcome::TimedOut);
                continue;
            }
            match self.agenda.next(self.now) {
                Some(strand) => self.step(strand),
                None => break,
            }
        }
        let wake_at =
            self.agenda.next_alarm().map_or(self.deadline(), |at| at.min(self.deadline()));
        Poll::Pending { tasks: self.hand_out(), wake_at: Some(wake_at) }
    }

    fn hand_out(&mut self) -> Vec<TaskRequest> {
        let mut requests = Vec::with_capacity(self.requesting.len());
        for strand in std::mem::take(&mut self.requesting) {
            let strand = self.strands.get_mut(strand);
            requests.extend(strand.and_then(|strand| strand.position.take_request()));
        }
        requests
    }

    /// Answers a task. A task that is no longer waited for (it timed out, its branch was stopped,
    /// or the execution ended) is let pass.
    ///
    /// The result is passed on with the text that it has. A job that `.sync` or `.waitForTaskToken` waits for counts as submitted when it succeeds.
    pub fn complete_task(
        &mut self,
        task: TaskId,
        result: Result<Payload, TaskFailure>,
        now: Timestamp,
    ) {
        self.act(task, now, |execution, strand| execution.task_answered(strand, result));
    }

    /// Says that a worker took the task of an activity: `TimeoutSeconds` and `HeartbeatSeconds`
    /// count from then on. Any other task starts by itself.
    pub fn start_task(&mut self, task: TaskId, worker_name: Option<&str>, now: Timestamp) {
        self.act(task, now, |execution, strand| execution.task_taken(strand, worker_name));
    }

    /// Says that the service took the job that a `.sync` or `.waitForTaskToken` task waits for,
    /// with what it answered.
    pub fn submit_task(&mut self, task: TaskId, output: &Payload, now: Timestamp) {
        self.act(task, now, |execution, strand| execution.task_submitted(strand, output));
    }

    /// Says that a task is still worked on, as SendTaskHeartbeat does.
    pub fn heartbeat(&mut self, task: TaskId, now: Timestamp) {
        self.act(task, now, Self::task_beats);
    }

    fn act(&mut self, task: TaskId, now: Timestamp, act: impl FnOnce(&mut Self, StrandId)) {
        if let Some(strand) = self.waiting_for(task, now) {
            let child = self.strands.child(strand);
            act(self, strand);
            self.end_full_journal(child);
        }
    }

    /// Whether an answer to a task at this time would still be heard: the task was handed out, is
    /// not answered, has not timed out, and nothing has ended the branch that waits for it.
    #[must_use]
    pub fn awaits(&self, task: TaskId, at: Timestamp) -> bool {
        self.strand_awaiting(task, at.max(self.now)).is_some()
    }

    /// The strand that waits for a task at this time.
    fn waiting_for(&mut self, task: TaskId, now: Timestamp) -> Option<StrandId> {
        self.move_clock(now);
        self.strand_awaiting(task, self.now)
    }

    /// What happens at the very instant of a time-out comes too late, as the next poll finds.
    fn strand_awaiting(&self, task: TaskId, at: Timestamp) -> Option<StrandId> {
        if self.outcome.is_some() || at >= self.deadline() {
            return None;
        }
        let id = self.tasks.get(&task).copied()?;
        match &self.strands.get(id)?.position {
            Position::Working(attempt) => {
                attempt.patience_ends().is_none_or(|end| at < end).then_some(id)
            }
            Position::Transferring(_) => Some(id),
            _ => None,
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
        // Seen at the service: the event follows from none, and states tell nothing.
        let details = EventDetails::ExecutionAborted { error: error.clone(), cause: cause.clone() };
        self.end(EventId::NONE, details, Outcome::Aborted { error, cause });
    }

    /// What happened so far, in order.
    #[must_use]
    pub fn history(&self) -> &[HistoryEvent] {
        self.journals.own.events()
    }

    /// How it ended, if it has.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// What it was told when it started.
    #[must_use]
    pub fn context(&self) -> &ExecutionContext {
        &self.journals.own.context
    }

    /// The machine that it runs.
    #[must_use]
    pub fn machine(&self) -> &Arc<StateMachine> {
        &self.machine
    }

    pub(super) fn move_clock(&mut self, now: Timestamp) {
        if now > self.now {
            self.now = now;
            self.steps = 0;
        }
    }

    /// When the execution as a whole has taken too long: its own `TimeoutSeconds`, which a redrive
    /// counts anew, or the quota of its type.
    fn deadline(&self) -> Timestamp {
        let own = &self.journals.own;
        let quota = longest(own.context.workflow_type);
        let length = self.machine.timeout().map_or(quota, |timeout| timeout.min(quota));
        let timed_out = own.resumed().checked_add(length);
        let expired = own.started.checked_add(quota);
        timed_out.unwrap_or(Timestamp::MAX).min(expired.unwrap_or(Timestamp::MAX))
    }

    /// Ends the execution.
    pub(super) fn end(&mut self, after: EventId, details: EventDetails, outcome: Outcome) {
        self.journals.own.end(after, details, self.now);
        let is_standard = self.context().workflow_type == WorkflowType::Standard;
        if is_standard && !matches!(outcome, Outcome::Succeeded { .. }) {
            self.stopped = Some(self.uproot(self.root));
        }
        self.outcome = Some(outcome);
        self.clear();
    }

    /// Whether the history has no room for what happens.
    pub(super) fn is_full(&self) -> bool {
        self.journals.own.is_full()
    }

    pub(super) fn give_up(&mut self, not_modelled: NotModelled) {
        self.not_modelled = Some(not_modelled);
        self.clear();
    }

    fn clear(&mut self) {
        self.strands.clear();
        self.journals.close_all();
        self.tasks.clear();
        self.requesting.clear();
        self.agenda.clear();
    }
}

/// How long an execution may take, as "Service quotas" of the developer guide gives it: a year, or
/// five minutes for Express.
pub(super) fn longest(workflow_type: WorkflowType) -> SignedDuration {
    match workflow_type {
        WorkflowType::Standard => SignedDuration::from_hours(365 * 24),
        WorkflowType::Express => SignedDuration::from_mins(5),
    }
}
