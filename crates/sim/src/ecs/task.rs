//! A task: where it is in its life, and how DescribeTasks says it.

use firedrill_arn::Arn;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::container::{Container, ContainerStatus};
use super::identifier::{ServiceKey, TaskId, TaskKey};
use super::network_interface::NetworkInterface;
use super::task_size::TaskSize;
use super::task_status::{LaunchType, Stop, TaskStatus};
use crate::names::{ClusterArn, ContainerInstanceArn, TaskArn, TaskDefinitionArn};
use crate::operation::ecs::{
    self as api, Attribute, EphemeralStorage, TaskEphemeralStorage, TaskOverride,
};
use crate::queue::Ticket;
use crate::tags::Tags;

/// The storage of a Fargate task that asks for none, in GiB.
const FARGATE_STORAGE: i32 = 20;

/// A task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) arn: TaskArn,
    pub(super) id: TaskId,
    pub(super) cluster: ClusterArn,
    pub(super) definition: TaskDefinitionArn,
    pub(super) group: String,
    pub(super) started_by: Option<String>,
    /// The service that started it and replaces it.
    pub(super) service: Option<ServiceKey>,
    pub(super) launch_type: LaunchType,
    pub(super) status: TaskStatus,
    /// Set once it is to end.
    pub(super) stop: Option<Stop>,
    /// How often it has changed, counted from 1.
    pub(super) version: i64,
    pub(super) containers: Vec<Container>,
    /// In the network mode `awsvpc`.
    pub(super) interface: Option<NetworkInterface>,
    /// On EC2.
    pub(super) instance: Option<ContainerInstanceArn>,
    /// What it takes on a container instance.
    pub(super) size: TaskSize,
    /// `cpu` and `memory` as the definition or the overrides write them.
    pub(super) cpu: Option<String>,
    pub(super) memory: Option<String>,
    pub(super) architecture: String,
    pub(super) storage: Option<i32>,
    pub(super) overrides: TaskOverride,
    pub(super) execute_command: bool,
    pub(super) platform_version: Option<String>,
    pub(super) times: TaskTimes,
    /// The change that comes next by itself, so that a stop can take it back.
    pub(super) next: Option<Ticket>,
}

/// When a task reached the points of its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TaskTimes {
    pub(super) created: Timestamp,
    pub(super) connected: Option<Timestamp>,
    pub(super) pull_started: Option<Timestamp>,
    pub(super) pull_stopped: Option<Timestamp>,
    pub(super) started: Option<Timestamp>,
    pub(super) execution_stopped: Option<Timestamp>,
    pub(super) stopped: Option<Timestamp>,
}

impl Task {
    /// Where it is.
    pub(super) fn key(&self) -> TaskKey {
        TaskKey { cluster: self.cluster.clone(), id: self.id.clone() }
    }

    /// `desiredStatus`.
    pub(super) fn desired_status(&self) -> &'static str {
        if self.stop.is_some() { "STOPPED" } else { "RUNNING" }
    }

    /// The family of its definition.
    pub(super) fn family(&self) -> &str {
        let name = self.definition.as_str().rsplit('/').next().unwrap_or_default();
        name.split(':').next().unwrap_or_default()
    }

    /// Whether any container is still there.
    pub(super) fn has_running_containers(&self) -> bool {
        let ended = |each: &Container| matches!(each.status, ContainerStatus::Stopped { .. });
        !self.containers.iter().all(ended)
    }

    /// The task as DescribeTasks says it.
    pub(super) fn describe(&self, tags: Option<&Tags>) -> api::Task {
        let fargate = self.launch_type == LaunchType::Fargate;
        let interface = self.interface.as_ref();
        let attachments =
            interface.map(|each| each.describe("ElasticNetworkInterface", self.status));
        let storage = self.storage.unwrap_or(FARGATE_STORAGE);
        api::Task {
            attachments: Some(attachments.into_iter().collect()),
            attributes: Some(self.attributes()),
            availability_zone: Some(self.zone()),
            cluster_arn: Some(self.cluster.to_string()),
            connectivity: self.times.connected.map(|_| "CONNECTED".into()),
            connectivity_at: self.times.connected,
            container_instance_arn: self.instance.clone().map(Into::into),
            containers: Some(self.describe_containers()),
            cpu: self.cpu.clone(),
            created_at: Some(self.times.created),
            desired_status: Some(self.desired_status().into()),
            enable_execute_command: Some(self.execute_command),
            execution_stopped_at: self.times.execution_stopped,
            group: Some(self.group.clone()),
            health_status: Some("UNKNOWN".into()),
            last_status: Some(self.status.as_str().into()),
            launch_type: Some(self.launch_type.as_str().into()),
            memory: self.memory.clone(),
            overrides: Some(self.describe_overrides()),
            platform_version: self.platform_version.clone(),
            platform_family: fargate.then(|| "Linux".into()),
            pull_started_at: self.times.pull_started,
            pull_stopped_at: self.times.pull_stopped,
            started_at: self.times.started,
            started_by: self.started_by.clone(),
            stop_code: self.stop.as_ref().map(|stop| stop.code.as_str().into()),
            stopped_at: self.times.stopped,
            stopped_reason: self.stop.as_ref().map(|stop| stop.reason.clone()),
            stopping_at: self.stop.as_ref().map(|stop| stop.at),
            tags: Some(tags.map_or_else(Vec::new, |tags| tags.of(self.arn.as_str()))),
            task_arn: Some(self.arn.to_string()),
            task_definition_arn: Some(self.definition.to_string()),
            version: Some(self.version),
            ephemeral_storage: fargate.then_some(EphemeralStorage { size_in_gib: storage }),
            fargate_ephemeral_storage: fargate
                .then_some(TaskEphemeralStorage { size_in_gib: Some(storage), kms_key_id: None }),
        }
    }

    /// The containers as DescribeTasks says them.
    pub(super) fn describe_containers(&self) -> Vec<api::Container> {
        let interface = self.interface.as_ref();
        let containers = self.containers.iter();
        containers.map(|each| each.describe(&self.arn, self.status, interface)).collect()
    }

    /// The overrides, with an entry for each container as AWS answers.
    pub(super) fn describe_overrides(&self) -> TaskOverride {
        let mut described = self.overrides.clone();
        let of_containers = described.container_overrides.get_or_insert_default();
        for container in &self.containers {
            let named = |each: &api::ContainerOverride| each.name.as_ref() == Some(&container.name);
            if !of_containers.iter().any(named) {
                of_containers.push(api::ContainerOverride {
                    name: Some(container.name.clone()),
                    ..api::ContainerOverride::default()
                });
            }
        }
        described.inference_accelerator_overrides.get_or_insert_default();
        described
    }

    /// The attributes of the machine below.
    pub(super) fn attributes(&self) -> Vec<Attribute> {
        vec![Attribute {
            name: "ecs.cpu-architecture".into(),
            value: Some(self.architecture.clone()),
            ..Attribute::default()
        }]
    }

    /// The availability zone: the first of the region, for every task.
    pub(super) fn zone(&self) -> String {
        let region = Arn::parse(self.cluster.as_str()).map_or("", |arn| arn.region);
        format!("{region}a")
    }
}
