//! The operations on topics themselves: create, list, describe, set and delete.

use super::error::{check_arn, invalid_parameter, invalid_token, topic_does_not_exist};
use super::service::{PAGE, Sns};
use super::tags::REFUSALS;
use super::topic::{Topic, TopicAttributes};
use crate::context::Context;
use crate::error::{Handled, NotModelled, ServiceError};
use crate::names::TopicArn;
use crate::operation::sns::{
    self, CreateTopicRequest, CreateTopicResponse, DeleteTopicRequest, DeleteTopicResponse,
    GetTopicAttributesRequest, GetTopicAttributesResponse, ListTopicsRequest, ListTopicsResponse,
    SetTopicAttributesRequest, SetTopicAttributesResponse,
};
use crate::page::page;
use crate::tags::{self, Tag};

impl Sns {
    /// Creates a topic; one with the same name, tags and attributes is created again.
    pub(super) fn create_topic(
        &mut self,
        request: CreateTopicRequest,
        context: &mut Context<'_>,
    ) -> Handled<CreateTopicResponse> {
        let name = request.name;
        if name.ends_with(".fifo") {
            return Err(NotModelled::new("sns:CreateTopic FIFO topic").into());
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if !(1..=256).contains(&name.len()) || !name.bytes().all(allowed) {
            return Err(invalid_parameter("Topic Name").into());
        }
        let tags: Vec<Tag> = request.tags.unwrap_or_default().into_iter().map(Tag::from).collect();
        tags::check(&tags, REFUSALS)?;
        let wanted = request.attributes.unwrap_or_default();
        let arn = TopicArn::new(context.arn("sns", &name));
        if let Some(topic) = self.topics.get(&arn) {
            let known: Vec<Tag> = context.tags().of(arn.as_str());
            if tags.iter().any(|tag| !known.contains(tag)) {
                let reason = "Tags Reason: Topic already exists with different tags";
                return Err(invalid_parameter(reason).into());
            }
            let mut attributes = topic.attributes.clone();
            wanted.iter().try_for_each(|(name, value)| attributes.set(name, value))?;
            if attributes != topic.attributes {
                let reason = "Attributes Reason: Topic already exists with different attributes";
                return Err(invalid_parameter(reason).into());
            }
            return Ok(CreateTopicResponse { topic_arn: Some(arn.into()) });
        }
        let mut attributes = TopicAttributes::default();
        for (name, value) in &wanted {
            set_attribute(&mut attributes, name, value, context)?;
        }
        let topic = Topic {
            arn: arn.clone(),
            attributes,
            subscriptions: Vec::new(),
            deleted_subscriptions: 0,
        };
        context.tags_mut().add(arn.as_str(), tags, REFUSALS)?;
        self.topics.insert(arn.clone(), topic);
        Ok(CreateTopicResponse { topic_arn: Some(arn.into()) })
    }

    /// Deletes a topic with its subscriptions; one that is not there counts as deleted.
    pub(super) fn delete_topic(
        &mut self,
        request: &DeleteTopicRequest,
        context: &mut Context<'_>,
    ) -> Handled<DeleteTopicResponse> {
        check_arn("TopicArn", &request.topic_arn)?;
        self.topics.remove(request.topic_arn.as_str());
        context.tags_mut().forget(&request.topic_arn);
        Ok(DeleteTopicResponse {})
    }

    /// Lists the topics in the order of their ARNs, a hundred at a time.
    pub(super) fn list_topics(&self, request: &ListTopicsRequest) -> Handled<ListTopicsResponse> {
        let token = request.next_token.as_deref();
        let page = page(self.topics.keys(), Some(PAGE), token, invalid_token)?;
        let topics =
            page.items.into_iter().map(|arn| sns::Topic { topic_arn: Some(arn.to_string()) });
        Ok(ListTopicsResponse { topics: Some(topics.collect()), next_token: page.next_token })
    }

    /// Says every attribute of a topic.
    pub(super) fn get_topic_attributes(
        &mut self,
        request: &GetTopicAttributesRequest,
        context: &Context<'_>,
    ) -> Handled<GetTopicAttributesResponse> {
        let topic = self.topic_mut("TopicArn", &request.topic_arn)?;
        Ok(GetTopicAttributesResponse { attributes: Some(topic.describe(context.account_id())) })
    }

    /// Sets one attribute of a topic.
    pub(super) fn set_topic_attributes(
        &mut self,
        request: &SetTopicAttributesRequest,
        context: &mut Context<'_>,
    ) -> Handled<SetTopicAttributesResponse> {
        let topic = self.topic_mut("TopicArn", &request.topic_arn)?;
        let value = request.attribute_value.as_deref().unwrap_or_default();
        set_attribute(&mut topic.attributes, &request.attribute_name, value, context)?;
        Ok(SetTopicAttributesResponse {})
    }

    /// The topic with this ARN, which `parameter` of a request gave.
    pub(super) fn topic_mut(
        &mut self,
        parameter: &str,
        arn: &str,
    ) -> Result<&mut Topic, ServiceError> {
        check_arn(parameter, arn)?;
        self.topics.get_mut(arn).ok_or_else(topic_does_not_exist)
    }
}

fn set_attribute(
    attributes: &mut TopicAttributes,
    name: &str,
    value: &str,
    context: &mut Context<'_>,
) -> Handled<()> {
    attributes.set(name, value)?;
    if let Some(note) = TopicAttributes::note_on(name) {
        context.note(note);
    }
    Ok(())
}
