//! Values in the bodies of awsJson1.0 and awsJson1.1.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>. The texts of
//! `SerializationException` are those that services of AWS answer with.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use firedrill_api::{Shape, ShapeKind, Structure, Value, from_document, to_document, whole_number};
use jiff::Timestamp;
use serde_json::{Map as Object, Number, Value as Json};

use crate::error::{EncodeError, ReadError, UnknownMembers};
use crate::members::given;
use crate::scalar::{self, mismatch};

/// The JSON of a body; an empty body counts as an empty object.
///
/// The parser bounds the depth, so that no body can exhaust the stack.
pub(crate) fn parse(body: &[u8]) -> Result<Json, ReadError> {
    if body.is_empty() {
        return Ok(Json::Object(Object::new()));
    }
    serde_json::from_slice(body).map_err(|error| ReadError::malformed(error.to_string()))
}

/// Reads a value of the shape. Members come in the order of the shape.
pub(crate) fn read(
    shape: &Shape,
    json: &Json,
    unknown: UnknownMembers,
) -> Result<Value, ReadError> {
    let cannot = || ReadError::malformed(cannot_be_read(shape.kind(), json));
    match (shape.kind(), json) {
        (ShapeKind::Document, json) => Ok(from_document(json)),
        (_, Json::Null) => Ok(Value::Null),
        (ShapeKind::Structure(structure), Json::Object(object)) => {
            read_structure(structure, object, unknown)
        }
        (ShapeKind::List(list), Json::Array(elements)) => elements
            .iter()
            .enumerate()
            .map(|(index, element)| {
                read(list.member(), element, unknown)
                    .map_err(|error| error.within(&index.to_string()))
            })
            .collect::<Result<_, _>>()
            .map(Value::List),
        (ShapeKind::Map(map), Json::Object(object)) => object
            .iter()
            .map(|(key, value)| match read(map.value(), value, unknown) {
                Ok(value) => Ok((key.clone(), value)),
                Err(error) => Err(error.within(key)),
            })
            .collect::<Result<_, _>>()
            .map(Value::Map),
        (ShapeKind::String(_), Json::String(text)) => Ok(Value::String(text.clone())),
        (ShapeKind::Boolean, Json::Bool(flag)) => Ok(Value::Bool(*flag)),
        (ShapeKind::Integer(_), Json::Number(number)) => match whole_number(number) {
            Some(number) if i32::try_from(number).is_ok() => Ok(Value::Integer(number)),
            _ => Err(cannot()),
        },
        (ShapeKind::Long(_), Json::Number(number)) => {
            whole_number(number).map(Value::Integer).ok_or_else(cannot)
        }
        (ShapeKind::Float(_) | ShapeKind::Double(_), Json::Number(number)) => {
            number.as_f64().map(Value::Float).ok_or_else(cannot)
        }
        (ShapeKind::Float(_) | ShapeKind::Double(_), Json::String(text))
            if matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity") =>
        {
            scalar::read_float(text).map(Value::Float).ok_or_else(cannot)
        }
        (ShapeKind::Timestamp, Json::Number(number)) => {
            number.as_f64().and_then(instant).map(Value::Timestamp).ok_or_else(cannot)
        }
        (ShapeKind::Blob(_), Json::String(text)) => {
            STANDARD.decode(text).map(Value::Blob).map_err(|_| cannot())
        }
        _ => Err(cannot()),
    }
}

fn read_structure(
    structure: &Structure,
    object: &Object<String, Json>,
    unknown: UnknownMembers,
) -> Result<Value, ReadError> {
    if unknown == UnknownMembers::Refused {
        let known = |name: &str| structure.members().iter().any(|m| m.wire_name() == name);
        if let Some(path) = object.keys().find(|name| !known(name)) {
            return Err(ReadError::Unknown { path: path.clone() });
        }
    }
    let mut members = Vec::with_capacity(object.len());
    for member in structure.members() {
        let Some(json) = object.get(member.wire_name()) else { continue };
        let value = read(member.shape(), json, unknown)
            .map_err(|error| error.within(member.wire_name()))?;
        if value != Value::Null {
            members.push((member.name().to_owned(), value));
        }
    }
    Ok(Value::Structure(members))
}

