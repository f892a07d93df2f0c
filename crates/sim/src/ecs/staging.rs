//! A task that a test puts into a cluster, without anybody having started it.

use super::cluster::Cluster;
use super::container::{Container, ContainerStatus};
use super::identifier::TaskId;
use super::launch::{LATEST_PLATFORM, new_container};
use super::network_interface::NetworkInterface;
use super::state::Ecs;
use super::task::{Task, TaskTimes};
use super::task_event::hop;
use super::task_size::TaskSize;
use super::task_status::{LaunchType, TaskStatus};
use crate::context::Context;
use crate::names::TaskArn;
use crate::operation::ecs::{ContainerDefinition, TaskOverride};
use crate::placement::{TaskPlacement, TaskPlacementError};

impl Ecs {
    /// Has a task run from now on; its cluster is made where it is missing.
    ///
    /// No service replaces it, whatever its group says, and it is on no container instance. Where
    /// its definition is known it has the containers of that, else one with the name of the
    /// family. Its start was not seen, so no event tells of it.
    ///
    /// # Errors
    /// A launch type that is neither `FARGATE` nor `EC2`; nothing is placed then.
    pub(crate) fn place_task(
        &mut self,
        placement: &TaskPlacement,
        context: &mut Context<'_>,
    ) -> Result<(), TaskPlacementError> {
        let now = context.now();
        let launch_type = match placement.launch_type.as_str() {
            "EC2" => LaunchType::Ec2,
            "FARGATE" => LaunchType::Fargate,
            other => return Err(TaskPlacementError::LaunchType(other.to_owned())),
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
        task.containers = match given {
            None => {
                let definition =
                    ContainerDefinition { name: Some(task.family().into()), ..Default::default() };
                vec![running(&definition, &task.arn, launch_type, context)]
            }
            Some(given) => {
                let containers = given.container_definitions.iter();
                containers.map(|each| running(each, &task.arn, launch_type, context)).collect()
            }
        };
        context.hop(hop(&task));
        let cluster = self
            .clusters
            .entry(placement.cluster.clone())
            .or_insert_with(|| Cluster::new(placement.cluster.clone()));
        cluster.tasks.insert(task.id.clone(), task);
        Ok(())
    }
}

/// A container of the task, which runs.
fn running(
    definition: &ContainerDefinition,
    task: &TaskArn,
    launch_type: LaunchType,
    context: &mut Context<'_>,
) -> Container {
    let container = new_container(definition, task, launch_type, context);
    Container { status: ContainerStatus::Running, ..container }
}
