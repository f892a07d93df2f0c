//! Tasks that a test puts in place.

use firedrill_sim::operation::ecs::StopTaskRequest;
use firedrill_sim::{ClusterArn, TaskArn, TaskDefinitionArn, TaskPlacement};

use super::deployment::stop_task;
use crate::account::{account, pass};

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
        launch_type: "FARGATE".into(),
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
