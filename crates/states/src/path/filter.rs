//! Filters: which items `[?( )]` keeps.

use std::borrow::Cow;
use std::cmp::Ordering;

use regex_lite::Regex;
use serde_json::Value;

use super::evaluate::{Budget, TooMuchWork, select};
use super::segment::Segment;

/// The condition of a filter.
#[derive(Debug, Clone)]
pub(super) enum Filter {
    Or(Vec<Filter>),
    And(Vec<Filter>),
    Not(Box<Filter>),
    Exists(Operand),
    Compare(Operand, Relation, Operand),
    Matches(Operand, Regex),
}

/// The operators between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    SubsetOf,
    AnyOf,
    NoneOf,
    Contains,
    Size,
    Empty,
}

/// One side of an operator.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// A path from the item (`@`).
    Item(Vec<Segment>),
    /// A path from the whole data (`$`).
    Data(Vec<Segment>),
    Literal(Value),
}

impl Filter {
    pub(super) fn keeps(
        &self,
        item: &Value,
        data: &Value,
        budget: &mut Budget,
    ) -> Result<bool, TooMuchWork> {
        Ok(match self {
            Self::Or(filters) => {
                for filter in filters {
                    if filter.keeps(item, data, budget)? {
                        return Ok(true);
                    }
                }
                false
            }
            Self::And(filters) => {
                for filter in filters {
                    if !filter.keeps(item, data, budget)? {
                        return Ok(false);
                    }
                }
                true
            }
            Self::Not(filter) => !filter.keeps(item, data, budget)?,
            Self::Exists(operand) => operand.value(item, data, budget)?.is_some(),
            Self::Compare(left, relation, right) => {
                let left = left.value(item, data, budget)?;
                let right = right.value(item, data, budget)?;
                budget.spend(1)?;
                relation.holds(left.as_deref(), right.as_deref(), budget)?
            }
            Self::Matches(operand, regex) => match operand.value(item, data, budget)? {
                Some(value) => match value.as_str() {
                    Some(text) => {
                        budget.spend(text.len())?;
                        regex.is_match(text)
                    }
                    None => false,
                },
                None => false,
            },
        })
    }
}

impl Operand {
    /// The value; none if a path finds nothing.
    fn value<'v>(
        &'v self,
        item: &'v Value,
        data: &'v Value,
        budget: &mut Budget,
    ) -> Result<Option<Cow<'v, Value>>, TooMuchWork> {
        let (root, segments) = match self {
            Self::Literal(value) => return Ok(Some(Cow::Borrowed(value))),
            Self::Item(segments) => (item, segments),
            Self::Data(segments) => (data, segments),
        };
        match select(root, data, segments, budget)? {
            Ok(selected) => Ok(Some(selected.into_value())),
            Err(_) => Ok(None),
        }
    }
}

impl Relation {
    /// A missing value equals nothing, and everything differs from it.
    fn holds(
        self,
        left: Option<&Value>,
        right: Option<&Value>,
        budget: &mut Budget,
    ) -> Result<bool, TooMuchWork> {
        let (Some(left), Some(right)) = (left, right) else {
            return Ok(self == Self::NotEqual && (left.is_some() || right.is_some()));
        };
        let order = || compare(left, right);
        if let (Some(left), Some(right)) = (left.as_array(), right.as_array()) {
            budget.spend(left.len().saturating_mul(right.len()))?;
        }
        Ok(match self {
            Self::Equal => equal(left, right),
            Self::NotEqual => !equal(left, right),
            Self::Less => order() == Some(Ordering::Less),
            Self::LessOrEqual => matches!(order(), Some(Ordering::Less | Ordering::Equal)),
            Self::Greater => order() == Some(Ordering::Greater),
            Self::GreaterOrEqual => matches!(order(), Some(Ordering::Greater | Ordering::Equal)),
            Self::In => contains(right, left),
            Self::NotIn => !contains(right, left),
            Self::SubsetOf => items(left).iter().all(|item| contains(right, item)),
            Self::AnyOf => items(left).iter().any(|item| contains(right, item)),
            Self::NoneOf => !items(left).iter().any(|item| contains(right, item)),
            Self::Contains => match (left, right) {
                (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
                _ => contains(left, right),
            },
            Self::Size => length(left).zip(right.as_u64()).is_some_and(|(length, size)| {
                u64::try_from(length).is_ok_and(|length| length == size)
            }),
            Self::Empty => length(left)
                .zip(right.as_bool())
                .is_some_and(|(length, empty)| (length == 0) == empty),
        })
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn contains(list: &Value, item: &Value) -> bool {
    items(list).iter().any(|member| equal(member, item))
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Array(items) => Some(items.len()),
        Value::String(text) => Some(text.chars().count()),
        _ => None,
    }
}

/// Equality in which `1` and `1.0` are one number.
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) => compare(left, right) == Some(Ordering::Equal),
        _ => left == right,
    }
}

fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
        },
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => None,
    }
}
