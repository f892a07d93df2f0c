//! Deployment: a walk through the graph, each resource after everything that it refers to.

use std::collections::BTreeMap;

use super::error::{DeployError, StepError};
use super::journal::{Journal, Made};
use super::known::KnownValues;
use super::patience::wait_after;
use crate::graph::{
    Node, Queue, Reference, ResourceId, ResourceKind, SubstitutedText, Substitution, in_order,
};
use crate::{Clients, Flow};

/// A flow that is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    journal: Journal,
    known: KnownValues,
}

impl Deployment {
    /// Returns what was made, in order.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Returns the ARN of the resource of `kind` with the name `name`; of a log group, without the
    /// `:*` that stands for its streams.
    #[must_use]
    pub fn arn(&self, kind: ResourceKind, name: &str) -> Option<&str> {
        self.known.arn(&ResourceId::new(kind, name))
    }

    /// Returns the ARN of that resource of `kind` which was made first, in the order of the file.
    #[must_use]
    pub fn first_arn(&self, kind: ResourceKind) -> Option<&str> {
        let mut made = self.journal.entries().iter().filter_map(Made::id);
        let first = made.find(|id| id.kind == kind)?;
        self.known.arn(&first)
    }

    /// Returns the URL of the queue with the name `name`.
    #[must_use]
    pub fn queue_url(&self, name: &str) -> Option<&str> {
        self.known.url(&ResourceId::new(ResourceKind::Queue, name))
    }

    /// Returns a text of the flow as it was deployed; nothing if it is of another flow.
    #[must_use]
    pub fn resolve(&self, text: &SubstitutedText) -> Option<String> {
        self.known.resolve(text).ok()
    }
}

impl AsRef<Journal> for Deployment {
    fn as_ref(&self) -> &Journal {
        &self.journal
    }
}

/// Deploys `flow` in the account `account`, in the region of `clients`.
///
/// What takes a moment to be there, such as a role that cannot be assumed yet, is waited for with
/// the sleep of `clients`; without one, nothing is tried again.
///
/// # Errors
/// [`DeployError`] names the step that the backend refused, and carries the journal of what was
/// made before it, which is left.
pub async fn deploy(
    flow: &Flow,
    clients: &Clients,
    account: &str,
) -> Result<Deployment, DeployError> {
    let mut walk = Walk {
        clients,
        tags: &flow.tags,
        known: KnownValues::new(&clients.region, account),
        journal: Journal::default(),
    };
    // Loading refuses a flow that goes round in a circle.
    for node in in_order(&flow.resources).unwrap_or_default() {
        if let Err(error) = walk.make_patiently(node).await {
            return Err(DeployError { error, journal: walk.journal });
        }
    }
    Ok(Deployment { journal: walk.journal, known: walk.known })
}

/// A deployment under way.
pub(super) struct Walk<'a> {
    pub(super) clients: &'a Clients,
    pub(super) tags: &'a BTreeMap<String, String>,
    known: KnownValues,
    journal: Journal,
}

impl Walk<'_> {
    async fn make_patiently(&mut self, node: Node<'_>) -> Result<(), StepError> {
        let mut attempts = 0;
        loop {
            let Err(error) = self.make(node).await else { return Ok(()) };
            attempts += 1;
            match (wait_after(&error, attempts), &self.clients.sleep) {
                (Some(wait), Some(sleep)) => {
                    use aws_smithy_async::rt::sleep::AsyncSleep;
                    sleep.sleep(wait).await;
                }
                _ => return Err(error),
            }
        }
    }

    async fn make(&mut self, node: Node<'_>) -> Result<(), StepError> {
        match node {
            Node::External(external) => {
                let arn = self.text(&format!("name `{}`", external.name), &external.arn)?;
                self.known.learn_arn(ResourceId::new(ResourceKind::External, &external.name), arn);
                Ok(())
            }
            Node::Bus(bus) => self.create_event_bus(bus).await,
            Node::LogGroup(group) => self.create_log_group(group).await,
            Node::Queue(queue) => self.create_queue(queue).await,
            Node::QueuePolicy(queue, policy) => self.set_queue_policy(queue, policy).await,
            Node::Topic(topic) => self.create_topic(topic).await,
            Node::TopicPolicy(topic, policy) => self.set_topic_policy(topic, policy).await,
            Node::Subscription(topic, subscription) => self.subscribe(topic, subscription).await,
            Node::Role(role) => self.create_role(role).await,
            Node::InlinePolicy(role, policy) => self.put_role_policy(role, policy).await,
            Node::ManagedPolicy(role, policy) => self.attach_role_policy(role, policy).await,
            Node::StateMachine(machine) => self.create_state_machine(machine).await,
            Node::Rule(rule) => self.put_rule(rule).await,
            Node::Target(rule, target) => self.put_target(rule, target).await,
        }
    }

    /// Notes what was made, the moment that it is there.
    pub(super) fn made(&mut self, made: Made) {
        self.known.learn(&made);
        self.journal.note(made);
    }

    /// Keeps an ARN that was asked for after the resource was made.
    pub(super) fn learn_arn(&mut self, kind: ResourceKind, name: &str, arn: String) {
        self.known.learn_arn(ResourceId::new(kind, name), arn);
    }

    /// The text as it is deployed.
    pub(super) fn text(&self, step: &str, text: &SubstitutedText) -> Result<String, StepError> {
        self.known.resolve(text).map_err(|what| StepError::unknown(step, &what))
    }

    /// The ARN of what is referred to.
    pub(super) fn arn(&self, step: &str, reference: &Reference) -> Result<String, StepError> {
        self.arn_of(step, &reference.to)
    }

    pub(super) fn arn_of(&self, step: &str, id: &ResourceId) -> Result<String, StepError> {
        let arn = self.known.arn(id).map(str::to_owned);
        arn.ok_or_else(|| {
            let attribute = crate::graph::Attribute::Arn;
            StepError::unknown(step, &Substitution::Resource(id.clone(), attribute))
        })
    }

    pub(super) fn url(&self, step: &str, queue: &Queue) -> Result<String, StepError> {
        let id = ResourceId::new(ResourceKind::Queue, &queue.name);
        let url = self.known.url(&id).map(str::to_owned);
        url.ok_or_else(|| {
            StepError::unknown(step, &Substitution::Resource(id, crate::graph::Attribute::Url))
        })
    }
}
