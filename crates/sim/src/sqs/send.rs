//! SendMessage.

use std::collections::BTreeMap;
use std::time::Duration;

use firedrill_record::ApiCaller;

use super::digest;
use super::error::{invalid_value, message_too_long, missing_parameter};
use super::message::{self, Message};
use super::queue::later;
use super::service::Sqs;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::sqs::{
    MessageAttributeValue, MessageSystemAttributeValue, SendMessageRequest, SendMessageResponse,
};
use crate::sns;

impl Sqs {
    /// Puts a message into a queue.
    ///
    /// The queue's `MaximumMessageSize` does not apply to what SNS delivers ("Publishing large
    /// messages" in the SNS developer guide).
    pub(super) fn send_message(
        &mut self,
        request: SendMessageRequest,
        context: &mut Context<'_>,
    ) -> Handled<SendMessageResponse> {
        let id = context.ids().uuid();
        let (now, sender_id) = (context.now(), sender_id(context));
        let unlimited = sender_id == sns::PRINCIPAL;
        let queue = self.queue_at(&request.queue_url, context)?;
        if request.message_body.is_empty() {
            return Err(missing_parameter("MessageBody").into());
        }
        if let Some(deduplication) = &request.message_deduplication_id {
            let reason = "The request include parameter that is not valid for this queue type.";
            return Err(invalid_value(deduplication, "MessageDeduplicationId", reason).into());
        }
        let delay = delay(request.delay_seconds, queue.attributes.delay_seconds)?;
        let attributes = request.message_attributes.unwrap_or_default();
        message::check_characters(&request.message_body)?;
        message::check_attributes(&attributes)?;
        let limit = queue.attributes.maximum_message_size;
        let size = message::size(&request.message_body, &attributes);
        if size > usize::try_from(limit).unwrap_or(0) && !unlimited {
            return Err(message_too_long(limit).into());
        }
        let given = request.message_system_attributes.unwrap_or_default();
        let mut system_attributes = trace_header(&given)?;
        let system_digest = system_digest(&given);
        if let Some(group) = request.message_group_id {
            // Allowed on standard queues for fair queues, whose fairness has no effect on a queue
            // that keeps its order.
            system_attributes.insert("MessageGroupId".into(), group);
        }
        let response = SendMessageResponse {
            md5_of_message_body: Some(digest::of_body(&request.message_body)),
            md5_of_message_attributes: message::attributes_digest(&attributes),
            md5_of_message_system_attributes: system_digest,
            message_id: Some(id.clone()),
            sequence_number: None,
        };
        queue.messages.push(Message {
            id,
            body: request.message_body,
            attributes,
            system_attributes,
            sender_id,
            sent: now,
            visible_from: later(now, delay),
            receipt_handle: None,
            receive_count: 0,
            first_received: None,
            dead_letter_source: None,
        });
        Ok(response)
    }
}

/// Who sends, as the message says it. AWS gives the id of an internal user of a service that sends
/// in its own name; the principal stands for it here.
fn sender_id(context: &Context<'_>) -> String {
    match context.caller() {
        Some(ApiCaller::Service { principal, .. }) => principal.clone(),
        _ => context.account_id().to_owned(),
    }
}

fn delay(asked: Option<i32>, of_queue: u32) -> Result<Duration, ServiceError> {
    let seconds = match asked {
        None => of_queue,
        Some(asked) => {
            u32::try_from(asked).ok().filter(|seconds| *seconds <= 900).ok_or_else(|| {
                invalid_value(asked, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.")
            })?
        }
    };
    Ok(Duration::from_secs(seconds.into()))
}

/// The only system attribute that a sender may give.
fn trace_header(
    given: &BTreeMap<String, MessageSystemAttributeValue>,
) -> Result<BTreeMap<String, String>, ServiceError> {
    given
        .iter()
        .map(|(name, attribute)| match (name.as_str(), &attribute.string_value) {
            ("AWSTraceHeader", Some(header)) if attribute.data_type == "String" => {
                Ok((name.clone(), header.clone()))
            }
            _ => {
                let reason = "The only supported message system attribute is AWSTraceHeader of \
                              type String.";
                Err(invalid_value(name, "MessageSystemAttributes", reason))
            }
        })
        .collect()
}

fn system_digest(given: &BTreeMap<String, MessageSystemAttributeValue>) -> Option<String> {
    let attributes: BTreeMap<_, _> = given
        .iter()
        .map(|(name, attribute)| {
            let value = MessageAttributeValue {
                data_type: attribute.data_type.clone(),
                string_value: attribute.string_value.clone(),
                ..MessageAttributeValue::default()
            };
            (name.clone(), value)
        })
        .collect();
    message::attributes_digest(&attributes)
}
