//! Amazon States Language: parse, validate and interpret state machines.
//!
//! An [`Execution`] is a value that is polled with the time and answers what it needs: perform
//! these tasks, wake me then, or done. Its history has the shape of GetExecutionHistory.
//!
//! The crate owns the language, and what Step Functions itself knows of the services that it
//! integrates: the names of actions and errors, the parameters that it adds, when a job is done. It
//! refuses to know what a called service does with a call, and it has no clock, no threads and no
//! randomness of its own.

mod data;
mod definition;
mod digest;
mod execution;
pub mod graph;
mod hash_order;
mod history;
pub mod integration;
mod intrinsic;
pub mod json;
mod jsonata;
mod lint;
pub mod mock;
mod not_modelled;
mod outline;
mod parameters;
mod path;
mod payload;
mod resource;
mod service_action;
mod template;
pub mod test_state;
mod validation;

pub use data::DataShape;
pub use definition::{
    DEFINITION_LIMIT_BYTES, DefinitionDiagnostic, DefinitionError, DiagnosticCode,
    DiagnosticSeverity, StateMachine, StateType,
};
pub use execution::{
    Execution, ExecutionContext, Outcome, Poll, RedriveError, RequestPurpose, TaskFailure, TaskId,
    TaskRequest, WorkflowType,
};
pub use history::{
    DifferenceKind, EventDetails, EventId, EventPlace, HistoryComparison, HistoryDifference,
    HistoryEvent, LogEvent, LogLevel, RecordedEvent, RecordedHistory, RecordedHistoryError,
    RecordedHistoryProblem, ValueDifference,
};
pub use intrinsic::{IntrinsicCall, IntrinsicSyntaxError};
pub use jsonata::is_panic_caught;
pub use lint::{lint, lint_with_input};
pub use not_modelled::NotModelled;
pub use path::{
    JsonPath, PathNotFound, PathRoot, PathSyntaxError, ReferencePath, ReferencePathConflict,
    ReferencePathError,
};
pub use payload::{PAYLOAD_LIMIT_BYTES, Payload, PayloadError};
pub use resource::{IntegrationPattern, ResourceError, TaskResource};
pub use validation::validate;
