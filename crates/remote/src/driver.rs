//! Driving an execution in real time, its tasks performed on an endpoint.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use firedrill_api::Value;
use firedrill_states::integration::{
    CallRefusal, Completion, Job, JobCall, ServiceCall, ServiceCallError,
};
use firedrill_states::mock::{MockedAnswer, MockedAnswers, MockedTasks, NoMockError};
use firedrill_states::{Execution, ExecutionContext, Outcome, Payload, Poll, TaskId, TaskRequest};
use jiff::Timestamp;

use crate::call::CallReply;
use crate::calling::{Called, Calling, Calls};
use crate::driver_error::EndpointDriverError;
use crate::endpoint::Endpoint;
use crate::job_stop::JobStop;
use crate::watch::{Watch, WatchedJob};

/// How many pages of objects are listed for a Map state at the most; Amazon S3 puts a thousand
/// objects on each.
const LISTED_PAGES: usize = 200;

/// What AWS SDK for Java writes for the id of an answer that has none.
const NO_REQUEST_ID: &str = "null";

/// Performs the tasks of an execution on an endpoint, in real time.
///
/// Tasks are performed side by side. Calls that are still under way when the execution ends are
/// dropped; whether the endpoint performs them then is its own affair. A job that a `.sync` task
/// waits for is looked at now and then, for as long as the task waits. If the task is aborted, by a
/// time-out, a failure beside it or the end of the execution, one call asks the job to stop, as Step
/// Functions makes one effort; [`Self::stops`] says what came of it. A run that ends with an error
/// aborts nothing, and its jobs go on.
///
/// The items of a distributed Map state are read from Amazon S3 on the endpoint, and its results
/// written there, as its tasks are performed: what S3 refuses fails the state.
///
/// The tasks of states that mocks name are answered by the mocks, without a call; but what waits
/// for a task token is called, and the mock answers for whoever returns the token.
#[derive(Debug)]
pub struct EndpointDriver<'a> {
    endpoint: Endpoint,
    mocks: Option<MockedTasks<'a>>,
    /// What was asked for and is not begun, with the mock's answer where one is named.
    waiting: VecDeque<(TaskRequest, Option<MockedAnswer>)>,
    watch: Watch,
    /// The jobs that are to be stopped, by the states of their tasks.
    stopping: VecDeque<(Arc<str>, JobCall)>,
    stops: Vec<JobStop>,
    calls: Calls,
}

