//! Requests: what a server reads and a client writes.

use firedrill_api::{Operation, Protocol, Service, Shape, ShapeKind, Value};

use crate::destination::Destination;
use crate::error::{EncodeError, ReadError, UnknownMembers, WireError};
use crate::form;
use crate::json;
use crate::message::WireRequest;
use crate::query;
use crate::rest;
use crate::scalar::mismatch;

/// A request that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedRequest {
    /// The service that it is for.
    pub service: &'static Service,
    /// The operation that it asks for.
    pub operation: &'static Operation,
    /// What it asks: a structure with its members in the order of the shape. Its types are those
    /// of the shape; its limits have not been checked.
    pub input: Value,
}

/// Reads a request: which service and operation it is for, and what it asks.
///
/// The destination is that of `X-Amz-Target`, else that of `Action` and `Version` in a form or a
/// query string, else the service of the signature's scope.
///
/// # Errors
///
/// A destination that is not known, not described or spoken to in another protocol; a body that is
/// not of the protocol or of the shape; and a member that the shape does not know, which AWS would
/// ignore. [`WireError::fault`] says what AWS would answer.
pub fn decode_request(request: &WireRequest) -> Result<DecodedRequest, WireError> {
    let (operation, input) = match Destination::of(request)? {
        Destination::Json(operation) => (operation, read_json(operation, &request.body)),
        Destination::Query(operation, parameters) => {
            let nothing = firedrill_api::Structure::default();
            let structure = operation.input().and_then(Shape::structure).unwrap_or(&nothing);
            (operation, query::read_structure(structure, parameters))
        }
    };
    let service = operation.service();
    let input = input.map_err(|error| match error {
        ReadError::Unknown { path } => {
            WireError::UnknownMember { service, operation: operation.name().to_owned(), path }
        }
        ReadError::Malformed { message } => WireError::Serialization { service, message },
    })?;
    Ok(DecodedRequest { service, operation, input })
}

fn read_json(operation: &Operation, body: &[u8]) -> Result<Value, ReadError> {
    let body = json::parse(body)?;
    match (operation.input(), &body) {
        (Some(_), serde_json::Value::Null) => Ok(Value::Structure(Vec::new())),
        (Some(shape), body) => json::read(shape, body, UnknownMembers::Refused),
        (None, serde_json::Value::Object(object)) => match object.keys().next() {
            Some(path) => Err(ReadError::Unknown { path: path.clone() }),
            None => Ok(Value::Structure(Vec::new())),
        },
        (None, _) => Err(ReadError::malformed("Expected null")),
    }
}

/// Writes the request of an operation, unsigned and without a host.
///
/// # Errors
///
/// An input that is not of the operation's shape or cannot stand where it has to, or a service whose
/// protocol has no codec here.
pub fn encode_request(
    operation: &'static Operation,
    input: &Value,
) -> Result<WireRequest, EncodeError> {
    let service = operation.service();
    if let Some(target) = operation.http() {
        return rest::write(operation, target, input);
    }
    let (content_type, body) = match service.protocol() {
        Protocol::Json10 => ("application/x-amz-json-1.0", write_json(operation, input)?),
        Protocol::Json11 => ("application/x-amz-json-1.1", write_json(operation, input)?),
        Protocol::Query => {
            ("application/x-www-form-urlencoded; charset=utf-8", write_form(operation, input)?)
        }
        Protocol::Ec2Query | Protocol::RestJson | Protocol::RestXml | Protocol::Cbor => {
            return Err(EncodeError::Protocol(service));
        }
    };
    let mut headers = vec![("content-type".to_owned(), content_type.to_owned())];
    if let Some(prefix) = service.target_prefix() {
        headers.push(("x-amz-target".to_owned(), format!("{prefix}.{}", operation.name())));
    }
    if service.is_query_compatible() {
        headers.push(("x-amzn-query-mode".to_owned(), "true".to_owned()));
    }
    Ok(WireRequest { method: "POST".to_owned(), path: "/".to_owned(), headers, body })
}

fn write_json(operation: &Operation, input: &Value) -> Result<Vec<u8>, EncodeError> {
    match operation.input() {
        Some(shape) => Ok(json::write(shape, input)?.to_string().into_bytes()),
        None => nothing_in(input).map(|()| b"{}".to_vec()),
    }
}

fn write_form(operation: &Operation, input: &Value) -> Result<Vec<u8>, EncodeError> {
    let mut pairs = vec![
        ("Action".to_owned(), operation.name().to_owned()),
        ("Version".to_owned(), operation.service().api_version().to_owned()),
    ];
    match operation.input() {
        Some(shape) if matches!(shape.kind(), ShapeKind::Structure(_)) => match input {
            Value::Structure(_) => query::write(shape, input, "", &mut pairs)?,
            other => return Err(mismatch(shape, other)),
        },
        _ => nothing_in(input)?,
    }
    Ok(form::write(&pairs).into_bytes())
}

/// Refuses what is given to an operation that asks or answers nothing.
pub(crate) fn nothing_in(value: &Value) -> Result<(), EncodeError> {
    match value {
        Value::Null => Ok(()),
        Value::Structure(members) => match members.iter().find(|(_, v)| *v != Value::Null) {
            Some((name, _)) => Err(EncodeError::UnknownMember { path: name.clone() }),
            None => Ok(()),
        },
        other => Err(EncodeError::Kind {
            path: String::new(),
            shape: "structure".to_owned(),
            found: other.kind(),
        }),
    }
}
