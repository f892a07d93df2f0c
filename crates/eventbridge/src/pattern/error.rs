//! The error of a pattern that is not valid.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use thiserror::Error;

use super::PatternFault;
use crate::json::{Location, source_description};

/// How often the service repeats the place of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placing {
    /// Faults found outside of the JSON parser have no place.
    None,
    Once,
    /// Within a list of `anything-but` the fault is caught and thrown again.
    Twice,
}

/// A pattern is not valid.
///
/// Its [`Display`](fmt::Display) is the reason alone; [`EventPatternError::message`] is what
/// PutRule and TestEventPattern answer. As a diagnostic it points into the pattern.
#[derive(Debug, Clone, Error)]
#[error("{}", .details.fault)]
pub struct EventPatternError {
    /// Boxed, as errors are rare and moved often.
    details: Box<Details>,
}

#[derive(Debug, Clone)]
struct Details {
    fault: PatternFault,
    span: Range<usize>,
    /// How far the service had read.
    position: usize,
    placing: Placing,
    source_text: NamedSource<String>,
}

impl EventPatternError {
    pub(crate) fn new(
        source: &str,
        fault: PatternFault,
        span: Range<usize>,
        position: usize,
        placing: Placing,
    ) -> Self {
        // A text over the limit may be of any size and is not repeated.
        let kept = if matches!(fault, PatternFault::TooLong(_)) { "" } else { source };
        let source_text = NamedSource::new("event pattern", kept.to_owned());
        Self { details: Box::new(Details { fault, span, position, placing, source_text }) }
    }

    /// An error that the service gives no place.
    pub(crate) fn unplaced(source: &str, fault: PatternFault, span: Range<usize>) -> Self {
        Self::new(source, fault, span, 0, Placing::None)
    }

    /// The error as the service has it after catching and throwing it again: with its place twice.
    pub(crate) fn thrown_again(mut self) -> Self {
        self.details.placing = Placing::Twice;
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &PatternFault {
        &self.details.fault
    }

    /// Where it is wrong, in bytes of the pattern.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.details.span.clone()
    }

    /// Where the service says that it is wrong; it gives no place for some faults.
    #[must_use]
    pub fn location(&self) -> Option<Location> {
        (self.details.placing != Placing::None).then(|| self.place())
    }

    /// How far the service had read, as its parser counts. It has not noticed the end of a line within
    /// a string.
    fn place(&self) -> Location {
        let (text, position) = (self.details.source_text.inner(), self.details.position);
        let ends_line = text.get(..position).is_some_and(|read| read.ends_with(['\n', '\r']));
        if ends_line && self.details.fault.is_within_string() {
            let before = Location::of(text, position - 1);
            return Location { column: before.column + 1, ..before };
        }
        Location::of(text, position)
    }

    /// The service's name for the error.
    #[must_use]
    pub fn service_code(&self) -> &'static str {
        match self.details.fault {
            PatternFault::TooLong(_) => "ValidationException",
            _ => "InvalidEventPatternException",
        }
    }

    /// The service's message; from its second line on it tells the place.
    #[must_use]
    pub fn message(&self) -> String {
        if let PatternFault::TooLong(_) = self.details.fault {
            let constraint = format!("failed to satisfy constraint: {}", self.details.fault);
            return format!("1 validation error detected: Value at 'eventPattern' {constraint}");
        }
        let mut message = format!("Event pattern is not valid. Reason: {}", self.details.fault);
        let repetitions = match self.details.placing {
            Placing::None => 0,
            Placing::Once => 1,
            Placing::Twice => 2,
        };
        for _ in 0..repetitions {
            message.push('\n');
            message.push_str(&source_description(self.details.source_text.inner(), self.place()));
        }
        message
    }
}

impl PartialEq for EventPatternError {
    fn eq(&self, other: &Self) -> bool {
        (&self.details.fault, &self.details.span, self.details.position, self.details.placing)
            == (
                &other.details.fault,
                &other.details.span,
                other.details.position,
                other.details.placing,
            )
    }
}

impl Diagnostic for EventPatternError {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("firedrill::pattern::{}", self.details.fault.code())))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.details.fault.help().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.details.source_text.inner().is_empty())
            .then_some(&self.details.source_text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.details.source_text.inner().is_empty() {
            return None;
        }
        let label = LabeledSpan::new_with_span(Some("here".to_owned()), self.details.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}
