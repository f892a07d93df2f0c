//! A subscription: a protocol, an endpoint, and how messages are to be delivered to it.

use std::collections::BTreeMap;

use firedrill_arn::Arn;
use serde::{Deserialize, Serialize};

use super::error::invalid_parameter;
use crate::error::{Handled, NotModelled, ServiceError};
use crate::names::{QueueArn, SubscriptionArn};

/// The protocols of `Subscribe`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Protocol {
    Http,
    Https,
    Email,
    EmailJson,
    Sms,
    Sqs,
    Application,
    Lambda,
    Firehose,
}

impl Protocol {
    const ALL: [Self; 9] = [
        Self::Http,
        Self::Https,
        Self::Email,
        Self::EmailJson,
        Self::Sms,
        Self::Sqs,
        Self::Application,
        Self::Lambda,
        Self::Firehose,
    ];

    /// The protocol with this name.
    pub(super) fn from_name(name: &str) -> Result<Self, ServiceError> {
        Self::ALL.into_iter().find(|protocol| protocol.name() == name).ok_or_else(|| {
            let reason = format!("Amazon SNS does not support this protocol string: {name}");
            invalid_parameter(reason)
        })
    }

    /// Its name, which is also the key of its own text in a message of structure `json`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Email => "email",
            Self::EmailJson => "email-json",
            Self::Sms => "sms",
            Self::Sqs => "sqs",
            Self::Application => "application",
            Self::Lambda => "lambda",
            Self::Firehose => "firehose",
        }
    }

    /// Whether the owner of the endpoint must confirm before anything is delivered.
    pub(super) fn needs_confirmation(self) -> bool {
        matches!(self, Self::Http | Self::Https | Self::Email | Self::EmailJson)
    }

    /// Refuses an endpoint that the protocol cannot reach.
    pub(super) fn check_endpoint(self, endpoint: &str) -> Result<(), ServiceError> {
        let refusal = match self {
            Self::Http | Self::Https => {
                let reached = endpoint
                    .strip_prefix(self.name())
                    .and_then(|rest| rest.strip_prefix("://"))
                    .is_some_and(|rest| !rest.is_empty());
                (!reached).then_some("Endpoint must match the specified protocol")
            }
            Self::Email | Self::EmailJson => {
                let mut parts = endpoint.split('@');
                let parts = (parts.next(), parts.next(), parts.next());
                let reached = matches!(parts, (Some(name), Some(domain), None)
                    if !name.is_empty() && !domain.is_empty());
                (!reached).then_some("Email address")
            }
            Self::Sqs if endpoint.ends_with(".fifo") => Some(
                "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to \
                 standard SNS topics",
            ),
            Self::Sqs => (!is_arn_of("sqs", endpoint)).then_some("SQS endpoint ARN"),
            Self::Lambda => (!is_arn_of("lambda", endpoint)).then_some("Lambda endpoint ARN"),
            Self::Firehose => (!is_arn_of("firehose", endpoint)).then_some("Firehose endpoint ARN"),
            Self::Application => {
                (!is_arn_of("sns", endpoint)).then_some("Application endpoint arn invalid")
            }
            Self::Sms => {
                let number = endpoint.strip_prefix('+').unwrap_or(endpoint);
                let reached = (1..=20).contains(&number.len())
                    && number.bytes().all(|byte| byte.is_ascii_digit());
                (!reached).then_some("Invalid SMS endpoint")
            }
        };
        refusal.map_or(Ok(()), |reason| Err(invalid_parameter(reason)))
    }
}

fn is_arn_of(service: &str, text: &str) -> bool {
    Arn::parse(text).is_ok_and(|arn| arn.service == service)
}

/// A subscription to a topic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Subscription {
    pub(super) arn: SubscriptionArn,
    pub(super) protocol: Protocol,
    pub(super) endpoint: String,
    pub(super) confirmed: bool,
    pub(super) attributes: SubscriptionAttributes,
}

/// How messages are delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SubscriptionAttributes {
    /// Whether the message comes as it is, without the envelope.
    pub(super) raw_message_delivery: bool,
    /// Where messages go that could not be delivered.
    pub(super) dead_letter_queue: Option<QueueArn>,
    /// What is kept and has no effect here.
    stored: BTreeMap<String, String>,
}

