//! Reference paths: paths that name one place, where a result can be put.

use serde_json::{Map, Value};
use thiserror::Error;

use super::parser::PathSyntaxError;
use super::segment::{JsonPath, PathRoot, Segment};

/// How long an array may become by putting a value behind its end.
const MAX_INDEX: usize = 10_000;

/// A path of names and indices only, from the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferencePath {
    source: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
}

/// A text that is no reference path.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReferencePathError {
    /// It is no path at all.
    #[error(transparent)]
    Syntax(#[from] PathSyntaxError),
    /// It is a path that may name several places, or none.
    #[error("Value is not a Reference Path")]
    NotReference,
}

/// A value that cannot be put where the path says, because of what is there.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("Unable to apply ReferencePath {path} to input {input}")]
pub struct ReferencePathConflict {
    /// The path.
    pub path: String,
    /// The input as JSON.
    pub input: String,
}

impl ReferencePath {
    /// Reads a reference path.
    ///
    /// # Errors
    /// [`ReferencePathError`] if it is none.
    pub fn parse(text: &str) -> Result<Self, ReferencePathError> {
        let path = JsonPath::parse(text)?;
        if path.root != PathRoot::Data {
            return Err(ReferencePathError::NotReference);
        }
        let steps = path
            .segments
            .into_iter()
            .map(|segment| match segment {
                Segment::Name(name) => Some(Step::Name(name)),
                Segment::Index(index) => {
                    usize::try_from(index).ok().filter(|index| *index <= MAX_INDEX).map(Step::Index)
                }
                _ => None,
            })
            .collect::<Option<_>>()
            .ok_or(ReferencePathError::NotReference)?;
        Ok(Self { source: text.to_owned(), steps })
    }

    /// Whether it is `$`: the value replaces everything.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.steps.is_empty()
    }

    /// The names of the members on its way; none if it leads into an array.
    pub(crate) fn names(&self) -> Option<Vec<&str>> {
        self.steps
            .iter()
            .map(|step| match step {
                Step::Name(name) => Some(name.as_str()),
                Step::Index(_) => None,
            })
            .collect()
    }

    /// The data with a value put where the path says; objects that are missing on the way are made.
    ///
    /// # Errors
    /// [`ReferencePathConflict`] if something on the way is neither missing nor of the right kind.
    pub fn put(&self, data: &Value, value: Value) -> Result<Value, ReferencePathConflict> {
        let conflict =
            || ReferencePathConflict { path: self.source.clone(), input: data.to_string() };
        let mut result = data.clone();
        let mut place = &mut result;
        for step in &self.steps {
            place = match step {
                Step::Name(name) => {
                    if place.is_null() {
                        *place = Value::Object(Map::new());
                    }
                    let members = place.as_object_mut().ok_or_else(conflict)?;
                    members.entry(name.clone()).or_insert(Value::Null)
                }
                Step::Index(index) => {
                    let items = place.as_array_mut().ok_or_else(conflict)?;
                    if items.len() == *index {
                        items.push(Value::Null);
                    }
                    items.get_mut(*index).ok_or_else(conflict)?
                }
            };
        }
        *place = value;
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn put(path: &str, data: &Value, value: Value) -> Result<Value, String> {
        ReferencePath::parse(path).unwrap().put(data, value).map_err(|error| error.to_string())
    }

    #[test]
    fn a_value_replaces_or_joins_the_data() {
        let data = json!({"a": {"b": 1}, "l": [1, 2]});
        assert_eq!(put("$", &data, json!(7)), Ok(json!(7)));
        assert_eq!(put("$.a.c", &data, json!(7)), Ok(json!({"a": {"b": 1, "c": 7}, "l": [1, 2]})));
        assert_eq!(put("$.x.y.z", &json!({}), json!(7)), Ok(json!({"x": {"y": {"z": 7}}})));
        assert_eq!(put("$.l[0]", &data, json!(7)), Ok(json!({"a": {"b": 1}, "l": [7, 2]})));
    }

    #[test]
    fn what_is_in_the_way_is_a_conflict() {
        assert_eq!(
            put("$.a", &json!([1]), json!(7)).unwrap_err(),
            "Unable to apply ReferencePath $.a to input [1]"
        );
        assert!(put("$.l[5]", &json!({"l": [1]}), json!(7)).is_err());
    }

    #[test]
    fn only_one_place_can_be_named() {
        for path in ["$.a[*]", "$..a", "$.a[1:2]", "$.a[?(@.b)]", "$$.a", "$.a[-1]", "$v.a"] {
            assert_eq!(
                ReferencePath::parse(path).unwrap_err(),
                ReferencePathError::NotReference,
                "{path}"
            );
        }
    }
}
