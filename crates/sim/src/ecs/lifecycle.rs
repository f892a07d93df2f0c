//! The life of a task over virtual time ("Amazon ECS task lifecycle" of the developer guide).
//!
//! A task with a network interface of its own goes PROVISIONING, PENDING, ACTIVATING, RUNNING and,
//! once it is to stop, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED. One without begins with
//! PENDING and ends without DEPROVISIONING. A task that is stopped before it runs has no
//! containers to end and goes to its end at once.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::container::ContainerStatus;
use super::container_instances::look_at;
use super::identifier::{ServiceKey, TaskKey};
use super::state::Ecs;
use super::task::Task;
use super::task_event::announce;
use super::task_status::{Stop, StopCode, TaskStatus};
use crate::context::Context;
use crate::delay::Delay;

/// How long a stopped task is still described: "at least one hour" (DescribeTasks).
const STOPPED_TASK_KEPT: Duration = Duration::from_secs(3_600);

/// Something that happens in ECS later.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum EcsEvent {
    /// A task reaches a stage of its life.
    Reach(TaskKey, TaskStatus),
    /// Containers that were sent SIGTERM end.
    EndContainers(TaskKey),
    /// A stopped task is described no more.
    Forget(TaskKey),
    /// The scheduler looks at a service.
    Reconcile(ServiceKey),
}

impl Ecs {
    /// Plays an event that is due.
    pub(super) fn play(&mut self, event: EcsEvent, context: &mut Context<'_>) {
        match event {
            EcsEvent::Reach(key, status) => self.reach(&key, status, context),
            EcsEvent::EndContainers(key) => self.end_containers(&key, context),
            EcsEvent::Forget(key) => {
                let cluster = self.clusters.get_mut(&key.cluster);
                if let Some(task) = cluster.and_then(|cluster| cluster.tasks.remove(&key.id)) {
                    context.tags_mut().forget(task.arn.as_str());
                }
            }
            EcsEvent::Reconcile(key) => self.reconcile(&key, context),
        }
    }

    /// Takes a task to a stage of its life, says so, and has the next follow by itself.
    pub(super) fn reach(&mut self, key: &TaskKey, status: TaskStatus, context: &mut Context<'_>) {
        let now = context.now();
        let (exit, timeout) =
            (context.delay(Delay::ContainerExit), context.delay(Delay::StopTimeout));
        let Some(task) = self.task_mut(key) else { return };
        task.status = status;
        task.next = None;
        let next = match status {
            TaskStatus::Provisioning => Some((Delay::TaskProvisioning, TaskStatus::Pending)),
            TaskStatus::Pending => {
                task.times.connected = Some(now);
                task.times.pull_started = Some(now);
                Some((Delay::TaskPending, TaskStatus::Activating))
            }
            TaskStatus::Activating => {
                task.times.pull_stopped = Some(now);
                Some((Delay::TaskActivating, TaskStatus::Running))
            }
            TaskStatus::Running => {
                task.times.started = Some(now);
                for container in &mut task.containers {
                    container.status = ContainerStatus::Running;
                }
                None
            }
            TaskStatus::Deactivating => Some((Delay::TaskDeactivating, TaskStatus::Stopping)),
            TaskStatus::Stopping => {
                for container in &mut task.containers {
                    container.terminate(now, exit, timeout);
                }
                None
            }
            TaskStatus::Deprovisioning => Some((Delay::TaskDeprovisioning, TaskStatus::Stopped)),
            TaskStatus::Stopped => {
                task.times.stopped = Some(now);
                None
            }
        };
        task.version += 1;
        announce(task, context);
        if let Some((delay, next)) = next {
            let after = context.delay(delay);
            task.next = Some(context.schedule(after, EcsEvent::Reach(key.clone(), next)));
        }
        match status {
            TaskStatus::Running => self.task_runs(key, context),
            TaskStatus::Stopping => self.await_containers(key, context),
            TaskStatus::Stopped => self.task_stopped(key, context),
            _ => {}
        }
    }

    /// Has a task end; one that is to end already is left as it is.
    pub(super) fn stop(
        &mut self,
        key: &TaskKey,
        code: StopCode,
        reason: String,
        context: &mut Context<'_>,
    ) {
        let now = context.now();
        let Some(task) = self.task_mut(key).filter(|task| task.stop.is_none()) else { return };
        task.stop = Some(Stop { code, reason, at: now });
        if let Some(ticket) = task.next.take() {
            context.cancel(ticket);
        }
        task.version += 1;
        announce(task, context);
        let next = if task.status < TaskStatus::Running {
            for container in &mut task.containers {
                container.status = ContainerStatus::Stopped { exit_code: None };
            }
            after_containers(task)
        } else {
            TaskStatus::Deactivating
        };
        context.schedule(Duration::ZERO, EcsEvent::Reach(key.clone(), next));
        if let Some(service) = task.service.clone() {
            look_at(vec![service], context);
        }
    }

    /// Waits for the end of each container; those that end at one instant are one change.
    fn await_containers(&mut self, key: &TaskKey, context: &mut Context<'_>) {
        let Some(task) = self.task(key) else { return };
        let mut instants: Vec<_> =
            task.containers.iter().filter_map(|container| container.ends_at()).collect();
        instants.sort_unstable();
        instants.dedup();
        if instants.is_empty() {
            context.schedule(Duration::ZERO, EcsEvent::EndContainers(key.clone()));
        }
        for at in instants {
            context.schedule_at(at, EcsEvent::EndContainers(key.clone()));
        }
    }

    fn end_containers(&mut self, key: &TaskKey, context: &mut Context<'_>) {
        let now = context.now();
        let Some(task) = self.task_mut(key) else { return };
        for container in &mut task.containers {
            container.end_if_due(now);
        }
        if task.has_running_containers() {
            task.version += 1;
            announce(task, context);
            return;
        }
        task.times.execution_stopped = Some(now);
        let next = after_containers(task);
        self.reach(key, next, context);
    }

    /// What a stopped task leaves: it is forgotten in an hour, its service may be drained, and
    /// services that found no room on its instance may find some now.
    fn task_stopped(&mut self, key: &TaskKey, context: &mut Context<'_>) {
        context.schedule_background(STOPPED_TASK_KEPT, EcsEvent::Forget(key.clone()));
        let Some(task) = self.task(key) else { return };
        let (service, instance) = (task.service.clone(), task.instance.clone());
        if let Some(service) = &service {
            self.retire_if_drained(service);
        }
        if instance.is_some() {
            let cluster = self.clusters.get(&key.cluster);
            let waiting = cluster
                .into_iter()
                .flat_map(|cluster| cluster.live_services().filter(|service| service.lacks_room));
            look_at(waiting.map(|service| service.key.clone()).collect(), context);
        }
    }
}

/// The stage that follows the end of a task's containers.
fn after_containers(task: &Task) -> TaskStatus {
    if task.interface.is_some() { TaskStatus::Deprovisioning } else { TaskStatus::Stopped }
}
