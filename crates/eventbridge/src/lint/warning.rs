//! One warning about a pattern.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, Severity};
use thiserror::Error;

use super::PatternLint;

/// Something in a pattern that will surprise. Its spans point into the pattern, which it does not
/// keep.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct PatternWarning {
    lint: PatternLint,
    message: String,
    span: Range<usize>,
    label: String,
    related: Option<(Range<usize>, String)>,
    help: Option<String>,
}

impl PatternWarning {
    pub(super) fn new(
        lint: PatternLint,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        let (message, label) = (visible(&message.into()), visible(&label.into()));
        Self { lint, message, span, label, related: None, help: None }
    }

    /// Points to a second place that the warning is about.
    pub(super) fn related(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(visible(&help.into()));
        self
    }

    /// The lint that warns.
    #[must_use]
    pub fn lint(&self) -> PatternLint {
        self.lint
    }

    /// Where it is, in bytes of the pattern.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// What to do about it, where there is something to say.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// A text in which control characters, which names and values can hold, are written out.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            visible.extend(character.escape_default());
        } else {
            visible.push(character);
        }
    }
    visible
}

impl Diagnostic for PatternWarning {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.lint.code()))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.lint.severity())
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let main = LabeledSpan::new_primary_with_span(Some(self.label.clone()), self.span.clone());
        let related = self
            .related
            .as_ref()
            .map(|(span, label)| LabeledSpan::new_with_span(Some(label.clone()), span.clone()));
        Some(Box::new(std::iter::once(main).chain(related)))
    }
}
