//! A task definition: one revision of a family.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::task_size::TaskSize;
use super::task_status::LaunchType;
use crate::names::TaskDefinitionArn;
use crate::operation::ecs::{self as api, RegisterTaskDefinitionRequest};

/// A revision of a family; what it was registered with never changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TaskDefinition {
    pub(super) arn: TaskDefinitionArn,
    pub(super) revision: i32,
    pub(super) registered: Timestamp,
    pub(super) registered_by: String,
    /// Set once it is INACTIVE.
    pub(super) deregistered: Option<Timestamp>,
    pub(super) size: TaskSize,
    pub(super) given: RegisterTaskDefinitionRequest,
}

impl TaskDefinition {
    /// Whether tasks of it have a network interface of their own.
    pub(super) fn uses_awsvpc(&self) -> bool {
        self.given.network_mode.as_deref() == Some("awsvpc")
    }

    /// Whether a task of it can be launched so.
    pub(super) fn supports(&self, launch_type: LaunchType) -> bool {
        launch_type == LaunchType::Ec2 || suits_fargate(&self.given, self.size)
    }

    /// The definition as DescribeTaskDefinition says it.
    pub(super) fn describe(&self) -> api::TaskDefinition {
        let given = self.given.clone();
        let status = if self.deregistered.is_none() { "ACTIVE" } else { "INACTIVE" };
        let compatibilities = [LaunchType::Ec2, LaunchType::Fargate]
            .into_iter()
            .filter(|launch_type| self.supports(*launch_type))
            .map(|launch_type| launch_type.as_str().to_owned());
        api::TaskDefinition {
            task_definition_arn: Some(self.arn.to_string()),
            container_definitions: Some(given.container_definitions),
            family: Some(given.family),
            task_role_arn: given.task_role_arn,
            execution_role_arn: given.execution_role_arn,
            network_mode: given.network_mode,
            revision: Some(self.revision),
            volumes: Some(given.volumes.unwrap_or_default()),
            status: Some(status.into()),
            placement_constraints: Some(Vec::new()),
            compatibilities: Some(compatibilities.collect()),
            runtime_platform: given.runtime_platform,
            requires_compatibilities: given.requires_compatibilities,
            cpu: given.cpu,
            memory: given.memory,
            pid_mode: given.pid_mode,
            ipc_mode: given.ipc_mode,
            registered_at: Some(self.registered),
            deregistered_at: self.deregistered,
            registered_by: Some(self.registered_by.clone()),
            ephemeral_storage: given.ephemeral_storage,
            enable_fault_injection: given.enable_fault_injection,
        }
    }
}

/// Whether Fargate can run tasks of such a definition.
pub(super) fn suits_fargate(given: &RegisterTaskDefinitionRequest, size: TaskSize) -> bool {
    let asked = given.requires_compatibilities.as_deref().unwrap_or_default();
    let allowed = asked.is_empty() || asked.iter().any(|launch_type| launch_type == "FARGATE");
    let sized = given.cpu.is_some() && given.memory.is_some() && size.is_of_fargate();
    allowed && sized && given.network_mode.as_deref() == Some("awsvpc")
}
