//! The error of an event that cannot be read.

use std::ops::Range;

use miette::Diagnostic;
use thiserror::Error;

use crate::json::{JsonFault, Location};

/// An event cannot be read. Its span points into the event, which it does not keep.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("event is not valid: {fault} ({location})")]
#[diagnostic(code(firedrill::event::invalid))]
pub struct EventError {
    fault: EventFault,
    #[label("here")]
    span: Range<usize>,
    location: Location,
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
