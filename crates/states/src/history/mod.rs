//! The history of an execution: the events of GetExecutionHistory.
//!
//! Owns their types, numbers and details. Refuses to know when an event happens.

mod details;
mod event;

pub use details::EventDetails;
pub use event::{EventId, HistoryEvent};
