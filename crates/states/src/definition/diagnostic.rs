//! What is wrong with a definition: AWS's code and message, and the place in the user's file.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan};
use thiserror::Error;

/// How grave a diagnostic is, as ValidateStateMachineDefinition says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiagnosticSeverity {
    /// CreateStateMachine refuses the definition.
    Error,
    /// The definition can be created, and does not do what it seems to.
    Warning,
}

impl DiagnosticSeverity {
    /// The severity as the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Warning => "WARNING",
        }
    }
}

/// What kind of thing is wrong with a definition.
///
/// The errors and the first three warnings are AWS's own, by the names that
/// ValidateStateMachineDefinitionDiagnostic of its API reference lists; the other warnings are
/// found by [`lint`](crate::lint()) alone.
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
    /// A text within delimiters is no JSONata expression.
    InvalidJsonataExpression,
    /// A JSONata expression reads what it cannot.
    UnsupportedJsonataExpression,
    /// A template names a path or an intrinsic function in a field without `.$`.
    NoDollar,
    /// A field holds a path, and only the field that ends in `Path` takes one.
    NoPath,
    /// The `Result` of a Pass state holds a path, and is taken word for word.
    PassResultIsStatic,
    /// A text looks like a JSONata expression and is none, so it is taken word for word.
    ExpressionIsLiteral,
    /// A field of an object is there more than once.
    RepeatedField,
    /// A state can only be entered by a catcher that never fires.
    UnreachableState,
    /// From a state no end can be reached.
    NoWayToEnd,
    /// A retrier or catcher names an error that never gets to it.
    HandlerNeverFires,
    /// A retrier or catcher names an error that the state cannot fail with.
    UnknownError,
    /// A call that AWS may throttle is not tried again.
    MissingRetry,
    /// A task passes a parameter that its action does not take.
    UnknownParameter,
    /// A task leaves out a parameter that its action needs.
    MissingParameter,
    /// A task passes a parameter as another kind of value than its action takes.
    ParameterKind,
    /// A path finds nothing, whatever the input of the flow is.
    UnsatisfiablePath,
    /// A task calls a service whose actions and parameters are not known here.
    NotChecked,
}

impl DiagnosticCode {
    /// Every code.
    pub const ALL: [Self; 22] = [
        Self::InvalidJsonDescription,
        Self::SchemaValidationFailed,
        Self::MissingTransitionTarget,
        Self::MissingEndState,
        Self::DuplicateStateName,
        Self::InvalidJsonataExpression,
        Self::UnsupportedJsonataExpression,
        Self::NoDollar,
        Self::NoPath,
        Self::PassResultIsStatic,
        Self::ExpressionIsLiteral,
        Self::RepeatedField,
        Self::UnreachableState,
        Self::NoWayToEnd,
        Self::HandlerNeverFires,
        Self::UnknownError,
        Self::MissingRetry,
        Self::UnknownParameter,
        Self::MissingParameter,
        Self::ParameterKind,
        Self::UnsatisfiablePath,
        Self::NotChecked,
    ];

    /// The code as the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidJsonDescription => "INVALID_JSON_DESCRIPTION",
            Self::SchemaValidationFailed => "SCHEMA_VALIDATION_FAILED",
            Self::MissingTransitionTarget => "MISSING_TRANSITION_TARGET",
            Self::MissingEndState => "MISSING_END_STATE",
            Self::DuplicateStateName => "DUPLICATE_STATE_NAME",
            Self::InvalidJsonataExpression => "INVALID_JSONATA_EXPRESSION",
            Self::UnsupportedJsonataExpression => "UNSUPPORTED_JSONATA_EXPRESSION",
            Self::NoDollar => "NO_DOLLAR",
            Self::NoPath => "NO_PATH",
            Self::PassResultIsStatic => "PASS_RESULT_IS_STATIC",
            Self::ExpressionIsLiteral => "EXPRESSION_IS_LITERAL",
            Self::RepeatedField => "REPEATED_FIELD",
            Self::UnreachableState => "UNREACHABLE_STATE",
            Self::NoWayToEnd => "NO_WAY_TO_END",
            Self::HandlerNeverFires => "HANDLER_NEVER_FIRES",
            Self::UnknownError => "UNKNOWN_ERROR",
            Self::MissingRetry => "MISSING_RETRY",
            Self::UnknownParameter => "UNKNOWN_PARAMETER",
            Self::MissingParameter => "MISSING_PARAMETER",
            Self::ParameterKind => "PARAMETER_KIND",
            Self::UnsatisfiablePath => "UNSATISFIABLE_PATH",
            Self::NotChecked => "NOT_CHECKED",
        }
    }

    /// Whether it refuses the definition.
    #[must_use]
    pub fn severity(self) -> DiagnosticSeverity {
        match self {
            Self::InvalidJsonDescription
            | Self::SchemaValidationFailed
            | Self::MissingTransitionTarget
            | Self::MissingEndState
            | Self::DuplicateStateName
            | Self::InvalidJsonataExpression
            | Self::UnsupportedJsonataExpression => DiagnosticSeverity::Error,
            _ => DiagnosticSeverity::Warning,
        }
    }
}

/// One thing that is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionDiagnostic {
    /// What kind of thing.
    pub code: DiagnosticCode,
    /// What is wrong, in AWS's words where AWS says it.
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
            // Of a text that is not JSON the message itself says where, and of our own warnings
            // the span does.
            (Some(location), code)
                if code != DiagnosticCode::InvalidJsonDescription
                    && code.severity() == DiagnosticSeverity::Error =>
            {
                write!(f, "{} at {location}", self.message)
            }
            _ => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for DefinitionDiagnostic {}

impl Diagnostic for DefinitionDiagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("firedrill::states::{}", self.code.as_str().to_lowercase())))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.code.severity() {
            DiagnosticSeverity::Error => miette::Severity::Error,
            DiagnosticSeverity::Warning => miette::Severity::Warning,
        })
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
    /// The same as the service finds it: field by field, whatever order they are written in.
    found: Vec<DefinitionDiagnostic>,
}

impl DefinitionError {
    /// The refusal of a definition for what was found wrong with it, in the order in which the
    /// service finds it.
    pub(super) fn new(found: Vec<DefinitionDiagnostic>) -> Self {
        let mut diagnostics = found.clone();
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        Self { diagnostics, found }
    }

    /// The refusal for some of it only.
    pub(crate) fn only(mut self, keep: impl Fn(&DefinitionDiagnostic) -> bool) -> Self {
        self.found.retain(keep);
        Self::new(self.found)
    }

    /// The message of the `InvalidDefinition` error of CreateStateMachine.
    #[must_use]
    pub fn service_message(&self) -> String {
        let texts: Vec<_> = self.found.iter().map(DefinitionDiagnostic::service_text).collect();
        format!("Invalid State Machine Definition: '{}'", texts.join(", "))
    }
}
