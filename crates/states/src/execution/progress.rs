//! How an execution goes on: one state after the other.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::context::WorkflowType;
use super::context_object::ContextObject;
use super::data_flow::{Evaluation, within_limit};
use super::failure::Failure;
use super::outcome::Outcome;
use super::polled::{Execution, HISTORY_LIMIT, STEPS_AT_ONE_INSTANT};
use super::position::Position;
use super::task::TaskRequest;
use super::visit::Visit;
use crate::definition::{
    ChoiceState, FailState, PassState, Paths, State, StateId, StateKind, TextSource, Transition,
    WaitState, WaitUntil, timestamp,
};
use crate::history::{EventDetails, EventId};
use crate::not_modelled::NotModelled;
use crate::payload::Payload;
use crate::template::path_not_found;

/// The longest wait: 2^31 - 1 seconds. Recorded: 24,855 days are taken and 24,856 are not.
const LONGEST_WAIT_SECONDS: i64 = 2_147_483_647;

/// What is waited for: tasks to be handed out, and the time to wake at.
type Awaited = (Vec<TaskRequest>, Option<Timestamp>);

/// Where a state leads: the next state or the end, what it is handed, and what was assigned.
pub(super) struct Exit {
    pub(super) transition: Transition,
    pub(super) output: Payload,
    pub(super) assigned: Map<String, Value>,
}

impl Execution {
    /// Goes one step; answers what is waited for when no step can be made.
    pub(super) fn step(&mut self) -> Option<Awaited> {
        match std::mem::replace(&mut self.position, Position::Ended) {
            Position::Entering { state, input, after } => {
                self.enter(state, input, after);
                None
            }
            Position::Working(mut attempt) => {
                if attempt.deadline.is_some_and(|deadline| self.now >= deadline) {
                    self.task_timed_out(*attempt);
                    return None;
                }
                let awaited = (Self::handed_out(&mut attempt), attempt.deadline);
                self.position = Position::Working(attempt);
                Some(awaited)
            }
            Position::Retrying { visit, at } if self.now >= at => {
                self.attempt(*visit);
                None
            }
            Position::Retrying { visit, at } => {
                self.position = Position::Retrying { visit, at };
                Some((Vec::new(), Some(at)))
            }
            Position::Waiting { visit, until } if self.now >= until => {
                self.wait_is_over(&visit);
                None
            }
            Position::Waiting { visit, until } => {
                self.position = Position::Waiting { visit, until };
                Some((Vec::new(), Some(until)))
            }
            Position::Ended => Some((Vec::new(), None)),
        }
    }

