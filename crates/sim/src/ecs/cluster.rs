//! A cluster and what is in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::container_instance::ContainerInstance;
use super::identifier::TaskId;
use super::service::{Service, ServiceStatus};
use super::state::count;
use super::task::Task;
use super::task_status::{LaunchType, TaskStatus};
use crate::names::ClusterArn;
use crate::operation::ecs::{self as api, ClusterSetting, KeyValuePair};
use crate::tags::Tags;

/// A cluster.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Cluster {
    pub(super) arn: ClusterArn,
    /// Whether it was deleted; it is still described, and nothing can be done with it.
    pub(super) inactive: bool,
    pub(super) settings: Vec<ClusterSetting>,
    /// By the id within the cluster.
    pub(super) instances: BTreeMap<String, ContainerInstance>,
    pub(super) services: BTreeMap<String, Service>,
    pub(super) tasks: BTreeMap<TaskId, Task>,
}

impl Cluster {
    /// An empty cluster.
    pub(super) fn new(arn: ClusterArn) -> Self {
        let setting = |name: &str, value: &str| ClusterSetting {
            name: Some(name.into()),
            value: Some(value.into()),
        };
        Self {
            arn,
            inactive: false,
            settings: vec![setting("containerInsights", "disabled")],
            instances: BTreeMap::new(),
            services: BTreeMap::new(),
            tasks: BTreeMap::new(),
        }
    }

    /// The services that are not deleted.
    pub(super) fn live_services(&self) -> impl Iterator<Item = &Service> {
        self.services.values().filter(|service| service.status != ServiceStatus::Inactive)
    }

    /// The tasks that have not ended.
    pub(super) fn live_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.values().filter(|task| task.status != TaskStatus::Stopped)
    }

    /// The cluster as DescribeClusters says it, with what `include` asks for.
    pub(super) fn describe(&self, include: &[String], tags: &Tags) -> api::Cluster {
        let wants = |what: &str| include.iter().any(|included| included == what);
        let status = if self.inactive { "INACTIVE" } else { "ACTIVE" };
        let running = self.live_tasks().filter(|task| task.status == TaskStatus::Running).count();
        let pending = self.live_tasks().filter(|task| task.status < TaskStatus::Running).count();
        api::Cluster {
            cluster_arn: Some(self.arn.to_string()),
            cluster_name: Some(self.arn.last_part().into()),
            status: Some(status.into()),
            registered_container_instances_count: Some(count(self.instances.len())),
            running_tasks_count: Some(count(running)),
            pending_tasks_count: Some(count(pending)),
            active_services_count: Some(count(self.live_services().count())),
            statistics: Some(if wants("STATISTICS") { self.statistics() } else { Vec::new() }),
            tags: Some(if wants("TAGS") { tags.of(self.arn.as_str()) } else { Vec::new() }),
            settings: Some(if wants("SETTINGS") { self.settings.clone() } else { Vec::new() }),
            capacity_providers: Some(Vec::new()),
            default_capacity_provider_strategy: Some(Vec::new()),
        }
    }

    fn statistics(&self) -> Vec<KeyValuePair> {
        let mut statistics = Vec::new();
        for (label, launch_type) in [("EC2", LaunchType::Ec2), ("Fargate", LaunchType::Fargate)] {
            let tasks = || self.live_tasks().filter(|task| task.launch_type == launch_type);
            let services =
                || self.live_services().filter(|service| service.launch_type == launch_type);
            let active = |service: &&Service| service.status == ServiceStatus::Active;
            for (name, number) in [
                ("runningXTasksCount", tasks().filter(|t| t.status == TaskStatus::Running).count()),
                ("pendingXTasksCount", tasks().filter(|t| t.status < TaskStatus::Running).count()),
                ("activeXServiceCount", services().filter(active).count()),
                ("drainingXServiceCount", services().filter(|each| !active(each)).count()),
            ] {
                statistics.push(KeyValuePair {
                    name: Some(name.replace('X', label)),
                    value: Some(number.to_string()),
                });
            }
        }
        statistics
    }
}
