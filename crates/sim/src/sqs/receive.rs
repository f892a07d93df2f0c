//! ReceiveMessage and DeleteMessage: receipts, visibility, and the move to a dead-letter queue.

use std::collections::BTreeMap;
use std::time::Duration;

use firedrill_record::HopKind;
use jiff::Timestamp;

use super::digest;
use super::error::{invalid_value, receipt_handle_is_invalid};
use super::message::{self, Message};
use super::queue::later;
use super::service::Sqs;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::names::QueueArn;
use crate::operation::sqs::{
    self, DeleteMessageRequest, DeleteMessageResponse, MessageAttributeValue,
    ReceiveMessageRequest, ReceiveMessageResponse,
};

/// What every receipt handle begins with, and how long it is.
const HANDLE_PREFIX: &str = "AQEB";
const HANDLE_LENGTH: usize = 64;

impl Sqs {
    /// Receives up to as many messages as are asked for, and hides them for a while.
    ///
    /// A message that was received as often as the redrive policy says moves to the dead-letter
    /// queue instead.
    pub(super) fn receive_message(
        &mut self,
        request: &ReceiveMessageRequest,
        context: &mut Context<'_>,
    ) -> Handled<ReceiveMessageResponse> {
        let now = context.now();
        let queue = self.queue_at(&request.queue_url, context)?;
        let name = queue.name.clone();
        let size = within(
            request.max_number_of_messages.unwrap_or(1),
            "MaxNumberOfMessages",
            (1, 10),
            "Must be between 1 and 10, if provided.",
        )?;
        within(
            request.wait_time_seconds.unwrap_or_default(),
            "WaitTimeSeconds",
            (0, 20),
            "Must be >= 0 and <= 20, if provided.",
        )?;
        let timeout = match request.visibility_timeout {
            None => queue.attributes.visibility_timeout,
            Some(timeout) => within(
                timeout,
                "VisibilityTimeout",
                (0, 43_200),
                "Must be between 0 and 43200, if provided.",
            )?,
        };
        self.redrive(&name, context);
        let Some(queue) = self.queues.get_mut(&name) else {
            return Ok(ReceiveMessageResponse::default());
        };
        queue.expire(now);
        let visible_from = later(now, Duration::from_secs(timeout.into()));
        let size = usize::try_from(size).unwrap_or(1);
        let received: Vec<_> = queue
            .messages
            .iter_mut()
            .filter(|message| message.visible_from <= now)
            .take(size)
            .map(|message| {
                message.visible_from = visible_from;
                message.receive_count += 1;
                message.first_received.get_or_insert(now);
                message.receipt_handle = Some(receipt_handle(context));
                describe(message, request)
            })
            .collect();
        Ok(ReceiveMessageResponse { messages: (!received.is_empty()).then_some(received) })
    }

    /// Deletes the message of a receipt. A receipt that a later one has replaced, and one whose
    /// message is gone, is accepted and deletes nothing.
    pub(super) fn delete_message(
        &mut self,
        request: &DeleteMessageRequest,
        context: &mut Context<'_>,
    ) -> Handled<DeleteMessageResponse> {
        let queue = self.queue_at(&request.queue_url, context)?;
        let handle = request.receipt_handle.as_str();
        if !handle.starts_with(HANDLE_PREFIX) || handle.len() != HANDLE_LENGTH {
            return Err(receipt_handle_is_invalid(handle).into());
        }
        queue.messages.retain(|message| message.receipt_handle.as_deref() != Some(handle));
        Ok(DeleteMessageResponse {})
    }

