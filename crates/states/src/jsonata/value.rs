//! Values of JSON as the evaluator holds them, and back.

use jsonata_core::value::JValue;
use serde_json::{Map, Number, Value};

use super::budget;
use super::error::Fault;

/// Why a result is no JSON.
#[derive(Debug)]
pub(super) enum NotJson {
    Undefined,
    /// A function, or a value with one in it.
    Function,
    Fault(Fault),
}

/// The value as the evaluator holds it: every number becomes a double, so an integer beyond 2^53
/// loses digits, which the service keeps up to 2^63.
pub(super) fn to_evaluator(value: &Value) -> JValue {
    JValue::from(value.clone())
}

/// The JSON of a result.
pub(super) fn from_evaluator(value: &JValue) -> Result<Value, NotJson> {
    if value.is_undefined() {
        return Err(NotJson::Undefined);
    }
    // Bounds both how long this takes and how deep it goes.
    budget::weigh(value).map_err(NotJson::Fault)?;
    json(value)
}

fn json(value: &JValue) -> Result<Value, NotJson> {
    Ok(match value {
        JValue::Null | JValue::Undefined => Value::Null,
        JValue::Bool(bool) => Value::Bool(*bool),
        JValue::Number(number) => self::number(*number),
        JValue::String(text) => Value::from(&**text),
        JValue::Array(items) => Value::Array(items.iter().map(json).collect::<Result<_, _>>()?),
        JValue::Object(members) => {
            let mut object = Map::with_capacity(members.len());
            for (key, member) in members.iter() {
                // As in JavaScript's JSON, a member without a value is none.
                if !member.is_undefined() {
                    object.insert(key.clone(), json(member)?);
                }
            }
            Value::Object(object)
        }
        JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => {
            return Err(NotJson::Function);
        }
    })
}

/// A number as the service writes it: whole ones without a fraction while they fit 64 bits, and
/// those that JSON cannot write by the name that JavaScript gives them.
fn number(number: f64) -> Value {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if number.is_nan() {
        return Value::from("NaN");
    }
    if number.fract() == 0.0 && (-LIMIT..LIMIT).contains(&number) {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within the range")]
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or_else(
        || Value::from(if number > 0.0 { "Infinity" } else { "-Infinity" }),
        Value::Number,
    )
}

/// The name that the service gives the type of a value.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_go_there_and_back() {
        let value = json!({"b": [1, -2, 1.5, null, true, "é"], "a": {}});
        let back = from_evaluator(&to_evaluator(&value)).unwrap();
        assert_eq!(back.to_string(), value.to_string());
    }

    #[test]
    fn numbers_are_written_as_the_service_writes_them() {
        for (given, written) in [
            (1.0, "1"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (1e15, "1000000000000000"),
            (9_223_372_036_854_775_808.0, "9.223372036854776e+18"),
            (f64::INFINITY, "\"Infinity\""),
            (f64::NEG_INFINITY, "\"-Infinity\""),
            (f64::NAN, "\"NaN\""),
        ] {
            assert_eq!(number(given).to_string(), written);
        }
    }

    #[test]
    fn functions_are_no_json() {
        let function = JValue::array(vec![JValue::builtin("sum")]);
        assert!(matches!(from_evaluator(&function), Err(NotJson::Function)));
        assert!(matches!(from_evaluator(&JValue::Undefined), Err(NotJson::Undefined)));
    }
}
