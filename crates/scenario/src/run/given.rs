//! Bringing about what a scenario says is there: clusters, task definitions, services and tasks,
//! through the same SDK calls that would make them on a real account.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ecs::types as ecs;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::Response;
use firedrill_flow::{Clients, refusal};
use jiff::Timestamp;

use super::stimulus::launch;
use super::task_groups::{TaskGroup, describe, start, task_groups, wait_until_running};
use crate::backend::{Backend, BackendError, PlacedTask};
use crate::file::{GivenTask, LaunchType, Scenario};
use crate::names::NamedTask;

/// A task of a scenario once it runs.
#[derive(Debug, Clone)]
pub(crate) struct GivenTaskRunning {
    /// What its names stand for.
    pub(crate) named: NamedTask,
    /// Where it runs.
    pub(crate) launch_type: LaunchType,
    /// Its group, such as `service:web`.
    pub(crate) group: String,
    /// When it started.
    pub(crate) started_at: Timestamp,
}

/// Brings about what `scenario` gives and says what its tasks became.
pub(crate) async fn bring_about<B: Backend>(
    scenario: &Scenario,
    backend: &B,
    clients: &Clients,
) -> Result<BTreeMap<String, GivenTaskRunning>, BackendError> {
    let mut running = BTreeMap::new();
    let given: Vec<&GivenTask> = scenario.given.tasks.iter().map(|task| &task.value).collect();
    let clusters: BTreeSet<&str> = given.iter().map(|task| task.cluster.as_str()).collect();
    for cluster in clusters {
        create_cluster(cluster, clients).await?;
        if given.iter().any(|task| task.cluster == cluster && task.launch_type == LaunchType::Ec2) {
            register_instance(cluster, clients).await?;
        }
    }
    let mut definitions = BTreeMap::new();
    let mut started_of: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for group in task_groups(&given) {
        let key =
            (group.family, group.first.launch_type == LaunchType::Ec2, group.first.stop_timeout);
        if let std::collections::btree_map::Entry::Vacant(entry) = definitions.entry(key) {
            entry.insert(register_definition(&group, clients).await?);
        }
        let Some(definition) = definitions.get(&key) else { continue };
        // Tasks of one family share their group, however many calls start them.
        let of_group = started_of.entry((&group.first.cluster, group.name())).or_default();
        *of_group += group.tasks.len();
        let started = match group.first.id {
            Some(_) => place(&group, definition, backend).await?,
            None => {
                let started = start(&group, definition, clients).await?;
                wait_until_running(&group, *of_group, backend).await?;
                describe(&group, started, clients).await?
            }
        };
        running.extend(started);
    }
    Ok(running)
}

async fn create_cluster(cluster: &str, clients: &Clients) -> Result<(), BackendError> {
    let step = format!("create the cluster `{cluster}`");
    let call = clients.ecs.create_cluster().cluster_name(cluster);
    call.send().await.map_err(|error| refused(&step, &error)).map(drop)
}

async fn register_instance(cluster: &str, clients: &Clients) -> Result<(), BackendError> {
    let step = format!("register a container instance in `{cluster}`");
    let resource = |name: &str, value: i32| {
        ecs::Resource::builder().name(name).r#type("INTEGER").integer_value(value).build()
    };
    clients
        .ecs
        .register_container_instance()
        .cluster(cluster)
        .total_resources(resource("CPU", 64 * 1024))
        .total_resources(resource("MEMORY", 256 * 1024))
        .send()
        .await
        .map_err(|error| refused(&step, &error))
        .map(drop)
}

async fn register_definition(
    group: &TaskGroup<'_>,
    clients: &Clients,
) -> Result<String, BackendError> {
    let step = format!("register the task definition `{}`", group.family);
    let stop_timeout = group
        .first
        .stop_timeout
        .map(|length| i32::try_from(length.0.as_secs()).unwrap_or(i32::MAX));
    let container = ecs::ContainerDefinition::builder()
        .name(group.family)
        .image("public.ecr.aws/nginx/nginx:stable")
        .essential(true)
        .set_stop_timeout(stop_timeout)
        .memory(512)
        .build();
    let call = clients
        .ecs
        .register_task_definition()
        .family(group.family)
        .container_definitions(container)
        .cpu("256")
        .memory("512");
    let call = match group.first.launch_type {
        LaunchType::Fargate => call
            .network_mode(ecs::NetworkMode::Awsvpc)
            .requires_compatibilities(ecs::Compatibility::Fargate),
        LaunchType::Ec2 => call
            .network_mode(ecs::NetworkMode::Bridge)
            .requires_compatibilities(ecs::Compatibility::Ec2),
    };
    let registered = call.send().await.map_err(|error| refused(&step, &error))?;
    let definition = registered.task_definition.and_then(|made| made.task_definition_arn);
    definition.ok_or_else(|| incomplete(&step, "taskDefinitionArn"))
}

