//! How an execution goes on: one step of one strand after the other.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::context_object::{ContextObject, Moment};
use super::data_flow::{Evaluation, StatesVariable};
use super::exit::Exit;
use super::failure::Failure;
use super::polled::Execution;
use super::position::Position;
use super::problem::Problem;
use super::strand::StrandId;
use super::variables::{VARIABLES_LIMIT_BYTES, assigned_bytes};
use super::visit::Visit;
use crate::definition::{State, StateId, StateKind, StateType, Transition};
use crate::history::{EventDetails, EventId};
use crate::json::MAX_DEPTH;
use crate::not_modelled::NotModelled;
use crate::payload::{Payload, json_bytes};

/// How many states one execution may enter at one instant: an Express workflow has no limit of
/// events, and in virtual time nothing else ends one that goes round for ever.
const STEPS_AT_ONE_INSTANT: u32 = 100_000;

/// How many all child executions together may enter at one instant: Map states within Map states
/// multiply.
const STEPS_OF_ALL_AT_ONE_INSTANT: u32 = 5_000_000;

impl Execution {
    /// Goes one step in one strand, if it can.
    pub(super) fn step(&mut self, id: StrandId) {
        if self.child_timed_out(id) {
            return;
        }
        let now = self.now;
        let child = self.strands.child(id);
        let Some(strand) = self.strands.get_mut(id) else { return };
        strand.alarm = strand.alarm.filter(|at| *at > now);
        match std::mem::replace(&mut strand.position, Position::Between) {
            Position::Entering { state, input } => self.enter(id, state, input),
            Position::Working(attempt) if attempt.patience_ends().is_some_and(|at| now >= at) => {
                self.task_timed_out(id, *attempt);
            }
            Position::Retrying { visit, at } if now >= at => {
                strand.stopped = None;
                self.begin(id, *visit);
            }
            Position::Waiting { visit, until } if now >= until => self.wait_is_over(id, &visit),
            Position::Failed { visit, failure } => self.state_failed(id, *visit, failure),
            Position::Forked(fork) => {
                let last = strand.last;
                self.go_on_with(id, fork, last);
            }
            Position::Joined(fork) => self.fork_over(id, fork),
            waiting => strand.position = waiting,
        }
        self.end_full_journal(child);
    }

    /// Puts a strand where it goes on by itself, in turn.
    pub(super) fn place(&mut self, id: StrandId, position: Position) {
        if let Some(strand) = self.strands.get_mut(id) {
            strand.position = position;
            self.agenda.go_on(id);
        }
    }

    /// Puts a strand where it goes on before any other.
    pub(super) fn place_first(&mut self, id: StrandId, position: Position) {
        if let Some(strand) = self.strands.get_mut(id) {
            strand.position = position;
            self.agenda.go_on_at_once(id);
        }
    }

    /// Puts a strand where it waits, until the given time or until something happens to it.
    pub(super) fn let_wait(&mut self, id: StrandId, position: Position, until: Option<Timestamp>) {
        if let Some(strand) = self.strands.get_mut(id) {
            strand.position = position;
            let until = until.into_iter().chain(self.child_deadline(id)).min();
            self.set_alarm(id, until);
        }
    }

    pub(super) fn set_alarm(&mut self, id: StrandId, at: Option<Timestamp>) {
        let Some(strand) = self.strands.get_mut(id) else { return };
        if let Some(earlier) = std::mem::replace(&mut strand.alarm, at) {
            self.agenda.let_sleep(id, earlier);
        }
        if let Some(at) = at {
            self.agenda.wake(id, at);
        }
    }

