//! ListTagsForResource, TagResource and UntagResource.

use super::error::{cluster_not_found, invalid_parameter, service_not_found, task_not_found};
use super::identifier::Resource;
use super::state::Ecs;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::ecs as api;
use crate::tags::TagRefusals;

/// In which words ECS refuses tags.
pub(super) const REFUSALS: TagRefusals = TagRefusals {
    invalid: |reason| invalid_parameter(reason),
    too_many: Some(|| {
        // unsure
        invalid_parameter("The number of tags exceeds the limit of 50 for a resource.")
    }),
};

impl Ecs {
    /// Lists the tags of a resource.
    pub(super) fn list_tags(
        &self,
        request: &api::ListTagsForResourceRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListTagsForResourceResponse> {
        self.check_resource(&request.resource_arn)?;
        let tags = context.tags().of(&request.resource_arn);
        Ok(api::ListTagsForResourceResponse { tags: Some(tags) })
    }

    /// Gives a resource more tags.
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

    /// Refuses an ARN that names nothing which has tags; what is INACTIVE has none any more.
    fn check_resource(&self, arn: &str) -> Result<(), ServiceError> {
        // unsure: the reference gives these codes, and no words.
        let not_found = || invalid_parameter("The specified resource was not found.");
        let resource = Resource::read(arn).ok_or_else(|| invalid_parameter("Invalid ARN."))?;
        let is_there = match resource.kind {
            "cluster" => {
                let cluster = self.clusters.get(arn).filter(|cluster| !cluster.inactive);
                return cluster.map(|_| ()).ok_or_else(cluster_not_found);
            }
            "service" => {
                let mut services =
                    self.clusters.values().flat_map(|cluster| cluster.live_services());
                let found = services.any(|service| service.arn.as_str() == arn);
                return if found { Ok(()) } else { Err(service_not_found()) };
            }
            "task" => {
                let mut tasks = self.clusters.values().flat_map(|cluster| cluster.tasks.values());
                let found = tasks.any(|task| task.arn.as_str() == arn);
                return if found { Ok(()) } else { Err(task_not_found()) };
            }
            "task-definition" => {
                self.definition(arn).is_some_and(|definition| definition.arn.as_str() == arn)
            }
            "container-instance" => {
                let mut instances =
                    self.clusters.values().flat_map(|cluster| cluster.instances.values());
                instances.any(|instance| instance.arn.as_str() == arn)
            }
            kind => {
                return Err(invalid_parameter(format!("Unsupported resource type: {kind}")));
            }
        };
        if is_there { Ok(()) } else { Err(not_found()) }
    }
}
