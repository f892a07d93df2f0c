//! Checking a value against its shape, in the words of AWS's own validation.
//!
//! AWS frameworks validate a request before its service sees it, and answer with one text for all
//! violations: `1 validation error detected: Value '' at 'name' failed to satisfy constraint:
//! Member must have length greater than or equal to 1`. Not every service does so (Amazon ECS
//! has words of its own); whoever answers for a service decides what becomes of the violations.

use std::fmt;

use crate::letter_case::lower_first;
use crate::shape::{Limits, Map, Shape, ShapeKind, Structure, Text};
use crate::value::Value;

/// A place where a value breaks a constraint of its shape.
///
/// Displayed as AWS writes it: `Value 'x' at 'name' failed to satisfy constraint: ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Where, as AWS writes it: members begin in lower case, list elements are `1.member`, map
    /// values `key.member`; empty for the whole value.
    pub path: String,
    /// The value as AWS quotes it; none where the shape is sensitive.
    pub value: Option<String>,
    /// The constraint that it breaks.
    pub constraint: Constraint,
}

/// A constraint of a shape. Displayed as AWS words it.
#[derive(Debug, Clone, PartialEq)]
pub enum Constraint {
    /// A required member is absent.
    NotNull,
    /// A text, list, map or blob is longer than this.
    MaxLength(i64),
    /// A text, list, map or blob is shorter than this.
    MinLength(i64),
    /// A number is greater than this.
    MaxValue(i64),
    /// A number is less than this.
    MinValue(i64),
    /// A text does not match this expression.
    Pattern(String),
    /// A text is none of these.
    Enumeration(Vec<String>),
    /// The elements of a list break all of these.
    Elements(Vec<Constraint>),
    /// The keys of a map break all of these.
    Keys(Vec<Constraint>),
    /// The values of a map break all of these.
    Values(Vec<Constraint>),
    /// A union does not have exactly one member; the words are ours.
    OneMember,
    /// The value is of another kind, named here with its article; the words are ours, since a
    /// protocol refuses such a value before AWS would validate it.
    Kind(&'static str),
    /// The structure has no such member; the words are ours for the same reason.
    Unknown,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, value, constraint } = self;
        match (value, constraint) {
            (_, Constraint::NotNull) => out.write_str("Value null")?,
            (Some(value), _) => write!(out, "Value '{value}'")?,
            (None, _) => out.write_str("Value")?,
        }
        write!(out, " at '{path}' failed to satisfy constraint: {constraint}")
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNull => out.write_str("Member must not be null"),
            Self::MaxLength(n) => write!(out, "Member must have length less than or equal to {n}"),
            Self::MinLength(n) => {
                write!(out, "Member must have length greater than or equal to {n}")
            }
            Self::MaxValue(n) => write!(out, "Member must have value less than or equal to {n}"),
            Self::MinValue(n) => write!(out, "Member must have value greater than or equal to {n}"),
            Self::Pattern(pattern) => {
                write!(out, "Member must satisfy regular expression pattern: {pattern}")
            }
            Self::Enumeration(values) => {
                write!(out, "Member must satisfy enum value set: [{}]", values.join(", "))
            }
            Self::Elements(all) => write!(out, "Member must satisfy constraint: [{}]", joined(all)),
            Self::Keys(all) => write!(out, "Map keys must satisfy constraint: [{}]", joined(all)),
            Self::Values(all) => {
                write!(out, "Map value must satisfy constraint: [{}]", joined(all))
            }
            Self::OneMember => out.write_str("Member must have exactly one member set"),
            Self::Kind(expected) => write!(out, "Member must be {expected}"),
            Self::Unknown => out.write_str("Member is not known"),
        }
    }
}

fn joined(constraints: &[Constraint]) -> String {
    constraints.iter().map(Constraint::to_string).collect::<Vec<_>>().join(", ")
}

/// The one text in which AWS reports violations: `2 validation errors detected: ...; ...`.
#[must_use]
pub fn validation_message(violations: &[Violation]) -> String {
    let plural = if violations.len() == 1 { "error" } else { "errors" };
    let each: Vec<_> = violations.iter().map(Violation::to_string).collect();
    format!("{} validation {plural} detected: {}", violations.len(), each.join("; "))
}

