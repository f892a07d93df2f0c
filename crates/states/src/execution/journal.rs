//! Journals: what happened in one execution, in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::{ExecutionContext, WorkflowType};
use super::strand::StrandId;
use crate::history::{EventDetails, EventId, HistoryEvent};

/// How many events a Standard execution may have, as "Service quotas" of the developer guide gives
/// it.
pub(super) const HISTORY_LIMIT: usize = 25_000;

/// One execution as its history knows it: the execution itself, or a child of a Map Run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Journal {
    pub(super) context: ExecutionContext,
    pub(super) started: Timestamp,
    /// How often it was redriven.
    pub(super) redrive_count: u32,
    /// When it was redriven last.
    pub(super) redriven: Option<Timestamp>,
    #[serde(with = "stored")]
    events: Vec<HistoryEvent>,
    /// Whether an event was left out, because the last that there is room for says so.
    is_full: bool,
    /// How many states were entered at the instant that follows.
    steps: u32,
    steps_at: Timestamp,
}

/// The journal of an execution and those of its child executions, as long as these run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Journals {
    pub(super) own: Journal,
    children: BTreeMap<StrandId, Journal>,
}

impl Journals {
    pub(super) fn new(own: Journal) -> Self {
        Self { own, children: BTreeMap::new() }
    }

    /// The journal of a child execution, by the strand that it began with, or of the execution
    /// itself.
    pub(super) fn of(&self, child: Option<StrandId>) -> &Journal {
        child.and_then(|child| self.children.get(&child)).unwrap_or(&self.own)
    }

    pub(super) fn of_mut(&mut self, child: Option<StrandId>) -> &mut Journal {
        child.and_then(|child| self.children.get_mut(&child)).unwrap_or(&mut self.own)
    }

    pub(super) fn open(&mut self, child: StrandId, journal: Journal) {
        self.children.insert(child, journal);
    }

    pub(super) fn close(&mut self, child: StrandId) {
        self.children.remove(&child);
    }

    pub(super) fn close_all(&mut self) {
        self.children.clear();
    }
}

impl Journal {
    pub(super) fn new(context: ExecutionContext, now: Timestamp) -> Self {
        let mut journal = Self {
            started: now,
            redrive_count: 0,
            redriven: None,
            events: Vec::new(),
            is_full: false,
            steps: 0,
            steps_at: now,
            context,
        };
        let input = journal.context.input.text().clone();
        let role_arn = Arc::clone(&journal.context.role_arn);
        let started = EventDetails::ExecutionStarted { input, role_arn };
        journal.write(EventId::NONE, started, now);
        journal
    }

    /// When the attempt that counts began: at the start or at the last redrive.
    pub(super) fn resumed(&self) -> Timestamp {
        self.redriven.unwrap_or(self.started)
    }

    pub(super) fn events(&self) -> &[HistoryEvent] {
        &self.events
    }

    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Writes an event and says its number; the last one that there is room for is kept for the
    /// end.
    pub(super) fn write(
        &mut self,
        previous: EventId,
        details: EventDetails,
        now: Timestamp,
    ) -> EventId {
        let limited = self.context.workflow_type == WorkflowType::Standard;
        if limited && self.events.len() + 1 >= HISTORY_LIMIT {
            self.is_full = true;
            return self.last();
        }
        self.write_last(previous, details, now)
    }

    /// Writes the event that ends the execution.
    pub(super) fn write_last(
        &mut self,
        previous: EventId,
        details: EventDetails,
        now: Timestamp,
    ) -> EventId {
        let id = EventId(self.events.len() as u64 + 1);
        self.events.push(HistoryEvent { id, previous_event_id: previous, timestamp: now, details });
        id
    }

    /// The event that an event follows from.
    pub(super) fn before(&self, event: EventId) -> EventId {
        let place = event.0.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let event = place.and_then(|place| self.events.get(place));
        event.map_or(EventId::NONE, |event| event.previous_event_id)
    }

    pub(super) fn last(&self) -> EventId {
        EventId(self.events.len() as u64)
    }

    /// Counts a state that is entered; answers how many were at this instant.
    pub(super) fn count_step(&mut self, now: Timestamp) -> u32 {
        if self.steps_at != now {
            self.steps_at = now;
            self.steps = 0;
        }
        self.steps += 1;
        self.steps
    }
}

/// Events as they are stored: their own form writes what the API shows, which cannot be read back.
mod stored {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{EventDetails, EventId, HistoryEvent, Timestamp};

    pub(super) fn serialize<S: Serializer>(
        events: &[HistoryEvent],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let stored: Vec<_> = events
            .iter()
            .map(|event| (event.previous_event_id, event.timestamp, &event.details))
            .collect();
        stored.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<HistoryEvent>, D::Error> {
        let stored: Vec<(EventId, Timestamp, EventDetails)> = Vec::deserialize(deserializer)?;
        let numbered = (1..).zip(stored);
        let event = |(id, (previous_event_id, timestamp, details))| HistoryEvent {
            id: EventId(id),
            previous_event_id,
            timestamp,
            details,
        };
        Ok(numbered.map(event).collect())
    }
}
