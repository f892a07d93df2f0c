//! ListTagsForResource, TagResource and UntagResource: topics have tags.

use super::error::invalid_parameter;
use super::service::Sns;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::sns as api;
use crate::tags::TagRefusals;

/// In which words SNS refuses tags.
pub(super) const REFUSALS: TagRefusals = TagRefusals {
    invalid: |reason| match reason {
        "Duplicated keys are not allowed." => invalid_parameter(reason),
        // unsure
        _ => invalid_parameter(format!("Tags Reason: {reason}")),
    },
    too_many: Some(|| {
        let message = "Could not complete request: tag quota of per resource exceeded";
        ServiceError::new("TagLimitExceededException", message)
    }),
};

impl Sns {
    /// Lists the tags of a topic.
    pub(super) fn list_tags(
        &self,
        request: &api::ListTagsForResourceRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListTagsForResourceResponse> {
        self.check_resource(&request.resource_arn)?;
        let tags = context.tags().of(&request.resource_arn);
        Ok(api::ListTagsForResourceResponse { tags: Some(tags) })
    }

    /// Gives a topic more tags.
    pub(super) fn tag_resource(
        &self,
        request: api::TagResourceRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::TagResourceResponse> {
        self.check_resource(&request.resource_arn)?;
        context.tags_mut().add(&request.resource_arn, request.tags, REFUSALS)?;
        Ok(api::TagResourceResponse::default())
    }

    /// Takes tags away.
    pub(super) fn untag_resource(
        &self,
        request: &api::UntagResourceRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::UntagResourceResponse> {
        self.check_resource(&request.resource_arn)?;
        context.tags_mut().remove(&request.resource_arn, &request.tag_keys);
        Ok(api::UntagResourceResponse::default())
    }

    fn check_resource(&self, arn: &str) -> Result<(), ServiceError> {
        if self.topics.contains_key(arn) {
            return Ok(());
        }
        let error = ServiceError::new("ResourceNotFoundException", "Resource does not exist");
        Err(error.with_status(404))
    }
}
