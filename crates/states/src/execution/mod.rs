//! Executions: state machines that run, as values that are polled with the time.
//!
//! Owns what happens in which order. Refuses to know clocks, threads and what a task does: whoever
//! drives an execution performs its tasks and tells it the time.
//!
//! An execution is a tree of strands, each a line of states that are run one after the other. A
//! Parallel or Map state forks its strand and joins what it forked; the strands take turns, a step
//! each, so neither the depth of a definition nor the number of items makes the stack grow.

mod aborting;
mod agenda;
mod batching;
mod branching;
mod children;
mod choosing;
mod condition;
mod context;
mod context_object;
mod data_flow;
mod distributing;
mod exit;
mod exporting;
mod failing;
mod failure;
mod fork;
mod handling;
mod items;
mod joining;
mod journal;
mod map_run;
mod mapping;
mod outcome;
mod passing;
mod polled;
mod position;
mod problem;
mod progress;
mod redriving;
mod results;
mod retrying;
mod stopped;
mod stored;
mod strand;
mod task;
mod task_events;
mod tasking;
mod transferring;
mod variables;
mod visit;
mod waiting;

pub use context::{ExecutionContext, WorkflowType};
pub(crate) use context_object::{ContextObject, map_item};
pub(crate) use data_flow::{Evaluation, StatesVariable, within_limit};
pub(crate) use exit::Exit;
pub(crate) use failure::Failure;
pub use outcome::{Outcome, Poll};
pub use polled::Execution;
pub(crate) use problem::Problem;
pub use redriving::RedriveError;
pub(crate) use retrying::delay_seconds;
pub use task::{RequestPurpose, TaskFailure, TaskId, TaskRequest};
pub(crate) use variables::Variables;
