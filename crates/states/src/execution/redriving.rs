//! Redriving: an execution that did not succeed goes on from what it left undone.
//!
//! "Restarting state machine executions with redrive" and "Redriving Map Runs" of the developer
//! guide say what becomes of each type of state; the events and what each follows from were seen at
//! the service.

use std::collections::BTreeMap;

use jiff::Timestamp;
use miette::Diagnostic;
use thiserror::Error;

use super::context::WorkflowType;
use super::fork::Fork;
use super::journal::HISTORY_LIMIT;
use super::outcome::Outcome;
use super::polled::Execution;
use super::position::Position;
use super::stopped::{Families, StoppedPlace, StoppedStrand, StoppedStrands};
use super::strand::{Strand, StrandId};
use super::visit::Visit;
use crate::definition::StateKind;
use crate::history::{EventDetails, EventId};
use crate::not_modelled::NotModelled;

/// Why an execution cannot be redriven.
///
/// The first two are in the service's words, as DescribeExecution gives them for
/// `redriveStatusReason`; those of the others are not known.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[diagnostic(code(firedrill::states::not_redrivable))]
pub enum RedriveError {
    /// It has not ended.
    #[error("Execution is RUNNING and cannot be redriven")]
    Running,
    /// It succeeded.
    #[error("Execution is SUCCEEDED and cannot be redriven")]
    Succeeded,
    /// It is of the type that cannot be redriven.
    #[error("Execution is of an EXPRESS state machine and cannot be redriven")]
    Express,
    /// It ended too long ago.
    #[error("Execution has exceeded the redrivable period of 14 days and cannot be redriven")]
    TooLate,
    /// It began too long ago.
    #[error("Execution has exceeded the maximum open time of one year and cannot be redriven")]
    TooOld,
    /// Its history has no room for what would happen.
    #[error("Execution has {HISTORY_LIMIT} history events and cannot be redriven")]
    HistoryFull,
    /// It came to a part of the language that is not modelled.
    #[error(transparent)]
    NotModelled(#[from] NotModelled),
}

impl Execution {
    /// Lets an execution go on that did not succeed, as RedriveExecution does.
    ///
    /// What succeeded is not run again. A state that did not is run anew with all of its retries,
    /// without being entered once more; the `TimeoutSeconds` of the machine count anew. Of a Map Run
    /// the child executions that did not succeed go on, as many as may run at the same time, and
    /// then begin those that had not; what is of type Express begins again. An execution that is
    /// refused stays as it is.
    ///
    /// # Errors
    /// [`RedriveError`] if it cannot be redriven at this time.
    pub fn redrive(&mut self, now: Timestamp) -> Result<(), RedriveError> {
        let now = now.max(self.now);
        self.redrivable(now)?;
        let Some(stopped) = self.stopped.take() else { return Err(RedriveError::Running) };
        self.move_clock(now);
        self.outcome = None;
        let redriven = self.journals.own.redrive(now);
        self.resume_all(None, stopped, redriven);
        Ok(())
    }

    /// Whether the execution can be redriven at this time.
    ///
    /// # Errors
    /// [`RedriveError`] if it cannot.
    pub fn redrivable(&self, now: Timestamp) -> Result<(), RedriveError> {
        if let Some(not_modelled) = &self.not_modelled {
            return Err(not_modelled.clone().into());
        }
        match &self.outcome {
            None => return Err(RedriveError::Running),
            Some(Outcome::Succeeded { .. }) => return Err(RedriveError::Succeeded),
            Some(Outcome::Failed { .. } | Outcome::TimedOut | Outcome::Aborted { .. }) => {}
        }
        let own = &self.journals.own;
        if own.context.workflow_type == WorkflowType::Express {
            return Err(RedriveError::Express);
        }
        own.redrivable(now)
    }

    /// Lets the strands of the execution itself, or of a child execution, go on from where they
    /// stopped.
    pub(super) fn resume_all(
        &mut self,
        child: Option<StrandId>,
        stopped: StoppedStrands,
        redriven: EventId,
    ) {
        let Families { own, mut children } = stopped.into_families(child);
        for (id, strand) in own {
            let children = children.remove(&id).unwrap_or_default();
            self.resume(id, strand, children, redriven);
        }
    }

    /// Lets a strand go on from where it stopped. The strand that forked it has done so before.
    fn resume(
        &mut self,
        id: StrandId,
        stopped: StoppedStrand,
        children: BTreeMap<usize, StoppedStrands>,
        redriven: EventId,
    ) {
        let StoppedStrand { origin, child, variables, variable_bytes, last, place, .. } = stopped;
        let strand = Strand { variables, variable_bytes, ..Strand::new(origin, child, last) };
        self.strands.put_back(id, strand);
        match place {
            StoppedPlace::Before { state, input } => {
                self.place(id, Position::Entering { state, input });
            }
            StoppedPlace::In(visit) => self.visit_again(id, visit, redriven),
            StoppedPlace::Within(mut fork) => {
                fork.visit.forget_retries();
                if let Some(strand) = self.strands.get_mut(id) {
                    strand.entered = Some(fork.visit.clone());
                }
                self.redrive_map_run(id, &mut fork, children);
                // What had not begun does so after what goes on.
                self.place(id, Position::Forked(fork));
            }
        }
    }

    /// Redrives a Map Run, if a fork is one. Seen at the service: it goes on under its ARN, and what
    /// comes next follows from the redrive of the run, which follows from the start of its state.
    fn redrive_map_run(
        &mut self,
        id: StrandId,
        fork: &mut Fork,
        children: BTreeMap<usize, StoppedStrands>,
    ) {
        let Some(run) = fork.map_run_mut() else { return };
        run.unsuccessful = children;
        let now = self.now;
        run.redrive(|child| {
            child.journal().is_some_and(|journal| match journal.context.workflow_type {
                WorkflowType::Standard => journal.redrivable(now).is_ok(),
                // It is started, not redriven.
                WorkflowType::Express => true,
            })
        });
        let map_run_arn = run.arn(&self.journals.of(self.strands.child(id)).context);
        let details =
            EventDetails::MapRunRedriven { map_run_arn, redrive_count: run.redrive_count };
        let redriven = self.write(id, run.state_started, details);
        fork.running.clear();
        if let Some(strand) = self.strands.get_mut(id) {
            strand.last = redriven;
        }
    }

    /// Does what a state does once more. Seen at the service: what happens follows from the entrance
    /// of the state, and the failure of a Fail state from the redrive.
    fn visit_again(&mut self, id: StrandId, visit: Visit, redriven: EventId) {
        let fails = matches!(self.machine.state(visit.state).kind, StateKind::Fail(_));
        if let Some(strand) = self.strands.get_mut(id) {
            strand.last = if fails { redriven } else { visit.entered_event };
            strand.entered = Some(visit.clone());
        }
        let position = Position::Retrying { visit: Box::new(visit), at: self.now };
        self.place(id, position);
    }
}
