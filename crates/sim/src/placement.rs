//! A task that a test puts into a cluster under a given ARN.

use firedrill_finding::LaunchType;
use serde::{Deserialize, Serialize};

use crate::names::{ClusterArn, TaskArn, TaskDefinitionArn};

/// A task that runs without having been started by a call, so that a finding made elsewhere finds
/// the task that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskPlacement {
    /// The ARN of the task, which may be of another account and region.
    pub task: TaskArn,
    /// The ARN of its cluster, which is made when it is missing.
    pub cluster: ClusterArn,
    /// The ARN of its task definition, which need not exist.
    pub definition: TaskDefinitionArn,
    /// The group, such as `service:web` or `family:web`.
    pub group: String,
    /// Where it runs.
    pub launch_type: LaunchType,
}
