//! A scalar of an event, as it is written.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::json::{Lexeme, unescape_units, without_units};

/// One string, number, boolean or `null` of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scalar<'e> {
    /// A string, unescaped, with halves of surrogate pairs that equal only themselves.
    Text(Cow<'e, str>),
    /// A number as it is written: `300`, `300.0` and `3.0e2` differ here.
    Number(Cow<'e, str>),
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
}

impl<'e> Scalar<'e> {
    /// Reads the scalar that stands at a place of an event, which has been checked.
    pub(crate) fn read(event: &'e [u8], lexeme: Lexeme, span: Range<usize>) -> Self {
        let raw = event.get(span).unwrap_or_default();
        let raw = str::from_utf8(raw).unwrap_or_default();
        match lexeme {
            Lexeme::String { escaped: true } => Self::Text(unescape_units(raw).unwrap_or_default()),
            Lexeme::String { escaped: false } => Self::Text(Cow::Borrowed(raw)),
            Lexeme::Number => Self::Number(Cow::Borrowed(raw)),
            Lexeme::True => Self::Boolean(true),
            Lexeme::False => Self::Boolean(false),
            Lexeme::Null | Lexeme::Object | Lexeme::Array => Self::Null,
        }
    }
}

impl Scalar<'_> {
    /// What kind of value it is, with its article if it has one: `a string`, `a number`, `null`.
    #[must_use]
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Number(_) => "a number",
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
        }
    }
}

impl fmt::Display for Scalar<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                let marked = without_units(text);
                let text = marked.as_deref().unwrap_or(text);
                write!(formatter, "{}", serde_json::Value::from(text))
            }
            Self::Number(number) => formatter.write_str(number),
            Self::Null => formatter.write_str("null"),
            Self::Boolean(value) => write!(formatter, "{value}"),
        }
    }
}
