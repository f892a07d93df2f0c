//! All resources of a flow.

use serde::Serialize;

use super::{
    EventBus, External, LogGroup, Queue, ResourceId, ResourceKind, Role, Rule, StateMachine, Topic,
};

/// The resources of a flow: of each kind, in the order of the file.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resources {
    /// Custom event buses.
    pub buses: Vec<EventBus>,
    /// Rules with their targets.
    pub rules: Vec<Rule>,
    /// State machines.
    pub state_machines: Vec<StateMachine>,
    /// Topics with their subscriptions.
    pub topics: Vec<Topic>,
    /// Queues.
    pub queues: Vec<Queue>,
    /// Log groups.
    pub log_groups: Vec<LogGroup>,
    /// Roles with their policies.
    pub roles: Vec<Role>,
    /// What the flow uses and does not make.
    pub externals: Vec<External>,
}

impl Resources {
    /// Returns the rule with this name.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// Returns the state machine with this name.
    #[must_use]
    pub fn state_machine(&self, name: &str) -> Option<&StateMachine> {
        self.state_machines.iter().find(|machine| machine.name == name)
    }

    /// Returns the queue with this name.
    #[must_use]
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.name == name)
    }

    /// Returns every resource that others can refer to.
    pub fn ids(&self) -> impl Iterator<Item = ResourceId> {
        let of = |kind: ResourceKind, names: Vec<&String>| {
            names.into_iter().map(move |name| ResourceId::new(kind, name)).collect::<Vec<_>>()
        };
        [
            of(ResourceKind::Bus, self.buses.iter().map(|bus| &bus.name).collect()),
            of(ResourceKind::Rule, self.rules.iter().map(|rule| &rule.name).collect()),
            of(
                ResourceKind::StateMachine,
                self.state_machines.iter().map(|machine| &machine.name).collect(),
            ),
            of(ResourceKind::Topic, self.topics.iter().map(|topic| &topic.name).collect()),
            of(ResourceKind::Queue, self.queues.iter().map(|queue| &queue.name).collect()),
            of(ResourceKind::LogGroup, self.log_groups.iter().map(|group| &group.name).collect()),
            of(ResourceKind::Role, self.roles.iter().map(|role| &role.name).collect()),
            of(ResourceKind::External, self.externals.iter().map(|other| &other.name).collect()),
        ]
        .into_iter()
        .flatten()
    }
}
