//! The containers of a task.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::network_interface::NetworkInterface;
use super::task_status::TaskStatus;
use crate::names::TaskArn;
use crate::operation::ecs as api;

/// The exit code of a process that SIGTERM ended.
const TERMINATED: i32 = 128 + 15;

/// The exit code of a process that SIGKILL ended.
const KILLED: i32 = 128 + 9;

/// A container of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Container {
    pub(super) arn: String,
    pub(super) name: String,
    /// None for the container that GuardDuty adds.
    pub(super) image: Option<String>,
    pub(super) cpu: Option<String>,
    pub(super) memory: Option<String>,
    pub(super) memory_reservation: Option<String>,
    /// `stopTimeout` of the definition.
    pub(super) stop_timeout: Option<Duration>,
    pub(super) runtime_id: String,
    pub(super) status: ContainerStatus,
}

/// Where a container is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum ContainerStatus {
    /// It was not started yet.
    Pending,
    /// It runs.
    Running,
    /// It was sent SIGTERM and will end.
    Ending {
        /// When.
        at: Timestamp,
        /// With which exit code.
        exit_code: i32,
    },
    /// It has ended; one that never ran has no exit code.
    Stopped {
        /// With which exit code.
        exit_code: Option<i32>,
    },
}

impl Container {
    /// Sends SIGTERM. The container ends after `exit`; one that would take longer than its stop
    /// time-out is killed when that has passed.
    pub(super) fn terminate(&mut self, now: Timestamp, exit: Duration, default_timeout: Duration) {
        if self.status != ContainerStatus::Running {
            return;
        }
        let timeout = self.stop_timeout.unwrap_or(default_timeout);
        let (after, exit_code) =
            if exit <= timeout { (exit, TERMINATED) } else { (timeout, KILLED) };
        let at = now.checked_add(after).unwrap_or(Timestamp::MAX);
        self.status = ContainerStatus::Ending { at, exit_code };
    }

    /// Ends a container whose time has come; says whether it did.
    pub(super) fn end_if_due(&mut self, now: Timestamp) -> bool {
        match self.status {
            ContainerStatus::Ending { at, exit_code } if at <= now => {
                self.status = ContainerStatus::Stopped { exit_code: Some(exit_code) };
                true
            }
            _ => false,
        }
    }

    /// When it will end, once it was sent SIGTERM.
    pub(super) fn ends_at(&self) -> Option<Timestamp> {
        match self.status {
            ContainerStatus::Ending { at, .. } => Some(at),
            _ => None,
        }
    }

    /// The container as DescribeTasks says it.
    pub(super) fn describe(
        &self,
        task: &TaskArn,
        task_status: TaskStatus,
        interface: Option<&NetworkInterface>,
    ) -> api::Container {
        let attached = interface.filter(|_| task_status > TaskStatus::Provisioning);
        let interfaces = attached.map(|interface| api::NetworkInterface {
            attachment_id: Some(interface.attachment_id.clone()),
            private_ipv4_address: Some(interface.address.clone()),
            ipv6_address: None,
        });
        let (last_status, exit_code) = match self.status {
            ContainerStatus::Pending => ("PENDING", None),
            ContainerStatus::Running | ContainerStatus::Ending { .. } => ("RUNNING", None),
            ContainerStatus::Stopped { exit_code } => ("STOPPED", exit_code),
        };
        let started = self.status != ContainerStatus::Pending;
        api::Container {
            container_arn: Some(self.arn.clone()),
            task_arn: Some(task.to_string()),
            name: Some(self.name.clone()),
            image: self.image.clone(),
            runtime_id: Some(self.runtime_id.clone()).filter(|_| started),
            last_status: Some(last_status.into()),
            exit_code,
            network_bindings: Some(Vec::new()).filter(|_| started),
            network_interfaces: Some(interfaces.into_iter().collect()),
            health_status: Some("UNKNOWN".into()),
            cpu: self.cpu.clone(),
            memory: self.memory.clone(),
            memory_reservation: self.memory_reservation.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(stop_timeout: Option<u64>) -> Container {
        Container {
            arn: "arn".into(),
            name: "web".into(),
            image: None,
            cpu: None,
            memory: None,
            memory_reservation: None,
            stop_timeout: stop_timeout.map(Duration::from_secs),
            runtime_id: "id".into(),
            status: ContainerStatus::Running,
        }
    }

    fn ending(mut container: Container, exit: u64) -> (i64, i32) {
        let seconds = Duration::from_secs;
        container.terminate(Timestamp::UNIX_EPOCH, seconds(exit), seconds(30));
        match container.status {
            ContainerStatus::Ending { at, exit_code } => (at.as_second(), exit_code),
            status => panic!("{status:?}"),
        }
    }

    #[test]
    fn a_container_that_handles_sigterm_ends_by_itself() {
        assert_eq!(ending(running(None), 2), (2, 143));
        assert_eq!(ending(running(Some(120)), 100), (100, 143));
    }

    #[test]
    fn a_container_that_does_not_end_in_time_is_killed() {
        assert_eq!(ending(running(None), 31), (30, 137));
        assert_eq!(ending(running(Some(2)), 3), (2, 137));
    }
}
