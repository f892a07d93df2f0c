//! Subscribe, Unsubscribe and ListSubscriptionsByTopic.

use super::error::{check_arn, invalid_parameter, invalid_token};
use super::service::{PAGE, Sns};
use super::subscription::{Protocol, Subscription, SubscriptionAttributes};
use crate::context::Context;
use crate::error::Handled;
use crate::names::SubscriptionArn;
use crate::operation::sns::{
    self, ListSubscriptionsByTopicRequest, ListSubscriptionsByTopicResponse, SubscribeRequest,
    SubscribeResponse, UnsubscribeRequest, UnsubscribeResponse,
};
use crate::page::page;

impl Sns {
    /// Subscribes an endpoint; the same endpoint with the same attributes is subscribed again.
    pub(super) fn subscribe(
        &mut self,
        request: SubscribeRequest,
        context: &mut Context<'_>,
    ) -> Handled<SubscribeResponse> {
        let unique = context.ids().uuid();
        let topic = self.topic_mut("TopicArn", &request.topic_arn)?;
        let protocol = Protocol::from_name(&request.protocol)?;
        let endpoint = request.endpoint.filter(|endpoint| !endpoint.is_empty());
        let endpoint = endpoint.ok_or_else(|| invalid_parameter("Endpoint"))?;
        protocol.check_endpoint(&endpoint)?;
        let attributes = SubscriptionAttributes::read(&request.attributes.unwrap_or_default())?;
        let known = topic.subscriptions.iter().find(|subscription| {
            subscription.protocol == protocol && subscription.endpoint == endpoint
        });
        let (arn, confirmed) = match known {
            Some(known) if known.attributes != attributes => {
                return Err(invalid_parameter(
                    "Attributes Reason: Subscription already exists with different attributes",
                )
                .into());
            }
            Some(known) => (known.arn.clone(), known.confirmed),
            None => {
                let arn = SubscriptionArn::new(format!("{}:{unique}", topic.arn));
                let confirmed = !protocol.needs_confirmation();
                topic.subscriptions.push(Subscription {
                    arn: arn.clone(),
                    protocol,
                    endpoint,
                    confirmed,
                    attributes,
                });
                (arn, confirmed)
            }
        };
        if !confirmed {
            context.note(format!(
                "SNS subscriptions by {} stay unconfirmed and receive nothing",
                protocol.name()
            ));
        }
        let tell = confirmed || request.return_subscription_arn == Some(true);
        let told = if tell { arn.into() } else { "pending confirmation".into() };
        Ok(SubscribeResponse { subscription_arn: Some(told) })
    }

    /// Takes a subscription away; one that is not there counts as taken away.
    pub(super) fn unsubscribe(
        &mut self,
        request: &UnsubscribeRequest,
    ) -> Handled<UnsubscribeResponse> {
        let arn = request.subscription_arn.as_str();
        check_arn("SubscriptionArn", arn)?;
        for topic in self.topics.values_mut() {
            let before = topic.subscriptions.len();
            topic.subscriptions.retain(|subscription| subscription.arn.as_str() != arn);
            topic.deleted_subscriptions += before - topic.subscriptions.len();
        }
        Ok(UnsubscribeResponse {})
    }

    /// Lists the subscriptions of a topic in the order in which they were made, a hundred at a
    /// time.
    pub(super) fn list_subscriptions_by_topic(
        &mut self,
        request: &ListSubscriptionsByTopicRequest,
        context: &Context<'_>,
    ) -> Handled<ListSubscriptionsByTopicResponse> {
        let topic = self.topic_mut("TopicArn", &request.topic_arn)?;
        let token = request.next_token.as_deref();
        let page = page(topic.subscriptions.iter(), Some(PAGE), token, invalid_token)?;
        let described = page.items.into_iter().map(|subscription| sns::Subscription {
            subscription_arn: Some(if subscription.confirmed {
                subscription.arn.to_string()
            } else {
                "PendingConfirmation".into()
            }),
            owner: Some(context.account_id().into()),
            protocol: Some(subscription.protocol.name().into()),
            endpoint: Some(subscription.endpoint.clone()),
            topic_arn: Some(topic.arn.to_string()),
        });
        Ok(ListSubscriptionsByTopicResponse {
            subscriptions: Some(described.collect()),
            next_token: page.next_token,
        })
    }
}
