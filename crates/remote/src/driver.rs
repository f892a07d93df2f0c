//! Driving an execution in real time, its tasks performed on an endpoint.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use firedrill_api::Value;
use firedrill_states::integration::{
    CallRefusal, Completion, ServiceCall, ServiceCallError, UncallableTaskError,
};
use firedrill_states::mock::{MockedAnswer, MockedAnswers, MockedTasks, NoMockError};
use firedrill_states::{Execution, NotModelled, Outcome, Payload, Poll, TaskId, TaskRequest};
use jiff::Timestamp;
use miette::Diagnostic;
use thiserror::Error;
use tokio::task::{JoinError, JoinSet};

use crate::call::{CallError, CallReply};
use crate::endpoint::Endpoint;
use crate::watch::{Watch, WatchedJob};

/// How many calls are under way at the most: a Map state may ask for thousands at once, and each
/// takes a connection.
const CONCURRENT_CALLS: usize = 64;

/// What AWS SDK for Java writes for the id of an answer that has none.
const NO_REQUEST_ID: &str = "null";

/// Why an execution could not be driven to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum EndpointDriverError {
    /// It reached a part of the language that is not modelled.
    #[error(transparent)]
    #[diagnostic(code(firedrill::states::not_modelled))]
    NotModelled(#[from] NotModelled),
    /// It asked for a task that is not one call of a service.
    #[error("state `{state}` cannot be performed on an endpoint: {reason}")]
    #[diagnostic(
        code(firedrill::remote::not_performable),
        help("`{resource}` can be answered by mocks")
    )]
    NotPerformable {
        /// The state.
        state: Arc<str>,
        /// Its resource.
        resource: String,
        /// Why.
        reason: Box<UncallableTaskError>,
    },
    /// It asked for a task that ends when somebody returns its token, which nobody can here.
    #[error("nobody could return the task token of state `{state}`")]
    #[diagnostic(
        code(firedrill::remote::no_callback),
        help("a mock of the state (`--mocks`) answers for whoever returns it")
    )]
    NoCallback {
        /// The state.
        state: Arc<str>,
    },
    /// It made an attempt of a mocked task for which nothing was written down.
    #[error(transparent)]
    #[diagnostic(transparent)]
    NoMock(#[from] NoMockError),
    /// A call that no service answered.
    #[error("the task of state `{state}` was not performed: {error}")]
    #[diagnostic(
        code(firedrill::remote::call),
        help("this is no failure of the task: no Retry and no Catch sees it")
    )]
    Call {
        /// The state.
        state: Arc<str>,
        /// What went wrong.
        error: Box<CallError>,
    },
}

/// Performs the tasks of an execution on an endpoint, in real time.
///
/// Tasks are performed side by side. Calls that are still under way when the execution ends are
/// dropped; whether the endpoint performs them then is its own affair. A job that a `.sync` task
/// waits for is looked at now and then, for as long as the task waits; nothing stops it.
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
    calls: JoinSet<(Calling, Result<CallReply, CallError>)>,
}

