//! CreateService, DescribeServices, UpdateService and DeleteService.

use super::clusters::missing;
use super::container_instances::look_at;
use super::error::{
    client, invalid_parameter, out_of_range, service_not_active, service_not_found,
};
use super::identifier::{self, ServiceKey, check_name};
use super::run_task::{check_launch, launch_type, platform_version};
use super::service::{Service, ServiceStatus};
use super::state::Ecs;
use super::tags::REFUSALS;
use crate::context::Context;
use crate::error::{Handled, NotModelled, ServiceError};
use crate::names::EcsServiceArn;
use crate::operation::ecs::{
    CreateServiceRequest, CreateServiceResponse, DeleteServiceRequest, DeleteServiceResponse,
    DescribeServicesRequest, DescribeServicesResponse, UpdateServiceRequest, UpdateServiceResponse,
};

impl Ecs {
    /// Creates a service; its scheduler starts the tasks a little later.
    pub(super) fn create_service(
        &mut self,
        request: CreateServiceRequest,
        context: &mut Context<'_>,
    ) -> Handled<CreateServiceResponse> {
        check_name(&request.service_name, "Service name contains invalid characters.")?;
        if let Some(strategy) = request.scheduling_strategy.as_deref().filter(|it| *it != "REPLICA")
        {
            let what = format!("ecs:CreateService schedulingStrategy {strategy}");
            return Err(NotModelled::new(what).into());
        }
        if let Some(controller) = &request.deployment_controller
            && controller.r#type != "ECS"
        {
            let what = format!("ecs:CreateService deploymentController {}", controller.r#type);
            return Err(NotModelled::new(what).into());
        }
        let desired_count = desired(request.desired_count.ok_or_else(|| {
            // unsure
            invalid_parameter("desiredCount must be provided for the REPLICA strategy.")
        })?)?;
        let launch_type = launch_type(request.launch_type.as_deref(), "CreateService")?;
        let key = {
            let cluster = self.active_cluster(request.cluster.as_deref(), context)?;
            ServiceKey { cluster: cluster.arn.clone(), name: request.service_name.clone() }
        };
        if let Some(known) = self.service_mut(&key) {
            match known.status {
                ServiceStatus::Active if known.given == request => {
                    let described = self.describe_service(&key, context);
                    return Ok(CreateServiceResponse { service: described });
                }
                ServiceStatus::Active => {
                    let message = "Creation of service was not idempotent.";
                    return Err(invalid_parameter(message).into());
                }
                ServiceStatus::Draining => {
                    let message = "Unable to Start a service that is still Draining.";
                    return Err(invalid_parameter(message).into());
                }
                ServiceStatus::Inactive => {}
            }
        }
        // unsure
        let definition = request.task_definition.as_deref();
        let definition =
            definition.ok_or_else(|| client("TaskDefinition can not be null or empty."))?;
        let definition = self.launchable_definition(definition)?;
        check_launch(&definition, launch_type, request.network_configuration.as_ref())?;
        let name = format!("service/{}/{}", key.cluster.last_part(), key.name);
        let arn = EcsServiceArn::new(context.arn("ecs", &name));
        let created_by = context.global_arn("iam", "root");
        let tags = request.tags.iter().flatten().cloned();
        context.tags_mut().add(arn.as_str(), tags, REFUSALS)?;
        let service = Service {
            arn,
            status: ServiceStatus::Active,
            desired_count,
            definition,
            launch_type,
            platform_version: platform_version(launch_type, request.platform_version.as_deref()),
            created: context.now(),
            created_by,
            updated: context.now(),
            deployment: format!("ecs-svc/{}", context.ids().digits(19)),
            given: request,
            events: Vec::new(),
            lacks_room: false,
            steady: false,
            key: key.clone(),
        };
        if let Some(cluster) = self.clusters.get_mut(&key.cluster) {
            cluster.services.insert(key.name.clone(), service);
        }
        look_at(vec![key.clone()], context);
        Ok(CreateServiceResponse { service: self.describe_service(&key, context) })
    }

    /// Describes up to ten services; deleted ones too.
    pub(super) fn describe_services(
        &self,
        request: &DescribeServicesRequest,
        context: &Context<'_>,
    ) -> Handled<DescribeServicesResponse> {
        let cluster = self.named_cluster(request.cluster.as_deref(), context)?;
        if request.services.is_empty() {
            return Err(invalid_parameter("Services cannot be empty.").into());
        }
        if request.services.len() > 10 {
            return Err(out_of_range("services", "of up to 10 elements").into());
        }
        let include = request.include.as_deref().unwrap_or_default();
        let with_tags = include.iter().any(|included| included == "TAGS");
        let tags = with_tags.then(|| context.tags());
        let (mut services, mut failures) = (Vec::new(), Vec::new());
        for given in &request.services {
            let name = identifier::service(given, &cluster.arn)?;
            match cluster.services.get(&name) {
                Some(service) => services.push(service.describe(cluster, tags)),
                None => {
                    let name = format!("service/{}/{name}", cluster.arn.last_part());
                    failures.push(missing(context.arn("ecs", &name)));
                }
            }
        }
        Ok(DescribeServicesResponse { services: Some(services), failures: Some(failures) })
    }

    /// Changes how many tasks a service is to have.
    pub(super) fn update_service(
        &mut self,
        request: &UpdateServiceRequest,
        context: &mut Context<'_>,
    ) -> Handled<UpdateServiceResponse> {
        let key = self.named_service(request.cluster.as_deref(), &request.service, context)?;
        let desired_count = request.desired_count.map(desired).transpose()?;
        let service = self.service_mut(&key).ok_or_else(service_not_found)?;
        if service.status != ServiceStatus::Active {
            return Err(service_not_active().into());
        }
        if let Some(desired_count) = desired_count {
            service.desired_count = desired_count;
            service.updated = context.now();
            look_at(vec![key.clone()], context);
        }
        Ok(UpdateServiceResponse { service: self.describe_service(&key, context) })
    }

    /// Deletes a service: it drains, and is INACTIVE once its tasks have stopped.
    pub(super) fn delete_service(
        &mut self,
        request: &DeleteServiceRequest,
        context: &mut Context<'_>,
    ) -> Handled<DeleteServiceResponse> {
        let key = self.named_service(request.cluster.as_deref(), &request.service, context)?;
        let service = self.service_mut(&key).ok_or_else(service_not_found)?;
        match service.status {
            ServiceStatus::Inactive => return Err(service_not_found().into()),
            ServiceStatus::Draining => {}
            ServiceStatus::Active => {
                if service.desired_count > 0 && request.force != Some(true) {
                    return Err(invalid_parameter(
                        "The service cannot be stopped while the primary deployment is scaled \
                         above 0.",
                    )
                    .into());
                }
                service.desired_count = 0;
                service.status = ServiceStatus::Draining;
                service.updated = context.now();
                look_at(vec![key.clone()], context);
            }
        }
        Ok(DeleteServiceResponse { service: self.describe_service(&key, context) })
    }

    fn named_service(
        &self,
        cluster: Option<&str>,
        given: &str,
        context: &Context<'_>,
    ) -> Result<ServiceKey, ServiceError> {
        let cluster = self.named_cluster(cluster, context)?;
        let name = identifier::service(given, &cluster.arn)?;
        Ok(ServiceKey { cluster: cluster.arn.clone(), name })
    }

    fn describe_service(
        &self,
        key: &ServiceKey,
        context: &Context<'_>,
    ) -> Option<crate::operation::ecs::Service> {
        let cluster = self.clusters.get(&key.cluster)?;
        Some(cluster.services.get(&key.name)?.describe(cluster, Some(context.tags())))
    }
}

/// How many tasks a service may have ("Amazon ECS service quotas").
const TASKS_PER_SERVICE: usize = 5_000;

fn desired(count: i32) -> Result<usize, ServiceError> {
    let count = usize::try_from(count).ok().filter(|count| *count <= TASKS_PER_SERVICE);
    count.ok_or_else(|| out_of_range("desiredCount", "between 0 and 5000"))
}
