//! Where the event of a finding comes from: it is given, or made from a request.

use firedrill_finding::{FindingError, FindingGenerator, FindingRequest, FindingTimes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::events::{BusEvent, EnvelopeError};

/// Where the event of a finding comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingSource {
    /// It is given: the whole event, as JSON, delivered word for word.
    Event(String),
    /// It is made from a request when the finding is published.
    Request(Box<FindingRequest>),
}

/// Why a finding cannot be published.
#[derive(Debug, Error)]
pub enum FindingSourceError {
    /// The given event has no envelope.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// Nothing is known of how such a finding looks.
    #[error(transparent)]
    Finding(#[from] FindingError),
    /// The finding that was made cannot be written.
    #[error("the finding cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The instants of a finding's way to the bus.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// When the threat was acted out.
    pub(super) seen: Timestamp,
    /// When the finding is made.
    pub(super) created: Timestamp,
    /// When its event is on the bus.
    pub(super) on_bus: Timestamp,
}

impl FindingSource {
    /// The event of the finding.
    pub(super) fn event(
        &self,
        generator: &mut FindingGenerator,
        times: Times,
    ) -> Result<BusEvent, FindingSourceError> {
        match self {
            Self::Event(text) => Ok(BusEvent::parse(text)?),
            Self::Request(request) => {
                let told = FindingTimes::once(times.seen, times.created);
                let finding = generator.finding(request, told)?;
                let event = generator.event(finding, times.on_bus);
                Ok(BusEvent::parse(&event.to_json()?)?)
            }
        }
    }
}
