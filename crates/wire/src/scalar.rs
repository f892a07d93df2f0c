//! Scalars as texts, in the forms that Query and XML share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use firedrill_api::{Shape, ShapeKind, Value, iso_8601};

use crate::error::{EncodeError, ReadError};

/// The text of a scalar: timestamps in ISO-8601, bytes in Base64.
pub(crate) fn write(shape: &Shape, value: &Value) -> Result<String, EncodeError> {
    Ok(match (shape.kind(), value) {
        (ShapeKind::String(_), Value::String(text)) => text.clone(),
        (ShapeKind::Boolean, Value::Bool(flag)) => flag.to_string(),
        (ShapeKind::Integer(_) | ShapeKind::Long(_), Value::Integer(number)) => number.to_string(),
        (ShapeKind::Float(_) | ShapeKind::Double(_), Value::Float(number)) => float(*number),
        (ShapeKind::Timestamp, Value::Timestamp(instant)) => iso_8601(*instant),
        (ShapeKind::Blob(_), Value::Blob(bytes)) => STANDARD.encode(bytes),
        _ => return Err(mismatch(shape, value)),
    })
}

/// The scalar that a text is.
pub(crate) fn read(shape: &Shape, text: &str) -> Result<Value, ReadError> {
    let malformed = |what: &str| ReadError::malformed(format!("{text:?} is not {what}"));
    match shape.kind() {
        ShapeKind::String(_) => Ok(Value::String(text.to_owned())),
        ShapeKind::Boolean => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(malformed("a boolean")),
        },
        ShapeKind::Integer(_) => text
            .parse::<i32>()
            .map(|number| Value::Integer(number.into()))
            .map_err(|_| malformed("a whole number of 32 bits")),
        ShapeKind::Long(_) => text
            .parse::<i64>()
            .map(Value::Integer)
            .map_err(|_| malformed("a whole number of 64 bits")),
        ShapeKind::Float(_) | ShapeKind::Double(_) => {
            read_float(text).map(Value::Float).ok_or_else(|| malformed("a number"))
        }
        ShapeKind::Timestamp => {
            text.parse().map(Value::Timestamp).map_err(|_| malformed("a timestamp"))
        }
        ShapeKind::Blob(_) => {
            STANDARD.decode(text).map(Value::Blob).map_err(|_| malformed("Base64"))
        }
        ShapeKind::Structure(_) | ShapeKind::List(_) | ShapeKind::Map(_) | ShapeKind::Document => {
            Err(malformed("what its shape wants"))
        }
    }
}

/// A value that is not of the shape it is written in.
pub(crate) fn mismatch(shape: &Shape, value: &Value) -> EncodeError {
    EncodeError::Kind { path: String::new(), shape: shape.name().to_owned(), found: value.kind() }
}

/// The names that protocols give to the numbers that JSON cannot write.
pub(crate) fn float(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number == f64::INFINITY {
        "Infinity".to_owned()
    } else if number == f64::NEG_INFINITY {
        "-Infinity".to_owned()
    } else {
        number.to_string()
    }
}

/// The number of a text, as protocols write it: no `inf` and no `nan`, which Rust would read too.
pub(crate) fn read_float(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ if text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) =>
        {
            text.parse().ok()
        }
        _ => None,
    }
}