    fn enter(&mut self, id: StrandId, state_id: StateId, input: Payload) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(state_id);
        if let StateKind::NotModelled(not_modelled) = &state.kind {
            return self.give_up(not_modelled.clone());
        }
        if let Some(feature) = self.too_many_steps(id) {
            return self.give_up(NotModelled { feature, state: Some(Arc::clone(&state.name)) });
        }
        if input.is_too_deep() {
            let feature = format!("data that nests deeper than {MAX_DEPTH} levels");
            return self.give_up(NotModelled { feature, state: Some(Arc::clone(&state.name)) });
        }
        let entered = EventDetails::StateEntered {
            state_type: state.state_type,
            name: Arc::clone(&state.name),
            input: Arc::clone(input.text()),
        };
        let visit = Visit {
            state: state_id,
            input,
            entered_event: self.happens(id, entered),
            entered_at: self.now,
            retry_count: 0,
            retrier_uses: Vec::new(),
        };
        if let Some(strand) = self.strands.get_mut(id) {
            strand.entered = Some(visit.clone());
            strand.stopped = None;
        }
        self.begin(id, visit);
    }

    fn too_many_steps(&mut self, id: StrandId) -> Option<String> {
        self.steps += 1;
        let journal = self.journals.of_mut(self.strands.child(id));
        let steps = journal.count_step(self.now);
        let limit = if steps > STEPS_AT_ONE_INSTANT {
            STEPS_AT_ONE_INSTANT
        } else if self.steps > STEPS_OF_ALL_AT_ONE_INSTANT {
            STEPS_OF_ALL_AT_ONE_INSTANT
        } else {
            return None;
        };
        Some(format!("more than {limit} states entered at one instant"))
    }

    /// Does what a state does, for the first time or once more.
    fn begin(&mut self, id: StrandId, visit: Visit) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(visit.state);
        let exit = match &state.kind {
            StateKind::Task(task) => return self.attempt(id, state, task, visit),
            StateKind::Parallel(parallel) => return self.branch(id, state, parallel, visit),
            StateKind::Map(map) => return self.iterate(id, state, map, visit),
            StateKind::Wait(wait) => return self.wait(id, state, wait, visit),
            StateKind::Fail(fail) => return self.fail_state(id, state, fail, &visit),
            StateKind::NotModelled(not_modelled) => return self.give_up(not_modelled.clone()),
            StateKind::Pass(pass) => self.pass(id, state, pass, &visit),
            StateKind::Choice(choice) => self.choice(id, state, choice, &visit),
            StateKind::Succeed(paths) => self.pass_on(id, state, paths, &visit, Transition::End),
        };
        match exit {
            Ok(exit) => self.leave(id, state, exit),
            Err(failure) => self.fail(id, failure),
        }
    }

    /// Evaluates something of a state, without a word of what goes wrong.
    pub(super) fn evaluate_untold<T>(
        &mut self,
        id: StrandId,
        moment: Moment<'_>,
        evaluate: impl FnOnce(&mut Evaluation<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let journal = self.journals.of(self.strands.child(id));
        let context = ContextObject::new(journal, moment);
        let variables = self.strands.variables(id);
        let mut evaluation = Evaluation {
            context: &context,
            variables: &variables,
            random: &mut self.random,
            states: StatesVariable {
                input: moment.visit.input.value(),
                result: moment.result,
                error_output: moment.error_output,
            },
            now: self.now,
        };
        evaluate(&mut evaluation)
    }

    /// Evaluates something of a state; what goes wrong is worded as the service words it.
    pub(super) fn evaluate<T>(
        &mut self,
        id: StrandId,
        moment: Moment<'_>,
        evaluate: impl FnOnce(&mut Evaluation<'_>) -> Result<T, Problem>,
    ) -> Result<T, Failure> {
        let found = self.evaluate_untold(id, moment, evaluate);
        self.told(id, moment, found)
    }

    /// Words what goes wrong as the service does, and writes down that an expression failed.
    pub(super) fn told<T>(
        &mut self,
        id: StrandId,
        moment: Moment<'_>,
        found: Result<T, Problem>,
    ) -> Result<T, Failure> {
        let problem = match found {
            Ok(value) => return Ok(value),
            Err(problem) => problem,
        };
        let Moment { state, visit, .. } = moment;
        let sentence = |problem: &str| {
            format!(
                "An error occurred while executing the state '{}' (entered at the event id #{}). {problem}",
                state.name, visit.entered_event.0
            )
        };
        Err(match problem {
            Problem::Runtime(problem) => Failure::runtime(&sentence(&problem)),
            Problem::Query(error) => {
                let failure = Failure::query(&sentence(&error.problem()));
                self.evaluation_failed(id, moment, &failure, error.location);
                failure
            }
        })
    }

    /// Tells of an expression that could not be evaluated.
    ///
    /// Recorded: of a state that has done nothing yet but be entered, the event follows from what
    /// led to the state, unless it is a Wait state.
    fn evaluation_failed(
        &mut self,
        id: StrandId,
        moment: Moment<'_>,
        failure: &Failure,
        location: Option<String>,
    ) {
        let Moment { state, visit, .. } = moment;
        let details = EventDetails::EvaluationFailed {
            error: failure.error.clone(),
            cause: failure.cause.clone(),
            location: location.map(Arc::from),
            state: Arc::clone(&state.name),
        };
        let Some(strand) = self.strands.get_mut(id) else { return };
        if strand.last == visit.entered_event && state.state_type != StateType::Wait {
            strand.last = self.journals.of(strand.child).before(visit.entered_event);
        }
        self.happens(id, details);
    }

    /// Writes what happens in a strand, and says its number; what comes next follows from it.
    pub(super) fn happens(&mut self, id: StrandId, details: EventDetails) -> EventId {
        let event = self.happens_beside(id, details);
        if let Some(strand) = self.strands.get_mut(id) {
            strand.last = event;
        }
        event
    }

    /// Writes what happens in a strand and leads to nothing.
    pub(super) fn happens_beside(&mut self, id: StrandId, details: EventDetails) -> EventId {
        let (child, last) = self
            .strands
            .get(id)
            .map_or((None, EventId::NONE), |strand| (strand.child, strand.last));
        self.journals.of_mut(child).write(last, details, self.now)
    }

    /// Writes what happens in a strand and follows from a given event.
    pub(super) fn write(&mut self, id: StrandId, after: EventId, details: EventDetails) -> EventId {
        self.journals.of_mut(self.strands.child(id)).write(after, details, self.now)
    }

    /// Assigns variables, as long as there is room for them.
    fn assign(
        &mut self,
        id: StrandId,
        state: &State,
        assigned: &Map<String, Value>,
    ) -> Result<(), Failure> {
        let before = self.strands.variable_bytes(id);
        let Some(strand) = self.strands.get_mut(id) else { return Ok(()) };
        let more = assigned_bytes(state, assigned)?;
        let replaced = assigned.keys().filter_map(|name| strand.variables.get(name));
        let less: usize = replaced.map(json_bytes).sum();
        if before + more - less > VARIABLES_LIMIT_BYTES {
            return Err(Failure::variable_limit(&state.name));
        }
        strand.variable_bytes = strand.variable_bytes + more - less;
        let values = assigned.iter().map(|(name, value)| (name.clone(), value.clone()));
        strand.variables.extend(values);
        Ok(())
    }

    /// Leaves a state for the next, or ends its strand.
    pub(super) fn leave(&mut self, id: StrandId, state: &State, exit: Exit) {
        let Exit { transition, output, assigned } = exit;
        let variables = self.strands.variables(id);
        if let Some(name) = assigned.keys().find(|name| variables.is_outer(name)) {
            // The developer guide forbids it; the words are not the service's.
            let problem = format!(
                "The state '{}' cannot assign the variable '{name}', which an outer scope has.",
                state.name
            );
            return self.fail(id, Failure::runtime(&problem));
        }
        if !assigned.is_empty()
            && let Err(failure) = self.assign(id, state, &assigned)
        {
            return self.fail(id, failure);
        }
        let exited = EventDetails::StateExited {
            state_type: state.state_type,
            name: Arc::clone(&state.name),
            output: Arc::clone(output.text()),
            assigned_variables: assigned,
        };
        self.happens(id, exited);
        match transition {
            Transition::Next(state) => self.place(id, Position::Entering { state, input: output }),
            Transition::End => self.strand_succeeded(id, output),
        }
    }
}
