//! StopTask: what it takes, what it answers, what it refuses.

use firedrill_sim::operation::ecs::{CreateClusterRequest, StopTaskRequest, Tag};

use super::deployment::{
    create_cluster, fargate_definition, fargate_run, prod, register_task_definition, run_task,
    running_web, stop, stop_task, task,
};
use crate::account::{account, pass, refusal};

#[test]
fn the_answer_shows_the_task_running_and_desired_stopped() {
    let mut account = account();
    let arn = running_web(&mut account);
    let request = StopTaskRequest { reason: Some("a miner".into()), ..stop(&arn) };
    let stopped = stop_task(&mut account, request).unwrap().task.unwrap();
    assert_eq!(stopped.task_arn, Some(arn));
    assert_eq!(stopped.last_status.as_deref(), Some("RUNNING"));
    assert_eq!(stopped.desired_status.as_deref(), Some("STOPPED"));
    assert_eq!(stopped.stop_code.as_deref(), Some("UserInitiated"));
    assert_eq!(stopped.stopped_reason.as_deref(), Some("a miner"));
    assert_eq!(stopped.stopping_at, Some(account.now()));
    assert_eq!(stopped.stopped_at, None);
    assert_eq!(
        stopped.cluster_arn.as_deref(),
        Some("arn:aws:ecs:ap-northeast-1:111122223333:cluster/prod")
    );
    assert_eq!(stopped.group.as_deref(), Some("family:web"));
}

#[test]
fn a_task_is_named_by_id_or_arn_and_its_cluster_by_name_or_arn() {
    let cluster = "arn:aws:ecs:ap-northeast-1:111122223333:cluster/prod";
    for (by_arn, cluster) in [(true, "prod"), (false, "prod"), (true, cluster), (false, cluster)] {
        let mut account = account();
        let arn = running_web(&mut account);
        let id = arn.rsplit('/').next().unwrap();
        let request = StopTaskRequest {
            cluster: Some(cluster.into()),
            task: if by_arn { arn.clone() } else { id.into() },
            reason: None,
        };
        let stopped = stop_task(&mut account, request).unwrap().task.unwrap();
        assert_eq!(stopped.stopped_reason.as_deref(), Some("Task stopped by user"));
        assert_eq!(stopped.task_arn, Some(arn));
    }
}

#[test]
fn without_a_cluster_the_default_cluster_is_meant() {
    let mut account = account();
    let arn = running_web(&mut account);
    let id = arn.rsplit('/').next().unwrap();
    let bare = |task: &str| StopTaskRequest { task: task.into(), ..Default::default() };
    assert_eq!(
        refusal(stop_task(&mut account, bare(&arn))),
        "InvalidParameterException: Invalid identifier: Identifier is for cluster prod. Your \
         cluster is default"
    );
    assert_eq!(
        refusal(stop_task(&mut account, bare(id))),
        "ClusterNotFoundException: Cluster not found."
    );
    create_cluster(&mut account, CreateClusterRequest::default()).unwrap();
    assert_eq!(
        refusal(stop_task(&mut account, bare(id))),
        "InvalidParameterException: The referenced task was not found."
    );
}

#[test]
fn what_names_no_task_is_refused_in_the_words_of_the_service() {
    let mut account = account();
    let arn = running_web(&mut account);
    let mut refused = |cluster: &str, task: &str| {
        let request =
            StopTaskRequest { cluster: Some(cluster.into()), task: task.into(), reason: None };
        refusal(stop_task(&mut account, request))
    };
    let wrong_length = "InvalidParameterException: taskId length should be one of [32,36]";
    assert_eq!(refused("prod", "dummy"), wrong_length);
    assert_eq!(refused("none", "dummy"), wrong_length);
    assert_eq!(refused("none", &"0".repeat(32)), "ClusterNotFoundException: Cluster not found.");
    let not_found = "InvalidParameterException: The referenced task was not found.";
    assert_eq!(refused("prod", &"0".repeat(32)), not_found);
    assert_eq!(refused("prod", &"0".repeat(36)), not_found);
    let elsewhere = arn.replace("111122223333", "999999999999");
    assert_eq!(refused("prod", &elsewhere), not_found);
    let older = arn.replace("task/prod/", "task/");
    assert_eq!(task(&mut account, &older).task_arn, Some(arn));
}

#[test]
fn stopping_takes_the_tags_away() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let tag = Tag { key: Some("team".into()), value: Some("red".into()) };
    let request = firedrill_sim::operation::ecs::RunTaskRequest {
        tags: Some(vec![tag.clone()]),
        ..fargate_run()
    };
    let started = run_task(&mut account, request).unwrap().tasks.unwrap().remove(0);
    assert_eq!(started.tags, Some(vec![tag]));
    let stopped = stop_task(&mut account, stop(&started.task_arn.unwrap())).unwrap();
    assert_eq!(stopped.task.unwrap().tags, Some(Vec::new()));
}

#[test]
fn a_second_stop_changes_nothing() {
    let mut account = account();
    let arn = running_web(&mut account);
    let request = StopTaskRequest { reason: Some("first".into()), ..stop(&arn) };
    stop_task(&mut account, request).unwrap();
    for seconds in [1.0, 60.0] {
        pass(&mut account, seconds);
        let before = task(&mut account, &arn);
        let request = StopTaskRequest { reason: Some("second".into()), ..stop(&arn) };
        let answered = stop_task(&mut account, request).unwrap().task.unwrap();
        assert_eq!(answered.stopped_reason.as_deref(), Some("first"));
        assert_eq!(answered.version, before.version);
        assert_eq!(task(&mut account, &arn), before);
    }
    pass(&mut account, 3_600.0);
    assert_eq!(
        refusal(stop_task(&mut account, stop(&arn))),
        "InvalidParameterException: The referenced task was not found."
    );
}

#[test]
fn an_overlong_reason_is_cut_between_characters() {
    let mut account = account();
    let arn = running_web(&mut account);
    let request = StopTaskRequest { reason: Some("鉱".repeat(2_000)), ..stop(&arn) };
    let stopped = stop_task(&mut account, request).unwrap().task.unwrap();
    assert_eq!(stopped.stopped_reason.unwrap().chars().count(), 1_024);
}
