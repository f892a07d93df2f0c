//! A container instance: an EC2 instance that tasks can be placed on.

use firedrill_api::Value;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cluster::Cluster;
use super::state::count;
use super::task::Task;
use super::task_size::TaskSize;
use super::task_status::TaskStatus;
use crate::names::ContainerInstanceArn;
use crate::operation::ecs::{self as api, Attribute, Resource};
use crate::tags::Tags;

/// A container instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ContainerInstance {
    pub(super) arn: ContainerInstanceArn,
    pub(super) ec2_instance_id: String,
    pub(super) registered: Timestamp,
    /// The resources that it was registered with. One that is not among them is not limited.
    pub(super) resources: Vec<Resource>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) version_info: Option<Value>,
}

impl ContainerInstance {
    /// The tasks of the cluster that take resources here.
    pub(super) fn tasks<'a>(&'a self, cluster: &'a Cluster) -> impl Iterator<Item = &'a Task> {
        cluster.live_tasks().filter(|task| task.instance.as_ref() == Some(&self.arn))
    }

    /// The first resource of which a task of this size finds too little here.
    pub(super) fn lacks(&self, size: TaskSize, cluster: &Cluster) -> Option<&'static str> {
        let taken = self.taken(cluster);
        let lacks = |name: &str, taken: u64, wanted: u64| {
            self.total(name).is_some_and(|total| taken.saturating_add(wanted) > total)
        };
        if lacks("CPU", taken.cpu, size.cpu) {
            Some("RESOURCE:CPU")
        } else if lacks("MEMORY", taken.memory, size.memory) {
            Some("RESOURCE:MEMORY")
        } else {
            None
        }
    }

    /// The instance as DescribeContainerInstances says it.
    pub(super) fn describe(
        &self,
        cluster: &Cluster,
        tags: Option<&Tags>,
    ) -> api::ContainerInstance {
        let running = self.tasks(cluster).filter(|task| task.status == TaskStatus::Running).count();
        let pending = self.tasks(cluster).filter(|task| task.status < TaskStatus::Running).count();
        api::ContainerInstance {
            container_instance_arn: Some(self.arn.to_string()),
            ec2_instance_id: Some(self.ec2_instance_id.clone()),
            version: Some(1),
            version_info: Some(
                self.version_info.clone().unwrap_or_else(|| Value::Structure(Vec::new())),
            ),
            remaining_resources: Some(self.remaining(cluster)),
            registered_resources: Some(self.resources.clone()),
            status: Some("ACTIVE".into()),
            agent_connected: Some(true),
            running_tasks_count: Some(count(running)),
            pending_tasks_count: Some(count(pending)),
            attributes: Some(self.attributes.clone()),
            registered_at: Some(self.registered),
            attachments: Some(Vec::new()),
            tags: Some(tags.map_or_else(Vec::new, |tags| tags.of(self.arn.as_str()))),
        }
    }

    fn taken(&self, cluster: &Cluster) -> TaskSize {
        self.tasks(cluster).fold(TaskSize::default(), |sum, task| TaskSize {
            cpu: sum.cpu.saturating_add(task.size.cpu),
            memory: sum.memory.saturating_add(task.size.memory),
        })
    }

    fn total(&self, name: &str) -> Option<u64> {
        let resource = self.resources.iter().find(|each| each.name.as_deref() == Some(name))?;
        u64::try_from(resource.integer_value?).ok()
    }

    fn remaining(&self, cluster: &Cluster) -> Vec<Resource> {
        let taken = self.taken(cluster);
        let mut remaining = self.resources.clone();
        for resource in &mut remaining {
            let taken = match resource.name.as_deref() {
                Some("CPU") => taken.cpu,
                Some("MEMORY") => taken.memory,
                _ => 0,
            };
            let taken = i32::try_from(taken).unwrap_or(i32::MAX);
            resource.integer_value =
                resource.integer_value.map(|total| total.saturating_sub(taken).max(0));
        }
        remaining
    }
}
