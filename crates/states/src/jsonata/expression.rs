//! One expression.

use std::fmt;
use std::sync::Arc;

use jsonata_core::evaluator::{Context, Evaluator, EvaluatorOptions};
use jsonata_core::value::JValue;
use serde_json::Value;

use super::budget::MAX_SEQUENCE;
use super::context::QueryContext;
use super::error::{Fault, QueryError, QueryErrorKind};
use super::metering::{self, Metered};
use super::registry::Registry;
use super::restriction::{self, Restriction};
use super::seal::{Panicked, sealed};
use super::syntax::{self, InvalidExpression};
use super::value::{self, NotJson};

/// An expression that the service takes.
#[derive(Clone)]
pub(crate) struct Expression {
    /// As it was written, without the delimiters and the blanks around it.
    source: Arc<str>,
    metered: Arc<Metered>,
}

/// The text between the delimiters, if a text begins with `{%` and ends with `%}`: only then it is
/// an expression, and any other text stands for itself.
pub(crate) fn delimited(text: &str) -> Option<&str> {
    text.strip_prefix("{%")?.strip_suffix("%}").map(str::trim)
}

impl Expression {
    /// Reads what stands between the delimiters.
    pub(crate) fn parse(source: &str) -> Result<Self, InvalidExpression> {
        let node = syntax::parse(source)?;
        restriction::refuse_newer_syntax(&node)?;
        Ok(Self { source: Arc::from(source), metered: Arc::new(metering::metered(node)) })
    }

    /// What the service refuses in an expression that is well formed.
    pub(crate) fn restrictions(&self, in_catcher: bool) -> Vec<Restriction> {
        restriction::restrictions(self.metered.written(), in_catcher)
    }

    /// Its value for a field of a state.
    pub(crate) fn evaluate(
        &self,
        location: &str,
        context: &QueryContext<'_>,
    ) -> Result<Value, QueryError> {
        let expression = || Arc::clone(&self.source);
        let kind = match self.result(context) {
            Ok(result) => match value::from_evaluator(&result) {
                Ok(value) => return Ok(value),
                Err(NotJson::Undefined) => QueryErrorKind::Undefined { expression: expression() },
                Err(NotJson::Function) => {
                    QueryErrorKind::UnsupportedType { expression: expression() }
                }
                Err(NotJson::Fault(fault)) => {
                    QueryErrorKind::Threw { expression: expression(), fault }
                }
            },
            Err(fault) => QueryErrorKind::Threw { expression: expression(), fault },
        };
        Err(QueryError::new(location, kind))
    }

    /// An error that says that a value is not of the type of its field.
    pub(crate) fn unexpected_type(
        &self,
        location: &str,
        expected: &'static str,
        value: &Value,
    ) -> QueryError {
        QueryError::new(
            location,
            QueryErrorKind::UnexpectedType {
                expression: Arc::clone(&self.source),
                expected,
                was: value::type_name(value),
                value: value.to_string(),
            },
        )
    }

    fn result(&self, context: &QueryContext<'_>) -> Result<JValue, Fault> {
        let mut scope = Context::new();
        context.bind(self.metered.references(), &mut scope);
        let options = EvaluatorOptions {
            max_stack_depth: Some(self.metered.max_depth()),
            max_sequence_length: Some(MAX_SEQUENCE),
            // Reading a clock would make two runs differ: the budget ends an evaluation instead.
            timeout_ms: None,
            cancel: None,
        };
        let mut evaluator = Evaluator::with_options(scope, options);
        let node = self.metered.node();
        if self.metered.is_plain() {
            let result = sealed(|| evaluator.evaluate(node, &JValue::Undefined));
            let result = result.map_err(|Panicked| Fault::broke_off(None))?;
            return result.map_err(|error| fault(error.message()));
        }
        let registry =
            Registry::of(&mut evaluator, context).map_err(|error| fault(error.message()))?;
        let result = sealed(|| evaluator.evaluate(node, &JValue::Undefined));
        let called = registry.called();
        let own_fault = registry.close(context);
        let result = result.map_err(|Panicked| Fault::broke_off(called))?;
        result.map_err(|error| own_fault.unwrap_or_else(|| fault(error.message())))
    }
}

/// What the evaluator says, in the words of the service.
fn fault(message: &str) -> Fault {
    match message.split_once(": ") {
        Some(("D1011" | "U1001", _)) => Fault::stack_overflow(),
        Some(("D2014" | "D2015", _)) => Fault::memory(),
        // The evaluator adds the name of the function.
        Some(("T1006", _)) => Fault::Coded("T1006: Attempted to invoke a non-function".to_owned()),
        Some((code, _)) if syntax::is_code(code) => Fault::Coded(message.to_owned()),
        _ => Fault::Uncoded(message.to_owned()),
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.source).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_text_within_delimiters_is_an_expression() {
        assert_eq!(delimited("{% 1 %}"), Some("1"));
        assert_eq!(delimited("{%1%}"), Some("1"));
        assert_eq!(delimited("{%%}"), Some(""));
        for text in [" {% 1 %}", "{% 1 %} ", "{% 1", "1 %}", "{%}", "", "a {% 1 %}"] {
            assert_eq!(delimited(text), None, "{text}");
        }
    }
}