/// Writes a value of the shape; null members are left out.
pub(crate) fn write(shape: &Shape, value: &Value) -> Result<Json, EncodeError> {
    Ok(match (shape.kind(), value) {
        (ShapeKind::Document, value) => to_document(value),
        (ShapeKind::Structure(structure), Value::Structure(members)) => {
            let mut object = Object::new();
            for given in given(structure, members) {
                let (member, value) = given?;
                let json =
                    write(member.shape(), value).map_err(|error| error.within(member.name()))?;
                object.insert(member.wire_name().to_owned(), json);
            }
            Json::Object(object)
        }
        (ShapeKind::List(list), Value::List(elements)) => Json::Array(
            elements
                .iter()
                .enumerate()
                .map(|(index, element)| {
                    write(list.member(), element).map_err(|error| error.within(&index.to_string()))
                })
                .collect::<Result<_, _>>()?,
        ),
        (ShapeKind::Map(map), Value::Map(entries)) => Json::Object(
            entries
                .iter()
                .map(|(key, value)| match write(map.value(), value) {
                    Ok(json) => Ok((key.clone(), json)),
                    Err(error) => Err(error.within(key)),
                })
                .collect::<Result<_, _>>()?,
        ),
        (ShapeKind::String(_), Value::String(text)) => Json::String(text.clone()),
        (ShapeKind::Boolean, Value::Bool(flag)) => Json::Bool(*flag),
        (ShapeKind::Integer(_) | ShapeKind::Long(_), Value::Integer(number)) => Json::from(*number),
        (ShapeKind::Float(_) | ShapeKind::Double(_), Value::Float(number)) => {
            Number::from_f64(*number)
                .map_or_else(|| Json::String(scalar::float(*number)), Json::Number)
        }
        (ShapeKind::Timestamp, Value::Timestamp(instant)) => Json::from(epoch_seconds(*instant)),
        (ShapeKind::Blob(_), Value::Blob(bytes)) => Json::String(STANDARD.encode(bytes)),
        _ => return Err(mismatch(shape, value)),
    })
}

/// Seconds since the epoch with milliseconds, as AWS writes instants in JSON.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of any instant are exact in a double")]
fn epoch_seconds(instant: Timestamp) -> f64 {
    instant.as_millisecond() as f64 / 1000.0
}

#[expect(clippy::cast_possible_truncation, reason = "a float that is too large saturates")]
fn instant(seconds: f64) -> Option<Timestamp> {
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()
}

/// Why AWS cannot read this JSON as a value of this type.
fn cannot_be_read(kind: &ShapeKind, json: &Json) -> String {
    let token = match json {
        Json::Object(_) => return "Start of structure or map found where not expected.".to_owned(),
        Json::Array(_) => return "Start of list found where not expected".to_owned(),
        Json::String(_) => "STRING_VALUE",
        Json::Number(_) => "NUMBER_VALUE",
        Json::Bool(true) => "TRUE_VALUE",
        Json::Bool(false) => "FALSE_VALUE",
        Json::Null => "NULL_VALUE",
    };
    let wanted = match kind {
        ShapeKind::Structure(_) | ShapeKind::Map(_) | ShapeKind::Document => {
            return "Expected null".to_owned();
        }
        ShapeKind::List(_) => return "Expected list or null".to_owned(),
        ShapeKind::String(_) => "a String",
        ShapeKind::Blob(_) => "a ByteBuffer",
        ShapeKind::Boolean => "a Boolean",
        ShapeKind::Integer(_) => "an Integer",
        ShapeKind::Long(_) => "a Long",
        ShapeKind::Float(_) => "a Float",
        ShapeKind::Double(_) => "a Double",
        ShapeKind::Timestamp => "milliseconds since epoch",
    };
    format!("{token} can not be converted to {wanted}")
}
