//! Publish: the checks of a message, and its way to the subscribers.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_record::HopKind;
use serde_json::{Map, Value};

use super::delivery::{Delivery, SnsEvent};
use super::error::invalid_parameter;
use super::message_attribute::{self, MessageAttributes};
use super::notification::Notification;
use super::service::Sns;
use super::subscription::{Protocol, Subscription};
use crate::context::Context;
use crate::delay::Delay;
use crate::error::{Handled, NotModelled, ServiceError};
use crate::names::QueueArn;
use crate::operation::sns::{PublishRequest, PublishResponse};
use crate::operation::sqs::{self, SendMessageRequest};

impl Sns {
    /// Accepts a message and sends it on its way to every confirmed subscriber.
    pub(super) fn publish(
        &mut self,
        request: &PublishRequest,
        context: &mut Context<'_>,
    ) -> Handled<PublishResponse> {
        let (parameter, arn) = match (&request.topic_arn, &request.target_arn) {
            (Some(arn), _) => ("TopicArn", arn),
            (None, Some(arn)) if arn.contains(":endpoint/") => {
                return Err(NotModelled::new("sns:Publish to a mobile endpoint").into());
            }
            (None, Some(arn)) => ("TargetArn", arn),
            (None, None) => {
                let reason = "TopicArn or TargetArn Reason: no value for required parameter";
                return Err(invalid_parameter(reason).into());
            }
        };
        let topic = self.topic_mut(parameter, arn)?;
        let limit = topic.attributes.maximum_message_size();
        let published = Published::check(request, limit)?;
        let message_id = context.ids().uuid();
        context.hop(HopKind::MessagePublished {
            topic: topic.arn.to_string(),
            message_id: message_id.clone(),
            subject: request.subject.clone(),
            body: published.text(None).to_owned(),
        });
        for subscription in &topic.subscriptions {
            if let Some(reason) = not_delivered(subscription, context.account_id()) {
                context.fork().hop(HopKind::MessageNotDelivered {
                    protocol: subscription.protocol.name().to_owned(),
                    endpoint: subscription.endpoint.clone(),
                    message_id: message_id.clone(),
                    reason,
                });
                continue;
            }
            let notification = Notification {
                message_id: &message_id,
                topic: &topic.arn,
                region: context.region(),
                subject: request.subject.as_deref(),
                message: published.text(Some(subscription.protocol)),
                published: context.now(),
                attributes: published.sent_attributes(),
            };
            let delivery = Delivery {
                topic: topic.arn.clone(),
                queue: QueueArn::new(subscription.endpoint.as_str()),
                message_id: message_id.clone(),
                message: message(&notification, subscription),
                dead_letter_queue: subscription.attributes.dead_letter_queue.clone(),
                failures: 0,
            };
            let after = context.delay(Delay::TopicDelivery);
            context.schedule(after, SnsEvent::Deliver(Arc::new(delivery)));
        }
        Ok(PublishResponse { message_id: Some(message_id), sequence_number: None })
    }
}

/// Why nothing is sent to a subscription, where nothing is.
fn not_delivered(subscription: &Subscription, account: &str) -> Option<String> {
    let protocol = subscription.protocol;
    if !subscription.confirmed {
        return Some("the subscription is not confirmed".to_owned());
    }
    if protocol != Protocol::Sqs {
        return Some(format!("not modelled: {} delivery", protocol.name()));
    }
    let owner = subscription.endpoint.split(':').nth(4);
    (owner != Some(account))
        .then(|| "not modelled: delivery to a queue of another account".to_owned())
}

/// What the queue of a subscription is sent.
fn message(notification: &Notification<'_>, subscription: &Subscription) -> SendMessageRequest {
    if !subscription.attributes.raw_message_delivery {
        let message_body = notification.envelope(subscription);
        return SendMessageRequest { message_body, ..SendMessageRequest::default() };
    }
    let attributes = notification.attributes.iter().map(|(name, attribute)| {
        let attribute = sqs::MessageAttributeValue {
            data_type: attribute.data_type.clone(),
            string_value: attribute.string_value.clone(),
            binary_value: attribute.binary_value.clone(),
        };
        (name.clone(), attribute)
    });
    let attributes: BTreeMap<_, _> = attributes.collect();
    SendMessageRequest {
        message_body: notification.message.to_owned(),
        message_attributes: (!attributes.is_empty()).then_some(attributes),
        ..SendMessageRequest::default()
    }
}

/// A message that SNS accepts.
#[derive(Debug)]
struct Published<'a> {
    text: &'a str,
    /// The texts by protocol of a message of structure `json`, `default` among them.
    texts: Option<BTreeMap<String, String>>,
    attributes: &'a MessageAttributes,
}

