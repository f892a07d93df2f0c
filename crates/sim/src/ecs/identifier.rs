//! What requests name things with: short names, ids and ARNs.

use std::fmt;

use firedrill_arn::Arn;
use serde::{Deserialize, Serialize};

use super::error::{client, cluster_not_found, invalid_parameter};
use crate::context::Context;
use crate::error::ServiceError;
use crate::names::ClusterArn;

/// The name of the cluster that a request means when it names none.
pub(super) const DEFAULT_CLUSTER: &str = "default";

/// The id of a task within its cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct TaskId(String);

impl TaskId {
    /// Takes the text as it is.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where a task is: its cluster and its id there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TaskKey {
    pub(super) cluster: ClusterArn,
    pub(super) id: TaskId,
}

/// Where a service is: its cluster and its name there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServiceKey {
    pub(super) cluster: ClusterArn,
    pub(super) name: String,
}

/// The ARN of the cluster that a request names by short name or ARN, or of the default cluster.
pub(super) fn cluster(
    given: Option<&str>,
    context: &Context<'_>,
) -> Result<ClusterArn, ServiceError> {
    let given = given.filter(|given| !given.is_empty()).unwrap_or(DEFAULT_CLUSTER);
    if !given.starts_with("arn:") {
        return Ok(ClusterArn::new(context.arn("ecs", &format!("cluster/{given}"))));
    }
    let arn = Resource::read(given).ok_or_else(cluster_not_found)?;
    if arn.kind != "cluster" {
        return Err(invalid_parameter(format!("Unsupported resource type: {}", arn.kind)));
    }
    Ok(ClusterArn::new(given))
}

/// The id of the task that a request names by id or ARN within `cluster`.
///
/// Length and cluster are looked at before anything is looked up, as the answers to made-up ids
/// show that AWS does.
pub(super) fn task(given: &str, cluster: &ClusterArn) -> Result<TaskId, ServiceError> {
    within_cluster(given, "task", cluster).map(TaskId)
}

/// The id of the container instance that a request names by id or ARN within `cluster`.
pub(super) fn container_instance(
    given: &str,
    cluster: &ClusterArn,
) -> Result<String, ServiceError> {
    within_cluster(given, "container-instance", cluster)
}

fn within_cluster(given: &str, kind: &str, cluster: &ClusterArn) -> Result<String, ServiceError> {
    let path = match Resource::read(given) {
        Some(arn) if arn.kind != kind => {
            return Err(invalid_parameter(format!("Unsupported resource type: {}", arn.kind)));
        }
        Some(arn) => arn.path,
        None => given,
    };
    let mut parts = path.rsplit('/');
    let id = parts.next().unwrap_or_default();
    let (named, more) = (parts.next(), parts.next());
    if more.is_some() {
        return Err(invalid_parameter("Invalid identifier: Unexpected number of separators"));
    }
    if !matches!(id.len(), 32 | 36) {
        let name = if kind == "task" { "taskId" } else { "containerInstanceId" };
        return Err(invalid_parameter(format!("{name} length should be one of [32,36]")));
    }
    match named {
        Some(named) if named != cluster.last_part() => Err(invalid_parameter(format!(
            "Invalid identifier: Identifier is for cluster {named}. Your cluster is {}",
            cluster.last_part()
        ))),
        _ => Ok(id.to_owned()),
    }
}

/// The name of the service that a request names by name or ARN within `cluster`.
pub(super) fn service(given: &str, cluster: &ClusterArn) -> Result<String, ServiceError> {
    let path = Resource::read(given).map_or(given, |arn| arn.path);
    match path.rsplit_once('/') {
        Some((named, _)) if named != cluster.last_part() => Err(invalid_parameter(format!(
            "Invalid identifier: Identifier is for cluster {named}. Your cluster is {}",
            cluster.last_part()
        ))),
        Some((_, name)) => Ok(name.to_owned()),
        None => Ok(path.to_owned()),
    }
}

/// Refuses a name that is not of up to 255 letters, digits, hyphens and underscores.
pub(super) fn check_name(name: &str, refusal: &str) -> Result<(), ServiceError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if (1..=255).contains(&name.len()) && name.bytes().all(allowed) {
        Ok(())
    } else {
        Err(client(refusal))
    }
}

/// What an ARN of ECS names.
pub(super) struct Resource<'a> {
    /// Such as `task`.
    pub(super) kind: &'a str,
    /// What follows the kind, such as `CLUSTER/ID`.
    path: &'a str,
}

impl<'a> Resource<'a> {
    /// Reads an ARN.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (kind, path) = Arn::parse(text).ok()?.resource.split_once('/')?;
        Some(Self { kind, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef";

    fn prod() -> ClusterArn {
        ClusterArn::new("arn:aws:ecs:us-east-1:111122223333:cluster/prod")
    }

    fn refusal(given: &str) -> String {
        task(given, &prod()).unwrap_err().to_string()
    }

    #[test]
    fn a_task_is_named_by_its_id_or_by_its_arn_with_or_without_the_cluster() {
        for given in [
            ID.to_owned(),
            format!("prod/{ID}"),
            format!("arn:aws:ecs:us-east-1:111122223333:task/{ID}"),
            format!("arn:aws:ecs:us-east-1:111122223333:task/prod/{ID}"),
        ] {
            assert_eq!(task(&given, &prod()).unwrap().to_string(), ID, "{given}");
        }
    }

    #[test]
    fn an_id_of_another_length_is_refused_before_its_cluster_is_looked_at() {
        let expected = "InvalidParameterException: taskId length should be one of [32,36]";
        assert_eq!(refusal("dummy"), expected);
        assert_eq!(refusal(""), expected);
        assert_eq!(refusal("arn:aws:ecs:region:123456789000:task/mycluster/043de9ab3"), expected);
    }

    #[test]
    fn a_task_of_another_cluster_is_refused_with_both_names() {
        assert_eq!(
            refusal(&format!("arn:aws:ecs:us-east-1:111122223333:task/test/{ID}")),
            "InvalidParameterException: Invalid identifier: Identifier is for cluster test. Your \
             cluster is prod"
        );
    }

    #[test]
    fn an_arn_of_something_else_is_refused() {
        assert_eq!(
            refusal("arn:aws:ecs:us-east-1:111122223333:cluster/prod"),
            "InvalidParameterException: Unsupported resource type: cluster"
        );
        assert!(refusal(&format!("a/b/{ID}")).ends_with("Unexpected number of separators"));
    }
}
