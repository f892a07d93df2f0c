//! Task states: attempts, answers, heartbeats and time-outs.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::Value;

use super::context_object::Moment;
use super::data_flow::Evaluation;
use super::failure::Failure;
use super::polled::Execution;
use super::position::{Attempt, Position};
use super::problem::Problem;
use super::strand::StrandId;
use super::task::{RequestPurpose, TaskFailure, TaskId, TaskRequest};
use super::task_events::{self, Asked};
use super::transferring::Transfer;
use super::visit::Visit;
use crate::definition::{Seconds, State, StateKind, TaskState};
use crate::history::{EventDetails, EventId};
use crate::payload::Payload;
use crate::resource::{IntegrationPattern, TaskResource};

/// The longest `TimeoutSeconds` and `HeartbeatSeconds`, as the specification of the language gives
/// it.
const MOST_SECONDS: u64 = 99_999_999;

impl Execution {
    /// Makes an attempt of the task of a state.
    pub(super) fn attempt(&mut self, id: StrandId, state: &State, task: &TaskState, visit: Visit) {
        let token = has_token(&task.resource).then(|| self.task_token());
        let moment = Moment { token: token.as_deref(), ..Moment::of(state, &visit) };
        let asked = self.evaluate(id, moment, |evaluation| {
            let input = evaluation.input_path(&task.data_flow.paths, &visit.input)?;
            evaluation.asked(task, &input)
        });
        match asked {
            Ok(asked) => self.schedule(id, state, task, &asked, token, visit),
            Err(failure) => self.state_failed(id, visit, failure),
        }
    }

    fn schedule(
        &mut self,
        id: StrandId,
        state: &State,
        task: &TaskState,
        asked: &Asked,
        token: Option<String>,
        visit: Visit,
    ) {
        let resource = &task.resource;
        let region = &self.journals.own.context.region;
        let scheduled = task_events::scheduled(resource, asked, region);
        let scheduled = self.happens(id, scheduled);
        self.task_count += 1;
        let length = |seconds: u64| i64::try_from(seconds).ok().map(SignedDuration::from_secs);
        let request = TaskRequest {
            id: TaskId(self.task_count),
            purpose: RequestPurpose::Task,
            state: Arc::clone(&state.name),
            resource: Arc::clone(resource),
            parameters: asked.parameters.clone(),
            token,
            credentials_role_arn: asked.credentials_role_arn.as_deref().map(str::to_owned),
            retry_count: visit.retry_count,
            timeout: asked.timeout.and_then(length),
            heartbeat: asked.heartbeat.and_then(length),
            scheduled_event_id: self.event_of_request(id, scheduled).0,
        };
        let mut attempt = Attempt {
            visit,
            task: request.id,
            timeout: request.timeout,
            heartbeat: request.heartbeat,
            request: Some(request),
            is_started: false,
            is_submitted: false,
            deadline: None,
            heartbeat_deadline: None,
        };
        if !matches!(**resource, TaskResource::Activity { .. }) {
            self.happens(id, task_events::started(resource, None));
            attempt.start(self.now);
        }
        self.tasks.insert(attempt.task, id);
        self.requesting.push(id);
        self.work(id, attempt);
    }

    /// The event of the execution's own history from which a request of a strand follows.
    pub(super) fn event_of_request(&self, id: StrandId, scheduled: EventId) -> EventId {
        let mut event = scheduled;
        let mut child = self.strands.child(id);
        while let Some(origin) =
            child.and_then(|child| self.strands.get(child)).and_then(|strand| strand.origin)
        {
            event = self.strands.get(origin.strand).map_or(event, |strand| strand.last);
            child = self.strands.child(origin.strand);
        }
        event
    }

    /// A text that nobody else makes up; the service's own tokens are longer.
    fn task_token(&mut self) -> String {
        format!("{}{}", self.ids.uuid(), self.ids.uuid()).replace('-', "")
    }

