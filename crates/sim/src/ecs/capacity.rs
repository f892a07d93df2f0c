//! Where a task finds room.

use super::cluster::Cluster;
use super::task_size::TaskSize;
use crate::names::ContainerInstanceArn;
use crate::operation::ecs::Failure;

/// Why a task found no room on the container instances of a cluster.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NoRoom {
    /// There are none.
    NoInstances,
    /// Each lacks something.
    Lacking(Vec<Failure>),
}

/// The instance for a task of this size: of those with room the one with the fewest tasks, as
/// spreading does.
///
/// AWS spreads over zones first; every instance here counts as of the same zone.
pub(super) fn find(cluster: &Cluster, size: TaskSize) -> Result<ContainerInstanceArn, NoRoom> {
    if cluster.instances.is_empty() {
        return Err(NoRoom::NoInstances);
    }
    let mut lacking = Vec::new();
    let mut found = None;
    for instance in cluster.instances.values() {
        if let Some(reason) = instance.lacks(size, cluster) {
            lacking.push(Failure {
                arn: Some(instance.arn.to_string()),
                reason: Some(reason.into()),
                detail: None,
            });
            continue;
        }
        let tasks = instance.tasks(cluster).count();
        if found.is_none_or(|(fewest, _)| tasks < fewest) {
            found = Some((tasks, &instance.arn));
        }
    }
    found.map(|(_, arn)| arn.clone()).ok_or(NoRoom::Lacking(lacking))
}
