//! The life of a task over virtual time.

use std::time::Duration;

use firedrill_record::HopKind;
use firedrill_sim::operation::ecs::{ContainerDefinition, Tag};
use firedrill_sim::{Account, Delay, Delays};

use super::deployment::{
    container, create_cluster, ec2_definition, ec2_run, fargate_definition, fargate_run, instance,
    prod, register_task_definition, run_task, running_web, stop, stop_task, task,
};
use crate::account::{account, account_with, pass, seconds_since_start};

/// When a task changed and to what: seconds since the start, `lastStatus`, `desiredStatus`.
fn changes(account: &Account) -> Vec<(f64, String, String)> {
    let hops = account.hops().iter();
    hops.filter_map(|hop| match &hop.kind {
        HopKind::TaskStatus { last_status, desired_status, .. } => {
            Some((seconds_since_start(hop.at), last_status.clone(), desired_status.clone()))
        }
        _ => None,
    })
    .collect()
}

fn told(changes: &[(f64, String, String)]) -> Vec<(f64, &str, &str)> {
    changes.iter().map(|(at, last, desired)| (*at, last.as_str(), desired.as_str())).collect()
}

#[test]
fn a_fargate_task_goes_through_every_stage_by_the_named_delays() {
    let mut account = account();
    let arn = running_web(&mut account);
    stop_task(&mut account, stop(&arn)).unwrap();
    pass(&mut account, 60.0);
    assert_eq!(
        told(&changes(&account)),
        [
            (0.0, "PROVISIONING", "RUNNING"),
            (10.0, "PENDING", "RUNNING"),
            (30.0, "ACTIVATING", "RUNNING"),
            (31.0, "RUNNING", "RUNNING"),
            (60.0, "RUNNING", "STOPPED"),
            (60.0, "DEACTIVATING", "STOPPED"),
            (62.0, "STOPPING", "STOPPED"),
            (64.0, "DEPROVISIONING", "STOPPED"),
            (76.0, "STOPPED", "STOPPED"),
        ]
    );
    let stopped = task(&mut account, &arn);
    assert_eq!(stopped.version, Some(9));
    assert_eq!(seconds_since_start(stopped.stopping_at.unwrap()), 60.0);
    assert_eq!(seconds_since_start(stopped.execution_stopped_at.unwrap()), 64.0);
    assert_eq!(seconds_since_start(stopped.stopped_at.unwrap()), 76.0);
    let containers = stopped.containers.unwrap();
    assert_eq!(containers[0].exit_code, Some(143));
    assert_eq!(containers[0].last_status.as_deref(), Some("STOPPED"));
    assert_eq!(stopped.attachments.unwrap()[0].status.as_deref(), Some("DELETED"));
}

#[test]
fn a_task_in_bridge_mode_on_ec2_has_no_network_stages() {
    let mut account = account();
    prod(&mut account);
    let instance = instance(&mut account, 2_048, 4_096);
    register_task_definition(&mut account, ec2_definition()).unwrap();
    let started = run_task(&mut account, ec2_run()).unwrap().tasks.unwrap().remove(0);
    assert_eq!(started.container_instance_arn, Some(instance));
    assert_eq!(started.attachments, Some(Vec::new()));
    pass(&mut account, 30.0);
    let arn = started.task_arn.unwrap();
    stop_task(&mut account, stop(&arn)).unwrap();
    pass(&mut account, 30.0);
    let changes = changes(&account);
    let stages: Vec<_> = told(&changes).into_iter().map(|(_, last, _)| last).collect();
    assert_eq!(
        stages,
        ["PENDING", "ACTIVATING", "RUNNING", "RUNNING", "DEACTIVATING", "STOPPING", "STOPPED"]
    );
}

#[test]
fn each_change_is_caused_by_the_one_before_and_the_first_by_the_call() {
    let mut account = account();
    let arn = running_web(&mut account);
    stop_task(&mut account, stop(&arn)).unwrap();
    pass(&mut account, 60.0);
    let hops = account.hops();
    let last = hops
        .iter()
        .rfind(|hop| matches!(hop.kind, HopKind::TaskStatus { .. }))
        .map(|hop| hop.id)
        .unwrap();
    let chain = hops.chain(last);
    let HopKind::ApiCall { operation, .. } = &chain[0].kind else { panic!("{chain:?}") };
    assert_eq!(operation, "StopTask");
    let statuses = chain.iter().skip(1);
    assert!(statuses.clone().all(|hop| matches!(hop.kind, HopKind::TaskStatus { .. })));
    assert_eq!(statuses.count(), 5);
}

