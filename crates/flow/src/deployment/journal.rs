//! The journal: what a deployment made, in the order in which it was made.

use serde::{Deserialize, Serialize};

use crate::graph::{ResourceId, ResourceKind, SubscriptionProtocol};

/// What was made, in order. It is all that a tear-down needs, and can be kept as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Journal {
    entries: Vec<Made>,
}

/// One thing that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "made", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[expect(missing_docs, reason = "names, ids, ARNs and URLs as the services call them")]
pub enum Made {
    /// An event bus.
    EventBus { name: String, arn: String },
    /// A log group.
    LogGroup { name: String },
    /// A queue.
    Queue { name: String, url: String },
    /// A topic.
    Topic { name: String, arn: String },
    /// A role.
    Role { name: String, arn: String },
    /// An inline policy of a role.
    InlinePolicy { role: String, name: String },
    /// A managed policy, attached to a role.
    AttachedPolicy { role: String, arn: String },
    /// A state machine.
    StateMachine { name: String, arn: String },
    /// A rule.
    Rule { name: String, bus: String, arn: String },
    /// A target of a rule.
    Target { rule: String, bus: String, id: String },
    /// A subscription of a topic, which goes with it.
    Subscription { topic: String, protocol: SubscriptionProtocol, arn: String },
}

impl Journal {
    /// Notes what was made last.
    pub(crate) fn note(&mut self, made: Made) {
        self.entries.push(made);
    }

    /// Returns what was made, in order.
    #[must_use]
    pub fn entries(&self) -> &[Made] {
        &self.entries
    }

    /// Returns whether nothing was made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl AsRef<Self> for Journal {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl FromIterator<Made> for Journal {
    fn from_iter<T: IntoIterator<Item = Made>>(made: T) -> Self {
        Self { entries: made.into_iter().collect() }
    }
}

impl Made {
    /// Returns the resource that it is, if others can refer to it.
    #[must_use]
    pub fn id(&self) -> Option<ResourceId> {
        let (kind, name) = match self {
            Self::EventBus { name, .. } => (ResourceKind::Bus, name),
            Self::LogGroup { name } => (ResourceKind::LogGroup, name),
            Self::Queue { name, .. } => (ResourceKind::Queue, name),
            Self::Topic { name, .. } => (ResourceKind::Topic, name),
            Self::Role { name, .. } => (ResourceKind::Role, name),
            Self::StateMachine { name, .. } => (ResourceKind::StateMachine, name),
            Self::Rule { name, .. } => (ResourceKind::Rule, name),
            Self::InlinePolicy { .. }
            | Self::AttachedPolicy { .. }
            | Self::Target { .. }
            | Self::Subscription { .. } => return None,
        };
        Some(ResourceId::new(kind, name))
    }

    /// Returns its ARN, if it has one.
    #[must_use]
    pub fn arn(&self) -> Option<&str> {
        match self {
            Self::EventBus { arn, .. }
            | Self::Topic { arn, .. }
            | Self::Role { arn, .. }
            | Self::StateMachine { arn, .. }
            | Self::Rule { arn, .. }
            | Self::AttachedPolicy { arn, .. }
            | Self::Subscription { arn, .. } => Some(arn),
            Self::LogGroup { .. }
            | Self::Queue { .. }
            | Self::InlinePolicy { .. }
            | Self::Target { .. } => None,
        }
    }
}
