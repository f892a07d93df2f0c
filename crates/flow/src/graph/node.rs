//! What is made one after the other when a flow is deployed.

use super::{
    EventBus, External, InlinePolicy, LogGroup, Place, Queue, Reference, ResourceId, ResourceKind,
    Resources, Role, Rule, StateMachine, Subscription, SubscriptionEndpoint, SubstitutedText,
    Target, TargetInput, Topic,
};

/// One step of making a flow.
///
/// A policy is a step of its own, after the resource that it belongs to: it may name that resource.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'f> {
    External(&'f External),
    Bus(&'f EventBus),
    LogGroup(&'f LogGroup),
    Queue(&'f Queue),
    Topic(&'f Topic),
    Role(&'f Role),
    InlinePolicy(&'f Role, &'f InlinePolicy),
    ManagedPolicy(&'f Role, &'f str),
    StateMachine(&'f StateMachine),
    Rule(&'f Rule),
    QueuePolicy(&'f Queue, &'f SubstitutedText),
    TopicPolicy(&'f Topic, &'f SubstitutedText),
    Target(&'f Rule, &'f Target),
    Subscription(&'f Topic, &'f Subscription),
}

/// Something that must be there before a node is made, and who says so.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    pub(crate) id: ResourceId,
    /// None where a part needs the whole that it belongs to.
    pub(crate) place: Option<Place>,
}

impl<'f> Node<'f> {
    /// Returns every node of a flow. Of nodes that are ready at one time, the first is made first.
    pub(crate) fn all(resources: &'f Resources) -> Vec<Self> {
        let mut nodes: Vec<Self> = resources.externals.iter().map(Self::External).collect();
        nodes.extend(resources.buses.iter().map(Self::Bus));
        nodes.extend(resources.log_groups.iter().map(Self::LogGroup));
        nodes.extend(resources.queues.iter().map(Self::Queue));
        nodes.extend(resources.topics.iter().map(Self::Topic));
        // A role has its policies before anybody may assume it.
        for role in &resources.roles {
            nodes.push(Self::Role(role));
            nodes.extend(role.policies.iter().map(|policy| Self::InlinePolicy(role, policy)));
            let managed = role.managed_policies.iter();
            nodes.extend(managed.map(|policy| Self::ManagedPolicy(role, policy)));
        }
        nodes.extend(resources.state_machines.iter().map(Self::StateMachine));
        nodes.extend(resources.rules.iter().map(Self::Rule));
        for queue in &resources.queues {
            nodes.extend(queue.policy.as_ref().map(|policy| Self::QueuePolicy(queue, policy)));
        }
        for topic in &resources.topics {
            nodes.extend(topic.policy.as_ref().map(|policy| Self::TopicPolicy(topic, policy)));
        }
        for topic in &resources.topics {
            let subscriptions = topic.subscriptions.iter();
            nodes.extend(subscriptions.map(|subscription| Self::Subscription(topic, subscription)));
        }
        for rule in &resources.rules {
            nodes.extend(rule.targets.iter().map(|target| Self::Target(rule, target)));
        }
        nodes
    }

    /// Returns the resource that is there once this node is made.
    pub(crate) fn makes(self) -> Option<ResourceId> {
        let (kind, name) = match self {
            Self::External(external) => (ResourceKind::External, &external.name),
            Self::Bus(bus) => (ResourceKind::Bus, &bus.name),
            Self::LogGroup(group) => (ResourceKind::LogGroup, &group.name),
            Self::Queue(queue) => (ResourceKind::Queue, &queue.name),
            Self::Topic(topic) => (ResourceKind::Topic, &topic.name),
            Self::Role(role) => (ResourceKind::Role, &role.name),
            Self::StateMachine(machine) => (ResourceKind::StateMachine, &machine.name),
            Self::Rule(rule) => (ResourceKind::Rule, &rule.name),
            _ => return None,
        };
        Some(ResourceId::new(kind, name))
    }

    /// Returns what must be there before.
    pub(crate) fn needs(self) -> Vec<Need> {
        let mut needs = Needs(Vec::new());
        match self {
            Self::External(external) => needs.of_text(&external.arn),
            Self::Bus(_) | Self::LogGroup(_) | Self::Topic(_) => {}
            Self::Queue(queue) => {
                needs.of(queue.redrive_policy.as_ref().map(|policy| &policy.dead_letter_queue));
            }
            Self::Role(role) => needs.of_text(&role.trust),
            Self::InlinePolicy(role, policy) => {
                needs.of_whole(ResourceKind::Role, &role.name);
                needs.of_text(&policy.document);
            }
            Self::ManagedPolicy(role, _) => needs.of_whole(ResourceKind::Role, &role.name),
            Self::StateMachine(machine) => {
                needs.of(Some(&machine.role));
                needs.of(machine.logging.as_ref().map(|logging| &logging.log_group));
                needs.of_text(&machine.definition.text);
            }
            Self::Rule(rule) => {
                needs.of(rule.bus.as_ref());
                needs.of_text(&rule.event_pattern.text);
            }
            Self::QueuePolicy(queue, policy) => {
                needs.of_whole(ResourceKind::Queue, &queue.name);
                needs.of_text(policy);
            }
            Self::TopicPolicy(topic, policy) => {
                needs.of_whole(ResourceKind::Topic, &topic.name);
                needs.of_text(policy);
            }
            Self::Target(rule, target) => {
                needs.of_whole(ResourceKind::Rule, &rule.name);
                needs.of(Some(&target.to));
                needs.of(target.role.as_ref());
                needs.of(target.dead_letter_queue.as_ref());
                match &target.input {
                    TargetInput::Constant(text) => needs.of_text(text),
                    TargetInput::Transformer(with) => needs.of_text(&with.input_template),
                    TargetInput::Event | TargetInput::Path(_) => {}
                }
            }
            Self::Subscription(topic, subscription) => {
                needs.of_whole(ResourceKind::Topic, &topic.name);
                match &subscription.endpoint {
                    SubscriptionEndpoint::Resource(reference) => needs.of(Some(reference)),
                    SubscriptionEndpoint::Address(text) => needs.of_text(text),
                }
                needs.of(subscription.dead_letter_queue.as_ref());
            }
        }
        needs.0
    }
}

struct Needs(Vec<Need>);

impl Needs {
    fn of(&mut self, reference: Option<&Reference>) {
        self.0.extend(reference.map(|reference| Need {
            id: reference.to.clone(),
            place: Some(reference.place.clone()),
        }));
    }

    fn of_text(&mut self, text: &SubstitutedText) {
        let references = text.references();
        self.0.extend(references.map(|(id, place)| Need { id: id.clone(), place: Some(place) }));
    }

    fn of_whole(&mut self, kind: ResourceKind, name: &str) {
        self.0.push(Need { id: ResourceId::new(kind, name), place: None });
    }
}