/// The attributes of a message that has none.
static NO_ATTRIBUTES: MessageAttributes = BTreeMap::new();

impl<'a> Published<'a> {
    /// Checks the message as `Publish` in the API reference says.
    fn check(request: &'a PublishRequest, limit: usize) -> Result<Self, ServiceError> {
        if let Some(subject) = &request.subject {
            check_subject(subject)?;
        }
        let text = request.message.as_str();
        if text.is_empty() {
            return Err(invalid_parameter("Empty message"));
        }
        let attributes = request.message_attributes.as_ref().unwrap_or(&NO_ATTRIBUTES);
        message_attribute::check(attributes)?;
        if text.len() + message_attribute::size(attributes) > limit {
            return Err(invalid_parameter("Message too long"));
        }
        if request.message_deduplication_id.is_some() {
            return Err(invalid_parameter(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId \
                 parameter that is not valid for this topic type",
            ));
        }
        let texts = match request.message_structure.as_deref() {
            None => None,
            Some("json") => Some(texts_by_protocol(text)?),
            Some(_) => return Err(invalid_parameter("MessageStructure")),
        };
        // Attributes are sent with messages of structure `String` only ("Amazon SNS message
        // attributes" of the developer guide).
        let attributes = if texts.is_some() { &NO_ATTRIBUTES } else { attributes };
        Ok(Self { text, texts, attributes })
    }

    /// The attributes that subscribers get: "Message attributes are sent only when the message
    /// structure is String, not JSON" ("Amazon SNS message attributes" of the developer guide).
    fn sent_attributes(&self) -> &'a MessageAttributes {
        if self.texts.is_some() { &NO_ATTRIBUTES } else { self.attributes }
    }

    /// The text for a protocol; without one, the text that everybody else gets.
    fn text(&self, protocol: Option<Protocol>) -> &str {
        let Some(texts) = &self.texts else { return self.text };
        let own = protocol.and_then(|protocol| texts.get(protocol.name()));
        own.or_else(|| texts.get("default")).map_or(self.text, String::as_str)
    }
}

/// Refuses a subject that is empty, has a hundred characters or more, or holds a line break or
/// another control character.
///
/// The API reference asks no more of it today; older ones asked for ASCII that begins with a
/// letter, a number or a punctuation mark.
fn check_subject(subject: &str) -> Result<(), ServiceError> {
    let length = subject.chars().count();
    if (1..100).contains(&length) && !subject.chars().any(char::is_control) {
        return Ok(());
    }
    Err(invalid_parameter("Subject"))
}

/// Reads the texts of a message of structure `json`. Values that are no texts count as absent,
/// and of a key that comes twice the last counts.
fn texts_by_protocol(message: &str) -> Result<BTreeMap<String, String>, ServiceError> {
    let texts: Map<String, Value> = serde_json::from_str(message)
        .map_err(|_| invalid_parameter("Message Structure - JSON message body failed to parse"))?;
    let texts: BTreeMap<_, _> = texts
        .into_iter()
        .filter_map(|(protocol, text)| match text {
            Value::String(text) => Some((protocol, text)),
            _ => None,
        })
        .collect();
    if texts.contains_key("default") {
        return Ok(texts);
    }
    let reason = "Message Structure - No default entry in JSON message body";
    Err(invalid_parameter(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_has_fewer_than_a_hundred_characters_and_no_line_break() {
        check_subject(&"件".repeat(99)).unwrap();
        for subject in ["", "line\nbreak", "bell\u{7}", "tab\t", &"x".repeat(100)] {
            let refused = check_subject(subject).unwrap_err();
            assert_eq!(refused.message, "Invalid parameter: Subject");
        }
    }

    #[test]
    fn a_structured_message_needs_a_default_text() {
        let texts = texts_by_protocol(r#"{"default":"all","sqs":"queue","sms":7}"#).unwrap();
        assert_eq!(texts.get("sqs").unwrap(), "queue");
        assert!(!texts.contains_key("sms"));
        for message in ["{}", r#"{"default":{}}"#, r#"{"sqs":"queue"}"#] {
            let refused = texts_by_protocol(message).unwrap_err().message;
            assert!(refused.ends_with("No default entry in JSON message body"), "{refused}");
        }
        for message in ["", "[]", "{", &"{\"a\":".repeat(100_000)] {
            let refused = texts_by_protocol(message).unwrap_err().message;
            assert!(refused.ends_with("JSON message body failed to parse"), "{refused}");
        }
    }
}
