//! What goes wrong when a field of a state is evaluated.

use crate::jsonata::QueryError;

/// A field of a state that gives no value, in the words of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Of JSONPath, or of the interpreter itself: `States.Runtime`.
    Runtime(String),
    /// Of JSONata: `States.QueryEvaluationError`.
    Query(QueryError),
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        Self::Runtime(text)
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}
