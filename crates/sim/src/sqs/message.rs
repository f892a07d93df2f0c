//! A message in a queue: what it is, and what it may be.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::digest::{self, DigestedValue};
use super::error::{invalid_message_contents, invalid_parameter_value};
use crate::error::ServiceError;
use crate::names::QueueArn;
use crate::operation::sqs::MessageAttributeValue;

/// The attributes that a sender gives to a message.
pub(crate) type MessageAttributes = BTreeMap<String, MessageAttributeValue>;

/// A message in a queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) body: String,
    pub(super) attributes: MessageAttributes,
    /// `AWSTraceHeader` and `MessageGroupId`, where the sender gave them.
    pub(super) system_attributes: BTreeMap<String, String>,
    pub(super) sender_id: String,
    pub(super) sent: Timestamp,
    pub(super) visible_from: Timestamp,
    /// The handle of the last receipt, which alone deletes the message.
    pub(super) receipt_handle: Option<String>,
    pub(super) receive_count: u64,
    pub(super) first_received: Option<Timestamp>,
    /// The queue from which it was moved here.
    pub(super) dead_letter_source: Option<QueueArn>,
}

/// How many bytes of a queue's limit a message takes: body, and names, types and values of its
/// attributes.
pub(super) fn size(body: &str, attributes: &MessageAttributes) -> usize {
    let of_attributes = attributes.iter().map(|(name, attribute)| {
        name.len()
            + attribute.data_type.len()
            + attribute.string_value.as_ref().map_or(0, String::len)
            + attribute.binary_value.as_ref().map_or(0, Vec::len)
    });
    body.len() + of_attributes.sum::<usize>()
}

/// The digest of attributes; none where there are none.
pub(super) fn attributes_digest<'a>(
    attributes: impl IntoIterator<Item = (&'a String, &'a MessageAttributeValue)>,
) -> Option<String> {
    let digested: Vec<_> = attributes
        .into_iter()
        .map(|(name, attribute)| {
            let value = match (&attribute.binary_value, &attribute.string_value) {
                (Some(bytes), _) => DigestedValue::Binary(bytes),
                (None, text) => DigestedValue::Text(text.as_deref().unwrap_or_default()),
            };
            (name.as_str(), attribute.data_type.as_str(), value)
        })
        .collect();
    (!digested.is_empty()).then(|| digest::of_attributes(digested))
}

/// Refuses a text with characters that SQS does not carry: those that XML 1.0 does not have.
pub(super) fn check_characters(text: &str) -> Result<(), ServiceError> {
    let carried = |character: char| {
        matches!(character,
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    };
    if text.chars().all(carried) { Ok(()) } else { Err(invalid_message_contents()) }
}

/// Checks the attributes of a message as "Amazon SQS message metadata" in the developer guide
/// says.
pub(super) fn check_attributes(attributes: &MessageAttributes) -> Result<(), ServiceError> {
    if attributes.len() > 10 {
        return Err(invalid_parameter_value(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [10].",
            attributes.len()
        )));
    }
    attributes.iter().try_for_each(|(name, attribute)| check_attribute(name, attribute))
}

fn check_attribute(name: &str, attribute: &MessageAttributeValue) -> Result<(), ServiceError> {
    let lower = name.to_ascii_lowercase();
    let named_well = (1..=256).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && !lower.starts_with("aws.")
        && !lower.starts_with("amazon.");
    if !named_well {
        // The service words each of these rules on its own; the code is the same for all.
        return Err(invalid_parameter_value(format!(
            "The message attribute name '{name}' is invalid."
        )));
    }
    let data_type = attribute.data_type.as_str();
    let transport = data_type.split('.').next().unwrap_or_default();
    let value = match transport {
        "String" | "Number" => attribute.string_value.as_ref().map(String::len),
        "Binary" => attribute.binary_value.as_ref().map(Vec::len),
        _ => {
            return Err(invalid_parameter_value(format!(
                "The message attribute '{name}' has an invalid message attribute type, the set of \
                 supported type prefixes is Binary, Number, and String."
            )));
        }
    };
    if value.unwrap_or_default() == 0 {
        return Err(invalid_parameter_value(format!(
            "The message attribute '{name}' must contain a non-empty message attribute value for \
             message attribute type '{data_type}'."
        )));
    }
    let text = attribute.string_value.as_deref().unwrap_or_default();
    if transport == "Number" && text.parse::<f64>().is_err() {
        return Err(invalid_parameter_value(format!(
            "Can't cast the value of message (user) attribute '{name}' to a number."
        )));
    }
    check_characters(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(data_type: &str, text: &str) -> MessageAttributeValue {
        MessageAttributeValue {
            data_type: data_type.into(),
            string_value: Some(text.into()),
            ..MessageAttributeValue::default()
        }
    }

    #[test]
    fn a_message_is_as_long_as_its_body_and_its_attributes() {
        let attributes = MessageAttributes::from([("stage".into(), attribute("String", "sent"))]);
        assert_eq!(size("über", &attributes), 5 + 5 + 6 + 4);
    }

    #[test]
    fn control_characters_are_not_carried() {
        check_characters("tab\t, line\r\n, \u{10ffff}").unwrap();
        for text in ["\u{0}", "bell\u{7}", "\u{fffe}", "\u{ffff}"] {
            assert_eq!(check_characters(text).unwrap_err().code, "InvalidMessageContents");
        }
    }

    #[test]
    fn an_attribute_needs_a_name_a_known_type_and_a_value() {
        check_attribute("retry.count", &attribute("Number.int", "3")).unwrap();
        check_attribute("x", &attribute("String", "text")).unwrap();
        for (name, data_type, text) in [
            ("", "String", "text"),
            (".x", "String", "text"),
            ("a..b", "String", "text"),
            ("AWS.x", "String", "text"),
            ("x y", "String", "text"),
            ("x", "Text", "text"),
            ("x", "String", ""),
            ("x", "Binary", "text"),
            ("x", "Number", "many"),
        ] {
            let refused = check_attribute(name, &attribute(data_type, text)).unwrap_err();
            assert_eq!(refused.code, "InvalidParameterValue", "{name} {data_type} {text}");
        }
    }

    #[test]
    fn more_than_ten_attributes_are_refused() {
        let attributes =
            (0..11).map(|number| (format!("x{number}"), attribute("String", "y"))).collect();
        let refused = check_attributes(&attributes).unwrap_err();
        assert_eq!(
            refused.message,
            "Number of message attributes [11] exceeds the allowed maximum [10]."
        );
    }
}
