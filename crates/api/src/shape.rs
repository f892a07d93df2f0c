//! Shapes: what a value of an API may be, and what limits it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::http::{Place, TimestampFormat};
use crate::pattern::Pattern;

/// The shape of a value: its type, its limits, and how protocols write it.
#[derive(Debug)]
pub struct Shape {
    pub(crate) name: String,
    pub(crate) kind: ShapeKind,
    pub(crate) sensitive: bool,
}

impl Shape {
    /// The name of the shape in the API's model; a type's own name, such as `string`, where the
    /// shape adds nothing to it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type, with what limits a value of it.
    #[must_use]
    pub fn kind(&self) -> &ShapeKind {
        &self.kind
    }

    /// The members, where this is a structure.
    #[must_use]
    pub fn structure(&self) -> Option<&Structure> {
        match &self.kind {
            ShapeKind::Structure(structure) => Some(structure),
            _ => None,
        }
    }

    /// Whether services keep a value of it out of logs and messages.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.sensitive
    }
}

/// A shape that another one, or an operation, refers to.
///
/// INVARIANT: the decoder sets every reference that it gives out before its model can be seen.
/// References that lead back to themselves are never freed, as the models of services are not.
#[derive(Clone, Default)]
pub(crate) struct ShapeReference(Arc<OnceLock<Shape>>);

impl ShapeReference {
    pub(crate) fn set(&self, shape: Shape) {
        self.0.get_or_init(|| shape);
    }

    #[expect(clippy::expect_used, reason = "the invariant of the type")]
    pub(crate) fn shape(&self) -> &Shape {
        self.0.get().expect("a shape that is referred to is set")
    }
}

/// Only the name: what contains itself has no end.
impl fmt::Debug for ShapeReference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0.get().map_or("unset", Shape::name))
    }
}

/// The type of a shape.
#[derive(Debug)]
pub enum ShapeKind {
    /// Named members.
    Structure(Structure),
    /// Elements of one shape.
    List(List),
    /// Entries of text keys and values of one shape.
    Map(Map),
    /// A text.
    String(Text),
    /// Bytes; the limits count bytes.
    Blob(Limits),
    /// A boolean.
    Boolean,
    /// A whole number of 32 bits.
    Integer(Limits),
    /// A whole number of 64 bits.
    Long(Limits),
    /// A number of single precision.
    Float(Limits),
    /// A number of double precision.
    Double(Limits),
    /// An instant.
    Timestamp,
    /// Any JSON at all.
    Document,
}

/// A structure; the default has no members.
#[derive(Debug, Default)]
pub struct Structure {
    pub(crate) members: Vec<Member>,
    pub(crate) union: bool,
}

impl Structure {
    /// The members, in the order of the model.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member of this name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The member that is the body of an HTTP message, where there is one.
    #[must_use]
    pub fn body(&self) -> Option<&Member> {
        self.members.iter().find(|member| member.place == Place::Body)
    }

    /// Whether exactly one member is to be set.
    #[must_use]
    pub fn is_union(&self) -> bool {
        self.union
    }
}

/// A member of a structure.
#[derive(Debug)]
pub struct Member {
    pub(crate) name: String,
    pub(crate) shape: ShapeReference,
    pub(crate) required: bool,
    pub(crate) idempotency_token: bool,
    pub(crate) wire_name: Option<String>,
    pub(crate) place: Place,
    pub(crate) streamed: bool,
    pub(crate) timestamp_format: Option<TimestampFormat>,
}

impl Member {
    /// The name, as [`Value::Structure`](crate::Value::Structure) carries it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name that the service's protocol writes.
    #[must_use]
    pub fn wire_name(&self) -> &str {
        self.wire_name.as_deref().unwrap_or(&self.name)
    }

    /// The shape of its value.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        self.shape.shape()
    }

    /// Where it stands in an HTTP message, in the protocols that follow REST.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// Whether it is a body that services send and take as a stream.
    #[must_use]
    pub fn is_streamed(&self) -> bool {
        self.streamed
    }

    /// How it is written if it is a timestamp, where that is not how timestamps are written at its
    /// place.
    #[must_use]
    pub fn timestamp_format(&self) -> Option<TimestampFormat> {
        self.timestamp_format
    }

    /// Whether a caller must give it: it must be present, and clients do not fill it in.
    #[must_use]
    pub fn is_left_to_caller(&self) -> bool {
        self.required && !self.idempotency_token
    }

    /// Whether it must be present.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether a client fills it with a fresh token where the caller left it out.
    #[must_use]
    pub fn is_idempotency_token(&self) -> bool {
        self.idempotency_token
    }
}

/// A list.
#[derive(Debug)]
pub struct List {
    pub(crate) member: ShapeReference,
    pub(crate) member_name: Option<String>,
    pub(crate) flattened: bool,
    pub(crate) limits: Limits,
}

impl List {
    /// The shape of an element.
    #[must_use]
    pub fn member(&self) -> &Shape {
        self.member.shape()
    }

    /// The name around each element in Query and XML.
    #[must_use]
    pub fn member_name(&self) -> &str {
        self.member_name.as_deref().unwrap_or("member")
    }

    /// Whether Query and XML write the elements without a list around them.
    #[must_use]
    pub fn is_flattened(&self) -> bool {
        self.flattened
    }

    /// How many elements it may have.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }
}

/// A map.
#[derive(Debug)]
pub struct Map {
    pub(crate) key: ShapeReference,
    pub(crate) value: ShapeReference,
    pub(crate) key_name: Option<String>,
    pub(crate) value_name: Option<String>,
    pub(crate) flattened: bool,
    pub(crate) limits: Limits,
}

impl Map {
    /// The shape of a key; always a string.
    #[must_use]
    pub fn key(&self) -> &Shape {
        self.key.shape()
    }

    /// The shape of a value.
    #[must_use]
    pub fn value(&self) -> &Shape {
        self.value.shape()
    }

    /// The name around each key in Query and XML.
    #[must_use]
    pub fn key_name(&self) -> &str {
        self.key_name.as_deref().unwrap_or("key")
    }

    /// The name around each value in Query and XML.
    #[must_use]
    pub fn value_name(&self) -> &str {
        self.value_name.as_deref().unwrap_or("value")
    }

    /// Whether Query and XML write the entries without a map around them.
    #[must_use]
    pub fn is_flattened(&self) -> bool {
        self.flattened
    }

    /// How many entries it may have.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }
}

/// What limits a text; the limits count characters.
#[derive(Debug)]
pub struct Text {
    pub(crate) limits: Limits,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) values: Vec<String>,
}

impl Text {
    /// How many characters it may have.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The expression that the whole text must match.
    #[must_use]
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// The values that it may have, in the order of the model; none where it is free.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }
}

/// The least and the greatest that a number, a length or a count may be.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The least, where there is one.
    pub min: Option<i64>,
    /// The greatest, where there is one.
    pub max: Option<i64>,
}
