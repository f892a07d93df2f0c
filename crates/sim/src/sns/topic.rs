//! A topic: its attributes, and what they say of it.
//!
//! Names, ranges and defaults are those of `SetTopicAttributes` and `GetTopicAttributes` in the
//! SNS API reference.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::error::invalid_parameter;
use super::subscription::Subscription;
use crate::error::{Handled, NotModelled};
use crate::names::TopicArn;

/// The size of a message, in bytes, up to which a topic accepts it without being told otherwise.
const DEFAULT_MAXIMUM_MESSAGE_SIZE: usize = 262_144;

/// A standard topic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Topic {
    pub(super) arn: TopicArn,
    pub(super) attributes: TopicAttributes,
    pub(super) subscriptions: Vec<Subscription>,
    /// How many subscriptions were taken away.
    pub(super) deleted_subscriptions: usize,
}

/// The attributes that a topic's owner set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TopicAttributes(BTreeMap<String, String>);

impl TopicAttributes {
    /// Sets one attribute.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Handled<()> {
        match name {
            "MaximumMessageSize" => {
                let size = value.parse().ok().filter(|size| (1_024..=1_048_576).contains(size));
                let _: usize = size.ok_or_else(|| invalid_parameter("MaximumMessageSize"))?;
            }
            "Policy" | "DeliveryPolicy" if !value.is_empty() => {
                serde_json::from_str::<Map<String, Value>>(value)
                    .map_err(|_| invalid_parameter(format!("{name}: failed to parse JSON")))?;
            }
            "DisplayName" if value.chars().count() > 100 => {
                return Err(invalid_parameter("DisplayName").into());
            }
            "SignatureVersion" if !matches!(value, "1" | "2") => {
                return Err(invalid_parameter("SignatureVersion").into());
            }
            "TracingConfig" if !matches!(value, "PassThrough" | "Active") => {
                return Err(invalid_parameter("TracingConfig").into());
            }
            "FifoTopic" if value == "true" => {
                return Err(NotModelled::new("sns:CreateTopic FifoTopic").into());
            }
            "Policy" | "DeliveryPolicy" | "DisplayName" | "SignatureVersion" | "TracingConfig"
            | "KmsMasterKeyId" => {}
            _ if is_delivery_status_logging(name) => {}
            _ => return Err(invalid_parameter("AttributeName").into()),
        }
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.into(), value.into());
        }
        Ok(())
    }

    /// What the record should say once an attribute of this name is set.
    pub(super) fn note_on(name: &str) -> Option<&'static str> {
        match name {
            "Policy" => Some(
                "policies of SNS topics are asked where a service of AWS publishes in its own name, \
                 and of nobody else",
            ),
            "KmsMasterKeyId" => Some("encryption of SNS topics is stored and has no effect"),
            "MaximumMessageSize" | "DisplayName" => None,
            _ => Some("delivery settings of SNS topics are stored and have no effect"),
        }
    }

    /// Who may do what with the topic, where the owner has said it. The policy of a topic that was
    /// given none lets only its owner's own principals in, and no service.
    pub(super) fn policy(&self) -> Option<&str> {
        self.0.get("Policy").map(String::as_str)
    }

    /// How long a message may be, in bytes, attributes included.
    pub(super) fn maximum_message_size(&self) -> usize {
        let set = self.0.get("MaximumMessageSize").and_then(|size| size.parse().ok());
        set.unwrap_or(DEFAULT_MAXIMUM_MESSAGE_SIZE)
    }
}

impl Topic {
    /// Every attribute as `GetTopicAttributes` says it.
    pub(super) fn describe(&self, owner: &str) -> BTreeMap<String, String> {
        let pending =
            self.subscriptions.iter().filter(|subscription| !subscription.confirmed).count();
        let confirmed = self.subscriptions.len() - pending;
        let mut described = BTreeMap::from([
            ("DisplayName".into(), String::new()),
            ("EffectiveDeliveryPolicy".into(), effective_delivery_policy()),
            ("Owner".into(), owner.into()),
            ("Policy".into(), default_policy(&self.arn, owner)),
            ("SubscriptionsConfirmed".into(), confirmed.to_string()),
            ("SubscriptionsDeleted".into(), self.deleted_subscriptions.to_string()),
            ("SubscriptionsPending".into(), pending.to_string()),
            ("TopicArn".into(), self.arn.to_string()),
        ]);
        described.extend(self.attributes.0.clone());
        described
    }
}

/// Whether an attribute says where SNS logs what became of its deliveries.
fn is_delivery_status_logging(name: &str) -> bool {
    let endpoint = ["HTTP", "Firehose", "Lambda", "Application", "SQS"]
        .into_iter()
        .find_map(|endpoint| name.strip_prefix(endpoint));
    let settings =
        ["SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn"];
    endpoint.is_some_and(|setting| settings.contains(&setting))
}

/// The policy of a topic that was given none: its owner may do everything.
fn default_policy(topic: &TopicArn, owner: &str) -> String {
    let actions = [
        "SNS:GetTopicAttributes",
        "SNS:SetTopicAttributes",
        "SNS:AddPermission",
        "SNS:RemovePermission",
        "SNS:DeleteTopic",
        "SNS:Subscribe",
        "SNS:ListSubscriptionsByTopic",
        "SNS:Publish",
    ];
    json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": actions,
            "Resource": topic.as_str(),
            "Condition": { "StringEquals": { "AWS:SourceOwner": owner } },
        }],
    })
    .to_string()
}

/// How SNS retries deliveries over HTTP where nothing else was said.
fn effective_delivery_policy() -> String {
    json!({
        "http": {
            "defaultHealthyRetryPolicy": {
                "minDelayTarget": 20,
                "maxDelayTarget": 20,
                "numRetries": 3,
                "numMaxDelayRetries": 0,
                "numNoDelayRetries": 0,
                "numMinDelayRetries": 0,
                "backoffFunction": "linear",
            },
            "disableSubscriptionOverrides": false,
            "defaultRequestPolicy": { "headerContentType": "text/plain; charset=UTF-8" },
        },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_that_a_standard_topic_does_not_have_is_refused() {
        for name in ["ContentBasedDeduplication", "SQSFeedback", "Colour", ""] {
            let refused = TopicAttributes::default().set(name, "true").unwrap_err();
            assert_eq!(
                refused.to_string(),
                "InvalidParameterException: Invalid parameter: AttributeName"
            );
        }
        TopicAttributes::default().set("SQSFailureFeedbackRoleArn", "arn").unwrap();
    }

    #[test]
    fn the_size_limit_is_a_quarter_of_a_mebibyte_unless_said_otherwise() {
        let mut attributes = TopicAttributes::default();
        assert_eq!(attributes.maximum_message_size(), 262_144);
        attributes.set("MaximumMessageSize", "1048576").unwrap();
        assert_eq!(attributes.maximum_message_size(), 1_048_576);
        assert!(attributes.set("MaximumMessageSize", "1048577").is_err());
    }
}
