//! The tasks of an execution: what it asks its driver to do, and what the driver answers.

use std::fmt;
use std::sync::Arc;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::resource::TaskResource;

/// Names one attempt of one task within its execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub u64);

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task-{}", self.0)
    }
}

/// A task that an execution asks its driver to perform, handed out once by `poll`.
///
/// The driver answers with `complete_task`; an answer after the task timed out is ignored, as AWS
/// ignores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskRequest {
    /// The name to answer with.
    pub id: TaskId,
    /// What is done with the answer.
    pub purpose: RequestPurpose,
    /// The state that asks.
    pub state: Arc<str>,
    /// What to call.
    pub resource: Arc<TaskResource>,
    /// The parameters as the state made them: for integrations in the spelling of Step Functions
    /// (`Cluster`, `TaskArn`), for Lambda functions and activities the whole input.
    pub parameters: Payload,
    /// The token that SendTaskSuccess and its like name this attempt with; only activities and
    /// integrations that are waited for have one.
    pub token: Option<String>,
    /// The role to assume for the task, where the state has `Credentials`.
    pub credentials_role_arn: Option<String>,
    /// How many attempts of this visit of the state came before.
    pub retry_count: u32,
    /// How long the state waits for the answer; none if it waits for ever. For an activity it
    /// counts from the moment at which a worker takes the task, else from the request.
    pub timeout: Option<SignedDuration>,
    /// How long the state waits for a heartbeat, counted in the same way and from each heartbeat.
    pub heartbeat: Option<SignedDuration>,
    /// The id of the event in the history from which the request follows: that which scheduled it,
    /// or for a child execution of a Map Run the one that started the run.
    pub scheduled_event_id: u64,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RequestPurpose {
    /// The task of a Task state; the answer is its result.
    Task,
    /// The items of a distributed Map state, which its `ItemReader` reads from S3. The answer to
    /// `s3:getObject` is the text of the object, that to `s3:listObjectsV2` its response or the
    /// list of `Contents`; an array is taken for the items themselves.
    ItemReader,
    /// A manifest, by which is tried whether the results can be written, before the Map Run starts.
    /// What it holds does not matter; a failure ends the execution.
    ResultWriterTrial,
    /// The results of a distributed Map state, which its `ResultWriter` writes to S3: one request
    /// an object, with its whole text as `Body`. The answer says no more than that it is written.
    ResultWriter,
}

/// How a task failed, in the names that Retry and Catch match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFailure {
    /// The error name, such as `Ecs.InvalidParameterException`; SendTaskFailure may leave it out.
    pub error: Option<String>,
    /// The cause; a time-out has none.
    pub cause: Option<String>,
}
