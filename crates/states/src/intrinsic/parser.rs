//! Reading the text of a call.

use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;

use super::function::Function;
use crate::json;
use crate::path::{JsonPath, PathCursor};

/// How deep calls may nest, as the developer guide gives it.
const MAX_DEPTH: usize = 10;

/// A call of an intrinsic function.
#[derive(Debug, Clone)]
pub struct IntrinsicCall {
    pub(super) source: Arc<str>,
    pub(super) function: Function,
    pub(super) arguments: Vec<Argument>,
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub(super) enum Argument {
    /// A quoted text: as it was written between the quotes, and unescaped.
    Text {
        written: String,
        text: Value,
    },
    /// A number, `true`, `false` or `null`.
    Literal(Value),
    Path(JsonPath),
    Call(IntrinsicCall),
}

/// A text that is no call of an intrinsic function.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a call of an intrinsic function: {reason}")]
pub struct IntrinsicSyntaxError {
    /// What is wrong with it.
    pub reason: String,
}

impl IntrinsicCall {
    /// Reads a call. Blanks and line breaks around it are no part of it: templates are often
    /// written as here-documents, and the service takes them.
    ///
    /// # Errors
    /// [`IntrinsicSyntaxError`] if it is none.
    pub fn parse(text: &str) -> Result<Self, IntrinsicSyntaxError> {
        let mut cursor = PathCursor::new(text);
        cursor.skip_blanks();
        let parsed = call(&mut cursor, 1).and_then(|call| {
            cursor.skip_blanks();
            match cursor.rest() {
                "" => Ok(call),
                rest => Err(format!("unexpected `{}` after the call", beginning(rest))),
            }
        });
        parsed.map_err(|reason| IntrinsicSyntaxError { reason })
    }

    /// The paths among its arguments, those of calls within it included.
    pub(crate) fn paths(&self) -> Vec<&JsonPath> {
        let mut paths = Vec::new();
        for argument in &self.arguments {
            match argument {
                Argument::Path(path) => paths.push(path),
                Argument::Call(call) => paths.extend(call.paths()),
                Argument::Text { .. } | Argument::Literal(_) => {}
            }
        }
        paths
    }

    /// The call as it was written, without the blanks around it.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

fn beginning(text: &str) -> String {
    text.chars().take(20).collect()
}

fn call(cursor: &mut PathCursor<'_>, depth: usize) -> Result<IntrinsicCall, String> {
    if depth > MAX_DEPTH {
        return Err(format!("calls nest deeper than {MAX_DEPTH}"));
    }
    let start = cursor.rest();
    if !cursor.take("States.") {
        return Err("it does not start with `States.`".to_owned());
    }
    let name = cursor.word();
    let function =
        Function::parse(name).ok_or_else(|| format!("the function `States.{name}` is unknown"))?;
    cursor.skip_blanks();
    if !cursor.take("(") {
        return Err(format!("`(` is missing after `States.{name}`"));
    }
    let arguments = arguments(cursor, depth)?;
    if !function.takes(arguments.len()) {
        return Err(format!("`States.{name}` does not take {} arguments", arguments.len()));
    }
    let length = start.len() - cursor.rest().len();
    let source = Arc::from(start.get(..length).unwrap_or(start));
    Ok(IntrinsicCall { source, function, arguments })
}

fn arguments(cursor: &mut PathCursor<'_>, depth: usize) -> Result<Vec<Argument>, String> {
    let mut arguments = Vec::new();
    cursor.skip_blanks();
    if cursor.take(")") {
        return Ok(arguments);
    }
    loop {
        cursor.skip_blanks();
        arguments.push(argument(cursor, depth)?);
        cursor.skip_blanks();
        if cursor.take(")") {
            return Ok(arguments);
        }
        if !cursor.take(",") {
            return Err("`,` or `)` is missing after an argument".to_owned());
        }
    }
}

fn argument(cursor: &mut PathCursor<'_>, depth: usize) -> Result<Argument, String> {
    let rest = cursor.rest();
    if rest.starts_with('\'') {
        return text(cursor);
    }
    if rest.starts_with('$') {
        return cursor.path().map(Argument::Path);
    }
    if rest.starts_with("States.") {
        return call(cursor, depth + 1).map(Argument::Call);
    }
    let word =
        cursor.until(|character| character.is_whitespace() || matches!(character, ',' | ')'));
    match json::value(word) {
        Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => {
            Ok(Argument::Literal(value))
        }
        _ => Err(format!("`{}` is no argument", beginning(word))),
    }
}

/// A text between single quotes. It may hold line breaks and double quotes as they are; a backslash
/// must be followed by what can be escaped.
fn text(cursor: &mut PathCursor<'_>) -> Result<Argument, String> {
    cursor.take("'");
    let (mut written, mut text) = (String::new(), String::new());
    loop {
        let plain = cursor.until(|character| matches!(character, '\'' | '\\'));
        written.push_str(plain);
        text.push_str(plain);
        if cursor.take("'") {
            return Ok(Argument::Text { written, text: Value::String(text) });
        }
        if !cursor.take("\\") {
            return Err("a text does not end".to_owned());
        }
        let escaped = cursor.rest().chars().next();
        let unescaped = match escaped {
            Some(character @ ('\'' | '{' | '}' | '\\')) => {
                written.push('\\');
                written.push(character);
                character
            }
            Some(letter @ ('n' | 'r' | 't')) => {
                let control = match letter {
                    'n' => '\n',
                    'r' => '\r',
                    _ => '\t',
                };
                written.push(control);
                control
            }
            _ => return Err("a backslash escapes nothing that can be escaped".to_owned()),
        };
        text.push(unescaped);
        cursor.take(escaped.map(String::from).unwrap_or_default().as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_may_be_a_here_document() {
        let call =
            IntrinsicCall::parse("  States.Format('a\n  b: {}',$.Error,\n $.Cause)\n").unwrap();
        assert_eq!(call.source(), "States.Format('a\n  b: {}',$.Error,\n $.Cause)");
        assert_eq!(call.arguments.len(), 3);
    }

    #[test]
    fn what_is_no_call_is_refused() {
        for text in [
            "",
            "States",
            "States.Format",
            "States.Format(",
            "States.Format('x'",
            "States.Format('x)",
            "States.Format('x') y",
            "States.Format()",
            "States.Unknown('x')",
            "States.format('x')",
            "States.UUID(1)",
            "States.ArrayLength($.a, $.b)",
            r#"States.Format('\"')"#,
            r"States.Format('\",
            "States.Array(x)",
            "States.Array(1 2)",
            "States.Array(1,)",
            "States.Array($.)",
            r#"States.Array("x")"#,
        ] {
            assert!(IntrinsicCall::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn calls_nest_ten_deep_and_no_deeper() {
        let nested =
            |depth: usize| format!("{}{}", "States.Array(".repeat(depth), ")".repeat(depth));
        assert!(IntrinsicCall::parse(&nested(10)).is_ok());
        assert!(IntrinsicCall::parse(&nested(11)).is_err());
        assert!(IntrinsicCall::parse(&nested(100_000)).is_err());
    }
}
