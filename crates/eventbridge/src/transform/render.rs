//! Filling templates.

use super::select::select;
use super::template::{Piece, TemplateKind};
use crate::json::{compact, escape_into, fields, unescape};
use crate::matching::EventError;

/// What stands for a path that selects nothing where a value is needed. The user guide says that
/// the variable "is not created"; in texts the service was seen to put nothing, and here, where no
/// recording decides, an empty string.
const MISSING: &str = "\"\"";

/// What a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// The path selects nothing.
    Missing,
    /// A string.
    Text(String),
    /// Anything else, as JSON without white space.
    Json(String),
}

impl Value {
    /// The value of a JSON text.
    pub(super) fn of_json(json: String) -> Self {
        let literal = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        match literal.map(unescape) {
            Some(Ok(text)) => Self::Text(text.into_owned()),
            _ => Self::Json(json),
        }
    }
}

/// Puts the values in place of the placeholders.
pub(super) fn render(pieces: &[Piece], values: &[(&str, Value)], kind: TemplateKind) -> String {
    let mut output = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => output.push_str(literal),
            Piece::Placeholder { name, in_string, .. } => {
                let value = values.iter().find(|(known, _)| known == name);
                let value = value.map_or(&Value::Missing, |(_, value)| value);
                if *in_string {
                    within_string(value, kind, &mut output);
                } else {
                    as_value(value, &mut output);
                }
            }
        }
    }
    output
}

/// A value between the quotes of a string: strings as their characters (escaped, so that quotes
/// and newlines in them do not end the string), numbers and literals as they are. Of objects and
/// arrays the service takes out the double quotes in texts; in JSON it leaves them in, which makes
/// the result invalid.
fn within_string(value: &Value, kind: TemplateKind, output: &mut String) {
    match value {
        Value::Missing => {}
        Value::Text(text) => escape_into(text, output),
        Value::Json(json) if kind == TemplateKind::Text => without_quotes(json, output),
        Value::Json(json) => output.push_str(json),
    }
}

/// JSON without its double quotes. Those within its strings go with their backslashes: what the
/// service does with them is not known, and a backslash alone would make an escape of what follows
/// it. All other escapes stay, so that what is delivered is a valid string.
fn without_quotes(json: &str, output: &mut String) {
    let mut characters = json.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {}
            '\\' => match characters.next() {
                None | Some('"') => {}
                Some(escaped) => output.extend([character, escaped]),
            },
            other => output.push(other),
        }
    }
}

/// A value that stands for itself.
fn as_value(value: &Value, output: &mut String) {
    match value {
        Value::Missing => output.push_str(MISSING),
        Value::Text(text) => {
            output.push('"');
            escape_into(text, output);
            output.push('"');
        }
        Value::Json(json) => output.push_str(json),
    }
}

/// `<aws.events.event>`: the event without `detail`, and with `detail-type` as `detailType`.
pub(super) fn without_detail(event: &str) -> Result<String, EventError> {
    let whole = select(event, &[])?.first().copied().unwrap_or_default();
    let fault = |fault| EventError::json(event, &fault, 0);
    let mut output = String::from("{");
    for (name, value) in fields(whole).map_err(fault)? {
        if name == "detail" {
            continue;
        }
        if output.len() > 1 {
            output.push(',');
        }
        output.push('"');
        escape_into(if name == "detail-type" { "detailType" } else { &name }, &mut output);
        output.push_str("\":");
        compact(value, &mut output).map_err(fault)?;
    }
    output.push('}');
    Ok(output)
}