    fn enter(&mut self, id: StateId, input: Payload, after: EventId) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(id);
        if let StateKind::NotModelled(not_modelled) = &state.kind {
            return self.give_up(not_modelled.clone());
        }
        self.steps += 1;
        if self.steps > STEPS_AT_ONE_INSTANT {
            let feature = format!("more than {STEPS_AT_ONE_INSTANT} states entered at one instant");
            let name = Some(Arc::clone(&state.name));
            return self.give_up(NotModelled { feature, state: name });
        }
        let standard = self.context.workflow_type == WorkflowType::Standard;
        if standard && self.history.len() + 2 >= HISTORY_LIMIT {
            let cause = format!(
                "The execution reached the maximum number of history events ({HISTORY_LIMIT})."
            );
            return self.fail(after, &Failure::runtime(&cause));
        }
        let entered = EventDetails::StateEntered {
            state_type: state.state_type,
            name: Arc::clone(&state.name),
            input: Arc::clone(input.text()),
        };
        let entered_event = self.happens(after, entered);
        let visit = Visit {
            state: id,
            input,
            entered_event,
            entered_at: self.now,
            retry_count: 0,
            retrier_uses: Vec::new(),
        };
        let exit = match &state.kind {
            StateKind::Task(_) => return self.attempt(visit),
            StateKind::Wait(wait) => return self.wait(state, wait, visit),
            StateKind::Fail(fail) => return self.fail_state(state, fail, &visit),
            StateKind::Pass(pass) => self.pass(state, pass, &visit),
            StateKind::Choice(choice) => self.choice(state, choice, &visit),
            StateKind::Succeed(paths) => self.pass_on(state, paths, &visit, Transition::End),
            StateKind::NotModelled(not_modelled) => return self.give_up(not_modelled.clone()),
        };
        match exit {
            Ok(exit) => self.leave(state, exit, entered_event),
            Err(failure) => self.fail(entered_event, &failure),
        }
    }

    /// Evaluates something of a state; what goes wrong is worded as the service words it.
    pub(super) fn evaluate<T>(
        &mut self,
        state: &State,
        visit: &Visit,
        evaluate: impl FnOnce(&mut Evaluation<'_>) -> Result<T, String>,
    ) -> Result<T, Failure> {
        let context = ContextObject::new(&self.context, self.started, state, visit);
        let mut evaluation =
            Evaluation { context: &context, variables: &self.variables, random: &mut self.random };
        evaluate(&mut evaluation).map_err(|problem| {
            Failure::runtime(&format!(
                "An error occurred while executing the state '{}' (entered at the event id #{}). {problem}",
                state.name, visit.entered_event.0
            ))
        })
    }

    fn pass(&mut self, state: &State, pass: &PassState, visit: &Visit) -> Result<Exit, Failure> {
        let flow = &pass.data_flow;
        let (output, assigned) = self.evaluate(state, visit, |evaluation| {
            let input = evaluation.input_path(&flow.paths, &visit.input)?;
            // Recorded: a `Result` wins over `Parameters`, and nothing in it is computed.
            let result = match &pass.result {
                Some(result) => Payload::of(result.clone()),
                None => evaluation.parameters(flow, &input)?,
            };
            let assigned = evaluation.assigned(state.assign.as_ref(), &result)?;
            let merged = Evaluation::merged(flow.result_path.as_ref(), &visit.input, result)?;
            Ok((evaluation.output_path(&flow.paths, &merged)?, assigned))
        })?;
        let output = within_limit(output, &state.name)?;
        Ok(Exit { transition: pass.transition, output, assigned })
    }

    /// A state that does nothing to its data but `InputPath` and `OutputPath`.
    fn pass_on(
        &mut self,
        state: &State,
        paths: &Paths,
        visit: &Visit,
        transition: Transition,
    ) -> Result<Exit, Failure> {
        let (output, assigned) = self.evaluate(state, visit, |evaluation| {
            let input = evaluation.input_path(paths, &visit.input)?;
            let assigned = evaluation.assigned(state.assign.as_ref(), &input)?;
            Ok((evaluation.output_path(paths, &input)?, assigned))
        })?;
        Ok(Exit { transition, output, assigned })
    }

    fn choice(
        &mut self,
        state: &State,
        choice: &ChoiceState,
        visit: &Visit,
    ) -> Result<Exit, Failure> {
        let (next, output, assigned) = self.evaluate(state, visit, |evaluation| {
            let input = evaluation.input_path(&choice.paths, &visit.input)?;
            let mut chosen = None;
            for rule in &choice.rules {
                if rule.condition.holds(evaluation, &input)? {
                    chosen = Some(rule);
                    break;
                }
            }
            let (next, assign) = match (chosen, choice.default) {
                (Some(rule), _) => (rule.next, rule.assign.as_ref()),
                (None, Some(default)) => (default, state.assign.as_ref()),
                (None, None) => {
                    let problem = "Failed to transition out of the state. The state does not point to a next state.";
                    return Err(problem.to_owned());
                }
            };
            let assigned = evaluation.assigned(assign, &input)?;
            Ok((next, evaluation.output_path(&choice.paths, &input)?, assigned))
        })?;
        Ok(Exit { transition: Transition::Next(next), output, assigned })
    }

    fn wait(&mut self, state: &State, wait: &WaitState, visit: Visit) {
        let now = self.now;
        let until = self.evaluate(state, &visit, |evaluation| {
            let input = evaluation.input_path(&wait.paths, &visit.input)?;
            wait.until.instant(evaluation, &input, now)
        });
        match until {
            Ok(until) => self.position = Position::Waiting { visit: Box::new(visit), until },
            Err(failure) => self.fail(visit.entered_event, &failure),
        }
    }

    fn wait_is_over(&mut self, visit: &Visit) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(visit.state);
        let StateKind::Wait(wait) = &state.kind else { return };
        match self.pass_on(state, &wait.paths, visit, wait.transition) {
            Ok(exit) => self.leave(state, exit, visit.entered_event),
            Err(failure) => self.fail(visit.entered_event, &failure),
        }
    }

    fn fail_state(&mut self, state: &State, fail: &FailState, visit: &Visit) {
        let texts = self.evaluate(state, visit, |evaluation| {
            let mut text = |source: &Option<TextSource>, field: &str| {
                source
                    .as_ref()
                    .map(|source| source.text(evaluation, &visit.input, field))
                    .transpose()
            };
            Ok((text(&fail.error, "ErrorPath")?, text(&fail.cause, "CausePath")?))
        });
        match texts {
            Ok((error, cause)) => {
                let details =
                    EventDetails::ExecutionFailed { error: error.clone(), cause: cause.clone() };
                self.end(visit.entered_event, details, Outcome::Failed { error, cause });
            }
            Err(failure) => self.fail(visit.entered_event, &failure),
        }
    }

    /// Leaves a state for the next, or ends.
    pub(super) fn leave(&mut self, state: &State, exit: Exit, after: EventId) {
        let Exit { transition, output, assigned } = exit;
        self.variables.extend(assigned.iter().map(|(name, value)| (name.clone(), value.clone())));
        let exited = EventDetails::StateExited {
            state_type: state.state_type,
            name: Arc::clone(&state.name),
            output: Arc::clone(output.text()),
            assigned_variables: assigned,
        };
        let exited = self.happens(after, exited);
        match transition {
            Transition::Next(next) => {
                self.position = Position::Entering { state: next, input: output, after: exited };
            }
            Transition::End => {
                let details =
                    EventDetails::ExecutionSucceeded { output: Arc::clone(output.text()) };
                self.end(exited, details, Outcome::Succeeded { output });
            }
        }
    }

    /// Ends with a failure that nothing caught.
    pub(super) fn fail(&mut self, after: EventId, failure: &Failure) {
        let (error, cause) = (Some(Arc::clone(&failure.error)), failure.cause.clone());
        let details = EventDetails::ExecutionFailed { error: error.clone(), cause: cause.clone() };
        self.end(after, details, Outcome::Failed { error, cause });
    }
}

