//! The operations on queues themselves: create, find, list, describe, set, purge and delete.

use std::collections::BTreeMap;
use std::time::Duration;

use super::attributes::QueueAttributes;
use super::error::{
    invalid_address, invalid_parameter_value, invalid_value, purge_in_progress,
    queue_deleted_recently, queue_does_not_exist, queue_name_exists, unknown_attribute,
};
use super::queue::{Queue, later};
use super::sending::queue_url;
use super::service::Sqs;
use super::tags::REFUSALS;
use crate::context::Context;
use crate::error::{Handled, NotModelled, ServiceError};
use crate::names::QueueArn;
use crate::operation::sqs::{
    CreateQueueRequest, CreateQueueResponse, DeleteQueueRequest, DeleteQueueResponse,
    GetQueueAttributesRequest, GetQueueAttributesResponse, GetQueueUrlRequest, GetQueueUrlResponse,
    ListQueuesRequest, ListQueuesResponse, PurgeQueueRequest, PurgeQueueResponse,
    SetQueueAttributesRequest, SetQueueAttributesResponse,
};
use crate::page::page;

/// How long a queue's name is taken after its deletion, and how long a purge keeps out the next.
const MINUTE: Duration = Duration::from_secs(60);

/// The attributes that a queue has without having been given them.
const COUNTED: [&str; 6] = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
];

/// The attributes that `GetQueueAttributes` may be asked for although a queue has none.
const ABSENT: [&str; 10] = [
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoQueue",
    "FifoThroughputLimit",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "Policy",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
];

impl Sqs {
    /// Creates a queue; one with the same name and no other attributes is created again.
    pub(super) fn create_queue(
        &mut self,
        request: CreateQueueRequest,
        context: &mut Context<'_>,
    ) -> Handled<CreateQueueResponse> {
        let name = request.queue_name;
        if name.ends_with(".fifo") {
            return Err(NotModelled::new("sqs:CreateQueue FIFO queue").into());
        }
        check_name(&name)?;
        let wanted = request.attributes.unwrap_or_default();
        if let Some(queue) = self.queues.get(&name) {
            for (attribute, value) in &wanted {
                let mut other = queue.attributes.clone();
                other.set(attribute, value)?;
                if other != queue.attributes {
                    return Err(queue_name_exists(attribute).into());
                }
            }
            return Ok(CreateQueueResponse { queue_url: Some(queue.url.clone()) });
        }
        let now = context.now();
        if self.deleted.get(&name).is_some_and(|deleted| later(*deleted, MINUTE) > now) {
            return Err(queue_deleted_recently().into());
        }
        let arn = QueueArn::new(context.arn("sqs", &name));
        context.tags_mut().add(arn.as_str(), request.tags.unwrap_or_default(), REFUSALS)?;
        let mut attributes = QueueAttributes::default();
        self.set_attributes(&mut attributes, &wanted, context)?;
        let url = queue_url(arn.as_str());
        let queue = Queue {
            name: name.clone(),
            arn,
            url: url.clone(),
            attributes,
            created: now,
            modified: now,
            purged: None,
            messages: Vec::new(),
        };
        self.deleted.remove(&name);
        self.queues.insert(name, queue);
        Ok(CreateQueueResponse { queue_url: Some(url) })
    }

    /// Deletes a queue with its messages, at once; AWS takes up to a minute.
    pub(super) fn delete_queue(
        &mut self,
        request: &DeleteQueueRequest,
        context: &mut Context<'_>,
    ) -> Handled<DeleteQueueResponse> {
        let now = context.now();
        let name = self.queue_at(&request.queue_url, context)?.name.clone();
        if let Some(queue) = self.queues.remove(&name) {
            context.tags_mut().forget(queue.arn.as_str());
        }
        self.deleted.retain(|_, deleted| later(*deleted, MINUTE) > now);
        self.deleted.insert(name, now);
        Ok(DeleteQueueResponse {})
    }

    /// Says the URL of a queue.
    pub(super) fn get_queue_url(
        &mut self,
        request: &GetQueueUrlRequest,
        context: &mut Context<'_>,
    ) -> Handled<GetQueueUrlResponse> {
        let owner = request.queue_owner_aws_account_id.as_deref();
        let ours = owner.is_none_or(|owner| owner == context.account_id());
        let queue = self.queues.get(&request.queue_name).filter(|_| ours);
        let queue = queue.ok_or_else(queue_does_not_exist)?;
        Ok(GetQueueUrlResponse { queue_url: Some(queue.url.clone()) })
    }

