//! The error of an event without a verdict.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan};
use thiserror::Error;

use super::BudgetSpentError;
use crate::json::{JsonFault, Location};

/// An event cannot be read, or is read and not decided about. Its span points into the event, which
/// it does not keep.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct EventError {
    fault: EventFault,
    span: Range<usize>,
    location: Location,
}

impl fmt::Display for EventError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            EventFault::Undecided(why) => {
                write!(formatter, "whether the event matches is not decided: {why}")
            }
            fault => write!(formatter, "event is not valid: {fault} ({})", self.location),
        }
    }
}

impl Diagnostic for EventError {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(match self.fault {
            EventFault::Undecided(_) => "firedrill::event::undecided",
            EventFault::NotAnObject | EventFault::Json(_) => "firedrill::event::invalid",
        }))
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.is_undecided() {
            return None;
        }
        let here = LabeledSpan::new_primary_with_span(Some("here".to_owned()), self.span());
        Some(Box::new(std::iter::once(here)))
    }
}

/// What is wrong with an event.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EventFault {
    /// The event is no JSON object.
    #[error("an event must be a JSON object")]
    NotAnObject,
    /// The event is not valid JSON up to the end of its first object.
    #[error("{0}")]
    Json(String),
    /// The event is valid, but the search for a verdict was given up, with the reason. No event that
    /// AWS sends is meant: it takes names that are there several times in one object.
    #[error("{0}")]
    Undecided(String),
}

impl EventError {
    pub(crate) fn new(
        event: &(impl AsRef<[u8]> + ?Sized),
        fault: EventFault,
        position: usize,
    ) -> Self {
        let event = event.as_ref();
        let (before, rest) = event.split_at_checked(position).unwrap_or((event, &[]));
        let character = rest.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
        let width = character.map_or(rest.len().min(1), char::len_utf8);
        let before = String::from_utf8_lossy(before);
        let location = Location::of(&before, before.len());
        Self { fault, span: position..position + width, location }
    }

    pub(crate) fn json(
        event: &(impl AsRef<[u8]> + ?Sized),
        fault: &JsonFault,
        position: usize,
    ) -> Self {
        Self::new(event, EventFault::Json(fault.to_string()), position)
    }

    /// The search for a verdict on a valid event was given up.
    pub(crate) fn undecided(event: &(impl AsRef<[u8]> + ?Sized), error: BudgetSpentError) -> Self {
        Self::new(event, EventFault::Undecided(error.to_string()), 0)
    }

    /// Whether the event is valid, and only the verdict is missing.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        matches!(self.fault, EventFault::Undecided(_))
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &EventFault {
        &self.fault
    }

    /// Where it is wrong, in bytes of the event.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}
