//! A queue and the messages in it.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::attributes::QueueAttributes;
use super::message::Message;
use crate::names::QueueArn;

/// A standard queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Queue {
    pub(super) name: String,
    pub(super) arn: QueueArn,
    pub(super) url: String,
    pub(super) attributes: QueueAttributes,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) purged: Option<Timestamp>,
    /// In the order in which they were sent. AWS promises no order in a standard queue; this one
    /// keeps it so that a run repeats.
    pub(super) messages: Vec<Message>,
}

/// How many messages of a queue are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct MessageCounts {
    /// Ready to be received.
    pub(super) visible: usize,
    /// Received, and hidden until the visibility time-out ends or they are deleted.
    pub(super) in_flight: usize,
    /// Sent with a delay that has not passed.
    pub(super) delayed: usize,
}

impl Queue {
    /// Forgets the messages that are older than the retention period.
    pub(super) fn expire(&mut self, now: Timestamp) {
        let retention = Duration::from_secs(u64::from(self.attributes.message_retention_period));
        self.messages.retain(|message| later(message.sent, retention) > now);
    }

    /// Counts the messages, after [`Self::expire`].
    pub(super) fn counts(&self, now: Timestamp) -> MessageCounts {
        let mut counts = MessageCounts::default();
        for message in &self.messages {
            if message.visible_from <= now {
                counts.visible += 1;
            } else if message.receive_count > 0 {
                counts.in_flight += 1;
            } else {
                counts.delayed += 1;
            }
        }
        counts
    }
}

/// The instant `after` later; the end of time where there is no such instant.
pub(super) fn later(instant: Timestamp, after: Duration) -> Timestamp {
    instant.checked_add(after).unwrap_or(Timestamp::MAX)
}
