//! Journals: what happened in one execution, in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::context::{ExecutionContext, WorkflowType};
use super::polled::longest;
use super::redriving::RedriveError;
use super::strand::StrandId;
use crate::history::{EventDetails, EventId, HistoryEvent};

/// How many events a Standard execution may have, as "Service quotas" of the developer guide gives
/// it.
pub(super) const HISTORY_LIMIT: usize = 25_000;

/// How long after its end an execution can be redriven.
const REDRIVABLE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How many events an execution must have room for: the redrive itself, and one more.
const EVENTS_OF_A_REDRIVE: usize = 2;

/// One execution as its history knows it: the execution itself, or a child of a Map Run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Journal {
    pub(super) context: ExecutionContext,
    pub(super) started: Timestamp,
    /// How often it was redriven.
    pub(super) redrive_count: u32,
    /// When it was redriven last; a child of type Express is started anew instead.
    pub(super) redriven: Option<Timestamp>,
    /// When it ended; none as long as it runs.
    ended: Option<Timestamp>,
    events: Events,
    /// Whether an event was left out, because the last that there is room for says so.
    is_full: bool,
    /// How many states were entered at the instant that follows.
    steps: u32,
    steps_at: Timestamp,
}

/// The events of an execution.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Events {
    /// Those of the execution itself, in order.
    Told(#[serde(with = "stored")] Vec<HistoryEvent>),
    /// How many a child execution has. Nobody is shown them, and there may be ten thousand
    /// children.
    Counted(usize),
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

    pub(super) fn close(&mut self, child: StrandId) -> Option<Journal> {
        self.children.remove(&child)
    }

    pub(super) fn close_all(&mut self) {
        self.children.clear();
    }
}

impl Journal {
    /// The journal of an execution that starts.
    pub(super) fn new(context: ExecutionContext, now: Timestamp) -> Self {
        Self::begun(context, Events::Told(Vec::new()), now)
    }

    /// The journal of a child execution that starts.
    pub(super) fn of_child(context: ExecutionContext, now: Timestamp) -> Self {
        Self::begun(context, Events::Counted(0), now)
    }

    fn begun(context: ExecutionContext, events: Events, now: Timestamp) -> Self {
        let mut journal = Self {
            started: now,
            redrive_count: 0,
            redriven: None,
            ended: None,
            events,
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

    /// Whether an execution that did not succeed can be redriven at this time.
    pub(super) fn redrivable(&self, now: Timestamp) -> Result<(), RedriveError> {
        if self.ended.is_some_and(|ended| now.duration_since(ended) > REDRIVABLE) {
            return Err(RedriveError::TooLate);
        }
        if now.duration_since(self.started) >= longest(self.context.workflow_type) {
            return Err(RedriveError::TooOld);
        }
        if self.event_count() + EVENTS_OF_A_REDRIVE > HISTORY_LIMIT {
            return Err(RedriveError::HistoryFull);
        }
        Ok(())
    }

    /// Lets the execution go on that did not succeed; answers the event that says so.
    pub(super) fn redrive(&mut self, now: Timestamp) -> EventId {
        self.redrive_count += 1;
        self.redriven = Some(now);
        self.ended = None;
        let redriven = EventDetails::ExecutionRedriven { redrive_count: self.redrive_count };
        self.write(self.last(), redriven, now)
    }

    /// Starts a child execution anew. Recorded: it keeps its ARN, its time is that of the new
    /// start, and it says how often it was redriven but not when.
    pub(super) fn restarted(self, now: Timestamp) -> Self {
        let redrive_count = self.redrive_count + 1;
        Self { redrive_count, ..Self::of_child(self.context, now) }
    }

    /// When the attempt that counts began: at the start or at the last redrive.
    pub(super) fn resumed(&self) -> Timestamp {
        self.redriven.unwrap_or(self.started)
    }

    /// What happened, as far as it is told.
    pub(super) fn events(&self) -> &[HistoryEvent] {
        match &self.events {
            Events::Told(events) => events,
            Events::Counted(_) => &[],
        }
    }

    fn event_count(&self) -> usize {
        match &self.events {
            Events::Told(events) => events.len(),
            Events::Counted(count) => *count,
        }
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
        if limited && self.event_count() + 1 >= HISTORY_LIMIT {
            self.is_full = true;
            return self.last();
        }
        self.append(previous, details, now)
    }

    /// Writes the event that ends the execution.
    pub(super) fn end(&mut self, previous: EventId, details: EventDetails, now: Timestamp) {
        self.ended = Some(now);
        self.append(previous, details, now);
    }

    /// Whether the execution has ended.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    fn append(&mut self, previous: EventId, details: EventDetails, now: Timestamp) -> EventId {
        let id = EventId(self.event_count() as u64 + 1);
        match &mut self.events {
            Events::Told(events) => events.push(HistoryEvent {
                id,
                previous_event_id: previous,
                timestamp: now,
                details,
            }),
            Events::Counted(count) => *count += 1,
        }
        id
    }

    /// The event that an event follows from, as far as it is told.
    pub(super) fn before(&self, event: EventId) -> EventId {
        let place = event.0.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let event = place.and_then(|place| self.events().get(place));
        event.map_or(EventId::NONE, |event| event.previous_event_id)
    }

    pub(super) fn last(&self) -> EventId {
        EventId(self.event_count() as u64)
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