/// Every constraint of the shape that the value breaks, in the order of the model; none where the
/// value is one that the service would look at.
///
/// # Examples
///
/// ```
/// use firedrill_api::{Value, check, service, validation_message};
///
/// let put_rule = service("events").and_then(|events| events.operation("PutRule"));
/// let input = put_rule.and_then(|operation| operation.input()).ok_or("unknown operation")?;
/// let value = Value::Structure(vec![("Name".to_owned(), Value::from(""))]);
/// assert_eq!(
///     validation_message(&check(input, &value)[..1]),
///     "1 validation error detected: Value '' at 'name' failed to satisfy constraint: \
///      Member must have length greater than or equal to 1",
/// );
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn check(shape: &Shape, value: &Value) -> Vec<Violation> {
    let mut check = Check { violations: Vec::new() };
    check.value(shape, value, "");
    check.violations
}

struct Check {
    violations: Vec<Violation>,
}

impl Check {
    fn break_at(&mut self, path: &str, shape: &Shape, value: &Value, constraint: Constraint) {
        let value = (!shape.is_sensitive()).then(|| quoted(value));
        self.violations.push(Violation { path: path.to_owned(), value, constraint });
    }

    fn value(&mut self, shape: &Shape, value: &Value, path: &str) {
        for constraint in own_constraints(shape, value) {
            self.break_at(path, shape, value, constraint);
        }
        match (shape.kind(), value) {
            (ShapeKind::Structure(structure), Value::Structure(members)) => {
                self.structure(shape, structure, members, path);
            }
            (ShapeKind::List(list), Value::List(elements)) => {
                if is_nested(list.member()) {
                    for (index, element) in elements.iter().enumerate() {
                        self.value(list.member(), element, &format!("{path}.{}.member", index + 1));
                    }
                } else {
                    let broken = broken_by_any(list.member(), elements.iter());
                    if !broken.is_empty() {
                        self.break_at(path, shape, value, Constraint::Elements(broken));
                    }
                }
            }
            (ShapeKind::Map(map), Value::Map(entries)) => {
                self.map(shape, map, value, entries, path);
            }
            _ => {}
        }
    }

    fn structure(
        &mut self,
        shape: &Shape,
        structure: &Structure,
        members: &[(String, Value)],
        path: &str,
    ) {
        let within = |name: &str| match path {
            "" => lower_first(name),
            path => format!("{path}.{}", lower_first(name)),
        };
        for member in structure.members() {
            let found = members.iter().find(|(name, _)| name == member.name());
            match found.map(|(_, value)| value) {
                None | Some(Value::Null) if member.is_required() => {
                    let path = within(member.name());
                    self.break_at(&path, member.shape(), &Value::Null, Constraint::NotNull);
                }
                None | Some(Value::Null) => {}
                Some(value) => self.value(member.shape(), value, &within(member.name())),
            }
        }
        for (name, value) in members {
            if structure.member(name).is_none() {
                self.break_at(&within(name), shape, value, Constraint::Unknown);
            }
        }
        let set = members.iter().filter(|(_, value)| *value != Value::Null).count();
        if structure.is_union() && set != 1 {
            self.break_at(path, shape, &Value::Structure(members.to_vec()), Constraint::OneMember);
        }
    }

    fn map(
        &mut self,
        shape: &Shape,
        map: &Map,
        value: &Value,
        entries: &[(String, Value)],
        path: &str,
    ) {
        let keys: Vec<_> = entries.iter().map(|(key, _)| Value::from(key.as_str())).collect();
        let broken = broken_by_any(map.key(), keys.iter());
        if !broken.is_empty() {
            self.break_at(path, shape, value, Constraint::Keys(broken));
        }
        if is_nested(map.value()) {
            for (key, value) in entries {
                self.value(map.value(), value, &format!("{path}.{key}.member"));
            }
        } else {
            let broken = broken_by_any(map.value(), entries.iter().map(|(_, value)| value));
            if !broken.is_empty() {
                self.break_at(path, shape, value, Constraint::Values(broken));
            }
        }
    }
}

/// Whether violations inside a value of this shape have paths of their own.
fn is_nested(shape: &Shape) -> bool {
    matches!(shape.kind(), ShapeKind::Structure(_) | ShapeKind::List(_) | ShapeKind::Map(_))
}

/// All constraints of a scalar shape, where one of the values breaks any of them: AWS lists what
/// each element must satisfy, not which of it an element broke.
fn broken_by_any<'a>(
    shape: &Shape,
    mut values: impl Iterator<Item = &'a Value>,
) -> Vec<Constraint> {
    match values.find_map(|value| own_constraints(shape, value).into_iter().next()) {
        None => Vec::new(),
        Some(broken @ Constraint::Kind(_)) => vec![broken],
        Some(Constraint::NotNull) => {
            all_constraints(shape).into_iter().chain([Constraint::NotNull]).collect()
        }
        Some(_) => all_constraints(shape),
    }
}

