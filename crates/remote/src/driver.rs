//! Driving an execution in real time, its tasks performed on an endpoint.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use firedrill_states::integration::{
    CallRefusal, ServiceCall, ServiceCallError, UncallableTaskError,
};
use firedrill_states::{
    Execution, NotModelled, Outcome, Payload, Poll, TaskFailure, TaskId, TaskRequest,
};
use jiff::Timestamp;
use miette::Diagnostic;
use thiserror::Error;
use tokio::task::{JoinError, JoinSet};

use crate::call::CallError;
use crate::endpoint::Endpoint;

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

/// What a task is answered with.
type TaskAnswer = Result<Payload, TaskFailure>;

/// Performs the tasks of an execution on an endpoint, in real time.
///
/// Tasks are performed side by side. Calls that are still under way when the execution ends are
/// dropped; whether the endpoint performs them then is its own affair.
#[derive(Debug)]
pub struct EndpointDriver {
    endpoint: Endpoint,
    waiting: VecDeque<TaskRequest>,
    calls: JoinSet<(TaskId, Result<TaskAnswer, EndpointDriverError>)>,
}

impl EndpointDriver {
    /// A driver that has performed nothing yet.
    #[must_use]
    pub fn new(endpoint: Endpoint) -> Self {
        Self { endpoint, waiting: VecDeque::new(), calls: JoinSet::new() }
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
                    self.waiting.extend(tasks);
                    wake_at
                }
            };
            self.begin_calls(execution, now)?;
            if let Some((task, performed)) = self.next_answer(now, wake_at).await {
                let now = self.endpoint.clock().now();
                // Nobody waits for what comes too late, and be it an error.
                if execution.awaits(task, now) {
                    execution.complete_task(task, performed?, now);
                }
            }
        }
    }

    /// Begins the calls that there is room for.
    fn begin_calls(
        &mut self,
        execution: &mut Execution,
        now: Timestamp,
    ) -> Result<(), EndpointDriverError> {
        while self.calls.len() < CONCURRENT_CALLS {
            let Some(request) = self.waiting.pop_front() else { break };
            if !execution.awaits(request.id, now) {
                continue;
            }
            match ServiceCall::of(&request, execution.context()) {
                Ok(call) => {
                    let performing = perform(self.endpoint.clone(), request, call);
                    self.calls.spawn(performing);
                }
                Err(ServiceCallError::Failed(failure)) => {
                    let answered = std::future::ready((request.id, Ok(Err(failure))));
                    self.calls.spawn(answered);
                }
                Err(ServiceCallError::Uncallable(reason)) => {
                    return Err(EndpointDriverError::NotPerformable {
                        state: request.state,
                        resource: request.resource.to_string(),
                        reason: Box::new(reason),
                    });
                }
            }
        }
        Ok(())
    }

    /// The next answer; none if the execution has to be woken before.
    async fn next_answer(
        &mut self,
        now: Timestamp,
        wake_at: Option<Timestamp>,
    ) -> Option<(TaskId, Result<TaskAnswer, EndpointDriverError>)> {
        let answer = async {
            match self.calls.join_next().await {
                Some(answer) => answer.unwrap_or_else(|error| go_on_panicking(error)),
                None => std::future::pending().await,
            }
        };
        match wake_at {
            None => Some(answer.await),
            Some(wake_at) => {
                let wait = Duration::try_from(wake_at.duration_since(now)).unwrap_or_default();
                tokio::time::timeout(wait, answer).await.ok()
            }
        }
    }
}

async fn perform(
    endpoint: Endpoint,
    request: TaskRequest,
    call: ServiceCall,
) -> (TaskId, Result<TaskAnswer, EndpointDriverError>) {
    let answer = match endpoint.call(call.operation, &call.input).await {
        Ok(reply) => {
            let request_id = reply.request_id.as_deref().unwrap_or(NO_REQUEST_ID);
            let answered = reply.result.as_ref().map_err(|fault| CallRefusal {
                code: &fault.code,
                message: &fault.message,
                status: fault.status,
            });
            Ok(call.answer(request_id, answered).map(Payload::from))
        }
        Err(error) => {
            Err(EndpointDriverError::Call { state: request.state, error: Box::new(error) })
        }
    };
    (request.id, answer)
}

/// A panic in a call is a bug like any other. A call is never cancelled while it is waited for.
fn go_on_panicking(error: JoinError) -> ! {
    std::panic::resume_unwind(error.into_panic())
}
