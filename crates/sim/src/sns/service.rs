//! The state of SNS, and which handler answers which operation.

use std::collections::BTreeMap;

use firedrill_api::Value;
use serde::{Deserialize, Serialize};

use super::delivery::{self, SnsEvent};
use super::error::authorization_error;
use super::topic::Topic;
use crate::account::Account;
use crate::authorization::Guarded;
use crate::names::TopicArn;
use crate::origin::Origin;
use crate::service::{Service, answers};

/// How many topics or subscriptions are listed at a time.
pub(super) const PAGE: i32 = 100;

/// The state of SNS in one account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Sns {
    pub(super) topics: BTreeMap<TopicArn, Topic>,
}

impl Service for Sns {
    const NAME: &'static str = "sns";
    type Event = SnsEvent;

    fn new(_seed: u64) -> Self {
        Self::default()
    }

    answers! { |sns, context| {
        CreateTopic(request) => sns.create_topic(request, context),
        DeleteTopic(request) => sns.delete_topic(&request, context),
        ListTopics(request) => sns.list_topics(&request),
        GetTopicAttributes(request) => sns.get_topic_attributes(&request, context),
        SetTopicAttributes(request) => sns.set_topic_attributes(&request, context),
        Subscribe(request) => sns.subscribe(request, context),
        Unsubscribe(request) => sns.unsubscribe(&request),
        ListSubscriptionsByTopic(request) => sns.list_subscriptions_by_topic(&request, context),
        Publish(request) => sns.publish(&request, context),
        ListTagsForResource(request) => sns.list_tags(&request, context),
        TagResource(request) => sns.tag_resource(request, context),
        UntagResource(request) => sns.untag_resource(&request, context),
    } }

    fn guarded(&self, operation: &str, input: &Value) -> Option<Guarded<'_>> {
        let arn = input.get("TopicArn").and_then(Value::as_str);
        let topic = self.topics.get(arn.filter(|_| operation == "Publish")?)?;
        Some(Guarded {
            arn: topic.arn.as_str(),
            policy: topic.attributes.policy(),
            denial: |topic, request| authorization_error(topic.arn, request.principal),
        })
    }

    fn play(account: &mut Account, event: SnsEvent, origin: Origin) {
        delivery::play(account, event, &origin);
    }
}
