//! What calls are made for, and those that are under way.

use std::sync::Arc;

use firedrill_api::{Operation, Value};
use firedrill_states::TaskId;
use firedrill_states::integration::{Completion, JobCall, ServiceCall};
use firedrill_states::mock::MockedAnswer;
use tokio::task::{JoinError, JoinSet};

use crate::call::{CallError, CallReply};
use crate::endpoint::Endpoint;
use crate::watch::WatchedJob;

/// How many calls are under way at the most: a Map state may ask for thousands at once, and each
/// takes a connection.
const CONCURRENT_CALLS: usize = 64;

/// What a call is made for.
#[derive(Debug)]
pub(crate) enum Calling {
    /// A task begins; `callback` is what is returned for its token.
    Task { id: TaskId, state: Arc<str>, call: Box<ServiceCall>, callback: Option<MockedAnswer> },
    /// A job is looked at.
    Look(WatchedJob),
    /// The job of an aborted task is stopped.
    Stop { state: Arc<str>, call: JobCall },
}

impl Calling {
    fn asked(&self) -> (&'static Operation, &Value) {
        match self {
            Self::Task { call, .. } => (call.operation, &call.input),
            Self::Look(WatchedJob { job, .. }) => (job.look().operation, &job.look().input),
            Self::Stop { call, .. } => (call.operation, &call.input),
        }
    }

    /// Whether there is a job, or will be, that has to be stopped if nobody waits for it.
    fn is_of_job(&self) -> bool {
        match self {
            Self::Task { call, .. } => matches!(call.completion, Completion::Job(_)),
            Self::Look(_) | Self::Stop { .. } => true,
        }
    }
}

/// A call that is over, with what came of it.
pub(crate) type Called = (Calling, Result<CallReply, CallError>);

/// The calls that are under way.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    under_way: JoinSet<Called>,
    of_jobs: usize,
}

impl Calls {
    /// Whether one more call can be begun.
    pub(crate) fn has_room(&self) -> bool {
        self.under_way.len() < CONCURRENT_CALLS
    }

    /// Whether one more job can be stopped, which need not wait for calls that begin tasks.
    pub(crate) fn has_room_for_jobs(&self) -> bool {
        self.of_jobs < CONCURRENT_CALLS
    }

    /// Whether a call is under way that a job depends on.
    pub(crate) fn are_of_jobs(&self) -> bool {
        self.of_jobs > 0
    }

    pub(crate) fn begin(&mut self, endpoint: &Endpoint, calling: Calling) {
        let endpoint = endpoint.clone();
        self.of_jobs += usize::from(calling.is_of_job());
        self.under_way.spawn(async move {
            let (operation, input) = calling.asked();
            let reply = endpoint.call(operation, input).await;
            (calling, reply)
        });
    }

    /// The next call that is over; it takes for ever if there is none.
    pub(crate) async fn next(&mut self) -> Called {
        match self.under_way.join_next().await {
            Some(called) => {
                let called = called.unwrap_or_else(|error| go_on_panicking(error));
                self.of_jobs -= usize::from(called.0.is_of_job());
                called
            }
            None => std::future::pending().await,
        }
    }
}

/// A panic in a call is a bug like any other. A call is never cancelled while it is waited for.
fn go_on_panicking(error: JoinError) -> ! {
    std::panic::resume_unwind(error.into_panic())
}
