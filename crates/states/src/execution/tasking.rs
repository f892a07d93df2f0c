//! Task states: attempts, answers, time-outs, retries and catches.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Map, Value};

use super::data_flow::{Evaluation, within_limit};
use super::failure::{Failure, TIMEOUT};
use super::polled::Execution;
use super::position::{Attempt, Position};
use super::progress::Exit;
use super::task::{TaskFailure, TaskId, TaskRequest};
use super::visit::Visit;
use crate::definition::{Catcher, Seconds, State, StateKind, TaskState, Transition};
use crate::history::{EventDetails, EventId};
use crate::not_modelled::NotModelled;
use crate::payload::Payload;
use crate::resource::{IntegrationPattern, TaskResource};

/// What a task is asked for, as its fields come out.
struct Asked {
    parameters: Payload,
    timeout: Option<u64>,
    heartbeat: Option<u64>,
}

impl Execution {
    /// Makes an attempt of the task of a state.
    pub(super) fn attempt(&mut self, visit: Visit) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(visit.state);
        let StateKind::Task(task) = &state.kind else { return };
        if let Some(feature) = not_modelled(&task.resource) {
            let name = Some(Arc::clone(&state.name));
            return self.give_up(NotModelled { feature, state: name });
        }
        let asked = self.evaluate(state, &visit, |evaluation| {
            let input = evaluation.input_path(&task.data_flow.paths, &visit.input)?;
            let timeout = seconds(evaluation, task.timeout.as_ref(), &input)?;
            let heartbeat = seconds(evaluation, task.heartbeat.as_ref(), &input)?;
            let parameters = evaluation.parameters(&task.data_flow, &input)?;
            Ok(Asked { parameters, timeout, heartbeat })
        });
        let after = self.last_event();
        match asked {
            Ok(asked) => self.schedule(task, state, asked, visit, after),
            Err(failure) => self.fail(after, &failure),
        }
    }

    fn schedule(
        &mut self,
        task: &TaskState,
        state: &State,
        asked: Asked,
        visit: Visit,
        after: EventId,
    ) {
        let Asked { parameters, timeout, heartbeat } = asked;
        let resource = &task.resource;
        let scheduled = match &**resource {
            TaskResource::LambdaFunction { .. } => EventDetails::LambdaFunctionScheduled {
                resource: Arc::clone(resource),
                input: Arc::clone(parameters.text()),
                timeout_in_seconds: timeout,
            },
            _ => EventDetails::TaskScheduled {
                resource: Arc::clone(resource),
                region: Arc::from(self.context.region.as_str()),
                parameters: Arc::clone(parameters.text()),
                timeout_in_seconds: timeout,
                heartbeat_in_seconds: heartbeat,
            },
        };
        let scheduled = self.happens(after, scheduled);
        let started = match &**resource {
            TaskResource::LambdaFunction { .. } => EventDetails::LambdaFunctionStarted,
            _ => EventDetails::TaskStarted { resource: Arc::clone(resource) },
        };
        self.happens(scheduled, started);

        self.tasks += 1;
        let id = TaskId(self.tasks);
        let length = |seconds: u64| i64::try_from(seconds).ok().map(SignedDuration::from_secs);
        // Nobody sends heartbeats for a request that is simply answered, so the shorter of the two
        // is how long it may take.
        let patience = timeout.into_iter().chain(heartbeat).min().and_then(length);
        let request = TaskRequest {
            id,
            state: Arc::clone(&state.name),
            resource: (**resource).clone(),
            parameters: parameters.value().clone(),
            retry_count: visit.retry_count,
            timeout: patience,
            scheduled_event_id: scheduled.0,
        };
        let deadline = patience.and_then(|patience| self.now.checked_add(patience).ok());
        let attempt = Attempt { visit, task: id, deadline, request: Some(request) };
        self.position = Position::Working(Box::new(attempt));
    }

    /// Takes the answer of a task.
    pub(super) fn task_answered(&mut self, attempt: Attempt, result: Result<Value, TaskFailure>) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(attempt.visit.state);
        let StateKind::Task(task) = &state.kind else { return };
        let visit = attempt.visit;
        let failure = match result {
            Ok(result) => match within_limit(Payload::of(result), &result_source(&task.resource)) {
                Ok(result) => return self.task_succeeded(task, state, result, &visit),
                Err(failure) => failure,
            },
            Err(failure) => failure.into(),
        };
        let (error, cause) = (Arc::clone(&failure.error), failure.cause.clone());
        let details = match &*task.resource {
            TaskResource::LambdaFunction { .. } => {
                EventDetails::LambdaFunctionFailed { error, cause }
            }
            _ => EventDetails::TaskFailed { resource: Arc::clone(&task.resource), error, cause },
        };
        let after = self.happens(self.last_event(), details);
        self.task_failed(task, state, &failure, visit, after);
    }

    pub(super) fn task_timed_out(&mut self, attempt: Attempt) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(attempt.visit.state);
        let StateKind::Task(task) = &state.kind else { return };
        // Recorded: a time-out has no cause.
        let failure = Failure::new(TIMEOUT, None);
        let error = Arc::clone(&failure.error);
        let details = match &*task.resource {
            TaskResource::LambdaFunction { .. } => {
                EventDetails::LambdaFunctionTimedOut { error, cause: None }
            }
            _ => EventDetails::TaskTimedOut {
                resource: Arc::clone(&task.resource),
                error,
                cause: None,
            },
        };
        let after = self.happens(self.last_event(), details);
        self.task_failed(task, state, &failure, attempt.visit, after);
    }

    fn task_succeeded(&mut self, task: &TaskState, state: &State, result: Payload, visit: &Visit) {
        let output = Arc::clone(result.text());
        let details = match &*task.resource {
            TaskResource::LambdaFunction { .. } => EventDetails::LambdaFunctionSucceeded { output },
            _ => EventDetails::TaskSucceeded { resource: Arc::clone(&task.resource), output },
        };
        let after = self.happens(self.last_event(), details);
        let flow = &task.data_flow;
        let exit = self.evaluate(state, visit, |evaluation| {
            let selected = evaluation.selected(flow, result)?;
            let assigned = evaluation.assigned(state.assign.as_ref(), &selected)?;
            let merged = Evaluation::merged(flow.result_path.as_ref(), &visit.input, selected)?;
            Ok((evaluation.output_path(&flow.paths, &merged)?, assigned))
        });
        let exit = exit.and_then(|(output, assigned)| {
            let output = within_limit(output, &state.name)?;
            Ok(Exit { transition: task.transition, output, assigned })
        });
        match exit {
            Ok(exit) => self.leave(state, exit, after),
            Err(failure) => self.fail(after, &failure),
        }
    }

    /// Tries again, goes where a catcher says, or fails.
    fn task_failed(
        &mut self,
        task: &TaskState,
        state: &State,
        failure: &Failure,
        mut visit: Visit,
        after: EventId,
    ) {
        if let Some(delay) = visit.retry_after(&task.retriers, failure, &mut self.random) {
            let at = self.now.checked_add(delay).unwrap_or(self.now);
            self.position = Position::Retrying { visit: Box::new(visit), at };
            return;
        }
        let catcher =
            task.catchers.iter().find(|catcher| failure.is_for(&catcher.error_equals, true));
        let Some(catcher) = catcher else { return self.fail(after, failure) };
        match self.caught(state, catcher, failure, &visit) {
            Ok(exit) => self.leave(state, exit, after),
            Err(failure) => self.fail(after, &failure),
        }
    }

    fn caught(
        &mut self,
        state: &State,
        catcher: &Catcher,
        failure: &Failure,
        visit: &Visit,
    ) -> Result<Exit, Failure> {
        let error = Payload::of(failure.output());
        let (output, assigned): (Payload, Map<String, Value>) =
            self.evaluate(state, visit, |evaluation| {
                let assigned = evaluation.assigned(catcher.assign.as_ref(), &error)?;
                // Recorded: a catcher hands its output on as it is, whatever `OutputPath` says.
                let merged = Evaluation::merged(catcher.result_path.as_ref(), &visit.input, error)?;
                Ok((merged, assigned))
            })?;
        let output = within_limit(output, &state.name)?;
        Ok(Exit { transition: Transition::Next(catcher.next), output, assigned })
    }
}

