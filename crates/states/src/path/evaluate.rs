//! Evaluating a path.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Number, Value};
use thiserror::Error;

use super::segment::{JsonPath, PathFunction, PathRoot, Segment, is_definite};
use crate::execution::{ContextObject, Variables};

/// A path that finds nothing, in the words of Jayway's library.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct PathNotFound(String);

/// How many values one evaluation may visit: `$..*..*..*` over a payload of the largest size would
/// otherwise visit more of them than any machine can.
const VISITS: usize = 5_000_000;

/// What is left of [`VISITS`].
pub(super) struct Budget(usize);

/// An evaluation that visited [`VISITS`] values.
#[derive(Debug)]
pub(super) struct TooMuchWork;

impl Budget {
    pub(super) fn spend(&mut self, visits: usize) -> Result<(), TooMuchWork> {
        self.0 = self.0.checked_sub(visits).ok_or(TooMuchWork)?;
        Ok(())
    }
}

/// What the paths of a field can start from.
#[derive(Clone, Copy)]
pub(crate) struct Roots<'a> {
    pub(crate) data: &'a Value,
    pub(crate) context: &'a ContextObject<'a>,
    pub(crate) variables: &'a Variables<'a>,
}

/// What a path found.
pub(super) enum Selected<'v> {
    /// A definite path found this value.
    One(&'v Value),
    /// A definite path made this value.
    Made(Value),
    /// An indefinite path found these, or none.
    Many(Vec<&'v Value>),
}

impl<'v> Selected<'v> {
    pub(super) fn into_value(self) -> Cow<'v, Value> {
        match self {
            Self::One(value) => Cow::Borrowed(value),
            Self::Made(value) => Cow::Owned(value),
            Self::Many(values) => Cow::Owned(Value::Array(values.into_iter().cloned().collect())),
        }
    }
}

impl JsonPath {
    /// The value that the path finds; an indefinite path finds a list, which may be empty.
    pub(crate) fn evaluate<'v>(&self, roots: &Roots<'v>) -> Result<Cow<'v, Value>, PathNotFound> {
        let root = match &self.root {
            PathRoot::Data => roots.data,
            PathRoot::Context => match self.segments.first() {
                Some(Segment::Name(member)) => roots.context.with_only(member),
                _ => roots.context.value(),
            },
            PathRoot::Variable(name) => roots
                .variables
                .get(name)
                .ok_or_else(|| PathNotFound(format!("No results for path: $['{name}']")))?,
        };
        self.evaluate_on(root)
    }

    /// The value that the path finds in the given data, whatever root it names.
    pub(crate) fn evaluate_on<'v>(&self, root: &'v Value) -> Result<Cow<'v, Value>, PathNotFound> {
        match select(root, root, &self.segments, &mut Budget(VISITS)) {
            Ok(selected) => selected.map(Selected::into_value),
            Err(TooMuchWork) => {
                Err(PathNotFound(format!("{} visits more than {VISITS} values", self.source)))
            }
        }
    }
}

pub(super) fn select<'v>(
    root: &'v Value,
    data: &Value,
    segments: &[Segment],
    budget: &mut Budget,
) -> Result<Result<Selected<'v>, PathNotFound>, TooMuchWork> {
    let (segments, function) = match segments.split_last() {
        Some((Segment::Function(function), rest)) => (rest, Some(*function)),
        _ => (segments, None),
    };
    budget.spend(segments.len())?;
    let selected = if is_definite(segments) {
        select_one(root, segments)
    } else {
        Ok(Selected::Many(select_many(root, data, segments, budget)?))
    };
    Ok(match function {
        None => selected,
        Some(function) => selected.and_then(|selected| apply(function, &selected.into_value())),
    })
}

fn select_one<'v>(root: &'v Value, segments: &[Segment]) -> Result<Selected<'v>, PathNotFound> {
    let mut value = root;
    for (position, segment) in segments.iter().enumerate() {
        let found = match (segment, value) {
            (Segment::Name(name), Value::Object(members)) => members.get(name),
            (Segment::Index(index), Value::Array(items)) => item(items, *index),
            (Segment::Names(names), Value::Object(members)) if position + 1 == segments.len() => {
                let picked = names
                    .iter()
                    .filter_map(|name| Some((name.clone(), members.get(name)?.clone())))
                    .collect();
                return Ok(Selected::Made(Value::Object(picked)));
            }
            _ => None,
        };
        match found {
            Some(found) => value = found,
            None => return Err(not_found(value, segments, position)),
        }
    }
    Ok(Selected::One(value))
}

