//! RegisterContainerInstance and the other operations on container instances.
//!
//! Registering is how whoever drives the account brings EC2 capacity: no agent runs here that
//! would do it.

use serde_json::Value;

use super::clusters::missing;
use super::container_instance::ContainerInstance;
use super::error::{client, invalid_parameter, invalid_token};
use super::identifier::{self, ServiceKey};
use super::lifecycle::EcsEvent;
use super::state::Ecs;
use super::tags::REFUSALS;
use crate::context::Context;
use crate::delay::Delay;
use crate::error::{Handled, NotModelled};
use crate::names::ContainerInstanceArn;
use crate::operation::ecs::{
    DeregisterContainerInstanceRequest, DeregisterContainerInstanceResponse,
    DescribeContainerInstancesRequest, DescribeContainerInstancesResponse,
    ListContainerInstancesRequest, ListContainerInstancesResponse,
    RegisterContainerInstanceRequest, RegisterContainerInstanceResponse,
};
use crate::page::page;

impl Ecs {
    /// Registers an instance, on which services that wait for capacity then place their tasks.
    ///
    /// The id of the EC2 instance is read from the identity document where there is one.
    pub(super) fn register_container_instance(
        &mut self,
        request: RegisterContainerInstanceRequest,
        context: &mut Context<'_>,
    ) -> Handled<RegisterContainerInstanceResponse> {
        let id = context.ids().hex(32);
        let made_up = context.ids().hex(16);
        let cluster = self.active_cluster(request.cluster.as_deref(), context)?;
        let name = format!("container-instance/{}/{id}", cluster.arn.last_part());
        let document = request.instance_identity_document.as_deref();
        let instance = ContainerInstance {
            arn: ContainerInstanceArn::new(context.arn("ecs", &name)),
            ec2_instance_id: document
                .and_then(instance_id)
                .unwrap_or_else(|| format!("i-0{made_up}")),
            registered: context.now(),
            resources: request.total_resources.unwrap_or_default(),
            attributes: request.attributes.unwrap_or_default(),
            version_info: request.version_info,
        };
        let tags = request.tags.unwrap_or_default();
        context.tags_mut().add(instance.arn.as_str(), tags, REFUSALS)?;
        let described = instance.describe(cluster, Some(context.tags()));
        cluster.instances.insert(id, instance);
        let waiting: Vec<_> = cluster.live_services().map(|service| service.key.clone()).collect();
        look_at(waiting, context);
        Ok(RegisterContainerInstanceResponse { container_instance: Some(described) })
    }

    /// Describes the instances that are named by id or ARN.
    pub(super) fn describe_container_instances(
        &self,
        request: &DescribeContainerInstancesRequest,
        context: &Context<'_>,
    ) -> Handled<DescribeContainerInstancesResponse> {
        let cluster = self.named_cluster(request.cluster.as_deref(), context)?;
        let include = request.include.as_deref().unwrap_or_default();
        let with_tags = include.iter().any(|included| included == "TAGS");
        let tags = with_tags.then(|| context.tags());
        let (mut instances, mut failures) = (Vec::new(), Vec::new());
        for given in &request.container_instances {
            let id = identifier::container_instance(given, &cluster.arn)?;
            match cluster.instances.get(&id) {
                Some(instance) => instances.push(instance.describe(cluster, tags)),
                None => {
                    let name = format!("container-instance/{}/{id}", cluster.arn.last_part());
                    failures.push(missing(context.arn("ecs", &name)));
                }
            }
        }
        Ok(DescribeContainerInstancesResponse {
            container_instances: Some(instances),
            failures: Some(failures),
        })
    }

    /// Lists the ARNs of the instances, up to a hundred at a time.
    pub(super) fn list_container_instances(
        &self,
        request: &ListContainerInstancesRequest,
        context: &Context<'_>,
    ) -> Handled<ListContainerInstancesResponse> {
        let cluster = self.named_cluster(request.cluster.as_deref(), context)?;
        let wanted = request.status.as_deref().is_none_or(|status| status == "ACTIVE");
        let arns = cluster.instances.values().filter(|_| wanted).map(|each| each.arn.to_string());
        let limit = request.max_results.or(Some(100));
        let page = page(arns, limit, request.next_token.as_deref(), invalid_token)?;
        Ok(ListContainerInstancesResponse {
            container_instance_arns: Some(page.items),
            next_token: page.next_token,
        })
    }

    /// Takes an instance without tasks out of the cluster.
    pub(super) fn deregister_container_instance(
        &mut self,
        request: &DeregisterContainerInstanceRequest,
        context: &mut Context<'_>,
    ) -> Handled<DeregisterContainerInstanceResponse> {
        let cluster = self.active_cluster(request.cluster.as_deref(), context)?;
        let id = identifier::container_instance(&request.container_instance, &cluster.arn)?;
        let not_found = || client("The referenced container instance was not found.");
        let instance = cluster.instances.get(&id).ok_or_else(not_found)?;
        if instance.tasks(cluster).next().is_some() {
            return Err(if request.force == Some(true) {
                // What becomes of the tasks is said in two ways on two pages of the guide.
                NotModelled::new("ecs:DeregisterContainerInstance force with tasks").into()
            } else {
                invalid_parameter("Found running tasks on the instance.").into()
            });
        }
        let mut described = instance.describe(cluster, Some(context.tags()));
        context.tags_mut().forget(instance.arn.as_str());
        described.status = Some("INACTIVE".into());
        described.agent_connected = Some(false);
        cluster.instances.remove(&id);
        Ok(DeregisterContainerInstanceResponse { container_instance: Some(described) })
    }
}

/// Has the scheduler look at these services.
pub(super) fn look_at(services: Vec<ServiceKey>, context: &mut Context<'_>) {
    let after = context.delay(Delay::ServiceScheduler);
    for service in services {
        context.schedule(after, EcsEvent::Reconcile(service));
    }
}

/// The id of the EC2 instance in its identity document.
fn instance_id(document: &str) -> Option<String> {
    let document: Value = serde_json::from_str(document).ok()?;
    document.get("instanceId")?.as_str().map(str::to_owned)
}