fn all_constraints(shape: &Shape) -> Vec<Constraint> {
    let lengths = |limits: Limits| {
        let max = limits.max.map(Constraint::MaxLength);
        max.into_iter().chain(limits.min.map(Constraint::MinLength)).collect::<Vec<_>>()
    };
    match shape.kind() {
        ShapeKind::String(text) => {
            let mut all = lengths(text.limits());
            all.extend(text.pattern().map(|p| Constraint::Pattern(p.as_str().to_owned())));
            if !text.values().is_empty() {
                all.push(Constraint::Enumeration(text.values().to_vec()));
            }
            all
        }
        ShapeKind::Blob(limits) => lengths(*limits),
        ShapeKind::Integer(limits) | ShapeKind::Long(limits) => {
            let max = limits.max.map(Constraint::MaxValue);
            max.into_iter().chain(limits.min.map(Constraint::MinValue)).collect()
        }
        _ => Vec::new(),
    }
}

/// The constraints that the value itself breaks, without those of what it contains.
fn own_constraints(shape: &Shape, value: &Value) -> Vec<Constraint> {
    match (shape.kind(), value) {
        (ShapeKind::String(text), Value::String(written)) => text_constraints(text, written),
        (ShapeKind::Blob(limits), Value::Blob(bytes)) => length_constraints(*limits, bytes.len()),
        (ShapeKind::List(list), Value::List(elements)) => {
            length_constraints(list.limits(), elements.len())
        }
        (ShapeKind::Map(map), Value::Map(entries)) => {
            length_constraints(map.limits(), entries.len())
        }
        (ShapeKind::Integer(limits) | ShapeKind::Long(limits), Value::Integer(number)) => {
            let above = limits.max.filter(|max| number > max).map(Constraint::MaxValue);
            let below = limits.min.filter(|min| number < min).map(Constraint::MinValue);
            above.into_iter().chain(below).collect()
        }
        (ShapeKind::Structure(_), Value::Structure(_))
        | (ShapeKind::Boolean, Value::Bool(_))
        | (ShapeKind::Float(_) | ShapeKind::Double(_), Value::Float(_))
        | (ShapeKind::Timestamp, Value::Timestamp(_))
        | (ShapeKind::Document, _) => Vec::new(),
        (_, Value::Null) => vec![Constraint::NotNull],
        (kind, _) => vec![Constraint::Kind(kind_name(kind))],
    }
}

fn text_constraints(text: &Text, written: &str) -> Vec<Constraint> {
    let mut broken = length_constraints(text.limits(), written.chars().count());
    if let Some(pattern) = text.pattern().filter(|pattern| !pattern.matches(written)) {
        broken.push(Constraint::Pattern(pattern.as_str().to_owned()));
    }
    if !text.values().is_empty() && !text.values().iter().any(|value| value == written) {
        broken.push(Constraint::Enumeration(text.values().to_vec()));
    }
    broken
}

fn length_constraints(limits: Limits, length: usize) -> Vec<Constraint> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let above = limits.max.filter(|max| length > *max).map(Constraint::MaxLength);
    let below = limits.min.filter(|min| length < *min).map(Constraint::MinLength);
    above.into_iter().chain(below).collect()
}

fn kind_name(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Structure(_) => "a structure",
        ShapeKind::List(_) => "a list",
        ShapeKind::Map(_) => "a map",
        ShapeKind::String(_) => "a string",
        ShapeKind::Blob(_) => "a blob",
        ShapeKind::Boolean => "a boolean",
        ShapeKind::Integer(_) | ShapeKind::Long(_) => "a whole number",
        ShapeKind::Float(_) | ShapeKind::Double(_) => "a number",
        ShapeKind::Timestamp => "a timestamp",
        ShapeKind::Document => "a document",
    }
}

