//! Task groups: given tasks that one call starts, from that call until their names are known.

use aws_sdk_ecs::types as ecs;
use firedrill_flow::Clients;
use jiff::{SignedDuration, Timestamp};

use super::given::{GivenTaskRunning, incomplete, refused, unexpected};
use crate::backend::{Backend, BackendError, Condition};
use crate::file::{GivenTask, LaunchType};
use crate::names::NamedTask;

/// How long tasks may take to run, on the backend's clock.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// The tasks of one service, or one task of its own.
pub(super) struct TaskGroup<'a> {
    pub(super) first: &'a GivenTask,
    pub(super) family: &'a str,
    pub(super) tasks: Vec<&'a GivenTask>,
}

impl TaskGroup<'_> {
    pub(super) fn name(&self) -> String {
        match &self.first.service {
            Some(service) => format!("service:{service}"),
            None => format!("family:{}", self.family),
        }
    }
}

/// The tasks in groups that one call starts; a task with an id of its own stands alone.
pub(super) fn task_groups<'a>(given: &[&'a GivenTask]) -> Vec<TaskGroup<'a>> {
    let mut groups: Vec<TaskGroup<'a>> = Vec::new();
    for task in given {
        let own = task.service.as_deref().unwrap_or(&task.name);
        let family = task.family.as_deref().unwrap_or(own);
        let joined = groups.iter_mut().find(|group| {
            task.service.is_some()
                && group.first.service == task.service
                && group.first.cluster == task.cluster
        });
        match joined {
            Some(group) => group.tasks.push(task),
            None => groups.push(TaskGroup { first: task, family, tasks: vec![task] }),
        }
    }
    groups
}

/// Who says which tasks a group became.
pub(super) enum Started {
    /// Those that RunTask answered with.
    Tasks(Vec<String>),
    /// Those that ECS lists for the service, which starts them by and by.
    Service(String),
}

/// Starts a group.
pub(super) async fn start(
    group: &TaskGroup<'_>,
    definition: &str,
    clients: &Clients,
) -> Result<Started, BackendError> {
    let GivenTask { cluster, launch_type, .. } = group.first;
    let count = i32::try_from(group.tasks.len()).unwrap_or(i32::MAX);
    let launch = match launch_type {
        LaunchType::Fargate => ecs::LaunchType::Fargate,
        LaunchType::Ec2 => ecs::LaunchType::Ec2,
    };
    let network = (*launch_type == LaunchType::Fargate).then(network).transpose()?;
    let step = format!("start `{}`", group.name());
    match &group.first.service {
        Some(service) => {
            let call = clients
                .ecs
                .create_service()
                .cluster(cluster)
                .service_name(service)
                .task_definition(definition)
                .desired_count(count)
                .launch_type(launch)
                .set_network_configuration(network);
            call.send().await.map_err(|error| refused(&step, &error))?;
            Ok(Started::Service(service.clone()))
        }
        None => {
            let call = clients
                .ecs
                .run_task()
                .cluster(cluster)
                .task_definition(definition)
                .count(count)
                .launch_type(launch)
                .client_token(format!("firedrill-{}", group.first.name))
                .set_network_configuration(network);
            let ran = call.send().await.map_err(|error| refused(&step, &error))?;
            if let Some(failure) = ran.failures().first() {
                return Err(BackendError::Refused {
                    step,
                    code: failure.reason().unwrap_or("unknown").to_owned(),
                    message: failure.detail().unwrap_or("no detail").to_owned(),
                });
            }
            let arns = ran.tasks().iter().filter_map(|task| task.task_arn());
            Ok(Started::Tasks(arns.map(ToOwned::to_owned).collect()))
        }
    }
}

/// Waits until `count` tasks of a group's group run: its own and those that started before it.
pub(super) async fn wait_until_running<B: Backend>(
    group: &TaskGroup<'_>,
    count: usize,
    backend: &B,
) -> Result<(), BackendError> {
    let deadline = backend.now().await? + PATIENCE;
    let cluster = group.first.cluster.clone();
    let condition = Condition::TasksRunning { cluster, group: group.name(), count };
    if !backend.wait_until(Some(condition), deadline).await? {
        return Err(BackendError::TimedOut {
            what: format!("the tasks of `{}` did not run", group.name()),
            patience: format!("{PATIENCE:#}"),
        });
    }
    Ok(())
}

fn network() -> Result<ecs::NetworkConfiguration, BackendError> {
    let vpc = ecs::AwsVpcConfiguration::builder()
        .subnets("subnet-0f1e2d3c4b5a69788")
        .build()
        .map_err(|_| incomplete("describe the network", "subnets"))?;
    Ok(ecs::NetworkConfiguration::builder().awsvpc_configuration(vpc).build())
}

/// What a group became; its tasks get their names in the order of their ids.
pub(super) async fn describe(
    group: &TaskGroup<'_>,
    started: Started,
    clients: &Clients,
) -> Result<Vec<(String, GivenTaskRunning)>, BackendError> {
    let step = format!("describe the tasks of `{}`", group.name());
    let mut arns = match started {
        Started::Tasks(arns) => arns,
        Started::Service(service) => {
            let pages = clients
                .ecs
                .list_tasks()
                .cluster(&group.first.cluster)
                .service_name(service)
                .into_paginator()
                .items()
                .send();
            pages.try_collect().await.map_err(|error| refused(&step, &error))?
        }
    };
    arns.sort();
    let mut tasks = Vec::new();
    // DescribeTasks takes a hundred tasks at a time.
    for page in arns.chunks(100) {
        let described = clients
            .ecs
            .describe_tasks()
            .cluster(&group.first.cluster)
            .set_tasks(Some(page.to_vec()))
            .send()
            .await
            .map_err(|error| refused(&step, &error))?;
        tasks.extend(described.tasks.unwrap_or_default());
    }
    tasks.sort_by(|left, right| left.task_arn.cmp(&right.task_arn));
    if tasks.len() != group.tasks.len() {
        let message = format!("{} tasks are there instead of {}", tasks.len(), group.tasks.len());
        return Err(unexpected(&step, message));
    }
    let name = group.name();
    if let Some(other) = tasks.iter().find(|task| task.group() != Some(&name)) {
        let arn = other.task_arn().unwrap_or_default();
        return Err(unexpected(&step, format!("{arn} is of another group")));
    }
    let mut running = Vec::with_capacity(group.tasks.len());
    for (given, task) in group.tasks.iter().zip(&tasks) {
        let member = |value: Option<&str>, name: &str| {
            value.map(ToOwned::to_owned).ok_or_else(|| incomplete(&step, name))
        };
        let named = NamedTask {
            arn: member(task.task_arn(), "taskArn")?,
            cluster: member(task.cluster_arn(), "clusterArn")?,
            definition: member(task.task_definition_arn(), "taskDefinitionArn")?,
        };
        let started_at = task
            .started_at()
            .and_then(|at| Timestamp::new(at.secs(), at.subsec_nanos().cast_signed()).ok())
            .ok_or_else(|| incomplete(&step, "startedAt"))?;
        let (launch_type, group) = (given.launch_type, name.clone());
        running
            .push((given.name.clone(), GivenTaskRunning { named, launch_type, group, started_at }));
    }
    Ok(running)
}
