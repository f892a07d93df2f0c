//! What is wrong with a definition, altogether.

use crate::definition::{DefinitionDiagnostic, StateMachine};
use crate::execution::WorkflowType;
use crate::lint::lint;

/// Everything that is wrong with a definition: what CreateStateMachine refuses in the order of
/// the text, then what [`lint`] warns of.
///
/// The definition can be created if none of the diagnostics is an
/// [error](crate::DiagnosticSeverity::Error).
#[must_use]
pub fn validate(definition: &str, workflow_type: WorkflowType) -> Vec<DefinitionDiagnostic> {
    let refused = StateMachine::parse_as(definition, workflow_type).err();
    let errors = refused.map(|error| error.diagnostics).unwrap_or_default();
    errors.into_iter().chain(lint(definition)).collect()
}
