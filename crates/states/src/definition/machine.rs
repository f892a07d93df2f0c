//! A state machine.

use std::sync::Arc;

use super::diagnostic::{DefinitionDiagnostic, DefinitionError, DiagnosticCode};
use crate::execution::WorkflowType;
use crate::json;
use crate::not_modelled::NotModelled;

/// A state machine that AWS would create.
#[derive(Debug, Clone)]
pub struct StateMachine {
    source: Arc<str>,
}

impl StateMachine {
    /// Reads the definition of a Standard workflow.
    ///
    /// # Errors
    /// [`DefinitionError`] with everything that CreateStateMachine would refuse.
    pub fn parse(definition: &str) -> Result<Self, DefinitionError> {
        Self::parse_as(definition, WorkflowType::Standard)
    }

    /// Reads the definition of a workflow of the given type.
    ///
    /// # Errors
    /// As [`Self::parse`]; an Express workflow has neither `.sync` nor `.waitForTaskToken`.
    pub fn parse_as(
        definition: &str,
        workflow_type: WorkflowType,
    ) -> Result<Self, DefinitionError> {
        let _ = workflow_type;
        json::document(definition).map_err(|error| DefinitionError {
            diagnostics: vec![DefinitionDiagnostic {
                code: DiagnosticCode::InvalidJsonDescription,
                message: error.to_string(),
                location: None,
                span: error.span,
                help: None,
            }],
        })?;
        Ok(Self { source: Arc::from(definition) })
    }

    /// The definition as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Everything that the definition uses and this interpreter does not play.
    #[must_use]
    pub fn not_modelled(&self) -> Vec<NotModelled> {
        vec![NotModelled { feature: "the interpretation of definitions".to_owned(), state: None }]
    }
}
