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
    pub(crate) fn new(event: &str, fault: EventFault, position: usize) -> Self {
        let rest = event.get(position..).unwrap_or_default();
        let width = rest.chars().next().map_or(0, char::len_utf8);
        let location = Location::of(event, position);
        Self { fault, span: position..position + width, location }
    }

    pub(crate) fn json(event: &str, fault: &JsonFault, position: usize) -> Self {
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
