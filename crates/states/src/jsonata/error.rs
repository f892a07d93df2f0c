//! How an evaluation fails, in the words of the service.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// An expression of a state that could not be evaluated.
///
/// It becomes `States.QueryEvaluationError`, and the `EvaluationFailed` event names its location.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.problem())]
pub(crate) struct QueryError {
    /// The field within its state, with `/` before each key and `[ ]` around each index; none for a
    /// failure of the state's input, which no field holds.
    pub(crate) location: Option<String>,
    pub(crate) kind: QueryErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum QueryErrorKind {
    /// The result is undefined, which JSON cannot say.
    Undefined { expression: Arc<str> },
    /// The result is a function.
    UnsupportedType { expression: Arc<str> },
    /// The result is no value that the field takes.
    UnexpectedType {
        expression: Arc<str>,
        expected: &'static str,
        was: &'static str,
        value: String,
    },
    /// The expression failed.
    Threw { expression: Arc<str>, fault: Fault },
    /// The result is of the right type and still nothing that the field takes.
    Unusable(String),
}

/// What went wrong within an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An error of JSONata with its code, such as `T1006: Attempted to invoke a non-function`.
    Coded(String),
    /// A bound of the service, or an error that has no code.
    Uncoded(String),
}

impl Fault {
    /// Calls that nest too deep. Reported of the service by its users, word for word.
    pub(crate) fn stack_overflow() -> Self {
        Self::Uncoded(
            "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive"
                .to_owned(),
        )
    }

    /// A value that is too large. Reported of the service by its users, word for word.
    pub(crate) fn memory() -> Self {
        Self::Uncoded(
            "Expression evaluation memory limit exceeded: Check for excessive memory usage"
                .to_owned(),
        )
    }

    /// A call that this crate does not make, because the evaluator cannot work with its arguments.
    /// What the service does with them is not known.
    pub(crate) fn beyond(function: &str, reason: &str) -> Self {
        Self::Uncoded(format!("${function} cannot be evaluated: {reason}"))
    }

    /// An evaluation that broke off within the evaluator, in a function if it is known.
    pub(crate) fn broke_off(function: Option<&str>) -> Self {
        Self::Uncoded(match function {
            Some(function) => format!("${function} cannot be evaluated: it broke off"),
            None => "The expression cannot be evaluated: it broke off".to_owned(),
        })
    }

    /// An evaluation that costs too much. The words are those of the JSONata reference
    /// implementation's own bound; what the service says of it is not known.
    pub(crate) fn timeout() -> Self {
        Self::Uncoded("Expression evaluation timeout: Check for infinite loop".to_owned())
    }
}

impl QueryError {
    pub(crate) fn new(location: &str, kind: QueryErrorKind) -> Self {
        Self { location: Some(location.to_owned()), kind }
    }

    /// A failure of the input of a state, which no field holds.
    pub(crate) fn of_input(problem: String) -> Self {
        Self { location: None, kind: QueryErrorKind::Unusable(problem) }
    }

    /// What the service says, without the sentence that names the state.
    pub(crate) fn problem(&self) -> String {
        let field = self.location.as_deref().unwrap_or_default();
        let specified = |expression: &str| {
            format!("The JSONata expression '{expression}' specified for the field '{field}'")
        };
        match &self.kind {
            QueryErrorKind::Undefined { expression } => {
                format!("{} returned nothing (undefined).", specified(expression))
            }
            QueryErrorKind::UnsupportedType { expression } => {
                format!("{} returned an unsupported result type.", specified(expression))
            }
            QueryErrorKind::UnexpectedType { expression, expected, was, value } => format!(
                "{} returned an unexpected result type. Expected '{expected}', but was '{was}' for value: {value}",
                specified(expression)
            ),
            QueryErrorKind::Threw { expression, fault } => {
                format!("{} threw an error during evaluation{fault}", specified(expression))
            }
            QueryErrorKind::Unusable(problem) => problem.clone(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Coded(text) => write!(f, ". {text}"),
            Self::Uncoded(text) => write!(f, ": {text}"),
        }
    }
}
