//! The conditions of Choice states.

use std::cmp::Ordering;

use serde_json::Value;

use super::data_flow::Evaluation;
use super::problem::Problem;
use crate::definition::{Condition, Domain, Glob, Kind, Operand, Relation, Test, timestamp};
use crate::payload::Payload;

impl Condition {
    /// Whether the condition holds, or what the service says of a path that finds nothing.
    ///
    /// A value of another kind than the comparator compares is no error: the rule does not hold.
    pub(crate) fn holds(
        &self,
        evaluation: &mut Evaluation<'_>,
        input: &Payload,
    ) -> Result<bool, Problem> {
        match self {
            Self::Query(template) => Ok(evaluation.query_as(template, "boolean")? == true),
            Self::And(all) => {
                for condition in all {
                    if !condition.holds(evaluation, input)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Or(any) => {
                for condition in any {
                    if condition.holds(evaluation, input)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(condition) => Ok(!condition.holds(evaluation, input)?),
            Self::Test { variable, test: Test::Is(Kind::Present, wanted) } => {
                Ok(evaluation.find(variable, input).is_some() == *wanted)
            }
            Self::Test { variable, test } => {
                let value = evaluation.invalid_path(variable, input)?;
                Ok(test.holds(&value, evaluation, input)?)
            }
        }
    }
}

impl Test {
    fn holds(
        &self,
        value: &Value,
        evaluation: &Evaluation<'_>,
        input: &Payload,
    ) -> Result<bool, String> {
        Ok(match self {
            Self::Is(kind, wanted) => kind.is_of(value) == *wanted,
            Self::Matches(pattern) => value.as_str().is_some_and(|text| matches(pattern, text)),
            Self::Compare { domain, relation, operand } => {
                let found;
                let operand = match operand {
                    Operand::Literal(literal) => literal,
                    Operand::Path(path) => {
                        found = evaluation.invalid_path(path, input)?;
                        &found
                    }
                };
                domain.compare(value, operand).is_some_and(|order| relation.holds(order))
            }
        })
    }
}

impl Kind {
    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Present => true,
            Self::Numeric => value.is_number(),
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Timestamp => value.as_str().and_then(timestamp::parse).is_some(),
        }
    }
}

impl Relation {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equals => order.is_eq(),
            Self::LessThan => order.is_lt(),
            Self::GreaterThan => order.is_gt(),
            Self::LessThanEquals => order.is_le(),
            Self::GreaterThanEquals => order.is_ge(),
        }
    }
}

impl Domain {
    /// How two values compare; none if one of them is of another kind.
    fn compare(self, left: &Value, right: &Value) -> Option<Ordering> {
        match self {
            Self::String => Some(left.as_str()?.cmp(right.as_str()?)),
            Self::Boolean => Some(left.as_bool()?.cmp(&right.as_bool()?)),
            Self::Timestamp => {
                Some(timestamp::parse(left.as_str()?)?.cmp(&timestamp::parse(right.as_str()?)?))
            }
            Self::Numeric => match (left.as_i64(), right.as_i64()) {
                (Some(left), Some(right)) => Some(left.cmp(&right)),
                _ => left.as_number()?.as_f64()?.partial_cmp(&right.as_number()?.as_f64()?),
            },
        }
    }
}

/// Whether a text matches a pattern of texts and wildcards, in time linear in each of them.
fn matches(pattern: &[Glob], text: &str) -> bool {
    let mut rest = text;
    let mut parts = pattern.iter().peekable();
    let mut floating = false;
    while let Some(part) = parts.next() {
        match part {
            Glob::Any => floating = true,
            Glob::Text(wanted) if parts.peek().is_none() => {
                return if floating { rest.ends_with(wanted.as_str()) } else { rest == wanted };
            }
            Glob::Text(wanted) if floating => match rest.split_once(wanted.as_str()) {
                Some((_, after)) => {
                    rest = after;
                    floating = false;
                }
                None => return false,
            },
            Glob::Text(wanted) => match rest.strip_prefix(wanted.as_str()) {
                Some(after) => rest = after,
                None => return false,
            },
        }
    }
    floating || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn glob(pattern: &[&str], text: &str) -> bool {
        let parts: Vec<_> = pattern
            .iter()
            .map(|part| if *part == "*" { Glob::Any } else { Glob::Text((*part).to_owned()) })
            .collect();
        matches(&parts, text)
    }

    #[test]
    fn wildcards_stand_for_any_text() {
        assert!(glob(&["a", "*", "b", "*", "c"], "a-b-b-c"));
        assert!(glob(&["*"], ""));
        assert!(glob(&["a", "*"], "a"));
        assert!(glob(&["*", "ab"], "aab"));
        assert!(!glob(&["a", "*", "b"], "a"));
        assert!(!glob(&["a"], "ab"));
        assert!(!glob(&["*", "a", "*"], "b"));
        assert!(glob(&[], ""));
    }

    #[test]
    fn values_of_different_kinds_do_not_compare() {
        assert_eq!(Domain::Numeric.compare(&json!(1), &json!(1.0)), Some(Ordering::Equal));
        assert_eq!(Domain::Numeric.compare(&json!("1"), &json!(1)), None);
        assert_eq!(Domain::String.compare(&json!(null), &json!("")), None);
        assert_eq!(
            Domain::Timestamp
                .compare(&json!("2026-01-01T00:00:00Z"), &json!("2026-01-01T09:00:00+09:00")),
            Some(Ordering::Equal)
        );
        assert_eq!(Domain::Boolean.compare(&json!(true), &json!("true")), None);
    }
}
