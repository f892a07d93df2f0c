//! Decoding of a service's embedded model, as `scripts/extract.py` wrote it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::ErrorShape;
use crate::http::{HttpTarget, Place, TimestampFormat};
use crate::pattern::Pattern;
use crate::service::{Operation, Operations, Service};
use crate::shape::{Limits, List, Map, Member, Shape, ShapeKind, ShapeReference, Structure, Text};

/// What a service can be asked.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) operations: Operations,
    pub(crate) named: BTreeMap<String, Vec<NamedMember>>,
    pub(crate) errors: BTreeMap<String, ErrorShape>,
}

/// An input member of which nothing else is known; written as its name, with `!` behind it where a
/// caller must give it.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub(crate) struct NamedMember {
    pub(crate) name: String,
    pub(crate) is_required: bool,
}

impl From<String> for NamedMember {
    fn from(written: String) -> Self {
        match written.strip_suffix('!') {
            Some(name) => Self { name: name.to_owned(), is_required: true },
            None => Self { name: written, is_required: false },
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    operations: BTreeMap<String, WrittenOperation>,
    #[serde(default)]
    named: BTreeMap<String, Vec<NamedMember>>,
    #[serde(default)]
    errors: BTreeMap<String, WrittenError>,
    #[serde(default)]
    shapes: BTreeMap<String, WrittenShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WrittenOperation {
    input: Option<String>,
    output: Option<String>,
    result_wrapper: Option<String>,
    method: Option<String>,
    uri: Option<String>,
    errors: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WrittenError {
    code: Option<String>,
    query_code: Option<String>,
    exception_name: Option<String>,
    status: u16,
    #[serde(default)]
    fault: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WrittenShape {
    #[serde(rename = "type")]
    kind: String,
    /// Member name -> shape name; a JSON map, which keeps the order of the model.
    #[serde(default)]
    members: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    union: bool,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    flattened: bool,
    #[serde(default)]
    wire_names: BTreeMap<String, String>,
    #[serde(default)]
    places: BTreeMap<String, Place>,
    payload: Option<String>,
    #[serde(default)]
    streaming: bool,
    #[serde(default)]
    timestamp_formats: BTreeMap<String, TimestampFormat>,
    idempotency_token: Option<String>,
    member: Option<String>,
    member_name: Option<String>,
    key: Option<String>,
    key_name: Option<String>,
    value: Option<String>,
    value_name: Option<String>,
    #[serde(rename = "enum", default)]
    values: Vec<String>,
    min: Option<f64>,
    max: Option<f64>,
    pattern: Option<String>,
}

/// An embedded model that is not what the script writes.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ModelError {
    #[error("not the JSON that is expected: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the shape `{0}` is missing")]
    Shape(String),
    #[error("the shape `{shape}` has the unknown type `{kind}`")]
    Type { shape: String, kind: String },
}

impl Model {
    /// Decodes the model that is embedded for a service.
    #[expect(clippy::panic, reason = "an embedded file that a test decodes cannot fail to decode")]
    pub(crate) fn decode(service: &'static Service, text: &str) -> Self {
        Self::read(service, text)
            .unwrap_or_else(|error| panic!("the model of {}: {error}", service.name()))
    }

    fn read(service: &'static Service, text: &str) -> Result<Self, ModelError> {
        let written: Written = serde_json::from_str(text)?;
        let mut linker = Linker { written: written.shapes, linked: BTreeMap::new() };
        let mut operations = Operations::new();
        for (name, operation) in written.operations {
            let mut link = |end: Option<String>| end.map(|name| linker.link(&name)).transpose();
            let operation = Operation {
                service,
                name: name.clone(),
                input: link(operation.input)?,
                output: link(operation.output)?,
                result_wrapper: operation.result_wrapper,
                http: operation
                    .method
                    .zip(operation.uri)
                    .map(|(method, uri)| HttpTarget { method, uri }),
                errors: operation.errors,
            };
            operations.insert(name, operation);
        }
        let errors =
            written.errors.into_iter().map(|(name, error)| (name.clone(), error.named(name)));
        Ok(Self { operations, named: written.named, errors: errors.collect() })
    }
}

impl WrittenError {
    fn named(self, name: String) -> ErrorShape {
        let Self { code, query_code, exception_name, status, fault } = self;
        ErrorShape { name, code, query_code, exception_name, status, fault }
    }
}

/// Turns names of shapes into shapes. A shape can be referred to before what it contains is linked,
/// so that one may contain itself.
struct Linker {
    written: BTreeMap<String, WrittenShape>,
    linked: BTreeMap<String, ShapeReference>,
}

impl Linker {
    fn link(&mut self, name: &str) -> Result<ShapeReference, ModelError> {
        if let Some(reference) = self.linked.get(name) {
            return Ok(reference.clone());
        }
        let written = match self.written.remove(name) {
            Some(written) => written,
            None if is_type(name) => {
                WrittenShape { kind: name.to_owned(), ..WrittenShape::default() }
            }
            None => return Err(ModelError::Shape(name.to_owned())),
        };
        let reference = ShapeReference::default();
        self.linked.insert(name.to_owned(), reference.clone());
        let sensitive = written.sensitive;
        let kind = self.kind(name, written)?;
        reference.set(Shape { name: name.to_owned(), kind, sensitive });
        Ok(reference)
    }

    fn kind(&mut self, name: &str, written: WrittenShape) -> Result<ShapeKind, ModelError> {
        let limits = Limits { min: whole(written.min), max: whole(written.max) };
        let part = |part: Option<String>| part.ok_or_else(|| ModelError::Shape(name.to_owned()));
        Ok(match written.kind.as_str() {
            "structure" => ShapeKind::Structure(self.structure(name, written)?),
            "list" => ShapeKind::List(List {
                member: self.link(&part(written.member)?)?,
                member_name: written.member_name,
                flattened: written.flattened,
                limits,
            }),
            "map" => ShapeKind::Map(Map {
                key: self.link(&part(written.key)?)?,
                value: self.link(&part(written.value)?)?,
                key_name: written.key_name,
                value_name: written.value_name,
                flattened: written.flattened,
                limits,
            }),
            "string" => ShapeKind::String(Text {
                limits,
                pattern: written.pattern.map(Pattern::new),
                values: written.values,
            }),
            "blob" => ShapeKind::Blob(limits),
            "boolean" => ShapeKind::Boolean,
            "integer" => ShapeKind::Integer(limits),
            "long" => ShapeKind::Long(limits),
            "float" => ShapeKind::Float(limits),
            "double" => ShapeKind::Double(limits),
            "timestamp" => ShapeKind::Timestamp,
            "document" => ShapeKind::Document,
            _ => return Err(ModelError::Type { shape: name.to_owned(), kind: written.kind }),
        })
    }

    fn structure(&mut self, name: &str, written: WrittenShape) -> Result<Structure, ModelError> {
        let mut members = Vec::with_capacity(written.members.len());
        let mut wire_names = written.wire_names;
        for (member, shape) in written.members {
            let shape = shape.as_str().ok_or_else(|| ModelError::Shape(name.to_owned()))?;
            let is_body = written.payload.as_ref() == Some(&member);
            let place = written.places.get(&member).copied().unwrap_or_default();
            members.push(Member {
                shape: self.link(shape)?,
                required: written.required.contains(&member),
                idempotency_token: written.idempotency_token.as_ref() == Some(&member),
                wire_name: wire_names.remove(&member),
                place: if is_body { Place::Body } else { place },
                streamed: is_body && written.streaming,
                timestamp_format: written.timestamp_formats.get(&member).copied(),
                name: member,
            });
        }
        Ok(Structure { members, union: written.union })
    }
}

fn is_type(name: &str) -> bool {
    matches!(
        name,
        "string"
            | "boolean"
            | "integer"
            | "long"
            | "float"
            | "double"
            | "timestamp"
            | "blob"
            | "document"
    )
}

/// The models write limits of numbers with a fraction too, but never with one that counts.
#[expect(clippy::cast_possible_truncation, reason = "a float that is too large saturates")]
fn whole(limit: Option<f64>) -> Option<i64> {
    limit.map(|limit| limit as i64)
}
