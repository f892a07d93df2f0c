//! One warning about a flow, to be placed in the file that it is about.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, Severity};

use super::FlowLint;

/// Something in a flow that will surprise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(super) struct FlowWarning {
    pub(super) lint: FlowLint,
    message: String,
    labels: Vec<(Range<usize>, String)>,
    help: String,
}

impl FlowWarning {
    pub(super) fn new(lint: FlowLint, message: String, help: impl Into<String>) -> Self {
        Self { lint, message, labels: Vec::new(), help: help.into() }
    }

    /// Points at a place in the file.
    pub(super) fn at(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.labels.push((span, label.into()));
        self
    }
}

impl Diagnostic for FlowWarning {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.lint.code()))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.lint.severity())
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self
            .labels
            .iter()
            .map(|(span, label)| LabeledSpan::new_with_span(Some(label.clone()), span.clone()));
        Some(Box::new(labels))
    }
}
