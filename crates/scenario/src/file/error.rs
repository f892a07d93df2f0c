//! What can be wrong with a scenario file, with the place.

use firedrill_diagnostic::nearest;
use miette::{Diagnostic, SourceSpan};
use serde_saphyr::{Error as YamlError, Location};

/// Why a scenario file is not valid.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ScenarioError {
    /// A key that the form does not have.
    #[error("unknown key `{key}`")]
    #[diagnostic(code(firedrill::scenario::unknown_key))]
    UnknownKey {
        /// The key.
        key: String,
        /// What may have been meant.
        #[help]
        help: String,
        /// Where.
        #[label("not a key here")]
        span: SourceSpan,
    },
    /// YAML that cannot be read, or a value of the wrong form.
    #[error("{message}")]
    #[diagnostic(code(firedrill::scenario::yaml))]
    Yaml {
        /// What is wrong.
        message: String,
        /// What to do.
        #[help]
        help: Option<String>,
        /// Where.
        #[label("here")]
        span: Option<SourceSpan>,
    },
    /// A file without a scenario.
    #[error("the file holds no scenario")]
    #[diagnostic(
        code(firedrill::scenario::empty),
        help("a scenario has at least `name`, `when` and `then`")
    )]
    Empty,
    /// A value that is well formed and makes no sense.
    #[error("{message}")]
    #[diagnostic(code(firedrill::scenario::meaning))]
    Meaning {
        /// What is wrong.
        message: String,
        /// What to do.
        #[help]
        help: Option<String>,
        /// Where.
        #[label("here")]
        span: SourceSpan,
    },
}

impl ScenarioError {
    /// What the YAML reader says, in our words and with byte offsets into `text`.
    pub(crate) fn from_yaml(text: &str, error: &YamlError) -> Self {
        let error = error.without_snippet();
        let span = error.location().map(|location| span_of(text, location));
        match error {
            YamlError::SerdeUnknownField { field, expected, .. } => {
                Self::unknown(field, expected, span)
            }
            YamlError::SerdeUnknownVariant { variant, expected, .. } => {
                Self::unknown(variant, expected, span)
            }
            YamlError::SerdeMissingField { field, .. } => {
                Self::Yaml { message: format!("the key `{field}` is missing"), help: None, span }
            }
            YamlError::SerdeInvalidType { unexpected, expected, .. }
            | YamlError::SerdeInvalidValue { unexpected, expected, .. } => Self::Yaml {
                message: format!("expected {expected}, found {unexpected}"),
                help: None,
                span,
            },
            YamlError::Budget { .. }
            | YamlError::AliasReplayLimitExceeded { .. }
            | YamlError::AliasExpansionLimitExceeded { .. } => Self::Yaml {
                message: first_line(&error.render()),
                help: Some("a scenario is small; aliases that multiply it are refused".to_owned()),
                span,
            },
            _ => {
                let message = first_line(&error.render());
                Self::Yaml { message: without_place(message), help: None, span }
            }
        }
    }

    fn unknown(key: &str, expected: &[&'static str], span: Option<SourceSpan>) -> Self {
        let help = near_or_all(key, expected.iter().copied());
        let start = span.map_or(0, |span| span.offset());
        Self::UnknownKey { key: key.to_owned(), help, span: (start, key.len()).into() }
    }

    pub(crate) fn meaning(message: impl Into<String>, span: SourceSpan) -> Self {
        Self::Meaning { message: message.into(), help: None, span }
    }

    pub(crate) fn with_help(self, advice: impl Into<String>) -> Self {
        match self {
            Self::Meaning { message, span, .. } => {
                Self::Meaning { message, help: Some(advice.into()), span }
            }
            other => other,
        }
    }
}

/// Advice on a name that is none of `known`: the one that is like it, or all of them.
pub(crate) fn near_or_all<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    nearest(name, known.iter().copied()).map_or_else(
        || format!("known here: {}", known.join(", ")),
        |near| format!("did you mean `{near}`?"),
    )
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("the file cannot be read").to_owned()
}

/// The message without the place that ends it, which the diagnostic shows.
fn without_place(message: String) -> String {
    match message.rsplit_once(" at line ") {
        Some((said, place)) if place.split(", column ").all(is_number) => said.to_owned(),
        _ => message,
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The bytes of `text` that a YAML location means.
pub(crate) fn span_of(text: &str, location: Location) -> SourceSpan {
    let span = location.span();
    let start = span.byte_offset().and_then(|offset| usize::try_from(offset).ok());
    let start = start.unwrap_or_else(|| offset_of(text, location)).min(text.len());
    let length = span.byte_len().and_then(|length| usize::try_from(length).ok()).unwrap_or(1);
    (start, length.clamp(1, text.len().saturating_sub(start).max(1))).into()
}

fn offset_of(text: &str, location: Location) -> usize {
    let line = usize::try_from(location.line()).unwrap_or(1).saturating_sub(1);
    let column = usize::try_from(location.column()).unwrap_or(1).saturating_sub(1);
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(before..).unwrap_or_default();
    before + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
}
