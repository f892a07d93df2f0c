//! The state of ECS, and how its parts are found.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_record::HopId;

use super::cluster::Cluster;
use super::error::{cluster_inactive, cluster_not_found};
use super::identifier::{self, ServiceKey, TaskKey};
use super::lifecycle::EcsEvent;
use super::members::MEMBERS;
use super::run_task::Launched;
use super::service;
use super::task::Task;
use super::task_definition::TaskDefinition;
use super::task_status::TaskStatus;
use crate::account::Account;
use crate::context::Context;
use crate::error::ServiceError;
use crate::members::MemberTable;
use crate::names::ClusterArn;
use crate::operation::{ServedOperation, ecs as api};
use crate::service::{Service, answers};

/// The state of ECS in one account.
///
/// A task that a test placed may stand in a cluster of another account or region; clusters are
/// therefore kept by ARN.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ecs {
    pub(super) clusters: BTreeMap<ClusterArn, Cluster>,
    /// The revisions of each family, the first at index 0.
    pub(super) definitions: BTreeMap<String, Vec<Arc<TaskDefinition>>>,
    /// What was launched under each client token of RunTask.
    pub(super) launched: BTreeMap<(ClusterArn, String), Launched>,
}

impl Service for Ecs {
    const NAME: &'static str = "ecs";
    const OPERATIONS: &'static [ServedOperation] = api::OPERATIONS;
    const MEMBERS: MemberTable = MEMBERS;
    type Event = EcsEvent;

    fn new(_seed: u64) -> Self {
        Self::default()
    }

    answers! { |ecs, context| {
        CreateCluster(request) => ecs.create_cluster(request, context),
        DescribeClusters(request) => ecs.describe_clusters(&request, context),
        ListClusters(request) => ecs.list_clusters(&request),
        DeleteCluster(request) => ecs.delete_cluster(&request, context),
        RegisterTaskDefinition(request) => ecs.register_task_definition(request, context),
        DescribeTaskDefinition(request) => ecs.describe_task_definition(&request),
        DeregisterTaskDefinition(request) => ecs.deregister_task_definition(&request, context),
        RegisterContainerInstance(request) => ecs.register_container_instance(request, context),
        DescribeContainerInstances(request) => ecs.describe_container_instances(&request, context),
        ListContainerInstances(request) => ecs.list_container_instances(&request, context),
        DeregisterContainerInstance(request) => {
            ecs.deregister_container_instance(&request, context)
        },
        CreateService(request) => ecs.create_service(request, context),
        DescribeServices(request) => ecs.describe_services(&request, context),
        UpdateService(request) => ecs.update_service(&request, context),
        DeleteService(request) => ecs.delete_service(&request, context),
        RunTask(request) => ecs.run_task(request, context),
        StopTask(request) => ecs.stop_task(request, context),
        DescribeTasks(request) => ecs.describe_tasks(&request, context),
        ListTasks(request) => ecs.list_tasks(&request, context),
    } }

    fn play(account: &mut Account, event: EcsEvent, because: Option<HopId>) {
        account.services.ecs.play(event, &mut Context::new(&mut account.machine, because));
    }
}

impl Ecs {
    /// The cluster that a request names, active or not.
    pub(super) fn named_cluster(
        &self,
        given: Option<&str>,
        context: &Context<'_>,
    ) -> Result<&Cluster, ServiceError> {
        let arn = identifier::cluster(given, context)?;
        self.clusters.get(&arn).ok_or_else(cluster_not_found)
    }

    /// The cluster that a request names, to be changed; an inactive one cannot be.
    pub(super) fn active_cluster(
        &mut self,
        given: Option<&str>,
        context: &Context<'_>,
    ) -> Result<&mut Cluster, ServiceError> {
        let arn = identifier::cluster(given, context)?;
        match self.clusters.get_mut(&arn) {
            None => Err(cluster_not_found()),
            Some(cluster) if cluster.inactive => Err(cluster_inactive()),
            Some(cluster) => Ok(cluster),
        }
    }

    /// How many tasks of a group run in a cluster of this name.
    pub(crate) fn running_tasks(&self, cluster: &str, group: &str) -> usize {
        let named = self.clusters.iter().filter(|(arn, _)| arn.last_part() == cluster);
        named
            .flat_map(|(_, cluster)| cluster.tasks.values())
            .filter(|task| task.group == group && task.status == TaskStatus::Running)
            .count()
    }

    /// The task, unless it is forgotten.
    pub(super) fn task(&self, key: &TaskKey) -> Option<&Task> {
        self.clusters.get(&key.cluster)?.tasks.get(&key.id)
    }

    /// The task, to be changed.
    pub(super) fn task_mut(&mut self, key: &TaskKey) -> Option<&mut Task> {
        self.clusters.get_mut(&key.cluster)?.tasks.get_mut(&key.id)
    }

    /// The service, to be changed.
    pub(super) fn service_mut(&mut self, key: &ServiceKey) -> Option<&mut service::Service> {
        self.clusters.get_mut(&key.cluster)?.services.get_mut(&key.name)
    }
}

/// A count as the API types it.
pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
