//! How a task comes to be, whoever starts it.

use std::sync::Arc;
use std::time::Duration;

use super::cluster::Cluster;
use super::container::{Container, ContainerStatus};
use super::guardduty_agent;
use super::identifier::{ServiceKey, TaskId, TaskKey};
use super::network_interface::NetworkInterface;
use super::state::Ecs;
use super::task::{Task, TaskTimes};
use super::task_definition::TaskDefinition;
use super::task_status::{LaunchType, TaskStatus};
use crate::context::Context;
use crate::names::{ClusterArn, ContainerInstanceArn, TaskArn};
use crate::operation::ecs::{
    ContainerDefinition, NetworkConfiguration, RuntimePlatform, TaskOverride,
};
use crate::tags::Tag;

/// The version of Fargate that `LATEST` means.
pub(super) const LATEST_PLATFORM: &str = "1.4.0";

/// What a task is started with.
#[derive(Debug, Clone)]
pub(super) struct Launch {
    pub(super) cluster: ClusterArn,
    pub(super) definition: Arc<TaskDefinition>,
    pub(super) launch_type: LaunchType,
    pub(super) group: String,
    pub(super) started_by: Option<String>,
    pub(super) service: Option<ServiceKey>,
    pub(super) overrides: TaskOverride,
    pub(super) tags: Vec<Tag>,
    pub(super) network: Option<NetworkConfiguration>,
    pub(super) execute_command: bool,
    pub(super) platform_version: Option<String>,
}

impl Ecs {
    /// Starts a task, on `instance` where it runs on EC2. The context that is given keeps its
    /// cause, so that each of several tasks is caused by what started them all.
    pub(super) fn launch(
        &mut self,
        launch: &Launch,
        instance: Option<ContainerInstanceArn>,
        context: &mut Context<'_>,
    ) -> Option<TaskKey> {
        let cluster = self.clusters.get_mut(&launch.cluster)?;
        let task = new_task(launch, instance, cluster, context);
        let key = task.key();
        let first = task.status;
        cluster.tasks.insert(key.id.clone(), task);
        self.reach(&key, first, &mut context.fork());
        Some(key)
    }
}

fn new_task(
    launch: &Launch,
    instance: Option<ContainerInstanceArn>,
    cluster: &Cluster,
    context: &mut Context<'_>,
) -> Task {
    let definition = &launch.definition;
    let id = TaskId::new(context.ids().hex(32));
    let arn = TaskArn::new(context.arn("ecs", &format!("task/{}/{id}", cluster.arn.last_part())));
    let interface =
        definition.uses_awsvpc().then(|| NetworkInterface::new(launch.network.as_ref(), context));
    let containers = definition.given.container_definitions.iter();
    let containers: Vec<_> = containers
        .map(|container| new_container(container, &arn, launch.launch_type, context))
        .collect();
    let given = &definition.given;
    let fargate = launch.launch_type == LaunchType::Fargate;
    let storage = launch.overrides.ephemeral_storage.as_ref();
    let storage = storage.or(given.ephemeral_storage.as_ref());
    let first = if interface.is_some() { TaskStatus::Provisioning } else { TaskStatus::Pending };
    let mut task = Task {
        arn,
        id,
        cluster: cluster.arn.clone(),
        definition: definition.arn.clone(),
        group: launch.group.clone(),
        started_by: launch.started_by.clone(),
        service: launch.service.clone(),
        launch_type: launch.launch_type,
        status: first,
        stop: None,
        version: 0,
        containers,
        interface,
        instance,
        size: definition.size,
        cpu: launch.overrides.cpu.clone().or_else(|| given.cpu.clone()),
        memory: launch.overrides.memory.clone().or_else(|| given.memory.clone()),
        architecture: architecture(given.runtime_platform.as_ref()).into(),
        storage: storage.map(|storage| storage.size_in_gib),
        overrides: launch.overrides.clone(),
        execute_command: launch.execute_command,
        platform_version: launch.platform_version.clone(),
        times: TaskTimes { created: context.now(), ..TaskTimes::default() },
        next: None,
    };
    context.tags_mut().inherit(task.arn.as_str(), launch.tags.iter().cloned());
    if fargate && guardduty_agent::is_managed(&context.tags().of::<Tag>(cluster.arn.as_str())) {
        guardduty_agent::add_to(&mut task, cluster, context);
    }
    task
}

/// A container of a task that is about to start.
pub(super) fn new_container(
    definition: &ContainerDefinition,
    task: &TaskArn,
    launch_type: LaunchType,
    context: &mut Context<'_>,
) -> Container {
    let text = |number: Option<i32>| number.map(|number| number.to_string());
    let timeout = definition.stop_timeout.and_then(|seconds| u64::try_from(seconds).ok());
    Container {
        arn: container_arn(task, context),
        name: definition.name.clone().unwrap_or_default(),
        image: definition.image.clone(),
        cpu: text(definition.cpu),
        memory: text(definition.memory),
        memory_reservation: text(definition.memory_reservation),
        stop_timeout: timeout.map(Duration::from_secs),
        runtime_id: runtime_id(task, launch_type, context),
        status: ContainerStatus::Pending,
    }
}

/// A new ARN for a container of a task.
pub(super) fn container_arn(task: &TaskArn, context: &mut Context<'_>) -> String {
    let unique = context.ids().uuid();
    format!("{}/{unique}", task.as_str().replacen(":task/", ":container/", 1))
}

/// The id that the container runtime gives: Fargate's names the task, Docker's is a digest.
fn runtime_id(task: &TaskArn, launch_type: LaunchType, context: &mut Context<'_>) -> String {
    match launch_type {
        LaunchType::Fargate => format!("{}-{}", task.last_part(), context.ids().digits(10)),
        LaunchType::Ec2 => context.ids().hex(64),
    }
}

fn architecture(platform: Option<&RuntimePlatform>) -> &'static str {
    match platform.and_then(|platform| platform.cpu_architecture.as_deref()) {
        Some("ARM64") => "arm64",
        _ => "x86_64",
    }
}
