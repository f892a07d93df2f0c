//! What a subscriber gets: the envelope of a notification, or the message as it is.
//!
//! The members and their order are those of "Amazon SNS JSON format for notifications" in the
//! developer guide, and so is the white space, for whoever compares texts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use firedrill_api::iso_8601;
use jiff::Timestamp;
use serde_json::Value;

use super::message_attribute::MessageAttributes;
use super::subscription::Subscription;
use crate::names::TopicArn;

/// Stands where AWS has its signature: a simulated account has no key that anyone could check
/// against, and a text that looked like a signature would claim otherwise.
const NOT_SIGNED: &str = "not-signed-by-a-simulated-account";

/// Stands where AWS has the address of its certificate. It is no address, so that a subscriber
/// that verifies signatures fails at once and asks nobody.
const NO_CERTIFICATE: &str = "urn:firedrill:not-signed";

/// A message on its way to one subscriber.
#[derive(Debug, Clone, Copy)]
pub(super) struct Notification<'a> {
    pub(super) message_id: &'a str,
    pub(super) topic: &'a TopicArn,
    pub(super) region: &'a str,
    pub(super) subject: Option<&'a str>,
    pub(super) message: &'a str,
    pub(super) published: Timestamp,
    pub(super) attributes: &'a MessageAttributes,
}

impl Notification<'_> {
    /// The envelope for a subscriber that did not ask for raw delivery.
    pub(super) fn envelope(&self, subscription: &Subscription) -> String {
        let unsubscribe = format!(
            "https://sns.{}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={}",
            self.region, subscription.arn
        );
        let timestamp = iso_8601(self.published);
        let mut members = vec![
            ("Type", "Notification"),
            ("MessageId", self.message_id),
            ("TopicArn", self.topic.as_str()),
        ];
        members.extend(self.subject.map(|subject| ("Subject", subject)));
        members.extend([
            ("Message", self.message),
            ("Timestamp", timestamp.as_str()),
            ("SignatureVersion", "1"),
            ("Signature", NOT_SIGNED),
            ("SigningCertURL", NO_CERTIFICATE),
            ("UnsubscribeURL", unsubscribe.as_str()),
        ]);
        let mut lines: Vec<_> = members
            .into_iter()
            .map(|(name, text)| format!("  {} : {}", quoted(name), quoted(text)))
            .collect();
        if !self.attributes.is_empty() {
            lines.push(format!("  \"MessageAttributes\" : {{\n{}\n  }}", self.attribute_lines()));
        }
        format!("{{\n{}\n}}", lines.join(",\n"))
    }

    fn attribute_lines(&self) -> String {
        let lines: Vec<_> = self
            .attributes
            .iter()
            .map(|(name, attribute)| {
                let value = match &attribute.binary_value {
                    Some(bytes) => STANDARD.encode(bytes),
                    None => attribute.string_value.clone().unwrap_or_default(),
                };
                format!(
                    "    {} : {{\"Type\":{},\"Value\":{}}}",
                    quoted(name),
                    quoted(&attribute.data_type),
                    quoted(&value)
                )
            })
            .collect();
        lines.join(",\n")
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
