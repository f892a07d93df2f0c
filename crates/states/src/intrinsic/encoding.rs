//! The functions that encode, decode, hash and merge.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::{digest, json};

/// The most characters that `Base64Encode`, `Base64Decode` and `Hash` take.
const MAX_CHARACTERS: usize = 10_000;

fn short_text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| text.chars().count() <= MAX_CHARACTERS)
}

pub(super) fn base64_encode(data: &Value) -> Option<Value> {
    Some(Value::String(STANDARD.encode(short_text(data)?)))
}

pub(super) fn base64_decode(data: &Value) -> Option<Value> {
    let bytes = STANDARD.decode(short_text(data)?).ok()?;
    String::from_utf8(bytes).ok().map(Value::String)
}

/// The hash of a text, or of the compact JSON of anything else, in lower-case hexadecimal.
pub(super) fn hash(data: &Value, algorithm: &Value) -> Option<Value> {
    let text = match data {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() > MAX_CHARACTERS {
        return None;
    }
    digest::hexadecimal(&text, algorithm.as_str()?).map(Value::String)
}

/// The members of both objects, those of the second winning; only the shallow form exists.
pub(super) fn json_merge(first: &Value, second: &Value, deep: &Value) -> Result<Value, String> {
    let (Value::Object(first), Value::Object(second)) = (first, second) else {
        return Err(
            "Invalid arguments in States.JsonMerge: the first two arguments must be JSON objects"
                .to_owned(),
        );
    };
    if deep != &Value::Bool(false) {
        return Err("Invalid arguments in States.JsonMerge: Step Functions only supports the shallow merging mode, for which the third argument must be false".to_owned());
    }
    let mut merged = first.clone();
    merged.extend(second.clone());
    Ok(Value::Object(merged))
}

/// The JSON of a text; blanks alone are `null`, as recorded.
pub(super) fn string_to_json(text: &Value) -> Option<Value> {
    let text = text.as_str()?;
    if text.trim().is_empty() {
        return Some(Value::Null);
    }
    json::value(text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn base64_goes_there_and_back() {
        let encoded = base64_encode(&json!("stop é")).unwrap();
        assert_eq!(encoded, json!("c3RvcCDDqQ=="));
        assert_eq!(base64_decode(&encoded), Some(json!("stop é")));
        assert_eq!(base64_decode(&json!("!")), None);
        assert_eq!(base64_encode(&json!("x".repeat(MAX_CHARACTERS + 1))), None);
    }

    #[test]
    fn hashes_are_those_of_the_standards() {
        for (algorithm, digest) in [
            ("MD5", "900150983cd24fb0d6963f7d28e17f72"),
            ("SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ] {
            assert_eq!(hash(&json!("abc"), &json!(algorithm)), Some(json!(digest)));
        }
        assert_eq!(hash(&json!("abc"), &json!("SHA-3")), None);
        assert_eq!(hash(&json!({"a": 1}), &json!("MD5")), hash(&json!("{\"a\":1}"), &json!("MD5")));
    }

    #[test]
    fn objects_merge_shallowly() {
        let merged = json_merge(
            &json!({"a": {"x": 1}, "b": 1}),
            &json!({"a": {"y": 2}, "c": 3}),
            &json!(false),
        );
        assert_eq!(merged, Ok(json!({"a": {"y": 2}, "b": 1, "c": 3})));
        assert!(json_merge(&json!({}), &json!({}), &json!(true)).is_err());
        assert!(json_merge(&json!([]), &json!({}), &json!(false)).is_err());
    }

    #[test]
    fn texts_become_json() {
        assert_eq!(string_to_json(&json!("{\"a\": [1]}")), Some(json!({"a": [1]})));
        assert_eq!(string_to_json(&json!(" ")), Some(json!(null)));
        assert_eq!(string_to_json(&json!("{")), None);
        assert_eq!(string_to_json(&json!(1)), None);
    }
}
