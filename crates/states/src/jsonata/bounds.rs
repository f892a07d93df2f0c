//! What a function of the evaluator is not called with: arguments whose result would be larger than
//! the service allows, and those that it cannot work with.

use std::collections::HashSet;

use jsonata_core::value::JValue;

use super::budget::{Budget, MEMORY_LIMIT};
use super::error::Fault;
use super::picture::{self, Refused};

/// The functions whose arguments are measured before each call, with the names of their parameters.
pub(super) const MEASURED: [(&str, &[&str]); 12] = [
    ("join", &["texts", "separator"]),
    ("replace", &["text", "pattern", "replacement", "limit"]),
    ("pad", &["text", "width", "character"]),
    ("match", &["text", "pattern", "limit"]),
    ("substring", &["text", "start", "length"]),
    ("distinct", &["array"]),
    ("keys", &["object"]),
    ("fromMillis", &["milliseconds", "picture", "timezone"]),
    ("formatNumber", &["number", "picture", "options"]),
    ("formatInteger", &["number", "picture"]),
    ("formatBase", &["number", "radix"]),
    ("parseInteger", &["text", "picture"]),
];

/// The times that the evaluator's calendar has, with years to spare: milliseconds before and after
/// the beginning of 1970.
const MAX_MILLISECONDS: f64 = 8.2e15;

/// The farthest place in a text.
const MAX_PLACE: f64 = 1e15;

/// Checks one call. The context, what `$` is there, stands for a first argument that is not given.
pub(super) fn check(
    function: &str,
    context: &JValue,
    arguments: &[JValue],
    budget: &Budget,
) -> Result<(), Fault> {
    let of_context = is_of_context(function, arguments).then_some(context);
    let all: Vec<&JValue> = of_context.into_iter().chain(arguments).collect();
    let [first, second, third] = [0, 1, 2].map(|place| all.get(place).copied());
    let refusal = match function {
        "join" => return joined(first, second),
        "replace" => return replaced(first, second, third),
        "match" => return matched(first),
        "pad" => return padded(second),
        "distinct" => return compared(first, budget),
        "keys" => return keys_compared(first, budget),
        "formatInteger" => {
            finite(first).and_then(|()| of_text(second, picture::check_number_picture))
        }
        "formatBase" => finite(first),
        "formatNumber" => finite(first)
            .and_then(|()| of_text(second, picture::check_number_picture))
            .and_then(|()| third.map_or(Ok(()), picture::check_number_options)),
        "fromMillis" => within_calendar(first)
            .and_then(|()| of_text(second, picture::check_time_picture))
            .and_then(|()| of_text(third, picture::check_timezone)),
        "substring" => near(second).and_then(|()| near(third)),
        "now" => of_text(first, picture::check_time_picture)
            .and_then(|()| of_text(second, picture::check_timezone)),
        "toMillis" => of_texts(first, second, picture::check_time_text),
        "parseInteger" => of_texts(first, second, picture::check_integer_text),
        _ => Ok(()),
    };
    refusal.map_err(|reason| Fault::beyond(function, reason))?;
    if function == "formatInteger" { roman(first, second, budget) } else { Ok(()) }
}

/// Whether the evaluator takes the context for the first argument of a call, by what is given.
fn is_of_context(function: &str, arguments: &[JValue]) -> bool {
    let is_number = |place: usize| matches!(arguments.get(place), Some(JValue::Number(_)));
    match function {
        "fromMillis" | "formatNumber" | "formatInteger" | "formatBase" => !is_number(0),
        "pad" | "substring" => is_number(0),
        "replace" => arguments.len() < 3 || is_number(2),
        "parseInteger" | "match" => arguments.len() < 2,
        "keys" => arguments.is_empty(),
        _ => false,
    }
}

fn of_text(value: Option<&JValue>, check: fn(&str) -> Refused) -> Refused {
    value.and_then(JValue::as_str).map_or(Ok(()), check)
}

fn of_texts(
    first: Option<&JValue>,
    second: Option<&JValue>,
    check: fn(&str, &str) -> Refused,
) -> Refused {
    match (first, second) {
        (Some(JValue::String(first)), Some(JValue::String(second))) => check(first, second),
        _ => Ok(()),
    }
}

