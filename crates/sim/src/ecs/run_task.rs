//! RunTask.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::capacity::{self, NoRoom};
use super::error::{invalid_parameter, out_of_range};
use super::identifier::TaskKey;
use super::launch::{LATEST_PLATFORM, Launch};
use super::state::Ecs;
use super::tags::REFUSALS;
use super::task_definition::TaskDefinition;
use super::task_status::LaunchType;
use crate::context::Context;
use crate::error::{Handled, NotModelled, ServiceError};
use crate::operation::ecs::{Failure, NetworkConfiguration, RunTaskRequest, RunTaskResponse};
use crate::tags::{self, Tag};

/// For how long a client token is remembered ("Ensuring idempotency in Amazon ECS API requests").
const TOKEN_KEPT: Duration = Duration::from_secs(86_400);

/// What was launched under a client token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Launched {
    at: Timestamp,
    request: RunTaskRequest,
    tasks: Vec<TaskKey>,
}

impl Ecs {
    /// Starts up to ten tasks.
    ///
    /// On EC2 a task for which there is no room is a failure in the answer, and a cluster without
    /// instances an error. The same client token with the same request answers the same tasks.
    pub(super) fn run_task(
        &mut self,
        request: RunTaskRequest,
        context: &mut Context<'_>,
    ) -> Handled<RunTaskResponse> {
        // Recorded: the definition is looked for before the cluster.
        let definition = self.launchable_definition(&request.task_definition)?;
        let cluster = self.active_cluster(request.cluster.as_deref(), context)?.arn.clone();
        self.forget_tokens(context.now());
        let token = request.client_token.clone().map(|token| (cluster.clone(), token));
        if let Some(known) = token.as_ref().and_then(|token| self.launched.get(token)) {
            if known.request != request {
                return Err(token_in_use().into());
            }
            return Ok(self.answer(&known.tasks, Vec::new(), context));
        }
        let count = request.count.unwrap_or(1);
        if !(1..=10).contains(&count) {
            return Err(out_of_range("count", "between 1 and 10").into());
        }
        let launch_type = launch_type(request.launch_type.as_deref(), "RunTask")?;
        check_launch(&definition, launch_type, request.network_configuration.as_ref())?;
        let group = match &request.group {
            Some(group) if group.starts_with("family:") || group.starts_with("service:") => {
                // unsure
                let message = "The group name must not begin with 'family:' or 'service:'.";
                return Err(invalid_parameter(message).into());
            }
            Some(group) => group.clone(),
            None => format!("family:{}", definition.given.family),
        };
        let started_by = request.started_by.clone();
        if started_by.as_ref().is_some_and(|text| text.chars().count() > 128) {
            return Err(out_of_range("startedBy", "of up to 128 characters").into());
        }
        let overrides = request.overrides.clone().unwrap_or_default();
        check_overrides(&definition, &launch_overrides(&overrides))?;
        let mut tags = tags(&request, &definition, context);
        tags::check(&given_tags(&request), REFUSALS)?;
        if request.enable_ecs_managed_tags == Some(true) {
            tags.push(Tag::new("aws:ecs:clusterName", cluster.last_part()));
        }
        let launch = Launch {
            cluster,
            launch_type,
            group,
            started_by,
            service: None,
            overrides,
            tags,
            network: request.network_configuration.clone(),
            execute_command: request.enable_execute_command == Some(true),
            platform_version: platform_version(launch_type, request.platform_version.as_deref()),
            definition,
        };
        let (tasks, failures) = self.launch_all(&launch, count, context)?;
        let response = self.answer(&tasks, failures, context);
        if let Some(token) = token {
            self.launched.insert(token, Launched { at: context.now(), request, tasks });
        }
        Ok(response)
    }

