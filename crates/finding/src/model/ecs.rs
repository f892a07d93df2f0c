//! The ECS cluster of a finding and the task in it.

use serde::{Deserialize, Serialize};

use super::{Container, Tag, Volume};
use crate::instant::EpochSeconds;
use crate::member::Member;

/// An ECS cluster.
///
/// There is no `clusterArn` here and no `taskArn` in the task: both are called `arn`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EcsClusterDetails {
    /// The name; in a sample it disagrees with the ARN.
    pub name: String,
    /// The ARN.
    pub arn: String,
    /// The status, such as `ACTIVE`.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub status: Member<String>,
    /// How many services run in it.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub active_services_count: Member<u64>,
    /// How many container instances it has; none on Fargate.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub registered_container_instances_count: Member<u64>,
    /// How many tasks run in it.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub running_tasks_count: Member<u64>,
    /// Its tags; `GuardDutyManaged` says who installs the agent.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub tags: Member<Vec<Tag>>,
    /// The task.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub task_details: Member<EcsTaskDetails>,
}

/// An ECS task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EcsTaskDetails {
    /// The ARN.
    pub arn: String,
    /// The ARN of its definition.
    pub definition_arn: String,
    /// The version counter of the task's state, as text.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub version: Member<String>,
    /// When it was asked for; the API calls this `TaskCreatedAt`.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub created_at: Member<EpochSeconds>,
    /// When it started.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub started_at: Member<EpochSeconds>,
    /// Who started it, such as `ecs-svc/` and a deployment's number.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub started_by: Member<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub tags: Member<Vec<Tag>>,
    /// Its volumes.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub volumes: Member<Vec<Volume>>,
    /// Its containers.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub containers: Member<Vec<Container>>,
    /// Its group: `service:` and a service's name, or `family:` and a family's.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub group: Member<String>,
    /// `FARGATE` or `EC2`.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub launch_type: Member<String>,
}
