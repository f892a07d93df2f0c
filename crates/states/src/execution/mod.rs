//! Executions: state machines that run, as values that are polled with the time.
//!
//! Owns what happens in which order. Refuses to know clocks, threads and what a task does: whoever
//! drives an execution performs its tasks and tells it the time.

mod condition;
mod context;
mod context_object;
mod data_flow;
mod failure;
mod outcome;
mod polled;
mod position;
mod progress;
mod retrying;
mod task;
mod tasking;
mod visit;

pub use context::{ExecutionContext, WorkflowType};
pub(crate) use context_object::ContextObject;
pub use outcome::{Outcome, Poll};
pub use polled::Execution;
pub use task::{TaskFailure, TaskId, TaskRequest};