impl TextSource {
    fn text(
        &self,
        evaluation: &mut Evaluation<'_>,
        input: &Payload,
        field: &str,
    ) -> Result<Arc<str>, String> {
        let value = match self {
            Self::Literal(text) => return Ok(Arc::clone(text)),
            Self::Path(path) => evaluation
                .find(path, input)
                .ok_or_else(|| path_not_found(path, field, input.text()))?,
            Self::Intrinsic(call) => evaluation.call(call, input)?,
        };
        match value {
            Value::String(text) => Ok(Arc::from(text)),
            other => Err(format!("The {field} field must be a string but was: {other}")),
        }
    }
}

impl WaitUntil {
    /// When the wait is over, or what the service says of what it was told.
    fn instant(
        &self,
        evaluation: &Evaluation<'_>,
        input: &Payload,
        now: Timestamp,
    ) -> Result<Timestamp, String> {
        let until = match self {
            Self::Seconds(seconds) => after(now, i64::try_from(*seconds).ok())?,
            Self::Timestamp(until) => *until,
            Self::SecondsPath(path) => {
                let Some(value) = evaluation.find(path, input) else {
                    return Err(format!(
                        "The SecondsPath parameter does not reference an input value: {path}"
                    ));
                };
                let Some(seconds) = value.as_i64() else {
                    return Err(format!(
                        "The SecondsPath parameter cannot be parsed as a long value: {path} == {value}"
                    ));
                };
                if seconds < 0 {
                    return Err(format!(
                        "The SecondsPath parameter references a negative value: {path} == {seconds}"
                    ));
                }
                after(now, Some(seconds))?
            }
            Self::TimestampPath(path) => {
                let Some(value) = evaluation.find(path, input) else {
                    return Err(format!(
                        "The TimestampPath parameter does not reference an input value: {path}"
                    ));
                };
                let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                timestamp::parse(&written).filter(|_| value.is_string()).ok_or_else(|| {
                    format!(
                        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {path} == {written}"
                    )
                })?
            }
        };
        if until.duration_since(now).as_secs() > LONGEST_WAIT_SECONDS {
            return Err(TOO_LONG.to_owned());
        }
        Ok(until)
    }
}

const TOO_LONG: &str = "Wait state delay is too long.";

fn after(now: Timestamp, seconds: Option<i64>) -> Result<Timestamp, String> {
    seconds
        .filter(|seconds| *seconds <= LONGEST_WAIT_SECONDS)
        .and_then(|seconds| now.checked_add(SignedDuration::from_secs(seconds)).ok())
        .ok_or_else(|| TOO_LONG.to_owned())
}
