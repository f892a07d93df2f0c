//! Evaluating a call.

use std::borrow::Cow;

use firedrill_seed::SeededRandom;
use serde_json::Value;

use super::function::Function;
use super::parser::{Argument, IntrinsicCall};
use super::{array, encoding, format, number};
use crate::path::Roots;

/// Where the arguments of a call come from.
pub(crate) struct Surroundings<'a> {
    pub(crate) roots: Roots<'a>,
    /// The data as text, which the service quotes when a path finds nothing.
    pub(crate) data_text: &'a str,
}

impl IntrinsicCall {
    /// The value of the call, or what the service says is wrong with it.
    pub(crate) fn evaluate(
        &self,
        surroundings: &Surroundings<'_>,
        random: &mut SeededRandom,
    ) -> Result<Value, String> {
        let mut arguments = Vec::with_capacity(self.arguments.len());
        for argument in &self.arguments {
            arguments.push(argument.evaluate(surroundings, random)?);
        }
        let invalid = || format!("Invalid arguments in States.{}", self.function.name());
        match (self.function, arguments.as_slice()) {
            (Function::Array, items) => {
                Ok(Value::Array(items.iter().map(|item| Value::clone(item)).collect()))
            }
            (Function::ArrayContains, [array, item]) => {
                array::contains(array, item).ok_or_else(invalid)
            }
            (Function::ArrayGetItem, [array, index]) => {
                array::get_item(array, index).ok_or_else(invalid)
            }
            (Function::ArrayLength, [array]) => array::length(array).ok_or_else(invalid),
            (Function::ArrayPartition, [array, size]) => {
                array::partition(array, size).ok_or_else(invalid)
            }
            (Function::ArrayRange, [first, last, step]) => {
                array::range(first, last, step).ok_or_else(invalid)
            }
            (Function::ArrayUnique, [array]) => array::unique(array).ok_or_else(invalid),
            (Function::Base64Encode, [data]) => encoding::base64_encode(data).ok_or_else(invalid),
            (Function::Base64Decode, [data]) => encoding::base64_decode(data).ok_or_else(invalid),
            (Function::Hash, [data, algorithm]) => {
                encoding::hash(data, algorithm).ok_or_else(invalid)
            }
            (Function::JsonMerge, [first, second, deep]) => {
                encoding::json_merge(first, second, deep)
            }
            (Function::JsonToString, [value]) => Ok(Value::String(value.to_string())),
            (Function::StringToJson, [text]) => encoding::string_to_json(text).ok_or_else(invalid),
            (Function::StringSplit, [text, delimiters]) => {
                format::split(text, delimiters).ok_or_else(invalid)
            }
            (Function::MathAdd, [first, second]) => number::add(first, second).ok_or_else(invalid),
            (Function::MathRandom, [start, end, seed @ ..]) => {
                number::random(start, end, seed.first().map(Cow::as_ref), random)
                    .ok_or_else(invalid)
            }
            (Function::Uuid, []) => Ok(Value::String(random.uuid())),
            (Function::Format, [template, values @ ..]) => {
                let template = match self.arguments.first() {
                    Some(Argument::Text { written, .. }) => written,
                    _ => template.as_str().ok_or_else(invalid)?,
                };
                format::format(template, values).map(Value::String).ok_or_else(|| {
                    format!(
                        "{}: the number of arguments does not match the occurrences of {{}}",
                        invalid()
                    )
                })
            }
            _ => Err(invalid()),
        }
    }
}

impl Argument {
    fn evaluate<'v>(
        &'v self,
        surroundings: &Surroundings<'v>,
        random: &mut SeededRandom,
    ) -> Result<Cow<'v, Value>, String> {
        match self {
            Self::Text { text: value, .. } | Self::Literal(value) => Ok(Cow::Borrowed(value)),
            Self::Path(path) => path.evaluate(&surroundings.roots).map_err(|_| {
                format!(
                    "The JsonPath argument for the field '{path}' could not be found in the input '{}'",
                    surroundings.data_text
                )
            }),
            Self::Call(call) => call.evaluate(surroundings, random).map(Cow::Owned),
        }
    }
}
