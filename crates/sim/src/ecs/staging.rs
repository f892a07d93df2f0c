//! A task that a test puts into a cluster, without anybody having started it.

use std::time::Duration;

use super::cluster::Cluster;
use super::container::{Container, ContainerStatus};
use super::identifier::TaskId;
use super::launch::{LATEST_PLATFORM, container_arn, runtime_id};
use super::network_interface::NetworkInterface;
use super::state::Ecs;
use super::task::{Task, TaskTimes};
use super::task_event::hop;
use super::task_size::TaskSize;
use super::task_status::{LaunchType, TaskStatus};
use crate::context::Context;
use crate::operation::ecs::TaskOverride;
use crate::placement::TaskPlacement;

impl Ecs {
    /// Has a task run from now on; its cluster is made where it is missing.
    ///
    /// No service replaces it, whatever its group says, and it is on no container instance. Where
    /// its definition is known it has the containers of that, else one with the name of the
    /// family. Its start was not seen, so no event tells of it.
    pub(crate) fn place_task(&mut self, placement: &TaskPlacement, context: &mut Context<'_>) {
        let now = context.now();
        let launch_type = match placement.launch_type {
            firedrill_finding::LaunchType::Ec2 => LaunchType::Ec2,
            firedrill_finding::LaunchType::Fargate => LaunchType::Fargate,
        };
        let definition = self.definition(placement.definition.as_str()).cloned();
        let given = definition.as_ref().map(|definition| &definition.given);
        let interface = match &definition {
            Some(definition) => definition.uses_awsvpc(),
            None => launch_type == LaunchType::Fargate,
        };
        let mut task = Task {
            arn: placement.task.clone(),
            id: TaskId::new(placement.task.last_part()),
            cluster: placement.cluster.clone(),
            definition: placement.definition.clone(),
            group: placement.group.clone(),
            started_by: None,
            service: None,
            launch_type,
            status: TaskStatus::Running,
            stop: None,
            version: 1,
            containers: Vec::new(),
            interface: interface.then(|| NetworkInterface::new(None, context)),
            instance: None,
            size: definition.as_ref().map_or_else(TaskSize::default, |each| each.size),
            cpu: given.and_then(|given| given.cpu.clone()),
            memory: given.and_then(|given| given.memory.clone()),
            architecture: "x86_64".into(),
            storage: None,
            overrides: TaskOverride::default(),
            tags: Vec::new(),
            execute_command: false,
            platform_version: (launch_type == LaunchType::Fargate).then(|| LATEST_PLATFORM.into()),
            times: TaskTimes {
                created: now,
                connected: Some(now),
                pull_started: Some(now),
                pull_stopped: Some(now),
                started: Some(now),
                ..TaskTimes::default()
            },
            next: None,
        };
        let family = task.family().to_owned();
        let defined: Vec<(String, Option<String>, Option<Duration>)> = match given {
            None => vec![(family, None, None)],
            Some(given) => given
                .container_definitions
                .iter()
                .map(|each| {
                    let name = each.name.clone().unwrap_or_default();
                    let timeout = each.stop_timeout.and_then(|seconds| u64::try_from(seconds).ok());
                    (name, each.image.clone(), timeout.map(Duration::from_secs))
                })
                .collect(),
        };
        for (name, image, stop_timeout) in defined {
            task.containers.push(Container {
                arn: container_arn(&task.arn, context),
                name,
                image,
                cpu: None,
                memory: None,
                memory_reservation: None,
                stop_timeout,
                runtime_id: runtime_id(&task.arn, launch_type, context),
                status: ContainerStatus::Running,
            });
        }
        context.hop(hop(&task));
        let cluster = self
            .clusters
            .entry(placement.cluster.clone())
            .or_insert_with(|| Cluster::new(placement.cluster.clone()));
        cluster.tasks.insert(task.id.clone(), task);
    }
}
