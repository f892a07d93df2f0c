//! The queue of what is going to happen, ordered by time and then by the order of scheduling.

use std::collections::BTreeMap;

use firedrill_record::HopId;
use jiff::Timestamp;

use crate::services::QueueEvent;

/// Whether the account is busy while an event waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recurrence {
    /// It happens once; the story that it belongs to is not over before.
    Once,
    /// It is part of something that never ends, such as a schedule; no story waits for it.
    Background,
}

/// An event in the queue, with the hop that caused it.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    pub(crate) because: Option<HopId>,
    pub(crate) recurrence: Recurrence,
    pub(crate) event: QueueEvent,
}

/// The place of an event in the queue, with which it can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket {
    at: Timestamp,
    sequence: u64,
}

/// The queue.
#[derive(Debug, Clone, Default)]
pub(crate) struct Queue {
    events: BTreeMap<Ticket, Queued>,
    sequence: u64,
}

impl Queue {
    /// Puts an event in, behind every event of the same instant.
    pub(crate) fn push(&mut self, at: Timestamp, queued: Queued) -> Ticket {
        self.sequence += 1;
        let ticket = Ticket { at, sequence: self.sequence };
        self.events.insert(ticket, queued);
        ticket
    }

    /// Takes an event back; one that has happened is left alone.
    pub(crate) fn cancel(&mut self, ticket: Ticket) {
        self.events.remove(&ticket);
    }

    /// When the next event is due.
    pub(crate) fn next_instant(&self) -> Option<Timestamp> {
        self.events.keys().next().map(|ticket| ticket.at)
    }

    /// Takes out the next event that is due at `limit` or before.
    pub(crate) fn pop_until(&mut self, limit: Timestamp) -> Option<(Timestamp, Queued)> {
        if self.next_instant()? > limit {
            return None;
        }
        self.events.pop_first().map(|(ticket, queued)| (ticket.at, queued))
    }

    /// What caused each event that a story waits for.
    pub(crate) fn waiting_for(&self) -> impl Iterator<Item = Option<HopId>> {
        self.events
            .values()
            .filter(|queued| queued.recurrence == Recurrence::Once)
            .map(|queued| queued.because)
    }

    /// Takes everything back.
    pub(crate) fn clear(&mut self) {
        self.events.clear();
    }
}
