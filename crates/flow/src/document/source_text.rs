//! A text of `flow.toml` together with the place where it stands.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use toml::Spanned;

/// A text and the bytes of `flow.toml` that it was read from.
///
/// Two of them are equal when their texts are: the place only serves diagnostics.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Spanned<String>")]
pub(crate) struct SourceText {
    /// The text.
    pub(crate) text: String,
    /// Where it stands, as byte offsets, quotes included.
    pub(crate) span: Range<usize>,
}

impl SourceText {
    /// Places `text` at `span`.
    pub(crate) fn new(text: impl Into<String>, span: Range<usize>) -> Self {
        Self { text: text.into(), span }
    }
}

impl From<Spanned<String>> for SourceText {
    fn from(spanned: Spanned<String>) -> Self {
        Self { span: spanned.span(), text: spanned.into_inner() }
    }
}

impl PartialEq for SourceText {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for SourceText {}

impl PartialOrd for SourceText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SourceText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl JsonSchema for SourceText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}
