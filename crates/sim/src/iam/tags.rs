//! The tags of roles.

use super::role::{PAGE, invalid_marker};
use super::service::Iam;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::iam as api;
use crate::page::page;
use crate::tags::TagRefusals;

/// In which words IAM refuses tags.
pub(super) const REFUSALS: TagRefusals = TagRefusals {
    // unsure
    invalid: |reason| ServiceError::new("InvalidInputException", reason),
    too_many: Some(|| {
        let message = "The number of tags has reached the maximum limit.";
        ServiceError::new("LimitExceededException", message).with_status(409)
    }),
};

impl Iam {
    /// `ListRoleTags`.
    pub(super) fn list_role_tags(
        request: &api::ListRoleTagsRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListRoleTagsResponse> {
        let role = context.roles().role(&request.role_name)?;
        let tags = context.tags().of::<api::Tag>(&role.arn);
        let limit = request.max_items.or(Some(PAGE));
        let page = page(tags.into_iter(), limit, request.marker.as_deref(), invalid_marker)?;
        Ok(api::ListRoleTagsResponse {
            tags: page.items,
            is_truncated: Some(page.next_token.is_some()),
            marker: page.next_token,
        })
    }

    /// `TagRole`.
    pub(super) fn tag_role(
        request: api::TagRoleRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::TagRoleResponse> {
        let arn = context.roles().role(&request.role_name)?.arn.clone();
        context.tags_mut().add(&arn, request.tags, REFUSALS)?;
        Ok(api::TagRoleResponse::default())
    }

    /// `UntagRole`.
    pub(super) fn untag_role(
        request: &api::UntagRoleRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::UntagRoleResponse> {
        let arn = context.roles().role(&request.role_name)?.arn.clone();
        context.tags_mut().remove(&arn, &request.tag_keys);
        Ok(api::UntagRoleResponse::default())
    }
}
