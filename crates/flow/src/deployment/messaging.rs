//! Making topics, subscriptions and queues.

use aws_sdk_sqs::types::QueueAttributeName as Attribute;
use serde_json::json;

use super::deploy::Walk;
use super::error::StepError;
use super::journal::Made;
use crate::graph::{
    Queue, ResourceId, ResourceKind, Subscription, SubscriptionEndpoint, SubstitutedText, Topic,
};

impl Walk<'_> {
    pub(super) async fn create_queue(&mut self, queue: &Queue) -> Result<(), StepError> {
        let step = format!("create the queue `{}`", queue.name);
        let mut request = self.clients.sqs.create_queue().queue_name(&queue.name);
        let seconds = [
            (Attribute::VisibilityTimeout, queue.visibility_timeout),
            (Attribute::MessageRetentionPeriod, queue.message_retention_period),
        ];
        for (name, value) in seconds {
            if let Some(value) = value {
                request = request.attributes(name, value.to_string());
            }
        }
        if let Some(redrive) = &queue.redrive_policy {
            let policy = json!({
                "deadLetterTargetArn": self.arn(&step, &redrive.dead_letter_queue)?,
                "maxReceiveCount": redrive.max_receive_count,
            });
            request = request.attributes(Attribute::RedrivePolicy, policy.to_string());
        }
        for (key, value) in self.tags {
            request = request.tags(key, value);
        }
        let created = request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        let url = created.queue_url.ok_or_else(|| StepError::missing(&step, "QueueUrl"))?;
        self.made(Made::Queue { name: queue.name.clone(), url: url.clone() });
        let attributes = self.clients.sqs.get_queue_attributes().queue_url(url);
        let attributes = attributes.attribute_names(Attribute::QueueArn).send().await;
        let attributes = attributes.map_err(|error| StepError::from_sdk(&step, &error))?;
        let arn = attributes.attributes().and_then(|all| all.get(&Attribute::QueueArn)).cloned();
        let arn = arn.ok_or_else(|| StepError::missing(step, "QueueArn"))?;
        self.learn_arn(ResourceKind::Queue, &queue.name, arn);
        Ok(())
    }

    pub(super) async fn set_queue_policy(
        &mut self,
        queue: &Queue,
        policy: &SubstitutedText,
    ) -> Result<(), StepError> {
        let step = format!("set the policy of the queue `{}`", queue.name);
        let request = self
            .clients
            .sqs
            .set_queue_attributes()
            .queue_url(self.url(&step, queue)?)
            .attributes(Attribute::Policy, self.text(&step, policy)?);
        request.send().await.map_err(|error| StepError::from_sdk(step, &error))?;
        Ok(())
    }

    pub(super) async fn create_topic(&mut self, topic: &Topic) -> Result<(), StepError> {
        let step = format!("create the topic `{}`", topic.name);
        let mut request = self.clients.sns.create_topic().name(&topic.name);
        if let Some(name) = &topic.display_name {
            request = request.attributes("DisplayName", name);
        }
        for (key, value) in self.tags {
            let tag = aws_sdk_sns::types::Tag::builder().key(key).value(value).build();
            request = request.tags(tag.map_err(|_| StepError::missing(&step, "tag"))?);
        }
        let created = request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        let arn = created.topic_arn.ok_or_else(|| StepError::missing(step, "TopicArn"))?;
        self.made(Made::Topic { name: topic.name.clone(), arn });
        Ok(())
    }

    pub(super) async fn set_topic_policy(
        &mut self,
        topic: &Topic,
        policy: &SubstitutedText,
    ) -> Result<(), StepError> {
        let step = format!("set the policy of the topic `{}`", topic.name);
        let request = self
            .clients
            .sns
            .set_topic_attributes()
            .topic_arn(self.topic_arn(&step, topic)?)
            .attribute_name("Policy")
            .attribute_value(self.text(&step, policy)?);
        request.send().await.map_err(|error| StepError::from_sdk(step, &error))?;
        Ok(())
    }

    pub(super) async fn subscribe(
        &mut self,
        topic: &Topic,
        subscription: &Subscription,
    ) -> Result<(), StepError> {
        let protocol = subscription.protocol;
        let step = format!("subscribe to the topic `{}` by {protocol}", topic.name);
        let endpoint = match &subscription.endpoint {
            SubscriptionEndpoint::Resource(reference) => self.arn(&step, reference)?,
            SubscriptionEndpoint::Address(text) => self.text(&step, text)?,
        };
        let mut request = self
            .clients
            .sns
            .subscribe()
            .topic_arn(self.topic_arn(&step, topic)?)
            .protocol(protocol.as_str())
            .endpoint(endpoint)
            // The ARN of one that waits to be confirmed is told for the asking only.
            .return_subscription_arn(true);
        if subscription.raw_message_delivery {
            request = request.attributes("RawMessageDelivery", "true");
        }
        if let Some(queue) = &subscription.dead_letter_queue {
            let policy = json!({ "deadLetterTargetArn": self.arn(&step, queue)? });
            request = request.attributes("RedrivePolicy", policy.to_string());
        }
        let made = request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        let arn = made.subscription_arn;
        let arn = arn.ok_or_else(|| StepError::missing(step, "SubscriptionArn"))?;
        self.made(Made::Subscription { topic: topic.name.clone(), protocol, arn });
        Ok(())
    }

    fn topic_arn(&self, step: &str, topic: &Topic) -> Result<String, StepError> {
        self.arn_of(step, &ResourceId::new(ResourceKind::Topic, &topic.name))
    }
}
