//! `ListTagsForResource`, `TagResource` and `UntagResource`: state machines have tags.

use super::error::check_arn;
use super::service::States;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::states as api;
use crate::tags::TagRefusals;

/// In which words Step Functions refuses tags.
pub(super) const REFUSALS: TagRefusals = TagRefusals {
    // unsure
    invalid: |reason| ServiceError::new("ValidationException", reason),
    too_many: Some(|| {
        // unsure
        ServiceError::new("TooManyTags", "Too many tags: a resource may have 50.")
    }),
};

impl States {
    /// `ListTagsForResource`.
    pub(super) fn list_tags(
        &self,
        request: &api::ListTagsForResourceRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListTagsForResourceResponse> {
        self.check_resource(&request.resource_arn)?;
        let tags = context.tags().of(&request.resource_arn);
        Ok(api::ListTagsForResourceResponse { tags: Some(tags) })
    }

    /// `TagResource`.
    pub(super) fn tag_resource(
        &self,
        request: api::TagResourceRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::TagResourceResponse> {
        self.check_resource(&request.resource_arn)?;
        context.tags_mut().add(&request.resource_arn, request.tags, REFUSALS)?;
        Ok(api::TagResourceResponse::default())
    }

    /// `UntagResource`.
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
        check_arn(arn, &["stateMachine", "activity"])?;
        if self.machines.contains_key(arn) {
            return Ok(());
        }
        let message = format!("Resource not found: '{arn}'");
        Err(ServiceError::new("ResourceNotFound", message))
    }
}