/// Puts a task with an id of its own into the account.
async fn place<B: Backend>(
    group: &TaskGroup<'_>,
    definition: &str,
    backend: &B,
) -> Result<Vec<(String, GivenTaskRunning)>, BackendError> {
    let given = group.first;
    let about = backend.description();
    let id = given.id.as_deref().unwrap_or_default();
    let of = format!("arn:aws:ecs:{}:{}", about.region, about.account);
    let named = NamedTask {
        arn: format!("{of}:task/{}/{id}", given.cluster),
        cluster: format!("{of}:cluster/{}", given.cluster),
        definition: definition.to_owned(),
    };
    let placed = PlacedTask {
        task: named.arn.clone(),
        cluster: named.cluster.clone(),
        definition: named.definition.clone(),
        group: group.name(),
        launch_type: launch(given.launch_type),
    };
    backend.place_task(placed).await?;
    let started_at = backend.now().await?;
    let (launch_type, group) = (given.launch_type, group.name());
    let running = GivenTaskRunning { named, launch_type, group, started_at };
    Ok(vec![(given.name.clone(), running)])
}

pub(crate) fn refused<E>(step: &str, error: &SdkError<E, Response>) -> BackendError
where
    E: aws_sdk_ecs::error::ProvideErrorMetadata + std::error::Error + 'static,
{
    let (code, message) = refusal(error);
    if code == "NotModelled" {
        return BackendError::NotModelled { what: message };
    }
    BackendError::Refused { step: step.to_owned(), code, message }
}

pub(super) fn incomplete(step: &str, member: &str) -> BackendError {
    unexpected(step, format!("the answer has no `{member}`"))
}

pub(super) fn unexpected(step: &str, message: String) -> BackendError {
    let code = "UnexpectedResponse".to_owned();
    BackendError::Refused { step: step.to_owned(), code, message }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use camino::Utf8Path;
    use firedrill_sim::{Account, AccountSettings, Delays};

    use super::*;
    use crate::backend::{Embedded, Transport};
    use crate::backend::{START, clients};
    use crate::file::parse;
    use crate::run::DEFAULT_ACCOUNT;

    async fn brought_about(tasks: &[String]) -> BTreeMap<String, GivenTaskRunning> {
        let text = format!(
            "name: x\ngiven: {{ tasks: [{}] }}\nwhen: [{{ event: e }}]\nthen: [{{ rule: matched }}]\n",
            tasks.join(", ")
        );
        let loaded = parse(Utf8Path::new("s.yaml"), &Arc::new(text)).unwrap();
        let account = Account::new(AccountSettings {
            account_id: DEFAULT_ACCOUNT.to_owned(),
            region: "eu-west-1".to_owned(),
            seed: 1,
            start: START,
            delays: Delays::default(),
        });
        let backend = Embedded::start(account, Transport::Memory, 1).await.unwrap();
        let clients = clients(&backend);
        bring_about(&loaded[0].scenario, &backend, &clients).await.unwrap()
    }

    /// How many tasks there are, once their ARNs have been held against their names.
    fn distinct(running: &BTreeMap<String, GivenTaskRunning>) -> usize {
        running.values().map(|task| &task.named.arn).collect::<BTreeSet<_>>().len()
    }

    #[tokio::test]
    async fn a_task_of_its_own_is_none_of_the_service_of_its_family() {
        let running = brought_about(&[
            "{ name: x, cluster: prod, service: web }".to_owned(),
            "{ name: y, cluster: prod, service: web }".to_owned(),
            "{ name: web, cluster: prod }".to_owned(),
        ])
        .await;
        assert_eq!(distinct(&running), 3);
        let groups: Vec<&str> = running.values().map(|task| task.group.as_str()).collect();
        assert_eq!(groups, ["family:web", "service:web", "service:web"]);
    }

    #[tokio::test]
    async fn tasks_of_one_family_are_started_one_by_one() {
        let running = brought_about(&[
            "{ name: a, cluster: prod, family: job }".to_owned(),
            "{ name: b, cluster: prod, family: job }".to_owned(),
            "{ name: c, cluster: prod, family: job, id: 0123456789abcdef }".to_owned(),
            "{ name: d, cluster: prod, family: job }".to_owned(),
        ])
        .await;
        assert_eq!(distinct(&running), 4);
    }

    #[tokio::test]
    async fn every_task_of_a_service_of_many_pages_is_named() {
        let tasks: Vec<String> =
            (0..250).map(|n| format!("{{ name: t{n}, cluster: prod, service: web }}")).collect();
        assert_eq!(distinct(&brought_about(&tasks).await), 250);
    }
}
