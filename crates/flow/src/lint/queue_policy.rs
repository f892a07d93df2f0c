//! Queues whose policies would not let a service send to them.

use serde_json::Value;

use super::FlowLint;
use super::policy_document::{Sending, allows};
use super::sample_arns::SampleArns;
use super::warning::FlowWarning;
use crate::graph::{Reference, ResourceId, ResourceKind, SubscriptionEndpoint};
use crate::{Flow, InFile};

const EVENTBRIDGE: &str = "events.amazonaws.com";
const SNS: &str = "sns.amazonaws.com";

/// Someone who sends to a queue.
struct Sender<'f> {
    service: &'static str,
    source: ResourceId,
    queue: &'f Reference,
}

/// Returns a warning for each reference to a queue that its policy does not allow to be used.
pub(super) fn check(flow: &Flow) -> Vec<InFile> {
    let arns = SampleArns::of(flow);
    let refused = senders(flow).into_iter().filter(|sender| !is_allowed(flow, sender, &arns));
    refused.map(|sender| sender.queue.place.file.diagnostic(warning(&sender))).collect()
}

fn senders(flow: &Flow) -> Vec<Sender<'_>> {
    let mut senders = Vec::new();
    let is_queue = |reference: &&Reference| reference.to.kind == ResourceKind::Queue;
    for rule in &flow.resources.rules {
        let source = ResourceId::new(ResourceKind::Rule, &rule.name);
        for target in &rule.targets {
            let queues = [Some(&target.to), target.dead_letter_queue.as_ref()];
            senders.extend(queues.into_iter().flatten().filter(is_queue).map(|queue| Sender {
                service: EVENTBRIDGE,
                source: source.clone(),
                queue,
            }));
        }
    }
    for topic in &flow.resources.topics {
        let source = ResourceId::new(ResourceKind::Topic, &topic.name);
        for subscription in &topic.subscriptions {
            let endpoint = match &subscription.endpoint {
                SubscriptionEndpoint::Resource(reference) => Some(reference),
                SubscriptionEndpoint::Address(_) => None,
            };
            let queues = [endpoint, subscription.dead_letter_queue.as_ref()];
            senders.extend(queues.into_iter().flatten().filter(is_queue).map(|queue| Sender {
                service: SNS,
                source: source.clone(),
                queue,
            }));
        }
    }
    senders
}

fn is_allowed(flow: &Flow, sender: &Sender<'_>, arns: &SampleArns) -> bool {
    let policy = flow.resources.queue(sender.queue.name()).and_then(|queue| queue.policy.as_ref());
    let Some(policy) = policy else { return false };
    let resolved = arns.resolve(policy);
    let Ok(document) = serde_json::from_str::<Value>(&resolved) else { return false };
    let sending = Sending {
        service: sender.service,
        queue: &arns.arn(&sender.queue.to),
        source: &arns.arn(&sender.source),
    };
    allows(&document, &sending)
}

fn warning(sender: &Sender<'_>) -> FlowWarning {
    let Sender { service, source, queue } = sender;
    let who = if *service == EVENTBRIDGE { "EventBridge" } else { "SNS" };
    FlowWarning::of_whole(
        FlowLint::QueueRefusesSender,
        format!(
            "the policy of the queue `{}` does not let {who} send to it for `{source}`",
            queue.name()
        ),
    )
    .with_help(format!(
        "what is sent there is lost: allow `{{\"Effect\": \"Allow\", \"Principal\": \
             {{\"Service\": \"{service}\"}}, \"Action\": \"sqs:SendMessage\", \"Resource\": \
             \"${{{}.arn}}\", \"Condition\": {{\"ArnEquals\": {{\"aws:SourceArn\": \
             \"${{{source}.arn}}\"}}}}}}` in the queue's policy",
        queue.to
    ))
    .at(queue.place.span.clone(), "refuses what is sent")
}
