//! What is wrong with a definition: AWS's code and message, and the place in the user's file.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan};
use thiserror::Error;

/// The codes of ValidateStateMachineDefinition that a definition can be refused with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiagnosticCode {
    /// The text is not JSON.
    InvalidJsonDescription,
    /// A field is missing, unknown, or has a value that it may not have.
    SchemaValidationFailed,
    /// A transition leads to no state, or a state is led to by none.
    MissingTransitionTarget,
    /// No state of a workflow ends it.
    MissingEndState,
    /// Two states of a definition have one name.
    DuplicateStateName,
}

impl DiagnosticCode {
    /// The code as the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidJsonDescription => "INVALID_JSON_DESCRIPTION",
            Self::SchemaValidationFailed => "SCHEMA_VALIDATION_FAILED",
            Self::MissingTransitionTarget => "MISSING_TRANSITION_TARGET",
            Self::MissingEndState => "MISSING_END_STATE",
            Self::DuplicateStateName => "DUPLICATE_STATE_NAME",
        }
    }

    fn diagnostic_code(self) -> &'static str {
        match self {
            Self::InvalidJsonDescription => "firedrill::states::invalid_json_description",
            Self::SchemaValidationFailed => "firedrill::states::schema_validation_failed",
            Self::MissingTransitionTarget => "firedrill::states::missing_transition_target",
            Self::MissingEndState => "firedrill::states::missing_end_state",
            Self::DuplicateStateName => "firedrill::states::duplicate_state_name",
        }
    }
}

/// One thing that is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionDiagnostic {
    /// AWS's code.
    pub code: DiagnosticCode,
    /// AWS's message.
    pub message: String,
    /// Where, as AWS gives it, such as `/States/StopTask/Resource`; a workflow without an end has no
    /// location.
    pub location: Option<String>,
    /// The bytes of the definition.
    pub span: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

impl DefinitionDiagnostic {
    /// The text in which CreateStateMachine quotes it: code, message and location, which is `null`
    /// where there is none.
    #[must_use]
    pub fn service_text(&self) -> String {
        let location = self.location.as_deref().unwrap_or("null");
        format!("{}: {} at {location}", self.code.as_str(), self.message)
    }
}

impl fmt::Display for DefinitionDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.location, self.code) {
            (Some(location), code) if code != DiagnosticCode::InvalidJsonDescription => {
                write!(f, "{} at {location}", self.message)
            }
            _ => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for DefinitionDiagnostic {}

impl Diagnostic for DefinitionDiagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code.diagnostic_code()))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = LabeledSpan::new_with_span(None, self.span.clone());
        Some(Box::new(std::iter::once(span)))
    }
}

/// A definition that CreateStateMachine refuses, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("invalid state machine definition")]
#[diagnostic(code(firedrill::states::definition))]
pub struct DefinitionError {
    /// What is wrong, in the order of the text; never empty.
    #[related]
    pub diagnostics: Vec<DefinitionDiagnostic>,
}

impl DefinitionError {
    /// The message of the `InvalidDefinition` error of CreateStateMachine.
    #[must_use]
    pub fn service_message(&self) -> String {
        let texts: Vec<_> =
            self.diagnostics.iter().map(DefinitionDiagnostic::service_text).collect();
        format!("Invalid State Machine Definition: '{}'", texts.join(", "))
    }
}
