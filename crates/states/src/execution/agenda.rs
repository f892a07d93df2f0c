//! Agendas: which strand of an execution goes on next, and when.

use std::collections::{BTreeSet, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::strand::StrandId;

/// The strands that can go on, in turn, and those that wait for a time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Agenda {
    ready: VecDeque<StrandId>,
    alarms: BTreeSet<(Timestamp, StrandId)>,
}

impl Agenda {
    /// Lets a strand go on after those that can go on already.
    pub(super) fn go_on(&mut self, strand: StrandId) {
        self.ready.push_back(strand);
    }

    /// Lets a strand go on before all others.
    pub(super) fn go_on_at_once(&mut self, strand: StrandId) {
        self.ready.push_front(strand);
    }

    pub(super) fn wake(&mut self, strand: StrandId, at: Timestamp) {
        self.alarms.insert((at, strand));
    }

    pub(super) fn let_sleep(&mut self, strand: StrandId, at: Timestamp) {
        self.alarms.remove(&(at, strand));
    }

    /// The next strand that goes on at this time.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<StrandId> {
        while let Some((_, strand)) = self.alarms.first().copied().filter(|(at, _)| *at <= now) {
            self.alarms.pop_first();
            self.ready.push_back(strand);
        }
        self.ready.pop_front()
    }

    /// When the next strand wakes.
    pub(super) fn next_alarm(&self) -> Option<Timestamp> {
        self.alarms.first().map(|(at, _)| *at)
    }

    pub(super) fn clear(&mut self) {
        self.ready.clear();
        self.alarms.clear();
    }
}
