//! The service scheduler: it keeps as many tasks of a service as are desired.
//!
//! It looks at a service a [`Delay`](crate::Delay::ServiceScheduler) after the service was made or
//! changed, after one of its tasks is to stop, and where it lacked room, after there may be some.
//! It does not look again by itself: nothing else changes what it would find.

use serde_json::json;

use super::capacity::{self, NoRoom};
use super::container_instances::look_at;
use super::identifier::{ServiceKey, TaskId, TaskKey};
use super::launch::Launch;
use super::service::{Service, ServiceStatus};
use super::state::Ecs;
use super::task_status::{LaunchType, StopCode, TaskStatus};
use crate::context::Context;
use crate::names::ContainerInstanceArn;
use crate::tags::{Tag, Tags};

/// How many tasks the scheduler starts at one look; the rest follow at the next.
const STARTED_AT_ONCE: usize = 50;

impl Ecs {
    /// Starts what is missing, stops what is too many.
    pub(super) fn reconcile(&mut self, key: &ServiceKey, context: &mut Context<'_>) {
        self.retire_if_drained(key);
        let Some(cluster) = self.clusters.get(&key.cluster) else { return };
        let Some(service) = cluster.services.get(&key.name) else { return };
        if service.status == ServiceStatus::Inactive {
            return;
        }
        let current = service.tasks(cluster).count();
        let desired = service.desired_count;
        if current < desired {
            self.start_missing(key, desired - current, context);
        } else if current > desired {
            self.stop_surplus(key, current - desired, context);
        }
        self.tell_if_steady(key, context);
    }

    /// A task of a service runs.
    pub(super) fn task_runs(&mut self, key: &TaskKey, context: &mut Context<'_>) {
        let service = self.task(key).and_then(|task| task.service.clone());
        if let Some(service) = service {
            self.tell_if_steady(&service, context);
        }
    }

    /// Makes a deleted service INACTIVE once none of its tasks is left.
    pub(super) fn retire_if_drained(&mut self, key: &ServiceKey) {
        let Some(cluster) = self.clusters.get_mut(&key.cluster) else { return };
        let left = cluster.live_tasks().any(|task| task.service.as_ref() == Some(key));
        let Some(service) = cluster.services.get_mut(&key.name) else { return };
        if service.status == ServiceStatus::Draining && !left {
            service.status = ServiceStatus::Inactive;
        }
    }

    fn start_missing(&mut self, key: &ServiceKey, missing: usize, context: &mut Context<'_>) {
        let Some(service) = self.service_mut(key) else { return };
        service.steady = false;
        service.lacks_room = false;
        let launch = launch_of(service, context.tags());
        let (mut started, mut no_room) = (Vec::new(), None);
        for _ in 0..missing.min(STARTED_AT_ONCE) {
            match self.room_for(&launch) {
                Ok(instance) => started.extend(self.launch(&launch, instance, context)),
                Err(lacking) => {
                    no_room = Some(lacking);
                    break;
                }
            }
        }
        let Some(service) = self.service_mut(key) else { return };
        if !started.is_empty() {
            let tasks = listed(started.iter().map(|task| &task.id));
            service.tell(&format!("has started {} tasks: {tasks}.", started.len()), context);
        }
        if let Some(no_room) = no_room {
            lacks_room(service, &no_room, context);
        } else if missing > STARTED_AT_ONCE {
            look_at(vec![key.clone()], context);
        }
    }