impl SubscriptionAttributes {
    /// Reads the attributes of a request.
    pub(super) fn read(given: &BTreeMap<String, String>) -> Handled<Self> {
        let mut attributes = Self::default();
        for (name, value) in given {
            match name.as_str() {
                "RawMessageDelivery" => {
                    attributes.raw_message_delivery = match value.to_ascii_lowercase().as_str() {
                        "true" => true,
                        "false" => false,
                        _ => {
                            return Err(invalid_parameter(format!(
                                "Attributes Reason: RawMessageDelivery: Invalid value [{value}]. \
                                 Must be true or false."
                            ))
                            .into());
                        }
                    };
                }
                "RedrivePolicy" => attributes.dead_letter_queue = Some(dead_letter_queue(value)?),
                "FilterPolicy" | "FilterPolicyScope" | "ReplayPolicy" => {
                    return Err(NotModelled::new(format!("sns:Subscribe {name}")).into());
                }
                "DeliveryPolicy" | "SubscriptionRoleArn" => {
                    attributes.stored.insert(name.clone(), value.clone());
                }
                _ => return Err(invalid_parameter("AttributeName").into()),
            }
        }
        Ok(attributes)
    }
}

/// Reads a redrive policy: `{"deadLetterTargetArn": ARN}`.
fn dead_letter_queue(policy: &str) -> Result<QueueArn, ServiceError> {
    let policy = serde_json::from_str::<serde_json::Value>(policy);
    let policy = policy.map_err(|_| invalid_parameter("RedrivePolicy: failed to parse JSON"))?;
    let target = policy.get("deadLetterTargetArn").and_then(serde_json::Value::as_str);
    let target = target.filter(|target| is_arn_of("sqs", target));
    // unsure of the words.
    let missing = || invalid_parameter("RedrivePolicy: deadLetterTargetArn is an invalid arn");
    Ok(QueueArn::new(target.ok_or_else(missing)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_takes_its_own_endpoints_only() {
        let endpoints = [
            (Protocol::Sqs, "arn:aws:sqs:us-east-1:111122223333:mail", "https://sqs/mail"),
            (Protocol::Sqs, "arn:aws:sqs:us-east-1:111122223333:mail", "arn:aws:sns:r:1:mail"),
            (Protocol::Sqs, "arn:aws:sqs:us-east-1:111122223333:mail", "arn:aws:sqs:r:1:a.fifo"),
            (Protocol::Email, "on-call@example.com", "on-call"),
            (Protocol::EmailJson, "on-call@example.com", "a@b@c"),
            (Protocol::Https, "https://example.com/hook", "http://example.com/hook"),
            (Protocol::Http, "http://example.com/hook", "https://example.com/hook"),
            (Protocol::Sms, "+819012345678", "mobile"),
            (Protocol::Lambda, "arn:aws:lambda:us-east-1:111122223333:function:f", "f"),
            (Protocol::Application, "arn:aws:sns:us-east-1:111122223333:endpoint/x", "x"),
            (Protocol::Firehose, "arn:aws:firehose:us-east-1:1:deliverystream/x", ""),
        ];
        for (protocol, good, bad) in endpoints {
            protocol.check_endpoint(good).unwrap();
            assert!(protocol.check_endpoint(bad).is_err(), "{bad} over {}", protocol.name());
        }
    }

    #[test]
    fn raw_delivery_is_true_or_false() {
        let read = |value: &str| {
            let given = BTreeMap::from([("RawMessageDelivery".to_owned(), value.to_owned())]);
            SubscriptionAttributes::read(&given)
        };
        assert!(read("true").unwrap().raw_message_delivery);
        assert!(!read("false").unwrap().raw_message_delivery);
        assert_eq!(
            read("yes").unwrap_err().to_string(),
            "InvalidParameterException: Invalid parameter: Attributes Reason: RawMessageDelivery: \
             Invalid value [yes]. Must be true or false."
        );
    }

    #[test]
    fn what_would_change_who_receives_is_refused_by_name() {
        for name in ["FilterPolicy", "FilterPolicyScope", "ReplayPolicy"] {
            let given = BTreeMap::from([(name.to_owned(), "{}".to_owned())]);
            let refused = SubscriptionAttributes::read(&given).unwrap_err();
            assert_eq!(refused.to_string(), format!("`sns:Subscribe {name}` is not modelled"));
        }
    }

    #[test]
    fn a_redrive_policy_names_a_queue() {
        let read = |policy: &str| {
            let given = BTreeMap::from([("RedrivePolicy".to_owned(), policy.to_owned())]);
            SubscriptionAttributes::read(&given).map(|attributes| attributes.dead_letter_queue)
        };
        let queue = "arn:aws:sqs:us-east-1:111122223333:dead";
        let policy = format!(r#"{{"deadLetterTargetArn":"{queue}"}}"#);
        assert_eq!(read(&policy).unwrap(), Some(QueueArn::new(queue)));
        for policy in ["", "{}", "[]", r#"{"deadLetterTargetArn":"dead"}"#] {
            let refused = read(policy).unwrap_err().to_string();
            assert!(refused.contains("RedrivePolicy"), "{refused}");
        }
    }
}
