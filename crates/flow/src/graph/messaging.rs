//! Topics with their subscriptions, and queues.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Reference, SubstitutedText};

/// A topic.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// The name that e-mail shows as the sender.
    pub display_name: Option<String>,
    /// Its access policy.
    pub policy: Option<SubstitutedText>,
    /// Who gets its messages, in the order of the file.
    pub subscriptions: Vec<Subscription>,
}

/// A subscription of a topic.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// How messages are sent.
    pub protocol: SubscriptionProtocol,
    /// Where they are sent.
    pub endpoint: SubscriptionEndpoint,
    /// Whether the message alone is sent.
    pub raw_message_delivery: bool,
    /// The queue for messages that could not be delivered.
    pub dead_letter_queue: Option<Reference>,
}

/// How a topic sends its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the protocols of SNS by their own names")]
pub enum SubscriptionProtocol {
    Sqs,
    Lambda,
    Firehose,
    Email,
    EmailJson,
    Http,
    Https,
    Sms,
    Application,
}

impl SubscriptionProtocol {
    /// Every protocol.
    pub const ALL: [Self; 9] = [
        Self::Sqs,
        Self::Lambda,
        Self::Firehose,
        Self::Email,
        Self::EmailJson,
        Self::Http,
        Self::Https,
        Self::Sms,
        Self::Application,
    ];

    /// Returns its name on the wire, such as `email-json`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sqs => "sqs",
            Self::Lambda => "lambda",
            Self::Firehose => "firehose",
            Self::Email => "email",
            Self::EmailJson => "email-json",
            Self::Http => "http",
            Self::Https => "https",
            Self::Sms => "sms",
            Self::Application => "application",
        }
    }

    /// Returns the protocol with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.as_str() == name)
    }

    /// Returns whether messages go to a resource, and not to an address.
    #[must_use]
    pub fn sends_to_a_resource(self) -> bool {
        matches!(self, Self::Sqs | Self::Lambda | Self::Firehose | Self::Application)
    }
}

impl fmt::Display for SubscriptionProtocol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Where a subscription's messages are sent.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SubscriptionEndpoint {
    /// A queue or an external resource.
    Resource(Reference),
    /// An address: of mail, of the web, or a telephone number.
    Address(SubstitutedText),
}

/// A queue.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// Its access policy.
    pub policy: Option<SubstitutedText>,
    /// How long a message that was received stays hidden, in seconds.
    pub visibility_timeout: Option<u32>,
    /// How long messages are kept, in seconds.
    pub message_retention_period: Option<u32>,
    /// Where messages go that nobody manages to process.
    pub redrive_policy: Option<RedrivePolicy>,
}

/// A queue's redrive policy.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RedrivePolicy {
    /// The dead-letter queue.
    pub dead_letter_queue: Reference,
    /// After how many receives a message goes there.
    pub max_receive_count: u32,
}