    fn room_for(&self, launch: &Launch) -> Result<Option<ContainerInstanceArn>, NoRoom> {
        match (launch.launch_type, self.clusters.get(&launch.cluster)) {
            (LaunchType::Ec2, Some(cluster)) => {
                capacity::find(cluster, launch.definition.size).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Stops the youngest tasks first, and of those the ones that do not run yet; AWS promises no
    /// order.
    fn stop_surplus(&mut self, key: &ServiceKey, surplus: usize, context: &mut Context<'_>) {
        let Some(cluster) = self.clusters.get(&key.cluster) else { return };
        let Some(service) = cluster.services.get(&key.name) else { return };
        let mut tasks: Vec<_> = service
            .tasks(cluster)
            .map(|task| (task.status == TaskStatus::Running, task.times.created, task.key()))
            .collect();
        tasks.sort_by(|(runs, created, _), (other_runs, other_created, _)| {
            runs.cmp(other_runs).then(other_created.cmp(created))
        });
        let stopped: Vec<_> = tasks.into_iter().take(surplus).map(|(_, _, task)| task).collect();
        let reason = format!("Scaling activity initiated by (deployment {})", service.deployment);
        for task in &stopped {
            let code = StopCode::ServiceSchedulerInitiated;
            self.stop(task, code, reason.clone(), &mut context.fork());
        }
        let Some(service) = self.service_mut(key) else { return };
        service.steady = false;
        let tasks = listed(stopped.iter().map(|task| &task.id));
        service.tell(&format!("has stopped {} running tasks: {tasks}.", stopped.len()), context);
    }

    fn tell_if_steady(&mut self, key: &ServiceKey, context: &mut Context<'_>) {
        let Some(cluster) = self.clusters.get_mut(&key.cluster) else { return };
        let of_service = |service: &Service| service.tasks(cluster).count();
        let Some(service) = cluster.services.get(&key.name) else { return };
        let runs = |status: TaskStatus| status == TaskStatus::Running;
        let steady = of_service(service) == service.desired_count
            && service.tasks(cluster).all(|task| runs(task.status));
        let Some(service) = cluster.services.get_mut(&key.name) else { return };
        if steady && !service.steady && service.status == ServiceStatus::Active {
            service.steady = true;
            service.tell("has reached a steady state.", context);
            emit_action(service, "INFO", "SERVICE_STEADY_STATE", None, context);
        }
    }
}

fn launch_of(service: &Service, tags: &Tags) -> Launch {
    let given = &service.given;
    let mut tags: Vec<Tag> = match given.propagate_tags.as_deref() {
        Some("SERVICE") => tags.of(service.arn.as_str()),
        Some("TASK_DEFINITION") => tags.of(service.definition.arn.as_str()),
        _ => Vec::new(),
    };
    if given.enable_ecs_managed_tags == Some(true) {
        tags.push(Tag::new("aws:ecs:clusterName", service.key.cluster.last_part()));
        tags.push(Tag::new("aws:ecs:serviceName", service.key.name.as_str()));
    }
    Launch {
        cluster: service.key.cluster.clone(),
        definition: service.definition.clone(),
        launch_type: service.launch_type,
        group: format!("service:{}", service.key.name),
        started_by: Some(service.deployment.clone()),
        service: Some(service.key.clone()),
        overrides: crate::operation::ecs::TaskOverride::default(),
        tags,
        network: given.network_configuration.clone(),
        execute_command: given.enable_execute_command == Some(true),
        platform_version: service.platform_version.clone(),
    }
}

fn lacks_room(service: &mut Service, no_room: &NoRoom, context: &mut Context<'_>) {
    service.lacks_room = true;
    let reason = match no_room {
        NoRoom::NoInstances => "No Container Instances were found in your cluster.".to_owned(),
        NoRoom::Lacking(lacking) => {
            let first = lacking.first().and_then(|failure| failure.reason.clone());
            format!("{}.", first.unwrap_or_default())
        }
    };
    let what = format!(
        "was unable to place a task because no container instance met all of its requirements. \
         Reason: {reason} For more information, see the Troubleshooting section of the Amazon ECS \
         Developer Guide."
    );
    service.tell(&what, context);
    emit_action(service, "ERROR", "SERVICE_TASK_PLACEMENT_FAILURE", Some(&reason), context);
}

fn listed<'a>(tasks: impl Iterator<Item = &'a TaskId>) -> String {
    tasks.map(|id| format!("(task {id})")).collect::<Vec<_>>().join(" ")
}

/// Puts an `ECS Service Action` event on the default bus.
fn emit_action(
    service: &Service,
    kind: &str,
    name: &str,
    reason: Option<&str>,
    context: &mut Context<'_>,
) {
    let mut detail = json!({
        "eventType": kind,
        "eventName": name,
        "clusterArn": service.key.cluster.as_str(),
        "createdAt": context.now().to_string(),
    });
    if let (Some(reason), Some(detail)) = (reason, detail.as_object_mut()) {
        detail.insert("reason".into(), reason.trim_end_matches('.').into());
    }
    let resources = [service.arn.to_string()];
    context.emit_event("aws.ecs", "ECS Service Action", &resources, &detail);
}
