//! Tasks that a test puts in place.

use std::time::Duration;

use firedrill_sim::operation::ecs::StopTaskRequest;
use firedrill_sim::{ClusterArn, Delay, Delays, TaskArn, TaskDefinitionArn, TaskPlacement};

use super::deployment::{fargate_definition, register_task_definition, stop_task};
use crate::account::{account, account_with, pass};

#[test]
fn a_task_of_another_account_and_region_is_placed_and_stops_like_any_other() {
    let mut account = account();
    let cluster = "arn:aws:ecs:us-west-2:999999999999:cluster/theirs";
    let arn = "arn:aws:ecs:us-west-2:999999999999:task/theirs/fa2100c571d448b7a977da8120a5d383";
    let definition = "arn:aws:ecs:us-west-2:999999999999:task-definition/web:7";
    account.place_task(&TaskPlacement {
        task: TaskArn::new(arn),
        cluster: ClusterArn::new(cluster),
        definition: TaskDefinitionArn::new(definition),
        group: "service:web".into(),
        launch_type: firedrill_sim::LaunchType::Fargate,
    });
    let request = || StopTaskRequest {
        cluster: Some(cluster.into()),
        task: arn.into(),
        reason: Some("a miner".into()),
    };
    let stopped = stop_task(&mut account, request()).unwrap().task.unwrap();
    assert_eq!(stopped.task_definition_arn.as_deref(), Some(definition));
    assert_eq!(stopped.group.as_deref(), Some("service:web"));
    assert_eq!(stopped.last_status.as_deref(), Some("RUNNING"));
    pass(&mut account, 60.0);
    let ended = stop_task(&mut account, request()).unwrap().task.unwrap();
    assert_eq!(ended.last_status.as_deref(), Some("STOPPED"));
    assert_eq!(ended.containers.unwrap()[0].name.as_deref(), Some("web"));
}

#[test]
fn a_placed_task_is_killed_at_the_stop_timeout_of_its_definition() {
    let delays = Delays::default().with(Delay::ContainerExit, Duration::from_secs(300));
    let mut account = account_with(delays);
    let mut definition = fargate_definition();
    definition.container_definitions[0].stop_timeout = Some(5);
    register_task_definition(&mut account, definition).unwrap();
    let arn =
        |what: &str| format!("arn:aws:ecs:{}:{}:{what}", account.region(), account.account_id());
    let task = arn("task/prod/fa2100c571d448b7a977da8120a5d383");
    let cluster = arn("cluster/prod");
    let placement = TaskPlacement {
        task: TaskArn::new(task.clone()),
        cluster: ClusterArn::new(cluster.clone()),
        definition: TaskDefinitionArn::new(arn("task-definition/web:1")),
        group: "family:web".into(),
        launch_type: firedrill_sim::LaunchType::Fargate,
    };
    account.place_task(&placement);
    let request =
        || StopTaskRequest { cluster: Some(cluster.clone()), task: task.clone(), reason: None };
    stop_task(&mut account, request()).unwrap();
    pass(&mut account, 60.0);
    let ended = stop_task(&mut account, request()).unwrap().task.unwrap();
    assert_eq!(ended.last_status.as_deref(), Some("STOPPED"));
    assert_eq!(ended.containers.unwrap()[0].exit_code, Some(137));
}