    /// Lists the URLs of queues in the order of their names, a page at a time where the request
    /// says how long a page is, and the first thousand where it does not.
    pub(super) fn list_queues(
        &mut self,
        request: &ListQueuesRequest,
    ) -> Handled<ListQueuesResponse> {
        let size = request.max_results;
        if size.is_some_and(|size| !(1..=1_000).contains(&size)) {
            let reason = "Must be between 1 and 1000, if provided.";
            return Err(invalid_value(size.unwrap_or_default(), "MaxResults", reason).into());
        }
        let prefix = request.queue_name_prefix.as_deref().unwrap_or_default();
        let found = self.queues.values().filter(|queue| queue.name.starts_with(prefix));
        let page = page(found, size.or(Some(1_000)), request.next_token.as_deref(), |token| {
            invalid_value(token, "NextToken", "It is not a token of this service.")
        })?;
        let urls: Vec<_> = page.items.into_iter().map(|queue| queue.url.clone()).collect();
        Ok(ListQueuesResponse {
            queue_urls: (!urls.is_empty()).then_some(urls),
            // Without MaxResults there is no token, and the first thousand are all there is.
            next_token: page.next_token.filter(|_| size.is_some()),
        })
    }

    /// Says the attributes that are asked for; `All` asks for every one, nothing for none.
    pub(super) fn get_queue_attributes(
        &mut self,
        request: &GetQueueAttributesRequest,
        context: &mut Context<'_>,
    ) -> Handled<GetQueueAttributesResponse> {
        let queue = self.queue_at(&request.queue_url, context)?;
        queue.expire(context.now());
        let all = describe(queue, context);
        let wanted = request.attribute_names.as_deref().unwrap_or_default();
        for name in wanted {
            let known = name == "All" || all.contains_key(name) || ABSENT.contains(&&**name);
            if !known {
                return Err(unknown_attribute(name).into());
            }
        }
        let everything = wanted.iter().any(|name| name == "All");
        let attributes: BTreeMap<_, _> =
            all.into_iter().filter(|(name, _)| everything || wanted.contains(name)).collect();
        Ok(GetQueueAttributesResponse {
            attributes: (!attributes.is_empty()).then_some(attributes),
        })
    }

    /// Sets attributes, all of them or none.
    pub(super) fn set_queue_attributes(
        &mut self,
        request: &SetQueueAttributesRequest,
        context: &mut Context<'_>,
    ) -> Handled<SetQueueAttributesResponse> {
        let queue = self.queue_at(&request.queue_url, context)?;
        let (name, mut attributes) = (queue.name.clone(), queue.attributes.clone());
        self.set_attributes(&mut attributes, &request.attributes, context)?;
        if let Some(queue) = self.queues.get_mut(&name) {
            queue.attributes = attributes;
            queue.modified = context.now();
        }
        Ok(SetQueueAttributesResponse {})
    }

    /// Forgets every message of a queue.
    pub(super) fn purge_queue(
        &mut self,
        request: &PurgeQueueRequest,
        context: &mut Context<'_>,
    ) -> Handled<PurgeQueueResponse> {
        let now = context.now();
        let queue = self.queue_at(&request.queue_url, context)?;
        if queue.purged.is_some_and(|purged| later(purged, MINUTE) > now) {
            return Err(purge_in_progress(&queue.name).into());
        }
        queue.messages.clear();
        queue.purged = Some(now);
        Ok(PurgeQueueResponse {})
    }

    /// The queue with this URL. The host is not looked at: a client that was sent elsewhere asks
    /// with the address of that place.
    pub(super) fn queue_at(
        &mut self,
        url: &str,
        context: &Context<'_>,
    ) -> Result<&mut Queue, ServiceError> {
        let (_, path) = url.split_once("://").ok_or_else(|| invalid_address(url))?;
        let mut parts = path.rsplit('/');
        let (Some(name), Some(account), Some(_)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(invalid_address(url));
        };
        if account != context.account_id() {
            return Err(queue_does_not_exist());
        }
        self.queues.get_mut(name).ok_or_else(queue_does_not_exist)
    }

    fn set_attributes(
        &self,
        attributes: &mut QueueAttributes,
        wanted: &BTreeMap<String, String>,
        context: &mut Context<'_>,
    ) -> Handled<()> {
        for (name, value) in wanted {
            attributes.set(name, value)?;
            if let Some(note) = QueueAttributes::note_on(name, value) {
                context.note(note);
            }
        }
        let policy = attributes.redrive_policy.as_ref();
        if let (Some(policy), Some(text)) = (policy, wanted.get("RedrivePolicy")) {
            let target = &policy.dead_letter_target;
            if !self.queues.values().any(|queue| queue.arn == *target) {
                return Err(invalid_parameter_value(format!(
                    "Value {text} for parameter RedrivePolicy is invalid. Reason: Dead letter \
                     target does not exist."
                ))
                .into());
            }
        }
        Ok(())
    }
}

fn describe(queue: &Queue, context: &Context<'_>) -> BTreeMap<String, String> {
    let counts = queue.counts(context.now());
    let counted = [
        counts.visible.to_string(),
        counts.delayed.to_string(),
        counts.in_flight.to_string(),
        queue.created.as_second().to_string(),
        queue.modified.as_second().to_string(),
        queue.arn.to_string(),
    ];
    let mut described = queue.attributes.describe();
    described.extend(COUNTED.iter().map(|name| (*name).to_owned()).zip(counted));
    described
}

fn check_name(name: &str) -> Result<(), ServiceError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if (1..=80).contains(&name.len()) && name.bytes().all(allowed) {
        return Ok(());
    }
    Err(invalid_parameter_value(
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    ))
}