    fn launch_all(
        &mut self,
        launch: &Launch,
        count: i32,
        context: &mut Context<'_>,
    ) -> Result<(Vec<TaskKey>, Vec<Failure>), ServiceError> {
        let (mut tasks, mut failures) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let instance = match (launch.launch_type, self.clusters.get(&launch.cluster)) {
                (LaunchType::Ec2, Some(cluster)) => {
                    match capacity::find(cluster, launch.definition.size) {
                        Ok(instance) => Some(instance),
                        Err(NoRoom::NoInstances) => {
                            return Err(invalid_parameter(
                                "No Container Instances were found in your cluster.",
                            ));
                        }
                        Err(NoRoom::Lacking(lacking)) => {
                            failures.extend(lacking);
                            continue;
                        }
                    }
                }
                _ => None,
            };
            tasks.extend(self.launch(launch, instance, context));
        }
        Ok((tasks, failures))
    }

    /// Forgets the client tokens whose day is over.
    fn forget_tokens(&mut self, now: Timestamp) {
        let is_over = |at: Timestamp| at.checked_add(TOKEN_KEPT).is_ok_and(|end| end <= now);
        self.launched.retain(|_, launched| !is_over(launched.at));
    }

    /// The answer, which says nothing of the health of tasks that have just begun. Recorded.
    fn answer(
        &self,
        tasks: &[TaskKey],
        failures: Vec<Failure>,
        context: &Context<'_>,
    ) -> RunTaskResponse {
        let (tasks, tags) = (tasks.iter().filter_map(|key| self.task(key)), Some(context.tags()));
        RunTaskResponse {
            tasks: Some(tasks.map(|task| without_health(task.describe(tags))).collect()),
            failures: Some(failures),
        }
    }
}

fn without_health(mut task: crate::operation::ecs::Task) -> crate::operation::ecs::Task {
    task.health_status = None;
    for container in task.containers.iter_mut().flatten() {
        container.health_status = None;
    }
    task
}

/// The launch type that a request asks for; none means EC2.
pub(super) fn launch_type(asked: Option<&str>, operation: &str) -> Handled<LaunchType> {
    match asked {
        None | Some("EC2") => Ok(LaunchType::Ec2),
        Some("FARGATE") => Ok(LaunchType::Fargate),
        Some(other) => Err(NotModelled::new(format!("ecs:{operation} launchType {other}")).into()),
    }
}

/// Refuses what cannot be launched so.
pub(super) fn check_launch(
    definition: &TaskDefinition,
    launch_type: LaunchType,
    network: Option<&NetworkConfiguration>,
) -> Result<(), ServiceError> {
    if !definition.supports(launch_type) {
        return Err(invalid_parameter(format!(
            "Task definition does not support launch_type {}.",
            launch_type.as_str()
        )));
    }
    let subnets = network.and_then(|network| network.awsvpc_configuration.as_ref());
    match (definition.uses_awsvpc(), subnets) {
        (true, None) => Err(invalid_parameter(
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        )),
        (false, Some(_)) => Err(invalid_parameter(
            "Network Configuration is not valid for the given networkMode of this task definition.",
        )),
        // unsure
        (true, Some(vpc)) if vpc.subnets.is_empty() => {
            Err(invalid_parameter("subnets can not be empty."))
        }
        _ => Ok(()),
    }
}

/// The platform version of a task: Fargate's latest unless another is asked for.
pub(super) fn platform_version(launch_type: LaunchType, asked: Option<&str>) -> Option<String> {
    let version = asked.filter(|asked| *asked != "LATEST").unwrap_or(LATEST_PLATFORM);
    (launch_type == LaunchType::Fargate).then(|| version.to_owned())
}

fn launch_overrides(overrides: &crate::operation::ecs::TaskOverride) -> Vec<&str> {
    let of_containers = overrides.container_overrides.iter().flatten();
    of_containers.filter_map(|each| each.name.as_deref()).collect()
}

fn check_overrides(definition: &TaskDefinition, names: &[&str]) -> Result<(), ServiceError> {
    let containers = &definition.given.container_definitions;
    let known = |name: &str| containers.iter().any(|each| each.name.as_deref() == Some(name));
    match names.iter().find(|name| !known(name)) {
        None => Ok(()),
        Some(unknown) => Err(invalid_parameter(format!(
            "Override for container named {unknown} is not a container in the TaskDefinition."
        ))),
    }
}

fn given_tags(request: &RunTaskRequest) -> Vec<Tag> {
    request.tags.iter().flatten().cloned().map(Tag::from).collect()
}

/// The tags of the tasks: those of the request, and those that it asks to be added.
fn tags(request: &RunTaskRequest, definition: &TaskDefinition, context: &Context<'_>) -> Vec<Tag> {
    let mut tags = Vec::new();
    if request.propagate_tags.as_deref() == Some("TASK_DEFINITION") {
        tags = context.tags().of(definition.arn.as_str());
    }
    tags.extend(given_tags(request));
    tags
}

fn token_in_use() -> ServiceError {
    ServiceError::new(
        "ConflictException",
        "The RunTask request could not be processed due to conflicts. The provided clientToken is \
         already in use with a different RunTask request. The resourceIds are the existing task \
         ARNs which are already associated with the clientToken.",
    )
}
