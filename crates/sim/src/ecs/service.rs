//! A service: how many tasks of a definition are to run, and what became of that.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cluster::Cluster;
use super::identifier::ServiceKey;
use super::state::count;
use super::task::Task;
use super::task_definition::TaskDefinition;
use super::task_status::{LaunchType, TaskStatus};
use crate::context::Context;
use crate::names::EcsServiceArn;
use crate::operation::ecs::{
    self as api, CreateServiceRequest, Deployment, DeploymentController, ServiceEvent,
};
use crate::tags::Tags;

/// How many of its latest events a service shows.
const SHOWN_EVENTS: usize = 100;

/// Whether a service still does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum ServiceStatus {
    /// It keeps its tasks running.
    Active,
    /// It was deleted and its tasks are ending.
    Draining,
    /// It was deleted and has no tasks.
    Inactive,
}

impl ServiceStatus {
    /// The status as `status` says it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// A service that runs replicas.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Service {
    pub(super) key: ServiceKey,
    pub(super) arn: EcsServiceArn,
    pub(super) status: ServiceStatus,
    pub(super) desired_count: usize,
    pub(super) definition: Arc<TaskDefinition>,
    pub(super) launch_type: LaunchType,
    pub(super) platform_version: Option<String>,
    /// `ecs-svc/` and digits: the one deployment, which starts the tasks.
    pub(super) deployment: String,
    pub(super) created: Timestamp,
    pub(super) created_by: String,
    pub(super) updated: Timestamp,
    /// What it was created with, of which most is given back as it came.
    pub(super) given: CreateServiceRequest,
    /// The latest first.
    pub(super) events: Vec<ServiceEvent>,
    /// Whether the last look found no room for a task.
    pub(super) lacks_room: bool,
    /// Whether it was said that it is steady, since it last was not.
    pub(super) steady: bool,
}

impl Service {
    /// Its tasks that are not to end.
    pub(super) fn tasks<'a>(&'a self, cluster: &'a Cluster) -> impl Iterator<Item = &'a Task> {
        cluster
            .live_tasks()
            .filter(|task| task.service.as_ref() == Some(&self.key) && task.stop.is_none())
    }

    /// Writes an event of the service.
    pub(super) fn tell(&mut self, what: &str, context: &mut Context<'_>) {
        let event = ServiceEvent {
            id: Some(context.ids().uuid()),
            created_at: Some(context.now()),
            message: Some(format!("(service {}) {what}", self.key.name)),
        };
        self.events.insert(0, event);
        self.events.truncate(SHOWN_EVENTS);
    }

    /// The service as DescribeServices says it.
    pub(super) fn describe(&self, cluster: &Cluster, tags: Option<&Tags>) -> api::Service {
        let given = self.given.clone();
        let running = self.tasks(cluster).filter(|task| task.status == TaskStatus::Running).count();
        let pending = self.tasks(cluster).count() - running;
        let inactive = self.status == ServiceStatus::Inactive;
        let deployments =
            if inactive { Vec::new() } else { vec![self.deployment(running, pending)] };
        api::Service {
            service_arn: Some(self.arn.to_string()),
            service_name: Some(self.key.name.clone()),
            cluster_arn: Some(self.key.cluster.to_string()),
            load_balancers: Some(given.load_balancers.unwrap_or_default()),
            service_registries: Some(given.service_registries.unwrap_or_default()),
            status: Some(self.status.as_str().into()),
            desired_count: Some(count(self.desired_count)),
            running_count: Some(count(running)),
            pending_count: Some(count(pending)),
            launch_type: Some(self.launch_type.as_str().into()),
            platform_version: self.platform_version.clone(),
            platform_family: self.platform_version.as_ref().map(|_| "Linux".into()),
            task_definition: Some(self.definition.arn.to_string()),
            deployment_configuration: given.deployment_configuration,
            deployments: Some(deployments),
            role_arn: given.role,
            events: Some(self.events.clone()),
            created_at: Some(self.created),
            placement_constraints: Some(Vec::new()),
            placement_strategy: Some(Vec::new()),
            network_configuration: given.network_configuration,
            health_check_grace_period_seconds: given.health_check_grace_period_seconds,
            scheduling_strategy: Some("REPLICA".into()),
            deployment_controller: Some(DeploymentController { r#type: "ECS".into() }),
            tags: Some(tags.map_or_else(Vec::new, |tags| tags.of(self.arn.as_str()))),
            created_by: Some(self.created_by.clone()),
            enable_ecs_managed_tags: Some(given.enable_ecs_managed_tags.unwrap_or_default()),
            propagate_tags: Some(given.propagate_tags.unwrap_or_else(|| "NONE".into())),
            enable_execute_command: Some(given.enable_execute_command.unwrap_or_default()),
            availability_zone_rebalancing: given.availability_zone_rebalancing,
        }
    }

    fn deployment(&self, running: usize, pending: usize) -> Deployment {
        let (state, reason) =
            if self.steady { ("COMPLETED", "completed.") } else { ("IN_PROGRESS", "in progress.") };
        Deployment {
            id: Some(self.deployment.clone()),
            status: Some("PRIMARY".into()),
            task_definition: Some(self.definition.arn.to_string()),
            desired_count: Some(count(self.desired_count)),
            pending_count: Some(count(pending)),
            running_count: Some(count(running)),
            failed_tasks: Some(0),
            created_at: Some(self.created),
            updated_at: Some(self.updated),
            launch_type: Some(self.launch_type.as_str().into()),
            platform_version: self.platform_version.clone(),
            platform_family: self.platform_version.as_ref().map(|_| "Linux".into()),
            network_configuration: self.given.network_configuration.clone(),
            rollout_state: Some(state.into()),
            rollout_state_reason: Some(format!("ECS deployment {} {reason}", self.deployment)),
        }
    }
}
