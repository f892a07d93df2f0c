//! Definitions: the text of a state machine, read into a typed machine.
//!
//! Owns what a definition may say and how AWS words what it may not. Refuses to know how a machine
//! runs.

mod choice;
mod choice_reader;
mod diagnostic;
mod error_handling;
pub(crate) mod error_name;
mod fields;
mod item_reader;
mod jsonata_reader;
mod known_fields;
mod machine;
mod map;
mod map_reader;
mod reader;
mod result_writer;
mod state;
mod state_reader;
mod state_type;
mod task_parameters;
mod task_resource;
pub(crate) mod timestamp;
mod workflow_reader;

pub(crate) use choice::{
    ChoiceRule, ChoiceState, Condition, Domain, Glob, Kind, Operand, Relation, Test,
};
pub use diagnostic::{DefinitionDiagnostic, DefinitionError, DiagnosticCode, DiagnosticSeverity};
pub(crate) use error_handling::{Catcher, ErrorEquals, ErrorHandling, JitterStrategy, Retrier};
pub(crate) use item_reader::{ItemFormat, ItemReader};
pub(crate) use known_fields::QueryLanguage;
pub use machine::{DEFINITION_LIMIT_BYTES, StateMachine};
pub(crate) use map::{Count, ItemBatcher, ItemsSource, MapState, Percentage, ProcessorMode};
pub(crate) use result_writer::{ResultExport, ResultWriter, Transformation};
pub(crate) use state::{
    DataFlow, FailState, ParallelState, PassState, Paths, Seconds, State, StateId, StateKind,
    TaskState, TextSource, Transition, WaitState, WaitUntil,
};
pub use state_type::StateType;
