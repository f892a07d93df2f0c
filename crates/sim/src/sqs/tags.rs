//! ListQueueTags, TagQueue and UntagQueue.

use super::error::invalid_parameter_value;
use super::service::Sqs;
use crate::context::Context;
use crate::error::Handled;
use crate::operation::sqs as api;
use crate::tags::TagRefusals;

/// In which words SQS refuses tags. More than fifty are not recommended, and not refused ("Amazon
/// SQS cost allocation tags" of the developer guide).
pub(super) const REFUSALS: TagRefusals =
    // unsure
    TagRefusals { invalid: |reason| invalid_parameter_value(reason), too_many: None };

impl Sqs {
    /// Lists the tags of a queue.
    pub(super) fn list_queue_tags(
        &mut self,
        request: &api::ListQueueTagsRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListQueueTagsResponse> {
        let queue = self.queue_at(&request.queue_url, context)?;
        let tags = context.tags().of::<(String, String)>(queue.arn.as_str());
        let tags = (!tags.is_empty()).then(|| tags.into_iter().collect());
        Ok(api::ListQueueTagsResponse { tags })
    }

    /// Gives a queue more tags.
    pub(super) fn tag_queue(
        &mut self,
        request: api::TagQueueRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::TagQueueResponse> {
        let queue = self.queue_at(&request.queue_url, context)?;
        context.tags_mut().add(queue.arn.as_str(), request.tags, REFUSALS)?;
        Ok(api::TagQueueResponse::default())
    }

    /// Takes tags away.
    pub(super) fn untag_queue(
        &mut self,
        request: &api::UntagQueueRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::UntagQueueResponse> {
        let queue = self.queue_at(&request.queue_url, context)?;
        context.tags_mut().remove(queue.arn.as_str(), &request.tag_keys);
        Ok(api::UntagQueueResponse::default())
    }
}
