//! A parsed path.

use std::fmt;
use std::sync::Arc;

use super::filter::Filter;
use super::parser::{self, PathSyntaxError};

/// What a path starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathRoot {
    /// `$`: the data of the field.
    Data,
    /// `$$`: the context object.
    Context,
    /// `$name`: a variable.
    Variable(Arc<str>),
}

/// A JSONPath.
#[derive(Debug, Clone)]
pub struct JsonPath {
    pub(super) source: Arc<str>,
    pub(super) root: PathRoot,
    pub(super) segments: Vec<Segment>,
}

/// One step of a path.
#[derive(Debug, Clone)]
pub(super) enum Segment {
    /// `.name` or `['name']`.
    Name(String),
    /// `['a', 'b']`: the object of these members.
    Names(Vec<String>),
    /// `[0]`, from the end if negative.
    Index(i64),
    /// `[0, 2]`.
    Indices(Vec<i64>),
    /// `[1:3]`, either bound may be missing or negative.
    Slice(Option<i64>, Option<i64>),
    /// `.*` or `[*]`.
    Wildcard,
    /// `..`: the next segment at every depth.
    Descent,
    /// `[?( )]`.
    Filter(Filter),
    /// A function at the end of the path, such as `.length()`.
    Function(PathFunction),
}

/// A step of a path, as far as it says where it leads whatever the data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathStep<'p> {
    /// To a member of an object.
    Name(&'p str),
    /// To an item of an array.
    Index,
    /// Anywhere.
    Other,
}

/// The functions that may end a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathFunction {
    Length,
    Min,
    Max,
    Average,
    Sum,
}

impl PathFunction {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "length" | "size" => Self::Length,
            "min" => Self::Min,
            "max" => Self::Max,
            "avg" => Self::Average,
            "sum" => Self::Sum,
            _ => return None,
        })
    }
}

impl JsonPath {
    /// Reads a path, which starts with `$`.
    ///
    /// # Errors
    /// [`PathSyntaxError`] if it is none.
    pub fn parse(text: &str) -> Result<Self, PathSyntaxError> {
        parser::parse(text)
    }

    /// The path as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it starts from.
    #[must_use]
    pub fn root(&self) -> &PathRoot {
        &self.root
    }

    /// Whether it is `$`, the whole data.
    #[must_use]
    pub fn is_whole_data(&self) -> bool {
        self.root == PathRoot::Data && self.segments.is_empty()
    }

    /// Whether it can name at most one value: only names and single indices.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        is_definite(&self.segments)
    }

    /// Where the path leads, step by step.
    pub(crate) fn steps(&self) -> impl Iterator<Item = PathStep<'_>> {
        self.segments.iter().map(|segment| match segment {
            Segment::Name(name) => PathStep::Name(name),
            Segment::Index(_) => PathStep::Index,
            _ => PathStep::Other,
        })
    }
}

pub(super) fn is_definite(segments: &[Segment]) -> bool {
    segments.iter().all(|segment| {
        matches!(
            segment,
            Segment::Name(_) | Segment::Names(_) | Segment::Index(_) | Segment::Function(_)
        )
    })
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}
