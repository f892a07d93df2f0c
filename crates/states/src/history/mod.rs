//! The history of an execution: the events of GetExecutionHistory, and of the logs of an Express
//! workflow.
//!
//! Owns their types, numbers and details. Refuses to know when an event happens.

mod details;
mod event;
mod log_event;

pub use details::EventDetails;
pub use event::{EventId, HistoryEvent};
pub use log_event::{LogEvent, LogLevel};
