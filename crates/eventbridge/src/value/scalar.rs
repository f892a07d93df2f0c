//! A scalar of an event, as it is written.

use std::borrow::Cow;
use std::fmt;

/// One string, number, boolean or `null` of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scalar<'e> {
    /// A string, unescaped.
    Text(Cow<'e, str>),
    /// A number as it is written: `300`, `300.0` and `3.0e2` differ here.
    Number(Cow<'e, str>),
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
}

impl Scalar<'_> {
    /// What kind of value it is, with its article: `a string`, `the number`.
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
            Self::Text(text) => write!(formatter, "{}", serde_json::Value::from(text.as_ref())),
            Self::Number(number) => formatter.write_str(number),
            Self::Null => formatter.write_str("null"),
            Self::Boolean(value) => write!(formatter, "{value}"),
        }
    }
}