/// What a resource asks for that this interpreter does not play.
fn not_modelled(resource: &TaskResource) -> Option<String> {
    match (resource, resource.pattern()) {
        (TaskResource::Activity { .. }, _) => Some("an activity as the resource".to_owned()),
        (_, IntegrationPattern::RequestResponse) => None,
        (_, pattern) => Some(format!("the integration pattern `{}`", pattern.suffix())),
    }
}

/// What returned a result, as `States.DataLimitExceeded` names it: the service of an integration,
/// the ARN of a function.
fn result_source(resource: &TaskResource) -> String {
    match resource {
        TaskResource::LambdaFunction { arn } => arn.clone(),
        _ => resource.history_resource_type(),
    }
}

/// A number of seconds, written or looked up.
fn seconds(
    evaluation: &Evaluation<'_>,
    seconds: Option<&Seconds>,
    input: &Payload,
) -> Result<Option<u64>, String> {
    match seconds {
        None => Ok(None),
        Some(Seconds::Literal(seconds)) => Ok(Some(*seconds)),
        Some(Seconds::Path(path)) => {
            let value = evaluation.invalid_path(path, input)?;
            match value.as_u64().filter(|seconds| *seconds > 0) {
                Some(seconds) => Ok(Some(seconds)),
                None => Err(format!(
                    "The value of '{path}' must be a positive integer but was: {value}"
                )),
            }
        }
    }
}