/// The value as AWS's Java services print it.
fn quoted(value: &Value) -> String {
    let entries = |entries: &[(String, Value)]| {
        let each: Vec<_> =
            entries.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        format!("{{{}}}", each.join(", "))
    };
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Blob(bytes) => format!("[{} bytes]", bytes.len()),
        Value::Timestamp(instant) => instant.to_string(),
        Value::List(elements) => {
            format!("[{}]", elements.iter().map(quoted).collect::<Vec<_>>().join(", "))
        }
        Value::Structure(members) => entries(members),
        Value::Map(map) => entries(map),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service;

    fn input(service_name: &str, operation: &str) -> &'static Shape {
        service(service_name).unwrap().operation(operation).unwrap().input().unwrap()
    }

    fn structure(members: &[(&str, Value)]) -> Value {
        Value::Structure(members.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
    }

    fn texts(shape: &Shape, value: &Value) -> Vec<String> {
        check(shape, value).iter().map(Violation::to_string).collect()
    }

    #[test]
    fn a_good_value_breaks_nothing() {
        let rule = structure(&[("Name", "a".into()), ("State", "ENABLED".into())]);
        assert_eq!(check(input("events", "PutRule"), &rule), []);
    }

    #[test]
    fn what_is_required_must_not_be_null() {
        let expected = "Value null at 'name' failed to satisfy constraint: Member must not be null";
        assert_eq!(texts(input("events", "PutRule"), &structure(&[])), [expected]);
        let explicit = structure(&[("Name", Value::Null)]);
        assert_eq!(texts(input("events", "PutRule"), &explicit), [expected]);
    }

    #[test]
    fn several_violations_are_one_message() {
        let rule = structure(&[("Name", " ".repeat(65).into()), ("State", "on".into())]);
        let message = validation_message(&check(input("events", "PutRule"), &rule));
        assert!(message.starts_with("3 validation errors detected: Value ' "), "{message}");
        assert!(message.contains(
            "at 'name' failed to satisfy constraint: Member must have length less than or equal to 64; Value"
        ));
        assert!(message.contains(r"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+; Value 'on' at 'state'"));
        assert!(message.contains("Member must satisfy enum value set: [ENABLED, DISABLED"));
    }

    #[test]
    fn lengths_count_characters_and_numbers_are_bounded() {
        let role = |name: String| structure(&[("RoleName", name.into())]);
        assert_eq!(check(input("iam", "GetRole"), &role("a".repeat(64))), []);
        let found = texts(input("iam", "GetRole"), &role("a".repeat(65)));
        assert!(
            found[0].ends_with("Member must have length less than or equal to 64"),
            "{found:?}"
        );
        let list =
            structure(&[("stateMachineArn", "arn".into()), ("maxResults", Value::Integer(1001))]);
        assert_eq!(
            validation_message(&check(input("states", "ListExecutions"), &list)),
            "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy \
             constraint: Member must have value less than or equal to 1000"
        );
    }

    #[test]
    fn elements_have_paths_and_scalars_are_reported_on_their_list() {
        let target = structure(&[("Id", "a b".into())]);
        let put = structure(&[("Rule", "r".into()), ("Targets", Value::List(vec![target]))]);
        let found = texts(input("events", "PutTargets"), &put);
        assert_eq!(
            found,
            [
                r"Value 'a b' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+",
                "Value null at 'targets.1.member.arn' failed to satisfy constraint: Member must not be null",
            ]
        );
        let ids = Value::List(vec!["ok".into(), "a b".into()]);
        let remove = structure(&[("Rule", "r".into()), ("Ids", ids)]);
        let found = texts(input("events", "RemoveTargets"), &remove);
        assert_eq!(
            found,
            [
                r"Value '[ok, a b]' at 'ids' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 64, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+]"
            ]
        );
    }

    #[test]
    fn null_is_no_element() {
        let tasks = structure(&[("tasks", Value::List(vec!["t".into(), Value::Null]))]);
        assert_eq!(
            texts(input("ecs", "DescribeTasks"), &tasks),
            [
                "Value '[t, null]' at 'tasks' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]"
            ]
        );
    }

    #[test]
    fn keys_and_values_of_maps_are_reported_on_the_map() {
        let tags = Value::Map(vec![("k".repeat(129), "v".into())]);
        let create = structure(&[("logGroupName", "g".into()), ("tags", tags)]);
        let found = texts(input("logs", "CreateLogGroup"), &create);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, "), "{found:?}");
    }

    #[test]
    fn sensitive_values_are_not_quoted() {
        let start =
            structure(&[("stateMachineArn", "arn".into()), ("input", "x".repeat(262_145).into())]);
        assert_eq!(
            texts(input("states", "StartExecution"), &start),
            [
                "Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144"
            ]
        );
    }

    #[test]
    fn another_kind_and_an_unknown_member_are_violations() {
        let value = structure(&[("task", Value::Integer(1)), ("tsk", "x".into())]);
        let found = check(input("ecs", "StopTask"), &value);
        let constraints: Vec<_> = found.into_iter().map(|v| (v.path, v.constraint)).collect();
        assert_eq!(
            constraints,
            [
                ("task".to_owned(), Constraint::Kind("a string")),
                ("tsk".to_owned(), Constraint::Unknown)
            ]
        );
    }
}
