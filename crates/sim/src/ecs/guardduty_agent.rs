//! The container that GuardDuty adds to Fargate tasks, as it shows in DescribeTasks and in events.
//!
//! GuardDuty adds it to the tasks of a cluster with the tag `GuardDutyManaged` = `true`, when they
//! start ("How Runtime Monitoring works with Fargate" of the GuardDuty user guide). That GuardDuty
//! manages the agents of every cluster of an account is not modelled: the tag says it.

use super::cluster::Cluster;
use super::container::{Container, ContainerStatus};
use super::launch::container_arn;
use super::task::Task;
use crate::context::Context;
use crate::operation::ecs::{ContainerOverride, KeyValuePair};
use crate::tags::Tag;

/// Whether GuardDuty adds its agent to the tasks of a cluster with these tags.
pub(super) fn is_managed(tags: &[Tag]) -> bool {
    tags.contains(&Tag::new("GuardDutyManaged", "true"))
}

/// Adds the agent to a task that starts.
pub(super) fn add_to(task: &mut Task, cluster: &Cluster, context: &mut Context<'_>) {
    let suffix = context.ids().base32(6).to_ascii_lowercase();
    let name = format!("aws-guardduty-agent-{suffix}");
    let cluster_name = cluster.arn.last_part();
    task.containers.push(Container {
        arn: container_arn(&task.arn, context),
        name: name.clone(),
        image: None,
        cpu: None,
        memory: None,
        memory_reservation: None,
        stop_timeout: None,
        runtime_id: format!("{}-{}", task.id, context.ids().digits(10)),
        status: ContainerStatus::Pending,
    });
    let region = context.region().to_owned();
    let variables = [
        ("CLUSTER_NAME", cluster_name),
        ("REGION", &region),
        ("HOST_PROC", "/host_proc"),
        ("AGENT_RUNTIME_ENVIRONMENT", "ecsfargate"),
        ("STAGE", "prod"),
    ];
    let environment = variables
        .map(|(name, value)| KeyValuePair { name: Some(name.into()), value: Some(value.into()) });
    task.overrides.container_overrides.get_or_insert_default().push(ContainerOverride {
        name: Some(name),
        environment: Some(environment.into()),
        memory: Some(128),
        ..ContainerOverride::default()
    });
}