#[test]
fn several_tasks_of_one_call_are_each_caused_by_the_call() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    run_task(
        &mut account,
        firedrill_sim::operation::ecs::RunTaskRequest { count: Some(3), ..fargate_run() },
    )
    .unwrap();
    let hops = account.hops();
    let is_run_task = |kind: &HopKind| matches!(kind, HopKind::ApiCall { operation, .. } if operation == "RunTask");
    let call = hops.iter().find(|hop| is_run_task(&hop.kind)).map(|hop| hop.id);
    let tasks = hops.iter().filter(|hop| matches!(hop.kind, HopKind::TaskStatus { .. }));
    let causes: Vec<_> = tasks.map(|hop| hop.cause.hop()).collect();
    assert!(call.is_some());
    assert_eq!(causes, [call; 3]);
}

#[test]
fn a_container_that_ignores_sigterm_is_killed_at_its_own_stop_timeout() {
    let delays = Delays::default().with(Delay::ContainerExit, Duration::from_secs(300));
    let mut account = account_with(delays);
    prod(&mut account);
    let mut definition = fargate_definition();
    definition.container_definitions =
        vec![ContainerDefinition { stop_timeout: Some(120), ..container("web") }, container("log")];
    register_task_definition(&mut account, definition).unwrap();
    let started = run_task(&mut account, fargate_run()).unwrap().tasks.unwrap().remove(0);
    let arn = started.task_arn.unwrap();
    pass(&mut account, 60.0);
    stop_task(&mut account, stop(&arn)).unwrap();
    // SIGTERM comes two seconds after the stop.
    pass(&mut account, 33.0);
    let stopping = task(&mut account, &arn);
    assert_eq!(stopping.last_status.as_deref(), Some("STOPPING"));
    let exits = |task: &firedrill_sim::operation::ecs::Task| {
        let containers = task.containers.iter().flatten();
        containers.map(|container| container.exit_code).collect::<Vec<_>>()
    };
    assert_eq!(exits(&stopping), [None, Some(137)]);
    pass(&mut account, 90.0);
    let ended = task(&mut account, &arn);
    assert_eq!(exits(&ended), [Some(137), Some(137)]);
    assert_eq!(seconds_since_start(ended.execution_stopped_at.unwrap()), 182.0);
}

#[test]
fn a_task_that_is_stopped_before_it_runs_goes_to_its_end_at_once() {
    let mut account = account();
    prod(&mut account);
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let started = run_task(&mut account, fargate_run()).unwrap().tasks.unwrap().remove(0);
    let arn = started.task_arn.unwrap();
    pass(&mut account, 5.0);
    stop_task(&mut account, stop(&arn)).unwrap();
    pass(&mut account, 60.0);
    assert_eq!(
        told(&changes(&account)),
        [
            (0.0, "PROVISIONING", "RUNNING"),
            (5.0, "PROVISIONING", "STOPPED"),
            (5.0, "DEPROVISIONING", "STOPPED"),
            (17.0, "STOPPED", "STOPPED"),
        ]
    );
    let stopped = task(&mut account, &arn);
    assert_eq!(stopped.started_at, None);
    assert_eq!(stopped.containers.unwrap()[0].exit_code, None);
}

#[test]
fn a_stopped_task_is_described_for_an_hour_and_no_story_waits_for_that() {
    let mut account = account();
    let arn = running_web(&mut account);
    stop_task(&mut account, stop(&arn)).unwrap();
    pass(&mut account, 16.0);
    assert_eq!(task(&mut account, &arn).last_status.as_deref(), Some("STOPPED"));
    assert!(account.settled());
    pass(&mut account, 3_599.0);
    task(&mut account, &arn);
    pass(&mut account, 1.0);
    let request = firedrill_sim::operation::ecs::DescribeTasksRequest {
        cluster: Some("prod".into()),
        tasks: vec![arn.clone()],
        include: None,
    };
    let response = super::deployment::describe_tasks(&mut account, request).unwrap();
    assert_eq!(response.tasks, Some(Vec::new()));
    let failure = response.failures.unwrap().remove(0);
    assert_eq!((failure.arn, failure.reason), (Some(arn), Some("MISSING".into())));
}

#[test]
fn guardduty_adds_its_agent_to_fargate_tasks_of_a_cluster_that_it_manages() {
    let mut account = account();
    let tag = Tag { key: Some("GuardDutyManaged".into()), value: Some("true".into()) };
    let request = firedrill_sim::operation::ecs::CreateClusterRequest {
        cluster_name: Some("prod".into()),
        tags: Some(vec![tag]),
        ..Default::default()
    };
    create_cluster(&mut account, request).unwrap();
    register_task_definition(&mut account, fargate_definition()).unwrap();
    let started = run_task(&mut account, fargate_run()).unwrap().tasks.unwrap().remove(0);
    let containers = started.containers.unwrap();
    let names: Vec<_> = containers.iter().map(|each| each.name.as_deref().unwrap()).collect();
    assert_eq!(names[0], "web");
    assert!(names[1].starts_with("aws-guardduty-agent-"), "{names:?}");
    assert_eq!(containers[1].image, None);
    let overrides = started.overrides.unwrap().container_overrides.unwrap();
    let agent = overrides.iter().find(|each| each.name.as_deref() == Some(names[1])).unwrap();
    assert_eq!(agent.memory, Some(128));
}
