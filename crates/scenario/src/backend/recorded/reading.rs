//! Reading what a record holds of a response: the reverse of [`firedrill_api::to_wire_json`].

use firedrill_api::{Shape, ShapeKind, Value, from_document};
use jiff::Timestamp;
use serde_json::Value as Json;

/// The value that was written so; what is not of the shape is read as a document.
pub(super) fn from_wire_json(shape: &Shape, json: &Json) -> Value {
    match (shape.kind(), json) {
        (ShapeKind::Structure(structure), Json::Object(object)) => {
            let members = structure.members().iter().filter_map(|member| {
                let value = object.get(member.wire_name())?;
                Some((member.name().to_owned(), from_wire_json(member.shape(), value)))
            });
            Value::Structure(members.collect())
        }
        (ShapeKind::List(list), Json::Array(elements)) => {
            let read = |element| from_wire_json(list.member(), element);
            Value::List(elements.iter().map(read).collect())
        }
        (ShapeKind::Map(map), Json::Object(entries)) => {
            let read =
                |(key, value): (&String, &Json)| (key.clone(), from_wire_json(map.value(), value));
            Value::Map(entries.iter().map(read).collect())
        }
        (ShapeKind::Timestamp, Json::String(text)) => match text.parse::<Timestamp>() {
            Ok(instant) => Value::Timestamp(instant),
            Err(_) => from_document(json),
        },
        _ => from_document(json),
    }
}
