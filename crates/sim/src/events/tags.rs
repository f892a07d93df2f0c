//! `ListTagsForResource`, `TagResource` and `UntagResource`: rules and buses have tags.

use std::collections::BTreeMap;

use super::bus::DEFAULT_BUS;
use super::rule::limit_exceeded;
use super::service::Events;
use crate::context::Context;
use crate::error::{CallError, Handled, ServiceError};
use crate::operation::events as api;
use crate::tags::TagRefusals;

/// In which words EventBridge refuses tags.
pub(super) const REFUSALS: TagRefusals = TagRefusals {
    // unsure
    invalid: |reason| ServiceError::new("ValidationException", reason),
    too_many: Some(limit_exceeded),
};

impl Events {
    /// `ListTagsForResource`.
    pub(super) fn list_tags(
        &self,
        request: &api::ListTagsForResourceRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListTagsForResourceResponse> {
        self.check_resource(&request.resource_arn, context)?;
        let tags = context.tags().of(&request.resource_arn);
        Ok(api::ListTagsForResourceResponse { tags: Some(tags) })
    }

    /// `TagResource`.
    pub(super) fn tag_resource(
        &self,
        request: api::TagResourceRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::TagResourceResponse> {
        self.check_resource(&request.resource_arn, context)?;
        context.tags_mut().add(&request.resource_arn, request.tags, REFUSALS)?;
        Ok(api::TagResourceResponse::default())
    }

    /// `UntagResource`.
    pub(super) fn untag_resource(
        &self,
        request: &api::UntagResourceRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::UntagResourceResponse> {
        self.check_resource(&request.resource_arn, context)?;
        context.tags_mut().remove(&request.resource_arn, &request.tag_keys);
        Ok(api::UntagResourceResponse::default())
    }

    fn check_resource(&self, arn: &str, context: &Context<'_>) -> Result<(), CallError> {
        let is_rule = self.rules.values().flat_map(BTreeMap::values).any(|rule| rule.arn == arn);
        let is_bus = arn.starts_with("arn:") && self.bus_named(arn, context).is_some();
        if is_rule || is_bus {
            return Ok(());
        }
        let message = match arn.rsplit_once(":rule/") {
            Some((_, name)) => format!("Rule {name} does not exist on EventBus {DEFAULT_BUS}."),
            // unsure
            None => format!("Resource {arn} does not exist."),
        };
        Err(ServiceError::new("ResourceNotFoundException", message).into())
    }
}
