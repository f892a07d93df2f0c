//! The attributes of a queue: which there are, what they may be, and what they say.
//!
//! Names, ranges and defaults are those of `CreateQueue` and `SetQueueAttributes` in the SQS API
//! reference.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::{invalid_attribute_value, unknown_attribute};
use super::redrive::RedrivePolicy;
use crate::error::{Handled, NotModelled};
use crate::policy::names_only_services;

/// The attributes that a queue's owner sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct QueueAttributes {
    pub(super) delay_seconds: u32,
    pub(super) maximum_message_size: u32,
    pub(super) message_retention_period: u32,
    pub(super) receive_message_wait_time_seconds: u32,
    pub(super) visibility_timeout: u32,
    pub(super) redrive_policy: Option<RedrivePolicy>,
    /// What is given back as it came: policies and encryption.
    stored: BTreeMap<String, String>,
}

impl Default for QueueAttributes {
    fn default() -> Self {
        Self {
            delay_seconds: 0,
            maximum_message_size: 1_048_576,
            message_retention_period: 345_600,
            receive_message_wait_time_seconds: 0,
            visibility_timeout: 30,
            redrive_policy: None,
            stored: BTreeMap::from([("SqsManagedSseEnabled".into(), "true".into())]),
        }
    }
}

impl QueueAttributes {
    /// Sets one attribute; an empty policy takes the policy away.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Handled<()> {
        if let Some((number, range)) = self.number_mut(name) {
            let read = value.parse().ok().filter(|read| range.contains(read));
            *number = read.ok_or_else(|| invalid_attribute_value(name))?;
            return Ok(());
        }
        match name {
            "RedrivePolicy" if value.is_empty() => self.redrive_policy = None,
            "RedrivePolicy" => self.redrive_policy = Some(RedrivePolicy::parse(value)?),
            "Policy" | "RedriveAllowPolicy" | "KmsMasterKeyId" if value.is_empty() => {
                self.stored.remove(name);
            }
            "Policy" | "RedriveAllowPolicy" => {
                serde_json::from_str::<serde_json::Map<String, Value>>(value)
                    .map_err(|_| invalid_attribute_value(name))?;
                self.store(name, value);
            }
            "KmsMasterKeyId" => {
                self.store("SqsManagedSseEnabled", "false");
                self.store(name, value);
            }
            "KmsDataKeyReusePeriodSeconds" => {
                value
                    .parse()
                    .ok()
                    .filter(|seconds: &u32| (60..=86_400).contains(seconds))
                    .ok_or_else(|| invalid_attribute_value(name))?;
                self.store(name, value);
            }
            "SqsManagedSseEnabled" if matches!(value, "true" | "false") => self.store(name, value),
            "SqsManagedSseEnabled" => return Err(invalid_attribute_value(name).into()),
            "FifoQueue" if value == "true" => {
                return Err(NotModelled::new("sqs:CreateQueue FifoQueue").into());
            }
            _ => return Err(unknown_attribute(name).into()),
        }
        Ok(())
    }

    /// Who may do what with the queue, besides its owner.
    pub(super) fn policy(&self) -> Option<&str> {
        self.stored.get("Policy").map(String::as_str)
    }

    /// What the record should say once an attribute is set to a value.
    pub(super) fn note_on(name: &str, value: &str) -> Option<&'static str> {
        match name {
            "Policy" if names_only_services(value) => None,
            "Policy" => Some(
                "policies of SQS queues are asked where a service of AWS sends in its own name, and \
                 of nobody else",
            ),
            "RedriveAllowPolicy" => Some("redrive allow policies of SQS queues have no effect"),
            "KmsMasterKeyId" | "KmsDataKeyReusePeriodSeconds" => {
                Some("encryption of SQS queues is stored and has no effect")
            }
            _ => None,
        }
    }

    /// Every attribute as `GetQueueAttributes` says it.
    pub(super) fn describe(&self) -> BTreeMap<String, String> {
        let mut described = self.stored.clone();
        for (name, number) in [
            ("DelaySeconds", self.delay_seconds),
            ("MaximumMessageSize", self.maximum_message_size),
            ("MessageRetentionPeriod", self.message_retention_period),
            ("ReceiveMessageWaitTimeSeconds", self.receive_message_wait_time_seconds),
            ("VisibilityTimeout", self.visibility_timeout),
        ] {
            described.insert(name.into(), number.to_string());
        }
        if let Some(policy) = &self.redrive_policy {
            described.insert("RedrivePolicy".into(), policy.to_json());
        }
        described
    }

    fn store(&mut self, name: &str, value: &str) {
        self.stored.insert(name.into(), value.into());
    }

    fn number_mut(&mut self, name: &str) -> Option<(&mut u32, RangeInclusive<u32>)> {
        Some(match name {
            "DelaySeconds" => (&mut self.delay_seconds, 0..=900),
            "MaximumMessageSize" => (&mut self.maximum_message_size, 1_024..=1_048_576),
            "MessageRetentionPeriod" => (&mut self.message_retention_period, 60..=1_209_600),
            "ReceiveMessageWaitTimeSeconds" => {
                (&mut self.receive_message_wait_time_seconds, 0..=20)
            }
            "VisibilityTimeout" => (&mut self.visibility_timeout, 0..=43_200),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CallError;

    fn refusal(name: &str, value: &str) -> String {
        QueueAttributes::default().set(name, value).unwrap_err().to_string()
    }

    #[test]
    fn a_number_is_taken_within_its_range_only() {
        let mut attributes = QueueAttributes::default();
        attributes.set("VisibilityTimeout", "43200").unwrap();
        assert_eq!(attributes.describe().get("VisibilityTimeout").unwrap(), "43200");
        for value in ["43201", "-1", "soon", ""] {
            assert_eq!(
                refusal("VisibilityTimeout", value),
                "InvalidAttributeValue: Invalid value for the parameter VisibilityTimeout."
            );
        }
    }

    #[test]
    fn an_attribute_that_a_standard_queue_does_not_have_is_unknown() {
        for name in ["ContentBasedDeduplication", "FifoQueue", "Colour"] {
            let expected = format!("InvalidAttributeName: Unknown Attribute {name}.");
            assert_eq!(refusal(name, "false"), expected);
        }
    }

    #[test]
    fn a_fifo_queue_is_not_modelled() {
        let refused = QueueAttributes::default().set("FifoQueue", "true").unwrap_err();
        assert!(matches!(refused, CallError::NotModelled(_)), "{refused}");
    }

    #[test]
    fn a_policy_must_be_a_json_object_and_is_taken_away_by_an_empty_one() {
        let mut attributes = QueueAttributes::default();
        attributes.set("Policy", r#"{"Statement":[]}"#).unwrap();
        assert_eq!(attributes.describe().get("Policy").unwrap(), r#"{"Statement":[]}"#);
        attributes.set("Policy", "").unwrap();
        assert_eq!(attributes, QueueAttributes::default());
        for value in ["[]", "{", &"[".repeat(100_000)] {
            assert!(refusal("Policy", value).starts_with("InvalidAttributeValue: "));
        }
    }
}
