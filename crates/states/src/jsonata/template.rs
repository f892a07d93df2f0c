//! Templates: JSON with expressions in it.

use serde_json::{Map, Value};

use super::context::QueryContext;
use super::error::{QueryError, QueryErrorKind};
use super::expression::{Expression, delimited};
use super::restriction::Restriction;
use super::syntax::InvalidExpression;
use super::value;
use crate::json::{Node, NodeKind};

/// A field whose value is JSON in which each text within delimiters is computed, at any depth.
#[derive(Debug, Clone)]
pub(crate) enum JsonataTemplate {
    /// JSON in which nothing is computed.
    Literal(Value),
    Object(Vec<(String, JsonataTemplate)>),
    Array(Vec<JsonataTemplate>),
    Expression {
        /// The place within the state, such as `Output/total`.
        location: String,
        expression: Expression,
    },
}

/// An expression that the service refuses, with its place.
pub(crate) struct RefusedExpression<'n> {
    pub(crate) node: &'n Node,
    pub(crate) location: String,
    pub(crate) why: Refusal,
}

/// Why an expression is refused.
pub(crate) enum Refusal {
    Invalid(InvalidExpression),
    Unsupported(Restriction),
}

impl JsonataTemplate {
    /// Reads a field of a state, and every expression in it that is refused.
    pub(crate) fn read<'n>(
        node: &'n Node,
        location: &str,
        in_catcher: bool,
        refused: &mut Vec<RefusedExpression<'n>>,
    ) -> Self {
        match &node.kind {
            NodeKind::Object(members) => {
                let members: Vec<_> = members
                    .iter()
                    .map(|member| {
                        let location = format!("{location}/{}", member.key);
                        (
                            member.key.clone(),
                            Self::read(&member.value, &location, in_catcher, refused),
                        )
                    })
                    .collect();
                if members.iter().all(|(_, template)| template.is_literal()) {
                    return Self::Literal(node.to_value());
                }
                Self::Object(members)
            }
            NodeKind::Array(items) => {
                let items: Vec<_> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        Self::read(item, &format!("{location}[{index}]"), in_catcher, refused)
                    })
                    .collect();
                if items.iter().all(Self::is_literal) {
                    return Self::Literal(node.to_value());
                }
                Self::Array(items)
            }
            NodeKind::String(text) => match delimited(text) {
                Some(source) => Self::expression(node, source, location, in_catcher, refused),
                None => Self::Literal(node.to_value()),
            },
            _ => Self::Literal(node.to_value()),
        }
    }

    fn expression<'n>(
        node: &'n Node,
        source: &str,
        location: &str,
        in_catcher: bool,
        refused: &mut Vec<RefusedExpression<'n>>,
    ) -> Self {
        let mut refuse = |why| {
            refused.push(RefusedExpression { node, location: location.to_owned(), why });
        };
        match Expression::parse(source) {
            Ok(expression) => {
                for restriction in expression.restrictions(in_catcher) {
                    refuse(Refusal::Unsupported(restriction));
                }
                Self::Expression { location: location.to_owned(), expression }
            }
            Err(error) => {
                refuse(Refusal::Invalid(error));
                Self::Literal(Value::Null)
            }
        }
    }

    fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }

    /// The value of the template.
    pub(crate) fn evaluate(&self, context: &QueryContext<'_>) -> Result<Value, QueryError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Object(members) => {
                let mut object = Map::with_capacity(members.len());
                for (key, template) in members {
                    object.insert(key.clone(), template.evaluate(context)?);
                }
                Ok(Value::Object(object))
            }
            Self::Array(items) => items
                .iter()
                .map(|item| item.evaluate(context))
                .collect::<Result<_, _>>()
                .map(Value::Array),
            Self::Expression { location, expression } => expression.evaluate(location, context),
        }
    }

    /// The value of the template, which must be of a type by the name that the service gives it.
    pub(crate) fn evaluate_as(
        &self,
        expected: &'static str,
        context: &QueryContext<'_>,
    ) -> Result<Value, QueryError> {
        let result = self.evaluate(context)?;
        if value::type_name(&result) == expected {
            Ok(result)
        } else {
            Err(self.unexpected_type(expected, &result))
        }
    }

    /// An error that says what the field cannot do with the value of this template.
    pub(crate) fn unusable(&self, problem: String) -> QueryError {
        let location = match self {
            Self::Expression { location, .. } => Some(location.clone()),
            _ => None,
        };
        QueryError { location, kind: QueryErrorKind::Unusable(problem) }
    }

    fn unexpected_type(&self, expected: &'static str, value: &Value) -> QueryError {
        match self {
            Self::Expression { location, expression } => {
                expression.unexpected_type(location, expected, value)
            }
            _ => self.unusable(format!("Expected a value of type {expected}, but was: {value}")),
        }
    }
}
