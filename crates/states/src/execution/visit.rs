//! One visit of a state: from its entrance to its exit, retries included.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::definition::StateId;
use crate::history::EventId;
use crate::payload::Payload;

/// A visit of a state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Visit {
    pub(super) state: StateId,
    /// The input of the state as it was handed over.
    pub(super) input: Payload,
    pub(super) entered_event: EventId,
    pub(super) entered_at: Timestamp,
    /// How many attempts failed and were tried again.
    pub(super) retry_count: u32,
    /// How often each retrier was used, by its place; retriers are counted one by one.
    pub(super) retrier_uses: Vec<u64>,
}

impl Visit {
    /// Gives back all attempts that its retriers allow.
    pub(super) fn forget_retries(&mut self) {
        self.retry_count = 0;
        self.retrier_uses.clear();
    }
}
