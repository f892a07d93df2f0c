//! What becomes of a state that failed: tried again, caught, or the end of its strand.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::children::ChildEnd;
use super::context_object::Moment;
use super::data_flow::Evaluation;
use super::exit::Exit;
use super::failure::Failure;
use super::journal::HISTORY_LIMIT;
use super::outcome::Outcome;
use super::polled::{Execution, longest};
use super::position::Position;
use super::problem::Problem;
use super::strand::StrandId;
use super::visit::Visit;
use crate::definition::{Catcher, FailState, State, StateType, TextSource};
use crate::history::{EventDetails, EventId};
use crate::payload::Payload;
use crate::template::path_not_found;

impl Execution {
    /// Tries a state again that failed, goes where a catcher says, or ends its strand.
    pub(super) fn state_failed(&mut self, id: StrandId, mut visit: Visit, failure: Failure) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(visit.state);
        let handling = state.kind.error_handling().filter(|_| !failure.is_runtime());
        let Some(handling) = handling else { return self.fail(id, failure) };
        if let Some(delay) = visit.retry_after(handling, &failure, &mut self.jitter) {
            let at = self.now.checked_add(delay).unwrap_or(self.now);
            let position = Position::Retrying { visit: Box::new(visit), at };
            return self.let_wait(id, position, Some(at));
        }
        match state.state_type {
            StateType::Parallel => self.happens(id, EventDetails::ParallelStateFailed),
            StateType::Map => self.happens(id, EventDetails::MapStateFailed),
            _ => EventId::NONE,
        };
        let Some((_, catcher)) = handling.catcher_for(&failure) else {
            return self.fail(id, failure);
        };
        match self.caught(id, state, catcher, &failure, &visit) {
            Ok(exit) => self.leave(id, state, exit),
            Err(failure) => self.fail(id, failure),
        }
    }

    fn caught(
        &mut self,
        id: StrandId,
        state: &State,
        catcher: &Catcher,
        failure: &Failure,
        visit: &Visit,
    ) -> Result<Exit, Failure> {
        let error = Payload::of(failure.output());
        let value = error.clone();
        let moment = Moment { error_output: Some(value.value()), ..Moment::of(state, visit) };
        self.evaluate(id, moment, |evaluation| evaluation.caught(catcher, error, &visit.input))?
            .within_limit(state)
    }

    /// A Fail state.
    pub(super) fn fail_state(
        &mut self,
        id: StrandId,
        state: &State,
        fail: &FailState,
        visit: &Visit,
    ) {
        let failure = self.evaluate(id, Moment::of(state, visit), |evaluation| {
            fail.failure(evaluation, &visit.input)
        });
        self.fail(id, failure.unwrap_or_else(|failure| failure));
    }

    /// Ends a strand with a failure that nothing in it caught.
    ///
    /// Seen at the service: what the interpreter itself cannot do ends the execution from within
    /// any branch, and the states around it neither catch it nor tell of it.
    pub(super) fn fail(&mut self, id: StrandId, failure: Failure) {
        let Some(strand) = self.strands.get(id) else { return };
        let (origin, child, last) = (strand.origin, strand.child, strand.last);
        match (origin, child) {
            (Some(origin), _) if child != Some(id) && !failure.is_runtime() => {
                self.branch_failed(id, origin, failure);
            }
            (_, Some(child)) => self.child_ended(child, ChildEnd::Failed(failure)),
            (_, None) => self.execution_failed(last, failure),
        }
    }

    fn execution_failed(&mut self, after: EventId, failure: Failure) {
        let failure = if self.is_full() { history_limit() } else { failure };
        let Failure { error, cause, .. } = failure;
        let details = EventDetails::ExecutionFailed { error: error.clone(), cause: cause.clone() };
        self.end(after, details, Outcome::Failed { error, cause });
    }

    /// Ends a strand that came to the end of its workflow.
    pub(super) fn strand_succeeded(&mut self, id: StrandId, output: Payload) {
        let Some(strand) = self.strands.get(id) else { return };
        match (strand.origin, strand.child) {
            (_, Some(child)) if child == id => self.child_ended(child, ChildEnd::Succeeded(output)),
            (Some(origin), _) => self.branch_succeeded(id, origin, output),
            (None, _) if self.is_full() => self.execution_failed(strand.last, history_limit()),
            (None, _) => {
                let text = Arc::clone(output.text());
                let details = EventDetails::ExecutionSucceeded { output: text };
                self.end(strand.last, details, Outcome::Succeeded { output });
            }
        }
    }

    /// Ends an execution that has no room for another event.
    pub(super) fn end_full_journal(&mut self, child: Option<StrandId>) {
        let journal = self.journals.of(child);
        if !journal.is_full() || self.outcome.is_some() {
            return;
        }
        let last = journal.last();
        match child {
            Some(child) => self.child_ended(child, ChildEnd::Failed(history_limit())),
            None => self.execution_failed(last, history_limit()),
        }
    }

    /// When the child execution that a strand is part of has taken too long.
    pub(super) fn child_deadline(&self, id: StrandId) -> Option<Timestamp> {
        let journal = self.journals.of(Some(self.strands.child(id)?));
        journal.started.checked_add(longest(journal.context.workflow_type)).ok()
    }

    /// Ends the child execution that a strand is part of, if it has taken too long.
    pub(super) fn child_timed_out(&mut self, id: StrandId) -> bool {
        let Some(child) = self.strands.child(id) else { return false };
        let timed_out = self.child_deadline(id).is_some_and(|deadline| self.now >= deadline);
        if timed_out {
            self.child_ended(child, ChildEnd::TimedOut);
        }
        timed_out
    }
}

/// The failure of an execution whose history is as long as it may be. The words are not the
/// service's.
fn history_limit() -> Failure {
    Failure::runtime(&format!(
        "The execution reached the maximum number of history events ({HISTORY_LIMIT})."
    ))
}

impl FailState {
    /// What a Fail state fails with.
    pub(crate) fn failure(
        &self,
        evaluation: &mut Evaluation<'_>,
        input: &Payload,
    ) -> Result<Failure, Problem> {
        let mut text = |source: &Option<TextSource>, field: &str| {
            source.as_ref().map(|source| source.text(evaluation, input, field)).transpose()
        };
        let error = text(&self.error, "ErrorPath")?;
        Ok(Failure { error, cause: text(&self.cause, "CausePath")?, heartbeat: false })
    }
}

impl TextSource {
    fn text(
        &self,
        evaluation: &mut Evaluation<'_>,
        input: &Payload,
        field: &str,
    ) -> Result<Arc<str>, Problem> {
        let value = match self {
            Self::Literal(text) => return Ok(Arc::clone(text)),
            Self::Query(template) => evaluation.query_as(template, "string")?,
            Self::Path(path) => evaluation
                .find(path, input)
                .map(Cow::into_owned)
                .ok_or_else(|| path_not_found(path, field, input.text()))?,
            Self::Intrinsic(call) => evaluation.call(call, input)?,
        };
        match value {
            Value::String(text) => Ok(Arc::from(text)),
            other => Err(format!("The {field} field must be a string but was: {other}").into()),
        }
    }
}