fn not_found(value: &Value, segments: &[Segment], position: usize) -> PathNotFound {
    let (before, missing) = segments.split_at(position.min(segments.len()));
    let Some(segment) = missing.first() else { return PathNotFound(canonical(segments)) };
    let upto = canonical(segments.get(..=position).unwrap_or(segments));
    PathNotFound(match (segment, value) {
        (Segment::Index(_), Value::Array(_)) => {
            format!("Index out of bounds when evaluating path {upto}")
        }
        (Segment::Index(_), _) => format!(
            "Filter: {} can only be applied to arrays. Current context is: {}",
            canonical(std::slice::from_ref(segment)).trim_start_matches('$'),
            java_kind(value)
        ),
        (_, Value::Object(_)) if missing.len() == 1 => format!("No results for path: {upto}"),
        (_, Value::Object(_)) => format!("Missing property in path {upto}"),
        _ => format!(
            "Expected to find an object with property {} in path {} but found '{}'.",
            canonical(std::slice::from_ref(segment)).trim_start_matches('$'),
            canonical(before),
            java_kind(value)
        ),
    })
}

fn java_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "java.lang.Boolean",
        Value::Number(number) if number.is_f64() => "java.lang.Double",
        Value::Number(_) => "java.lang.Integer",
        Value::String(_) => "java.lang.String",
        Value::Array(_) => "java.util.ArrayList",
        Value::Object(_) => "java.util.LinkedHashMap",
    }
}

/// The path as Jayway writes it: `$['a'][0]`.
fn canonical(segments: &[Segment]) -> String {
    let mut path = String::from("$");
    for segment in segments {
        // Writing to a String cannot fail.
        let _ = match segment {
            Segment::Name(name) => write!(path, "['{name}']"),
            Segment::Names(names) => write!(path, "['{}']", names.join("','")),
            Segment::Index(index) => write!(path, "[{index}]"),
            Segment::Indices(_) | Segment::Slice(..) => write!(path, "[...]"),
            Segment::Wildcard => write!(path, "[*]"),
            Segment::Descent => write!(path, ".."),
            Segment::Filter(_) => write!(path, "[?]"),
            Segment::Function(_) => Ok(()),
        };
    }
    path
}

fn item(items: &[Value], index: i64) -> Option<&Value> {
    match usize::try_from(index) {
        Ok(index) => items.get(index),
        Err(_) => {
            let from_end = usize::try_from(index.unsigned_abs()).ok()?;
            items.get(items.len().checked_sub(from_end)?)
        }
    }
}

/// What is missing on the way of an indefinite path is passed over, the first steps included: AWS
/// answers `[]` for `$.items[*]` on `{}`.
fn select_many<'v>(
    root: &'v Value,
    data: &Value,
    segments: &[Segment],
    budget: &mut Budget,
) -> Result<Vec<&'v Value>, TooMuchWork> {
    let mut selected = vec![root];
    for segment in segments {
        let mut next = Vec::new();
        for value in selected {
            step(value, data, segment, &mut next, budget)?;
        }
        selected = next;
    }
    Ok(selected)
}

fn step<'v>(
    value: &'v Value,
    data: &Value,
    segment: &Segment,
    found: &mut Vec<&'v Value>,
    budget: &mut Budget,
) -> Result<(), TooMuchWork> {
    budget.spend(1)?;
    match (segment, value) {
        (Segment::Name(name), Value::Object(members)) => found.extend(members.get(name)),
        (Segment::Names(names), Value::Object(members)) => {
            found.extend(names.iter().filter_map(|name| members.get(name)));
        }
        (Segment::Index(index), Value::Array(items)) => found.extend(item(items, *index)),
        (Segment::Indices(indices), Value::Array(items)) => {
            budget.spend(indices.len())?;
            found.extend(indices.iter().filter_map(|index| item(items, *index)));
        }
        (Segment::Slice(start, end), Value::Array(items)) => {
            let sliced = slice(items, *start, *end);
            budget.spend(sliced.len())?;
            found.extend(sliced);
        }
        (Segment::Wildcard, Value::Array(items)) => {
            budget.spend(items.len())?;
            found.extend(items);
        }
        (Segment::Wildcard, Value::Object(members)) => {
            budget.spend(members.len())?;
            found.extend(members.values());
        }
        (Segment::Descent, _) => descend(value, found, budget)?,
        (Segment::Filter(filter), Value::Array(items)) => {
            for item in items {
                if filter.keeps(item, data, budget)? {
                    found.push(item);
                }
            }
        }
        (Segment::Filter(filter), Value::Object(_)) if filter.keeps(value, data, budget)? => {
            found.push(value);
        }
        _ => {}
    }
    Ok(())
}

fn descend<'v>(
    value: &'v Value,
    found: &mut Vec<&'v Value>,
    budget: &mut Budget,
) -> Result<(), TooMuchWork> {
    budget.spend(1)?;
    found.push(value);
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| descend(item, found, budget)),
        Value::Object(members) => {
            members.values().try_for_each(|member| descend(member, found, budget))
        }
        _ => Ok(()),
    }
}

