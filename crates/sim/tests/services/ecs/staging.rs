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
    account
        .place_task(&TaskPlacement {
            task: TaskArn::new(arn),
            cluster: ClusterArn::new(cluster),
            definition: TaskDefinitionArn::new(definition),
            group: "service:web".into(),
            launch_type: "FARGATE".into(),
        })
        .unwrap();
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

fn placement(launch_type: &str) -> TaskPlacement {
    let arn = |kind: &str| format!("arn:aws:ecs:ap-northeast-1:111122223333:{kind}");
    TaskPlacement {
        task: TaskArn::new(arn("task/prod/fa2100c571d448b7a977da8120a5d383")),
        cluster: ClusterArn::new(arn("cluster/prod")),
        definition: TaskDefinitionArn::new(arn("task-definition/web:1")),
        group: "family:web".into(),
        launch_type: launch_type.into(),
    }
}

#[test]
fn a_placed_task_keeps_the_stop_timeout_of_its_definition() {
    let delays = Delays::default().with(Delay::ContainerExit, Duration::from_secs(3_600));
    let mut account = account_with(delays);
    let mut definition = fargate_definition();
    definition.container_definitions[0].stop_timeout = Some(5);
    register_task_definition(&mut account, definition).unwrap();
    account.place_task(&placement("FARGATE")).unwrap();
    let request = || StopTaskRequest {
        cluster: Some("prod".into()),
        task: placement("FARGATE").task.to_string(),
        reason: None,
    };
    stop_task(&mut account, request()).unwrap();
    pass(&mut account, 29.0);
    let ended = stop_task(&mut account, request()).unwrap().task.unwrap();
    assert_eq!(ended.containers.unwrap()[0].exit_code, Some(137));
}

#[test]
fn a_task_is_not_placed_with_a_launch_type_that_is_none() {
    let mut account = account();
    let refused = account.place_task(&placement("EXTERNAL")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a task is placed with the launch type FARGATE or EC2, and not with `EXTERNAL`"
    );
    assert!(account.hops().is_empty());
}