/// What a call is made for.
#[derive(Debug)]
enum Calling {
    /// A task begins; `callback` is what is returned for its token.
    Task { id: TaskId, state: Arc<str>, call: Box<ServiceCall>, callback: Option<MockedAnswer> },
    /// A job is looked at.
    Job(WatchedJob),
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
            calls: JoinSet::new(),
        }
    }

    /// The same with mocks for the states that they name.
    #[must_use]
    pub fn with_mocks(self, answers: &'a MockedAnswers) -> Self {
        Self { mocks: Some(MockedTasks::new(answers)), ..self }
    }

    /// Drives an execution to its end.
    ///
    /// # Errors
    /// [`EndpointDriverError`] if it asks for what cannot be performed, or if an endpoint does not
    /// answer as a service does; the execution stays where it was then.
    pub async fn run(mut self, execution: &mut Execution) -> Result<Outcome, EndpointDriverError> {
        loop {
            let now = self.endpoint.clock().now();
            let wake_at = match execution.poll(now) {
                Poll::Done(outcome) => return Ok(outcome),
                Poll::NotModelled(not_modelled) => return Err(not_modelled.into()),
                Poll::Pending { tasks, wake_at } => {
                    self.line_up(tasks)?;
                    wake_at
                }
            };
            if self.begin_tasks(execution, now)? {
                continue;
            }
            self.begin_looks(execution, now);
            let next_look = self.watch.next_look().filter(|_| self.has_room());
            let wake_at = wake_at.into_iter().chain(next_look).min();
            if let Some((calling, reply)) = self.next_reply(now, wake_at).await {
                self.take(execution, calling, reply)?;
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

    fn has_room(&self) -> bool {
        self.calls.len() < CONCURRENT_CALLS
    }

    fn begin_call(&mut self, calling: Calling) {
        let endpoint = self.endpoint.clone();
        self.calls.spawn(async move {
            let (operation, input) = match &calling {
                Calling::Task { call, .. } => (call.operation, &call.input),
                Calling::Job(WatchedJob { job, .. }) => (job.operation(), job.input()),
            };
            let reply = endpoint.call(operation, input).await;
            (calling, reply)
        });
    }

    /// Begins the tasks that there is room for; says whether one of them is over already.
    fn begin_tasks(
        &mut self,
        execution: &mut Execution,
        now: Timestamp,
    ) -> Result<bool, EndpointDriverError> {
        let mut answered = false;
        while self.has_room() {
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
        while self.has_room() {
            let Some(watched) = self.watch.take_due(now) else { break };
            if execution.awaits(watched.task, now) {
                self.begin_call(Calling::Job(watched));
            }
        }
    }

    /// The next reply; none if there is something to do before.
    async fn next_reply(
        &mut self,
        now: Timestamp,
        wake_at: Option<Timestamp>,
    ) -> Option<(Calling, Result<CallReply, CallError>)> {
        let reply = async {
            match self.calls.join_next().await {
                Some(reply) => reply.unwrap_or_else(|error| go_on_panicking(error)),
                None => std::future::pending().await,
            }
        };
        match wake_at {
            None => Some(reply.await),
            Some(wake_at) => {
                let wait = Duration::try_from(wake_at.duration_since(now)).unwrap_or_default();
                tokio::time::timeout(wait, reply).await.ok()
            }
        }
    }

    /// Takes the reply to a call. Nobody waits for what comes too late, and be it an error.
    fn take(
        &mut self,
        execution: &mut Execution,
        calling: Calling,
        reply: Result<CallReply, CallError>,
    ) -> Result<(), EndpointDriverError> {
        let now = self.endpoint.clock().now();
        let (Calling::Task { id, state, .. } | Calling::Job(WatchedJob { task: id, state, .. })) =
            &calling;
        let id = *id;
        if !execution.awaits(id, now) {
            return Ok(());
        }
        let reply = reply.map_err(|error| EndpointDriverError::Call {
            state: Arc::clone(state),
            error: Box::new(error),
        })?;
        let (request_id, answered) = in_words_of_a_service(&reply);
        match calling {
            Calling::Task { state, call, callback, .. } => {
                let answer = call.answer(request_id, answered).map(Payload::from);
                let (Ok(submitted), Ok(output)) = (&answer, answered) else {
                    execution.complete_task(id, answer, now);
                    return Ok(());
                };
                match (call.completion, callback) {
                    (Completion::Answer, _) => execution.complete_task(id, answer, now),
                    (Completion::Job(kind), _) => {
                        execution.submit_task(id, submitted, now);
                        match call.job(kind, output) {
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
            Calling::Job(watched) => match watched.job.seen(request_id, answered) {
                Some(end) => execution.complete_task(id, end.map(Payload::from), now),
                None => self.watch.add(watched, now),
            },
        }
        Ok(())
    }
}

/// A reply as the integrations take it: the id of the request, and output or refusal.
fn in_words_of_a_service(reply: &CallReply) -> (&str, Result<&Value, CallRefusal<'_>>) {
    let request_id = reply.request_id.as_deref().unwrap_or(NO_REQUEST_ID);
    let answered = reply.result.as_ref().map_err(|fault| CallRefusal {
        code: &fault.code,
        message: &fault.message,
        status: fault.status,
    });
    (request_id, answered)
}

/// A panic in a call is a bug like any other. A call is never cancelled while it is waited for.
fn go_on_panicking(error: JoinError) -> ! {
    std::panic::resume_unwind(error.into_panic())
}
