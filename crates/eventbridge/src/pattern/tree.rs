//! The typed tree of a pattern, with the place of everything in it.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::value::ValueTest;

/// Where something stands in the text of a pattern, in bytes.
pub(super) type Span = Range<usize>;

/// An object of a pattern: all of its entries must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternObject {
    /// The entries in the order of the text, duplicates included.
    pub entries: Vec<Entry>,
    /// Where the object stands, braces included.
    pub span: Span,
}

/// One entry of an object of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A field and what is asked of it.
    Field {
        /// The field.
        name: FieldName,
        /// What is asked.
        node: Node,
    },
    /// `$or`: at least one of these objects must hold.
    Or {
        /// Where `"$or"` stands.
        keyword: Span,
        /// The objects, two or more.
        alternatives: Vec<PatternObject>,
    },
}

/// The name of a field, dots in it included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldName {
    /// The name, unescaped.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// What a pattern asks of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Something about the fields within it.
    Object(PatternObject),
    /// Something about its values: an index into the leaves of the pattern.
    Leaf(usize),
}

/// An array of alternatives at one path; one of them must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The path that the alternatives are about.
    pub path: FieldPath,
    /// The alternatives, one or more.
    pub alternatives: Vec<Alternative>,
    /// Where the array stands, brackets included.
    pub span: Span,
    /// Where the name of its field stands.
    pub name: Span,
}

impl Leaf {
    /// What the alternatives ask.
    pub fn tests(&self) -> impl Iterator<Item = &ValueTest> {
        self.alternatives.iter().map(|alternative| &alternative.test)
    }
}

/// One alternative of a leaf.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What it asks.
    pub test: ValueTest,
    /// Where it stands.
    pub span: Span,
}

/// The path of a leaf: the names of its fields, joined with dots.
///
/// Dots within names are not told apart from those between names: `{"a.b": [1]}` and
/// `{"a": {"b": [1]}}` are one pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct FieldPath(String);

impl FieldPath {
    /// Joins the names from the outside to the inside. Empty names before the first one that is not
    /// empty leave nothing behind, as in event-ruler, so that `{"": {"a": [1]}}` is about `a`.
    #[must_use]
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut path = String::new();
        for name in names {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        Self(path)
    }

    /// The path, dotted.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The steps between the dots.
    pub fn steps(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Paths are ordered as Java orders strings, by UTF-16 unit: it is the order in which the engine
/// looks at them, and the verdict of `exists: false` within arrays depends on it.
impl Ord for FieldPath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.encode_utf16().cmp(other.0.encode_utf16())
    }
}

impl PartialOrd for FieldPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_join_names_and_sort_like_java_strings() {
        assert_eq!(FieldPath::new(["a.b", "c"]), FieldPath::new(["a", "b.c"]));
        assert_eq!(FieldPath::new(["a", ""]).as_str(), "a.");
        assert!(FieldPath::new(["\u{10000}"]) < FieldPath::new(["\u{FFFF}"]));
    }
}