fn slice(items: &[Value], start: Option<i64>, end: Option<i64>) -> &[Value] {
    let bound = |bound: i64| match usize::try_from(bound) {
        Ok(bound) => bound.min(items.len()),
        Err(_) => {
            items.len().saturating_sub(usize::try_from(bound.unsigned_abs()).unwrap_or(usize::MAX))
        }
    };
    let (start, end) = (start.map_or(0, bound), end.map_or(items.len(), bound));
    items.get(start..end).unwrap_or_default()
}

fn apply<'v>(function: PathFunction, value: &Value) -> Result<Selected<'v>, PathNotFound> {
    let made = |number: Option<Number>| {
        number.map(|number| Selected::Made(Value::Number(number))).ok_or_else(|| {
            PathNotFound(
                "Aggregation function attempted to calculate value using empty array".to_owned(),
            )
        })
    };
    if function == PathFunction::Length {
        return made(match value {
            Value::Array(items) => Some(Number::from(items.len())),
            Value::Object(members) => Some(Number::from(members.len())),
            _ => None,
        });
    }
    let numbers: Vec<f64> =
        value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let sum: f64 = numbers.iter().sum();
    let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    made(match (numbers.is_empty(), function) {
        (true, _) => None,
        (_, PathFunction::Min) => {
            Number::from_f64(numbers.iter().copied().fold(f64::INFINITY, f64::min))
        }
        (_, PathFunction::Max) => {
            Number::from_f64(numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        }
        (_, PathFunction::Average) => Number::from_f64(sum / f64::from(count)),
        _ => Number::from_f64(sum),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn find(path: &str, data: &Value) -> Result<Value, String> {
        let found = JsonPath::parse(path).unwrap().evaluate_on(data).map(Cow::into_owned);
        found.map_err(|missing| missing.to_string())
    }

    #[test]
    fn a_definite_path_finds_the_value_itself() {
        let data = json!({"a": [{"b": null}, 2], "c d": {"e": true}});
        assert_eq!(find("$", &data), Ok(data.clone()));
        assert_eq!(find("$.a[0].b", &data), Ok(Value::Null));
        assert_eq!(find("$.a[-1]", &data), Ok(json!(2)));
        assert_eq!(find("$['c d'].e", &data), Ok(json!(true)));
        assert_eq!(find("$.['c d']", &data), Ok(json!({"e": true})));
        assert_eq!(find("$['c d', 'x']", &data), Ok(json!({"c d": {"e": true}})));
        assert_eq!(find("$.a.length()", &data), Ok(json!(2)));
    }

    #[test]
    fn a_definite_path_that_finds_nothing_says_where() {
        let data = json!({"a": [1], "s": "x"});
        assert_eq!(find("$.b", &data).unwrap_err(), "No results for path: $['b']");
        assert_eq!(find("$.b.c.d", &data).unwrap_err(), "Missing property in path $['b']");
        assert_eq!(
            find("$.a[1]", &data).unwrap_err(),
            "Index out of bounds when evaluating path $['a'][1]"
        );
        assert_eq!(
            find("$.s.t", &data).unwrap_err(),
            "Expected to find an object with property ['t'] in path $['s'] but found 'java.lang.String'."
        );
    }

    #[test]
    fn an_indefinite_path_always_finds_a_list() {
        let data = json!({"a": [{"b": 1, "k": "x"}, {"b": 2.0, "k": "Y"}, {"k": "z"}]});
        assert_eq!(find("$.a[*].b", &data), Ok(json!([1, 2.0])));
        assert_eq!(find("$.a[1:].k", &data), Ok(json!(["Y", "z"])));
        assert_eq!(find("$.a[-2:-1].k", &data), Ok(json!(["Y"])));
        assert_eq!(find("$.a[0,2].k", &data), Ok(json!(["x", "z"])));
        assert_eq!(find("$..b", &data), Ok(json!([1, 2.0])));
        assert_eq!(find("$.a[?(@.b == 2)].k", &data), Ok(json!(["Y"])));
        assert_eq!(find("$.a[?(@.b)].k", &data), Ok(json!(["x", "Y"])));
        assert_eq!(find("$.a[?(!(@.b))].k", &data), Ok(json!(["z"])));
        assert_eq!(find("$.a[?(@.k =~ /y/i || @.b < 2)].k", &data), Ok(json!(["x", "Y"])));
        assert_eq!(find("$.a[?(@.k in ['x', 'z'] && @.b >= 1)].b", &data), Ok(json!([1])));
        assert_eq!(find("$.a[?(@.b == $.a[0].b)].k", &data), Ok(json!(["x"])));
        for path in ["$.x[*]", "$.x.y[1:]", "$[?(@.q == 1)]", "$..q"] {
            assert_eq!(find(path, &data), Ok(json!([])), "{path}");
        }
        assert_eq!(find("$.a[*].b.sum()", &data), Ok(json!(3.0)));
    }

    #[test]
    fn work_that_grows_without_bound_is_cut() {
        let mut data = json!(1);
        for _ in 0..400 {
            data = json!([data, 1, 1]);
        }
        assert!(find("$..*..*..*..*", &data).unwrap_err().contains("visits more than"));
    }
}