    /// Moves what was received too often to the dead-letter queue, if it is still there.
    fn redrive(&mut self, name: &str, context: &mut Context<'_>) {
        let now = context.now();
        let Some(queue) = self.queues.get_mut(name) else { return };
        let Some(policy) = queue.attributes.redrive_policy.clone() else { return };
        let source = queue.arn.clone();
        queue.expire(now);
        let spent = |message: &Message| {
            message.visible_from <= now && message.receive_count >= policy.max_receive_count
        };
        let target = &policy.dead_letter_target;
        if !self.queues.values().any(|queue| queue.arn == *target) {
            return;
        }
        let Some(queue) = self.queues.get_mut(name) else { return };
        let (moved, kept) = std::mem::take(&mut queue.messages).into_iter().partition(spent);
        queue.messages = kept;
        self.bury(moved, &source, target, context);
    }

    fn bury(
        &mut self,
        moved: Vec<Message>,
        source: &QueueArn,
        target: &QueueArn,
        context: &mut Context<'_>,
    ) {
        let Some(dead_letters) = self.queues.values_mut().find(|queue| queue.arn == *target) else {
            return;
        };
        for message in moved {
            context.fork().hop(HopKind::MessageDead {
                protocol: "sqs".into(),
                endpoint: source.to_string(),
                message_id: message.id.clone(),
                reason: format!(
                    "received {} times without being deleted; moved to `{target}`",
                    message.receive_count
                ),
            });
            // The message keeps its id and the time at which it was sent, as on AWS.
            dead_letters.messages.push(Message {
                receipt_handle: None,
                dead_letter_source: Some(source.clone()),
                ..message
            });
        }
    }
}

fn receipt_handle(context: &mut Context<'_>) -> String {
    let unique = context.ids().base32(HANDLE_LENGTH - HANDLE_PREFIX.len());
    format!("{HANDLE_PREFIX}{unique}")
}

fn within(
    number: i32,
    parameter: &str,
    (least, most): (u32, u32),
    reason: &str,
) -> Result<u32, ServiceError> {
    u32::try_from(number)
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| invalid_value(number, parameter, reason))
}

fn describe(message: &Message, request: &ReceiveMessageRequest) -> sqs::Message {
    let selected: BTreeMap<String, MessageAttributeValue> = message
        .attributes
        .iter()
        .filter(|(name, _)| {
            let wanted = request.message_attribute_names.as_deref().unwrap_or_default();
            wanted.iter().any(|wanted| selects(wanted, name))
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let system = system_attributes(message, request);
    sqs::Message {
        message_id: Some(message.id.clone()),
        receipt_handle: message.receipt_handle.clone(),
        md5_of_body: Some(digest::of_body(&message.body)),
        body: Some(message.body.clone()),
        attributes: (!system.is_empty()).then_some(system),
        // The digest is over what is sent back, so that a client can check just that.
        md5_of_message_attributes: message::attributes_digest(&selected),
        message_attributes: (!selected.is_empty()).then_some(selected),
    }
}

/// Whether a name of the request asks for an attribute: by name, by prefix (`bar.*`), or all.
fn selects(wanted: &str, name: &str) -> bool {
    match wanted.strip_suffix(".*") {
        _ if wanted == "All" => true,
        Some(prefix) => name.starts_with(prefix),
        None => wanted == name,
    }
}

fn system_attributes(
    message: &Message,
    request: &ReceiveMessageRequest,
) -> BTreeMap<String, String> {
    let milliseconds = |at: Timestamp| at.as_millisecond().to_string();
    let mut all = message.system_attributes.clone();
    all.insert("SenderId".into(), message.sender_id.clone());
    all.insert("SentTimestamp".into(), milliseconds(message.sent));
    all.insert("ApproximateReceiveCount".into(), message.receive_count.to_string());
    if let Some(first) = message.first_received {
        all.insert("ApproximateFirstReceiveTimestamp".into(), milliseconds(first));
    }
    if let Some(source) = &message.dead_letter_source {
        all.insert("DeadLetterQueueSourceArn".into(), source.to_string());
    }
    // `AttributeNames` is the older name of the same list.
    let wanted: Vec<_> = [&request.message_system_attribute_names, &request.attribute_names]
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    all.retain(|name, _| wanted.iter().any(|wanted| *wanted == "All" || *wanted == name));
    all
}