impl<'a> EndpointDriver<'a> {
    /// A driver that has performed nothing yet.
    #[must_use]
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            mocks: None,
            waiting: VecDeque::new(),
            watch: Watch::default(),
            stopping: VecDeque::new(),
            stops: Vec::new(),
            calls: Calls::default(),
        }
    }

    /// The same with mocks for the states that they name.
    #[must_use]
    pub fn with_mocks(self, answers: &'a MockedAnswers) -> Self {
        Self { mocks: Some(MockedTasks::new(answers)), ..self }
    }

    /// The jobs that were asked to stop, in the order in which their services answered.
    #[must_use]
    pub fn stops(&self) -> &[JobStop] {
        &self.stops
    }

    /// Drives an execution to its end, and the jobs of its aborted tasks.
    ///
    /// An execution that is redriven afterwards is driven on by the same driver: its mocked
    /// attempts are counted on.
    ///
    /// # Errors
    /// [`EndpointDriverError`] if it asks for what cannot be performed, or if an endpoint does not
    /// answer as a service does; the execution stays where it was then.
    pub async fn run(&mut self, execution: &mut Execution) -> Result<Outcome, EndpointDriverError> {
        loop {
            let now = self.endpoint.clock().now();
            let wake_at = match execution.poll(now) {
                Poll::Done(outcome) => {
                    self.end(execution).await?;
                    return Ok(outcome);
                }
                Poll::NotModelled(not_modelled) => return Err(not_modelled.into()),
                Poll::Pending { tasks, wake_at } => {
                    self.line_up(tasks)?;
                    wake_at
                }
            };
            self.stop_abandoned(execution, now);
            if self.begin_tasks(execution, now)? {
                continue;
            }
            self.begin_looks(execution, now);
            let next_look = self.watch.next_look().filter(|_| self.calls.has_room());
            let wake_at = wake_at.into_iter().chain(next_look).min();
            if let Some(called) = self.next_called(now, wake_at).await {
                self.take(execution, called)?;
            }
        }
    }

    /// Lets tasks wait for their turn. Attempts count from when they are asked for.
    fn line_up(&mut self, tasks: Vec<TaskRequest>) -> Result<(), NoMockError> {
        for task in tasks {
            let mocked = match &mut self.mocks {
                Some(mocks) if mocks.name(&task) => Some(mocks.next(&task)?),
                _ => None,
            };
            self.waiting.push_back((task, mocked));
        }
        Ok(())
    }

    fn begin_call(&mut self, calling: Calling) {
        self.calls.begin(&self.endpoint, calling);
    }

    /// Begins the tasks that there is room for; says whether one of them is over already.
    fn begin_tasks(
        &mut self,
        execution: &mut Execution,
        now: Timestamp,
    ) -> Result<bool, EndpointDriverError> {
        let mut answered = false;
        while self.calls.has_room() {
            let Some((request, mocked)) = self.waiting.pop_front() else { break };
            if !execution.awaits(request.id, now) {
                continue;
            }
            let id = request.id;
            let call = ServiceCall::of(&request, execution.context());
            match (call, mocked) {
                (Ok(call), callback) if call.completion == Completion::TaskToken => {
                    let state = request.state;
                    if callback.is_none() {
                        return Err(EndpointDriverError::NoCallback { state });
                    }
                    self.begin_call(Calling::Task { id, state, call: Box::new(call), callback });
                }
                (_, Some(answer)) => answered |= answer.give(execution, id, now),
                (Ok(call), None) => {
                    let (state, call) = (request.state, Box::new(call));
                    self.begin_call(Calling::Task { id, state, call, callback: None });
                }
                (Err(ServiceCallError::Failed(failure)), None) => {
                    execution.complete_task(id, Err(failure), now);
                    answered = true;
                }
                (Err(ServiceCallError::Uncallable(reason)), None) => {
                    return Err(EndpointDriverError::NotPerformable {
                        state: request.state,
                        resource: request.resource.to_string(),
                        reason: Box::new(reason),
                    });
                }
            }
        }
        Ok(answered)
    }

    /// Looks at the jobs for which it is time, as far as there is room.
    fn begin_looks(&mut self, execution: &Execution, now: Timestamp) {
        while self.calls.has_room() {
            let Some(watched) = self.watch.take_due(now) else { break };
            if execution.awaits(watched.task, now) {
                self.begin_call(Calling::Look(watched));
            }
        }
    }

    /// Stops the jobs whose tasks have been aborted, as far as there is room.
    fn stop_abandoned(&mut self, execution: &Execution, now: Timestamp) {
        for watched in self.watch.take_abandoned(|task| execution.awaits(task, now)) {
            self.stop(watched.state, &watched.job);
        }
        while self.calls.has_room_for_jobs() {
            let Some((state, call)) = self.stopping.pop_front() else { break };
            self.begin_call(Calling::Stop { state, call });
        }
    }

    fn stop(&mut self, state: Arc<str>, job: &Job) {
        self.stopping.push_back((state, job.stop().clone()));
    }

    /// Stops what an execution that has ended leaves behind, and drops every other call.
    async fn end(&mut self, execution: &mut Execution) -> Result<(), EndpointDriverError> {
        self.waiting.clear();
        loop {
            self.stop_abandoned(execution, self.endpoint.clock().now());
            if !self.calls.are_of_jobs() {
                break;
            }
            let called = self.calls.next().await;
            self.take(execution, called)?;
        }
        self.calls = Calls::default();
        Ok(())
    }

    /// The next call that is over; none if there is something to do before.
    async fn next_called(&mut self, now: Timestamp, wake_at: Option<Timestamp>) -> Option<Called> {
        let called = self.calls.next();
        match wake_at {
            None => Some(called.await),
            Some(wake_at) => {
                let wait = Duration::try_from(wake_at.duration_since(now)).unwrap_or_default();
                tokio::time::timeout(wait, called).await.ok()
            }
        }
    }

    /// Takes what came of a call.
    fn take(
        &mut self,
        execution: &mut Execution,
        (calling, reply): Called,
    ) -> Result<(), EndpointDriverError> {
        let now = self.endpoint.clock().now();
        let (id, state) = match &calling {
            Calling::Task { id, state, .. } => (*id, state),
            Calling::Look(WatchedJob { task, state, .. }) => (*task, state),
            Calling::Stop { state, call } => {
                self.stops.push(JobStop::by(Arc::clone(state), call, reply));
                return Ok(());
            }
        };
        if !execution.awaits(id, now) {
            self.take_too_late(execution.context(), calling, reply.as_ref().ok());
            return Ok(());
        }
        let reply = reply.map_err(|error| EndpointDriverError::Call {
            state: Arc::clone(state),
            error: Box::new(error),
        })?;
        let (request_id, answered) = in_words_of_a_service(&reply);
        match calling {
            Calling::Task { state, mut call, callback, .. } => {
                if answered.is_ok_and(|output| call.turn_page(output)) {
                    return self.list_on(id, state, call);
                }
                let answer = call.answer(request_id, answered);
                let (Ok(submitted), Ok(output)) = (&answer, answered) else {
                    execution.complete_task(id, answer, now);
                    return Ok(());
                };
                match (call.completion, callback) {
                    (Completion::Answer, _) => execution.complete_task(id, answer, now),
                    (Completion::Job(kind), _) => {
                        execution.submit_task(id, submitted, now);
                        match call.job(kind, output, execution.context()) {
                            Ok(job) => self.watch.add(WatchedJob { task: id, state, job }, now),
                            Err(failure) => execution.complete_task(id, Err(failure), now),
                        }
                    }
                    (Completion::TaskToken, callback) => {
                        execution.submit_task(id, submitted, now);
                        if let Some(callback) = callback {
                            callback.give(execution, id, now);
                        }
                    }
                }
            }
            Calling::Look(watched) => match watched.job.seen(request_id, answered) {
                Some(end) => execution.complete_task(id, end.map(Payload::from), now),
                None => self.watch.add(watched, now),
            },
            Calling::Stop { .. } => {}
        }
        Ok(())
    }

    /// Lists the items of a Map state on from where a page ended.
    fn list_on(
        &mut self,
        id: TaskId,
        state: Arc<str>,
        call: Box<ServiceCall>,
    ) -> Result<(), EndpointDriverError> {
        if call.pages_before() >= LISTED_PAGES {
            return Err(EndpointDriverError::LongList { state, limit: LISTED_PAGES });
        }
        self.begin_call(Calling::Task { id, state, call, callback: None });
        Ok(())
    }

    /// Takes what comes too late: nobody waits for it, and be it an error, but a job that is not
    /// known to be over is stopped.
    fn take_too_late(
        &mut self,
        context: &ExecutionContext,
        calling: Calling,
        reply: Option<&CallReply>,
    ) {
        let output = reply.and_then(|reply| reply.result.as_ref().ok());
        match (calling, output) {
            (Calling::Task { state, call, .. }, Some(output)) => {
                if let Completion::Job(kind) = call.completion
                    && let Ok(job) = call.job(kind, output, context)
                {
                    self.stop(state, &job);
                }
            }
            (Calling::Look(WatchedJob { state, job, .. }), output) => {
                if output.is_none_or(|output| job.seen(NO_REQUEST_ID, Ok(output)).is_none()) {
                    self.stop(state, &job);
                }
            }
            (Calling::Task { .. } | Calling::Stop { .. }, _) => {}
        }
    }
}

/// A reply as the integrations take it: the id of the request, and output or refusal.
fn in_words_of_a_service(reply: &CallReply) -> (&str, Result<&Value, CallRefusal<'_>>) {
    let request_id = reply.request_id.as_deref().unwrap_or(NO_REQUEST_ID);
    let answered = reply.result.as_ref().map_err(|fault| CallRefusal {
        code: &fault.code,
        message: &fault.message,
        status: fault.status,
        extended_request_id: reply.extended_request_id.as_deref(),
    });
    (request_id, answered)
}
