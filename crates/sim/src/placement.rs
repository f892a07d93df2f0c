//! A task that a test puts into a cluster under a given ARN.

use thiserror::Error;

use crate::names::{ClusterArn, TaskArn, TaskDefinitionArn};

/// A task that runs without having been started by a call, so that a finding made elsewhere finds
/// the task that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPlacement {
    /// The ARN of the task, which may be of another account and region.
    pub task: TaskArn,
    /// The ARN of its cluster, which is made when it is missing.
    pub cluster: ClusterArn,
    /// The ARN of its task definition, which need not exist.
    pub definition: TaskDefinitionArn,
    /// The group, such as `service:web` or `family:web`.
    pub group: String,
    /// `FARGATE` or `EC2`.
    pub launch_type: String,
}

/// Why a task cannot be placed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TaskPlacementError {
    /// Its launch type is none that tasks are placed with.
    #[error("a task is placed with the launch type FARGATE or EC2, and not with `{0}`")]
    LaunchType(String),
}
