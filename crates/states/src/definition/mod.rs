//! Definitions: the text of a state machine, read into a typed machine.
//!
//! Owns what a definition may say and how AWS words what it may not. Refuses to know how a machine
//! runs.

mod diagnostic;
mod machine;
mod state_type;

pub use diagnostic::{DefinitionDiagnostic, DefinitionError, DiagnosticCode};
pub use machine::StateMachine;
pub use state_type::StateType;