fn finite(value: Option<&JValue>) -> Refused {
    match value {
        Some(JValue::Number(number)) if !number.is_finite() => Err("the number is not finite"),
        _ => Ok(()),
    }
}

/// A place in a text: the evaluator adds two of them as integers.
fn near(value: Option<&JValue>) -> Refused {
    match value {
        Some(JValue::Number(number)) if number.abs() > MAX_PLACE => {
            Err("the place is too far from the text")
        }
        _ => Ok(()),
    }
}

fn within_calendar(value: Option<&JValue>) -> Refused {
    match value {
        // No comparison holds of a number that is none.
        Some(JValue::Number(number)) if number.is_nan() || number.abs() > MAX_MILLISECONDS => {
            Err("the time is too far from today")
        }
        _ => Ok(()),
    }
}

/// Roman numerals have a letter for each thousand.
fn roman(number: Option<&JValue>, picture: Option<&JValue>, budget: &Budget) -> Result<(), Fault> {
    let (Some(JValue::Number(number)), Some(JValue::String(picture))) = (number, picture) else {
        return Ok(());
    };
    if !picture.starts_with(['I', 'i']) {
        return Ok(());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number that is not negative, and as large as can be where it is too large"
    )]
    let letters = (number.abs() / 1000.0) as u64;
    within_memory(letters)?;
    budget.spend(letters)
}

/// Each item is compared with each other.
fn compared(array: Option<&JValue>, budget: &Budget) -> Result<(), Fault> {
    let Some(JValue::Array(items)) = array else { return Ok(()) };
    let count = items.len() as u64;
    budget.spend(count.saturating_mul(count))
}

/// Each key of the objects of an array is compared with those that were found before.
fn keys_compared(objects: Option<&JValue>, budget: &Budget) -> Result<(), Fault> {
    let Some(JValue::Array(items)) = objects else { return Ok(()) };
    let mut keys = 0_u64;
    let mut distinct = HashSet::new();
    for item in items.iter() {
        if let JValue::Object(members) = item {
            keys = keys.saturating_add(members.len() as u64);
            distinct.extend(members.keys());
        }
    }
    budget.spend(keys.saturating_mul(distinct.len() as u64))
}

fn text_length(value: Option<&JValue>) -> u64 {
    value.and_then(JValue::as_str).map_or(0, |text| text.len() as u64)
}

fn within_memory(bytes: u64) -> Result<(), Fault> {
    if bytes > MEMORY_LIMIT { Err(Fault::memory()) } else { Ok(()) }
}

fn joined(texts: Option<&JValue>, separator: Option<&JValue>) -> Result<(), Fault> {
    let Some(JValue::Array(texts)) = texts else { return Ok(()) };
    let separators = (texts.len() as u64).saturating_mul(text_length(separator));
    let own = texts.iter().map(|text| text_length(Some(text))).fold(0, u64::saturating_add);
    within_memory(own.saturating_add(separators))
}

/// A regular expression may match everywhere, so that its worst case is far from what is likely:
/// it may reach eight times the limit before it is refused.
fn replaced(
    text: Option<&JValue>,
    pattern: Option<&JValue>,
    replacement: Option<&JValue>,
) -> Result<(), Fault> {
    let Some(JValue::String(text)) = text else { return Ok(()) };
    let (matches, allowance) = match pattern {
        Some(JValue::String(pattern)) if !pattern.is_empty() => {
            (text.matches(&**pattern).count() as u64, 1)
        }
        _ => (text.len() as u64 + 1, 8),
    };
    within_memory(matches.saturating_mul(text_length(replacement)) / allowance)
}

/// There is an object for each match, and there may be one at each character: how large they are
/// then is bounded by twice the limit.
fn matched(text: Option<&JValue>) -> Result<(), Fault> {
    const MATCH_BYTES: u64 = 32;
    within_memory(text_length(text).saturating_mul(MATCH_BYTES) / 2)
}

fn padded(width: Option<&JValue>) -> Result<(), Fault> {
    match width {
        #[expect(clippy::cast_precision_loss, reason = "a bound need not be exact")]
        Some(JValue::Number(width)) if width.abs() > MEMORY_LIMIT as f64 => Err(Fault::memory()),
        _ => Ok(()),
    }
}
