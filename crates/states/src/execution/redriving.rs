//! Redriving: an execution that did not succeed goes on from what it left undone.
//!
//! "Restarting state machine executions with redrive" of the developer guide says what becomes of
//! each type of state; the events and what each follows from were seen at the service.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use miette::Diagnostic;
use thiserror::Error;

use super::context::WorkflowType;
use super::journal::HISTORY_LIMIT;
use super::outcome::Outcome;
use super::polled::{Execution, longest};
use super::position::Position;
use super::stopped::{StoppedPlace, StoppedStrand};
use super::strand::{Strand, StrandId};
use super::visit::Visit;
use crate::definition::{ProcessorMode, StateKind};
use crate::history::{EventDetails, EventId};
use crate::not_modelled::NotModelled;

/// How long after its end an execution can be redriven.
const REDRIVABLE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How many events an execution must have room for: the redrive itself, and one more.
const EVENTS_OF_A_REDRIVE: usize = 2;

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
    /// It would go on where this interpreter cannot.
    #[error(transparent)]
    NotModelled(#[from] NotModelled),
}

impl Execution {
    /// Lets an execution go on that did not succeed, as RedriveExecution does.
    ///
    /// What succeeded is not run again. A state that did not is run anew with all of its retries,
    /// without being entered once more; the `TimeoutSeconds` of the machine count anew. An execution
    /// that is refused stays as it is.
    ///
    /// # Errors
    /// [`RedriveError`] if it cannot be redriven at this time.
    pub fn redrive(&mut self, now: Timestamp) -> Result<(), RedriveError> {
        let now = now.max(self.now);
        self.redrivable(now)?;
        let Some(stopped) = self.stopped.take() else { return Err(RedriveError::Running) };
        self.move_clock(now);
        self.outcome = None;
        let own = &mut self.journals.own;
        own.redrive_count += 1;
        own.redriven = Some(now);
        let redriven = EventDetails::ExecutionRedriven { redrive_count: own.redrive_count };
        let redriven = own.write(own.last(), redriven, now);
        let mut forked = Vec::new();
        for (id, strand) in stopped.into_strands() {
            if matches!(strand.place, StoppedPlace::Within(_)) {
                forked.push((id, strand.last));
            }
            self.resume(id, strand, redriven);
        }
        // Iterations that had not begun come after those that had.
        for (id, last) in forked {
            if let Some(fork) = self.take_fork(id) {
                self.go_on_with(id, fork, last);
            }
        }
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
        let ended = own.events().last().map_or(own.started, |event| event.timestamp);
        if now.duration_since(ended) > REDRIVABLE {
            return Err(RedriveError::TooLate);
        }
        if now.duration_since(own.started) >= longest(own.context.workflow_type) {
            return Err(RedriveError::TooOld);
        }
        if own.events().len() + EVENTS_OF_A_REDRIVE > HISTORY_LIMIT {
            return Err(RedriveError::HistoryFull);
        }
        self.resumable()
    }

    /// Whether every strand stopped where it can go on.
    fn resumable(&self) -> Result<(), RedriveError> {
        for stopped in self.stopped.iter().flat_map(|stopped| stopped.iter()) {
            let state = self.machine.state(stopped.place.state());
            let runs_children = match &state.kind {
                StateKind::Map(map) => matches!(map.processor.mode, ProcessorMode::Distributed(_)),
                _ => false,
            };
            let is_entered = !matches!(stopped.place, StoppedPlace::Before { .. });
            if runs_children && is_entered {
                let feature = format!("the redrive of the Map Run of state `{}`", state.name);
                let state = Some(Arc::clone(&state.name));
                return Err(NotModelled { feature, state }.into());
            }
        }
        Ok(())
    }

    /// Lets a strand go on from where it stopped. The strand that forked it has done so before.
    fn resume(&mut self, id: StrandId, stopped: StoppedStrand, redriven: EventId) {
        let StoppedStrand { origin, child, variables, variable_bytes, last, place } = stopped;
        let strand = Strand {
            origin,
            child,
            variables,
            variable_bytes,
            position: Position::Between,
            entered: None,
            stopped: None,
            alarm: None,
            last,
        };
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
                self.let_wait(id, Position::Forked(fork), None);
            }
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
