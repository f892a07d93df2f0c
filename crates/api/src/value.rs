//! The value of an API parameter or result, in no protocol's spelling.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A value of an AWS API, as its shape types it and as no protocol has written it yet.
///
/// Structures are keyed by the member names of the API's model (`cluster`, `TopicArn`), never by a
/// protocol's or by Step Functions' spelling of them. Lists, structures and maps keep their order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Value {
    /// No value: an absent member, or an explicit null.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number, of the shapes `integer` and `long`.
    Integer(i64),
    /// A number of the shapes `float` and `double`.
    Float(f64),
    /// A text.
    String(String),
    /// Bytes, which most protocols write in Base64.
    Blob(Vec<u8>),
    /// An instant.
    Timestamp(Timestamp),
    /// A list.
    List(Vec<Value>),
    /// A structure: member name and value.
    Structure(Vec<(String, Value)>),
    /// A map: key and value.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// What kind of value this is, as a word for messages, such as `a string`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::String(_) => "a string",
            Self::Blob(_) => "a blob",
            Self::Timestamp(_) => "a timestamp",
            Self::List(_) => "a list",
            Self::Structure(_) => "a structure",
            Self::Map(_) => "a map",
        }
    }

    /// The member of a structure, or the entry of a map, with this name; none where it is absent
    /// or null, or where this is neither.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Structure(entries) | Self::Map(entries) => entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value)
                .filter(|value| **value != Self::Null),
            _ => None,
        }
    }

    /// The same value with the entries of every map in the order of their keys.
    ///
    /// Maps have no order in the APIs, and clients write them in whatever order their memory
    /// gives; whoever keeps a request that must be the same each time takes this form of it.
    #[must_use]
    pub fn with_sorted_maps(self) -> Self {
        let sorted = |entries: Vec<(String, Self)>| -> Vec<(String, Self)> {
            entries.into_iter().map(|(key, value)| (key, value.with_sorted_maps())).collect()
        };
        match self {
            Self::List(elements) => {
                Self::List(elements.into_iter().map(Self::with_sorted_maps).collect())
            }
            Self::Structure(members) => Self::Structure(sorted(members)),
            Self::Map(entries) => {
                let mut entries = sorted(entries);
                entries.sort_by(|(left, _), (right, _)| left.cmp(right));
                Self::Map(entries)
            }
            other => other,
        }
    }

    /// The text, where this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, where this is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<Timestamp> for Value {
    fn from(instant: Timestamp) -> Self {
        Self::Timestamp(instant)
    }
}
