//! What other services of the account send to a queue.

use std::borrow::Cow;
use std::collections::BTreeMap;

use firedrill_record::HopKind;
use serde::{Deserialize, Serialize};

use super::message::{self, Message, MessageAttributes};
use super::queue::later;
use super::service::Sqs;
use crate::context::Context;
use crate::names::QueueArn;

/// Something that happens in SQS later.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum SqsEvent {
    /// A message that a service of the account sent arrives.
    Arrive(Arrival),
}

/// A message on its way to a queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Arrival {
    /// The queue, which may be gone when the message arrives.
    pub(crate) queue: QueueArn,
    /// The id under which the sender knows the message; hops carry it.
    pub(crate) message_id: String,
    /// The sender's principal, such as `sns.amazonaws.com`.
    ///
    /// AWS gives the id of an internal user of the sending service as `SenderId`; the principal
    /// stands for it here.
    pub(crate) sender: Cow<'static, str>,
    /// The body.
    pub(crate) body: String,
    /// The message attributes.
    pub(crate) attributes: MessageAttributes,
}

impl Sqs {
    /// Plays an event that is due.
    pub(super) fn play(&mut self, event: SqsEvent, context: &mut Context<'_>) {
        match event {
            SqsEvent::Arrive(arrival) => self.arrive(arrival, context),
        }
    }

    fn arrive(&mut self, arrival: Arrival, context: &mut Context<'_>) {
        let (protocol, endpoint) = ("sqs".to_owned(), arrival.queue.to_string());
        let message_id = arrival.message_id.clone();
        let hop = match self.enqueue(arrival, context) {
            Ok(()) => HopKind::MessageDelivered { protocol, endpoint, message_id },
            Err(reason) => HopKind::MessageDead { protocol, endpoint, message_id, reason },
        };
        context.hop(hop);
    }

    /// Puts the message into its queue, or says why it cannot be there.
    ///
    /// The queue's `MaximumMessageSize` does not apply to what SNS delivers ("Publishing large
    /// messages" in the SNS developer guide).
    fn enqueue(&mut self, arrival: Arrival, context: &mut Context<'_>) -> Result<(), String> {
        let now = context.now();
        let queue = self.queues.values_mut().find(|queue| queue.arn == arrival.queue);
        let queue = queue.ok_or("the queue does not exist")?;
        message::check_attributes(&arrival.attributes).map_err(|error| error.message)?;
        let delay = std::time::Duration::from_secs(queue.attributes.delay_seconds.into());
        queue.messages.push(Message {
            id: context.ids().uuid(),
            body: arrival.body,
            attributes: arrival.attributes,
            system_attributes: BTreeMap::new(),
            sender_id: arrival.sender.into_owned(),
            sent: now,
            visible_from: later(now, delay),
            receipt_handle: None,
            receive_count: 0,
            first_received: None,
            dead_letter_source: None,
        });
        Ok(())
    }
}
