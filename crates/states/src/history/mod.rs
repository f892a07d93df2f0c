//! The history of an execution: the events of GetExecutionHistory, and of the logs of an Express
//! workflow.
//!
//! Owns their types, numbers and details, reading a history that was written down, and comparing
//! two of them. Refuses to know when an event happens.

mod comparison;
mod details;
mod event;
mod log_event;
mod recorded;

pub use comparison::{
    DifferenceKind, EventPlace, HistoryComparison, HistoryDifference, ValueDifference,
};
pub use details::EventDetails;
pub use event::{EventId, HistoryEvent};
pub use log_event::{LogEvent, LogLevel};
pub use recorded::{RecordedEvent, RecordedHistory, RecordedHistoryError, RecordedHistoryProblem};
