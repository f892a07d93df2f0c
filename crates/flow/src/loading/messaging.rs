//! Topics, subscriptions and queues, from the document to the graph.

use firedrill_diagnostic::nearest;

use super::builder::{Builder, in_file_order};
use crate::document::{Named, QueueDocument, SubscriptionDocument, TopicDocument};
use crate::graph::{
    Queue, RedrivePolicy, ResourceKind, Subscription, SubscriptionEndpoint, SubscriptionProtocol,
    Topic,
};

impl Builder {
    pub(super) fn topics(&mut self, topics: Named<TopicDocument>) -> Vec<Topic> {
        let mut built = Vec::with_capacity(topics.len());
        for (name, topic) in in_file_order(topics) {
            let policy = topic.policy.as_ref().and_then(|policy| self.policy(policy));
            let subscriptions = topic.subscription.iter();
            let subscriptions =
                subscriptions.filter_map(|subscription| self.subscription(subscription)).collect();
            let display_name = topic.display_name;
            built.push(Topic { name: name.text, display_name, policy, subscriptions });
        }
        built
    }

    fn subscription(&mut self, subscription: &SubscriptionDocument) -> Option<Subscription> {
        let written = &subscription.protocol;
        let Some(protocol) = SubscriptionProtocol::from_name(&written.text) else {
            let names = SubscriptionProtocol::ALL.map(SubscriptionProtocol::as_str);
            let help = match nearest(&written.text, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the protocols are `{}`", names.join("`, `")),
            };
            self.refuse_at(&written.span, format!("SNS has no protocol `{}`", written.text), help);
            return None;
        };
        let queue = subscription.dead_letter_queue.as_ref();
        let queue = queue.map(|queue| self.reference(ResourceKind::Queue, queue));
        let endpoint = &subscription.endpoint;
        let endpoint = if protocol == SubscriptionProtocol::Sqs {
            let kinds = [ResourceKind::Queue, ResourceKind::External];
            self.reference_to_any(&kinds, endpoint).map(SubscriptionEndpoint::Resource)
        } else if protocol.sends_to_a_resource() {
            self.reference_to_any(&[ResourceKind::External], endpoint)
                .map(SubscriptionEndpoint::Resource)
        } else {
            Some(SubscriptionEndpoint::Address(self.text_at(endpoint)))
        };
        Some(Subscription {
            protocol,
            endpoint: endpoint?,
            raw_message_delivery: subscription.raw_message_delivery,
            dead_letter_queue: queue.map_or(Some(None), |queue| queue.map(Some))?,
        })
    }

    pub(super) fn queues(&mut self, queues: Named<QueueDocument>) -> Vec<Queue> {
        let mut built = Vec::with_capacity(queues.len());
        for (name, queue) in in_file_order(queues) {
            let policy = queue.policy.as_ref().and_then(|policy| self.policy(policy));
            let redrive_policy = queue.redrive_policy.and_then(|redrive| {
                let queue = self.reference(ResourceKind::Queue, &redrive.dead_letter_queue)?;
                let max_receive_count = redrive.max_receive_count;
                Some(RedrivePolicy { dead_letter_queue: queue, max_receive_count })
            });
            built.push(Queue {
                name: name.text,
                policy,
                visibility_timeout: queue.visibility_timeout,
                message_retention_period: queue.message_retention_period,
                redrive_policy,
            });
        }
        built
    }
}
