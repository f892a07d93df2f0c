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
        let value = match self.function {
            Function::Array => {
                Some(Value::Array(arguments.iter().map(|item| Value::clone(item)).collect()))
            }
            Function::ArrayContains => of(&arguments, |[array, item]| array::contains(array, item)),
            Function::ArrayGetItem => {
                of(&arguments, |[array, index]| array::get_item(array, index))
            }
            Function::ArrayLength => of(&arguments, |[array]| array::length(array)),
            Function::ArrayPartition => {
                of(&arguments, |[array, size]| array::partition(array, size))
            }
            Function::ArrayRange => {
                of(&arguments, |[first, last, step]| array::range(first, last, step))
            }
            Function::ArrayUnique => of(&arguments, |[array]| array::unique(array)),
            Function::Base64Encode => of(&arguments, |[data]| encoding::base64_encode(data)),
            Function::Base64Decode => of(&arguments, |[data]| encoding::base64_decode(data)),
            Function::Hash => of(&arguments, |[data, algorithm]| encoding::hash(data, algorithm)),
            Function::JsonMerge => {
                let merged = of(&arguments, |[first, second, deep]| {
                    Some(encoding::json_merge(first, second, deep))
                });
                return merged.unwrap_or_else(|| Err(invalid()));
            }
            Function::JsonToString => {
                of(&arguments, |[value]| Some(Value::String(value.to_string())))
            }
            Function::StringToJson => of(&arguments, |[text]| encoding::string_to_json(text)),
            Function::StringSplit => {
                of(&arguments, |[text, delimiters]| format::split(text, delimiters))
            }
            Function::MathAdd => of(&arguments, |[first, second]| number::add(first, second)),
            Function::MathRandom => match arguments.as_slice() {
                [start, end] => number::random(start, end, None, random),
                [start, end, seed] => number::random(start, end, Some(seed), random),
                _ => None,
            },
            Function::Uuid => of(&arguments, |[]| Some(Value::String(random.uuid()))),
            Function::Format => return self.format(&arguments),
        };
        value.ok_or_else(invalid)
    }

    fn format(&self, arguments: &[Cow<'_, Value>]) -> Result<Value, String> {
        let invalid = || format!("Invalid arguments in States.{}", self.function.name());
        let (template, values) = arguments.split_first().ok_or_else(invalid)?;
        let template = match self.arguments.first() {
            Some(Argument::Text { written, .. }) => written,
            _ => template.as_str().ok_or_else(invalid)?,
        };
        format::format(template, values).map(Value::String).ok_or_else(|| {
            format!("{}: the number of arguments does not match the occurrences of {{}}", invalid())
        })
    }
}

/// The value of a function that takes so many arguments; none if there are not as many.
fn of<const COUNT: usize, T>(
    arguments: &[Cow<'_, Value>],
    function: impl FnOnce([&Value; COUNT]) -> Option<T>,
) -> Option<T> {
    let values: Vec<&Value> = arguments.iter().map(Cow::as_ref).collect();
    values.try_into().ok().and_then(function)
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