    /// Lets a strand wait for its task.
    fn work(&mut self, id: StrandId, attempt: Attempt) {
        let until = attempt.patience_ends();
        self.let_wait(id, Position::Working(Box::new(attempt)), until);
    }

    fn working(&mut self, id: StrandId) -> Option<&mut Attempt> {
        match &mut self.strands.get_mut(id)?.position {
            Position::Working(attempt) => Some(attempt),
            _ => None,
        }
    }

    fn take_transfer(&mut self, id: StrandId) -> Option<Transfer> {
        let strand = self.strands.get_mut(id)?;
        match std::mem::replace(&mut strand.position, Position::Between) {
            Position::Transferring(transfer) => Some(*transfer),
            other => {
                strand.position = other;
                None
            }
        }
    }

    fn take_attempt(&mut self, id: StrandId) -> Option<Attempt> {
        self.working(id)?;
        let strand = self.strands.get_mut(id)?;
        let position = std::mem::replace(&mut strand.position, Position::Between);
        let Position::Working(attempt) = position else { return None };
        self.set_alarm(id, self.child_deadline(id));
        self.tasks.remove(&attempt.task);
        Some(*attempt)
    }

    /// Lets the clock of an activity run from the moment at which a worker takes its task.
    pub(super) fn task_taken(&mut self, id: StrandId, worker_name: Option<&str>) {
        let now = self.now;
        let Some(attempt) = self.working(id).filter(|attempt| !attempt.is_started) else { return };
        attempt.start(now);
        let (until, state) = (attempt.patience_ends(), attempt.visit.state);
        self.set_alarm(id, until);
        let machine = Arc::clone(&self.machine);
        if let StateKind::Task(task) = &machine.state(state).kind {
            self.happens(id, task_events::started(&task.resource, worker_name));
        }
    }

    pub(super) fn task_submitted(&mut self, id: StrandId, output: &Payload) {
        let machine = Arc::clone(&self.machine);
        let Some(attempt) = self.working(id).filter(|attempt| !attempt.is_submitted) else {
            return;
        };
        let state = attempt.visit.state;
        let StateKind::Task(task) = &machine.state(state).kind else { return };
        if task.resource.pattern() == IntegrationPattern::RequestResponse {
            return;
        }
        attempt.is_submitted = true;
        let output = Arc::clone(output.text());
        let resource = Arc::clone(&task.resource);
        self.happens(id, EventDetails::TaskSubmitted { resource, output });
    }

    pub(super) fn task_beats(&mut self, id: StrandId) {
        let now = self.now;
        let Some(attempt) = self.working(id).filter(|attempt| attempt.is_started) else { return };
        attempt.beat(now);
        let until = attempt.patience_ends();
        self.set_alarm(id, until);
    }

    /// Takes the answer of a task.
    pub(super) fn task_answered(&mut self, id: StrandId, result: Result<Payload, TaskFailure>) {
        if let Some(transfer) = self.take_transfer(id) {
            return self.transferred(id, transfer, result);
        }
        self.task_taken(id, None);
        if let Ok(result) = &result {
            self.task_submitted(id, result);
        }
        let Some(attempt) = self.take_attempt(id) else { return };
        let machine = Arc::clone(&self.machine);
        let state = machine.state(attempt.visit.state);
        let StateKind::Task(task) = &state.kind else { return };
        let result = result.map_err(Failure::from);
        match result.and_then(|result| task.within_limit(result)) {
            Ok(result) => self.task_succeeded(id, state, task, result, attempt.visit),
            Err(failure) => {
                self.happens(id, task_events::failed(&task.resource, &failure));
                self.state_failed(id, attempt.visit, failure);
            }
        }
    }

    pub(super) fn task_timed_out(&mut self, id: StrandId, attempt: Attempt) {
        self.tasks.remove(&attempt.task);
        let machine = Arc::clone(&self.machine);
        let StateKind::Task(task) = &machine.state(attempt.visit.state).kind else { return };
        let failure = if attempt.deadline.is_some_and(|deadline| self.now >= deadline) {
            Failure::timeout()
        } else {
            Failure::heartbeat_timeout()
        };
        self.happens(id, task_events::timed_out(&task.resource, &failure));
        self.state_failed(id, attempt.visit, failure);
    }

