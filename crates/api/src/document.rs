//! JSON without a shape as a value, and any value as JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::value::Value;

/// The value that JSON is by itself: objects become maps, whole numbers integers.
///
/// It recurses as deep as the JSON is; who parses JSON bounds its depth.
#[must_use]
pub fn from_document(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::Integer(whole),
            (None, Some(float)) => Value::Float(float),
            (None, None) => Value::String(number.to_string()),
        },
        Json::String(text) => Value::String(text.clone()),
        Json::Array(elements) => Value::List(elements.iter().map(from_document).collect()),
        Json::Object(entries) => {
            Value::Map(entries.iter().map(|(k, v)| (k.clone(), from_document(v))).collect())
        }
    }
}

/// The JSON of a value that no shape explains: names as they are, timestamps ISO-8601 texts with
/// milliseconds, bytes Base64.
#[must_use]
pub fn to_document(value: &Value) -> Json {
    let object = |entries: &[(String, Value)]| {
        Json::Object(entries.iter().map(|(k, v)| (k.clone(), to_document(v))).collect())
    };
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Integer(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::String(text) => Json::String(text.clone()),
        Value::Blob(bytes) => Json::String(STANDARD.encode(bytes)),
        Value::Timestamp(instant) => Json::String(iso_8601(*instant)),
        Value::List(elements) => Json::Array(elements.iter().map(to_document).collect()),
        Value::Structure(members) => object(members),
        Value::Map(entries) => object(entries),
    }
}

/// An instant as AWS writes it, with milliseconds: `2024-01-01T00:00:00.120Z`.
#[must_use]
pub fn iso_8601(instant: Timestamp) -> String {
    format!("{instant:.3}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_survives_both_ways() {
        let document = json!({"b": [1, 1.5, true, null, "x"], "a": {"c": -3}});
        assert_eq!(to_document(&from_document(&document)), document);
        assert_eq!(from_document(&json!({"a": 1})), Value::Map(vec![("a".to_owned(), 1.into())]));
    }

    #[test]
    fn instants_have_milliseconds() {
        assert_eq!(iso_8601("2024-01-01T00:00:00Z".parse().unwrap()), "2024-01-01T00:00:00.000Z");
        assert_eq!(
            iso_8601("2024-01-01T00:00:00.1239Z".parse().unwrap()),
            "2024-01-01T00:00:00.123Z"
        );
    }
}
