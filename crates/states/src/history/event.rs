//! One event of a history.

use firedrill_api::iso_8601;
use jiff::Timestamp;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::details::EventDetails;

/// The number of an event in its history, counted from 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct EventId(pub u64);

impl EventId {
    /// What the first events name as the event before them.
    pub const NONE: Self = Self(0);
}

/// One event, as GetExecutionHistory lists it.
///
/// It serialises in the spelling of the API, with its timestamp in ISO 8601.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEvent {
    /// Its number.
    pub id: EventId,
    /// The event that led to it; [`EventId::NONE`] for `ExecutionStarted` and the first state.
    pub previous_event_id: EventId,
    /// When it happened.
    pub timestamp: Timestamp,
    /// What happened.
    pub details: EventDetails,
}

impl HistoryEvent {
    /// The type, such as `TaskStateEntered`.
    #[must_use]
    pub fn event_type(&self) -> &'static str {
        self.details.event_type()
    }
}

impl Serialize for HistoryEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut event = serializer.serialize_map(None)?;
        event.serialize_entry("timestamp", &iso_8601(self.timestamp))?;
        event.serialize_entry("type", self.event_type())?;
        event.serialize_entry("id", &self.id)?;
        event.serialize_entry("previousEventId", &self.previous_event_id)?;
        if let Some((member, details)) = self.details.to_member() {
            event.serialize_entry(member, &details)?;
        }
        event.end()
    }
}
