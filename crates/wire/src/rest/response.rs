//! Answers.

use firedrill_api::{Member, Operation, Place, Protocol, Shape, ShapeKind, Structure, Value};

use super::text;
use crate::error::{ReadError, UnknownMembers};
use crate::json;
use crate::message::WireResponse;
use crate::xml::{self, Element};

/// Reads what an operation answered with success.
pub(crate) fn read(operation: &Operation, response: &WireResponse) -> Result<Value, ReadError> {
    let nothing = Structure::default();
    let structure = operation.output().and_then(Shape::structure).unwrap_or(&nothing);
    let mut members = Vec::new();
    let document = document(operation, structure, response)?;
    for member in structure.members() {
        let value = match member.place() {
            Place::Header => match response.header(member.wire_name()) {
                Some(header) => {
                    text::read(member, header).map_err(|error| error.within(member.wire_name()))?
                }
                None => None,
            },
            Place::Headers => headers(member, response),
            Place::Status => Some(Value::Integer(response.status.into())),
            Place::Body => body(operation, member, response)?,
            Place::Document | Place::Query | Place::Path => {
                document.as_ref().and_then(|document| document.get(member.name()).cloned())
            }
        };
        members.extend(value.map(|value| (member.name().to_owned(), value)));
    }
    Ok(Value::Structure(members))
}

/// Whether an answer that began as a success ends as a fault: Amazon S3 answers CopyObject and its
/// like before it is done ("Error responses" of the S3 API reference). An object is never one.
pub(crate) fn is_late_fault(operation: &Operation, response: &WireResponse) -> bool {
    let is_bytes = |member: &Member| {
        matches!(member.shape().kind(), ShapeKind::Blob(_) | ShapeKind::String(_))
    };
    let structure = operation.output().and_then(Shape::structure);
    let is_object = structure.and_then(Structure::body).is_some_and(is_bytes);
    !is_object && Element::parse(&response.body).is_ok_and(|root| root.name == "Error")
}

/// The headers that begin with the name of a member.
fn headers(member: &Member, response: &WireResponse) -> Option<Value> {
    let prefix = member.wire_name().to_ascii_lowercase();
    let entry = |(name, value): &(String, String)| {
        let name = name.to_ascii_lowercase();
        Some((name.strip_prefix(&prefix)?.to_owned(), Value::String(value.clone())))
    };
    Some(Value::Map(response.headers.iter().filter_map(entry).collect()))
}

/// The body, where a member is it; none if there is none.
fn body(
    operation: &Operation,
    member: &Member,
    response: &WireResponse,
) -> Result<Option<Value>, ReadError> {
    let shape = member.shape();
    match shape.kind() {
        ShapeKind::Blob(_) => Ok(Some(Value::Blob(response.body.clone()))),
        ShapeKind::String(_) => String::from_utf8(response.body.clone())
            .map(|text| Some(Value::String(text)))
            .map_err(|_| ReadError::malformed("the body is not UTF-8")),
        _ if response.body.trim_ascii().is_empty() => Ok(None),
        _ => parsed(operation, shape, &response.body).map(Some),
    }
}

/// The document with the members that stand nowhere else.
fn document(
    operation: &Operation,
    structure: &Structure,
    response: &WireResponse,
) -> Result<Option<Value>, ReadError> {
    let mut members = structure.members().iter();
    let has_document = members.any(|member| member.place() == Place::Document);
    match operation.output() {
        Some(shape) if has_document => parsed(operation, shape, &response.body).map(Some),
        _ => Ok(None),
    }
}

fn parsed(operation: &Operation, shape: &Shape, body: &[u8]) -> Result<Value, ReadError> {
    if operation.service().protocol() == Protocol::RestJson {
        return json::read(shape, &json::parse(body)?, UnknownMembers::Ignored);
    }
    let root = Element::parse(body)?;
    // The model does not say how the root is named: an answer is told from the page of a web server
    // by what is in it.
    let is_known = |element: &Element| {
        let mut members = shape.structure().into_iter().flat_map(Structure::members);
        members.any(|member| member.wire_name() == element.name)
    };
    if !root.children.is_empty() && !root.children.iter().any(is_known) {
        return Err(ReadError::malformed(format!("{} is no answer", root.name)));
    }
    xml::read(shape, &root)
}
