//! `ListTagsForResource`, `TagResource` and `UntagResource`: log groups have tags.

use super::group::no_group;
use super::service::Logs;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::logs as api;
use crate::tags::TagRefusals;

/// In which words CloudWatch Logs refuses tags.
pub(super) const REFUSALS: TagRefusals = TagRefusals {
    // unsure
    invalid: |reason| ServiceError::new("InvalidParameterException", reason),
    too_many: Some(|| {
        // unsure
        ServiceError::new("TooManyTagsException", "A resource can have no more than 50 tags.")
    }),
};

impl Logs {
    /// `ListTagsForResource`.
    pub(super) fn list_tags(
        &self,
        request: &api::ListTagsForResourceRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListTagsForResourceResponse> {
        let arn = self.resource(&request.resource_arn)?;
        let tags = context.tags().of::<(String, String)>(arn);
        Ok(api::ListTagsForResourceResponse { tags: Some(tags.into_iter().collect()) })
    }

    /// `TagResource`.
    pub(super) fn tag_resource(
        &self,
        request: api::TagResourceRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::TagResourceResponse> {
        let arn = self.resource(&request.resource_arn)?;
        context.tags_mut().add(arn, request.tags, REFUSALS)?;
        Ok(api::TagResourceResponse::default())
    }

    /// `UntagResource`.
    pub(super) fn untag_resource(
        &self,
        request: &api::UntagResourceRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::UntagResourceResponse> {
        let arn = self.resource(&request.resource_arn)?;
        context.tags_mut().remove(arn, &request.tag_keys);
        Ok(api::UntagResourceResponse::default())
    }

    /// The ARN under which a group's tags stand, whether or not it is asked for with `:*` at its
    /// end.
    fn resource<'a>(&self, arn: &'a str) -> Result<&'a str, ServiceError> {
        let arn = arn.strip_suffix(":*").unwrap_or(arn);
        let found = self.groups.values().any(|group| group.arn == arn);
        if found { Ok(arn) } else { Err(no_group()) }
    }
}
