//! Executions: state machines that run, as values that are polled with the time.
//!
//! Owns what happens in which order. Refuses to know clocks, threads and what a task does: whoever
//! drives an execution performs its tasks and tells it the time.

mod context;
mod outcome;
mod polled;
mod task;

pub use context::{ExecutionContext, WorkflowType};
pub use outcome::{Outcome, Poll};
pub use polled::Execution;
pub use task::{TaskFailure, TaskId, TaskRequest};
