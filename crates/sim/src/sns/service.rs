//! The state of SNS, and which handler answers which operation.

use std::collections::BTreeMap;

use firedrill_api::Value;

use super::topic::Topic;
use crate::context::Context;
use crate::dispatch::dispatch;
use crate::error::Handled;
use crate::names::TopicArn;
use crate::operation::sns::{
    CreateTopicRequest, DeleteTopicRequest, GetTopicAttributesRequest,
    ListSubscriptionsByTopicRequest, ListTopicsRequest, PublishRequest, SetTopicAttributesRequest,
    SubscribeRequest, UnsubscribeRequest,
};

/// How many topics or subscriptions are listed at a time.
pub(super) const PAGE: i32 = 100;

/// The state of SNS in one account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sns {
    pub(super) topics: BTreeMap<TopicArn, Topic>,
}

impl Sns {
    /// Answers a call. The input has passed the checks of the service's model.
    pub(crate) fn call(
        &mut self,
        operation: &str,
        input: Value,
        context: &mut Context<'_>,
    ) -> Handled<Value> {
        dispatch!("sns", operation, input, {
            "CreateTopic", CreateTopicRequest => |request| self.create_topic(request, context),
            "DeleteTopic", DeleteTopicRequest => |request| self.delete_topic(&request),
            "ListTopics", ListTopicsRequest => |request| self.list_topics(&request),
            "GetTopicAttributes", GetTopicAttributesRequest =>
                |request| self.get_topic_attributes(&request, context),
            "SetTopicAttributes", SetTopicAttributesRequest =>
                |request| self.set_topic_attributes(&request, context),
            "Subscribe", SubscribeRequest => |request| self.subscribe(request, context),
            "Unsubscribe", UnsubscribeRequest => |request| self.unsubscribe(&request),
            "ListSubscriptionsByTopic", ListSubscriptionsByTopicRequest =>
                |request| self.list_subscriptions_by_topic(&request, context),
            "Publish", PublishRequest => |request| self.publish(&request, context),
        })
    }
}
