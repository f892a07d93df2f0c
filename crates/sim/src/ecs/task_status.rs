//! The stages of a task's life, and why it ends.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a task is in its life ("Amazon ECS task lifecycle" of the developer guide).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum TaskStatus {
    /// Its network interface is made.
    Provisioning,
    /// The agent is to take it on.
    Pending,
    /// Its containers are made.
    Activating,
    /// It runs.
    Running,
    /// What must be undone before its containers end is undone.
    Deactivating,
    /// Its containers were sent SIGTERM.
    Stopping,
    /// Its network interface is released.
    Deprovisioning,
    /// It has ended.
    Stopped,
}

impl TaskStatus {
    /// The status as `lastStatus` says it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Activating => "ACTIVATING",
            Self::Running => "RUNNING",
            Self::Deactivating => "DEACTIVATING",
            Self::Stopping => "STOPPING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        }
    }
}

/// Who or what ended a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum StopCode {
    /// StopTask.
    UserInitiated,
    /// The scheduler of its service.
    ServiceSchedulerInitiated,
}

impl StopCode {
    /// The code as `stopCode` says it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::UserInitiated => "UserInitiated",
            Self::ServiceSchedulerInitiated => "ServiceSchedulerInitiated",
        }
    }
}

/// That a task is to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stop {
    pub(super) code: StopCode,
    pub(super) reason: String,
    /// `stoppingAt`.
    pub(super) at: Timestamp,
}

/// Where and how a task runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum LaunchType {
    /// On container instances of the account.
    Ec2,
    /// On AWS's own.
    Fargate,
}

impl LaunchType {
    /// The type as `launchType` says it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ec2 => "EC2",
            Self::Fargate => "FARGATE",
        }
    }
}