    fn task_succeeded(
        &mut self,
        id: StrandId,
        state: &State,
        task: &TaskState,
        result: Payload,
        visit: Visit,
    ) {
        self.happens(id, task_events::succeeded(&task.resource, &result));
        self.leave_with_result(id, state, &task.data_flow, visit, result, task.transition);
    }
}

/// Whether somebody names an attempt of a task by a token.
fn has_token(resource: &TaskResource) -> bool {
    matches!(resource, TaskResource::Activity { .. })
        || resource.pattern() != IntegrationPattern::RequestResponse
}

/// What returned a result, as `States.DataLimitExceeded` names it: the service of an integration,
/// the ARN of a function.
fn result_source(resource: &TaskResource) -> String {
    match resource {
        TaskResource::LambdaFunction { arn } | TaskResource::Activity { arn } => arn.clone(),
        _ => resource.history_resource_type(),
    }
}

impl TaskState {
    /// The result of the task, if AWS would carry it.
    pub(crate) fn within_limit(&self, result: Payload) -> Result<Payload, Failure> {
        if result.is_within_limit() {
            return Ok(result);
        }
        Err(Failure::data_limit(&result_source(&self.resource)))
    }
}

impl Evaluation<'_> {
    /// What a task is asked for, of an input that is behind the `InputPath` of its state.
    pub(crate) fn asked(&mut self, task: &TaskState, input: &Payload) -> Result<Asked, Problem> {
        Ok(Asked {
            timeout: seconds(self, task.timeout.as_ref(), "TimeoutSeconds", input)?,
            heartbeat: seconds(self, task.heartbeat.as_ref(), "HeartbeatSeconds", input)?,
            parameters: self.parameters(&task.data_flow, input)?,
            credentials_role_arn: role(self, task, input)?,
        })
    }
}

/// The role that `Credentials` names.
fn role(
    evaluation: &mut Evaluation<'_>,
    task: &TaskState,
    input: &Payload,
) -> Result<Option<Arc<str>>, Problem> {
    let Some(template) = &task.credentials else { return Ok(None) };
    let credentials = evaluation.template(template, input)?;
    match credentials.get("RoleArn").and_then(Value::as_str) {
        Some(role_arn) => Ok(Some(Arc::from(role_arn))),
        // The words are not the service's.
        None => Err("The RoleArn of Credentials must be a string.".to_owned().into()),
    }
}

/// A number of seconds, written, looked up or computed.
fn seconds(
    evaluation: &mut Evaluation<'_>,
    seconds: Option<&Seconds>,
    field: &str,
    input: &Payload,
) -> Result<Option<u64>, Problem> {
    match seconds {
        Some(Seconds::Query(template)) => {
            // What the service says of such a number is not recorded.
            let value = evaluation.query_as(template, "number")?;
            match value.as_i64().map(u64::try_from) {
                Some(Ok(seconds)) if seconds <= MOST_SECONDS => Ok(Some(seconds)),
                Some(_) => Err(template.unusable(format!(
                    "{field} must be between 0 and {MOST_SECONDS} but was: {value}"
                ))),
                None => Err(template.unusable(format!(
                    "The {field} field cannot be parsed as an integer: {value}"
                ))),
            }
            .map_err(Problem::from)
        }
        None => Ok(None),
        Some(Seconds::Literal(seconds)) => Ok(Some(*seconds)),
        Some(Seconds::Path(path)) => {
            let value = evaluation.invalid_path(path, input)?;
            match value.as_u64().filter(|seconds| *seconds > 0) {
                Some(seconds) => Ok(Some(seconds)),
                None => Err(format!(
                    "The value of '{path}' must be a positive integer but was: {value}"
                )
                .into()),
            }
        }
    }
}
