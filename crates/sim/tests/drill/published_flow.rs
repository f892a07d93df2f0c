//! The published flow, deployed and driven through calls alone: a finding stops its task.

use std::time::Duration;

use firedrill_record::{Action, ApiOutcome, ExecutionStatus, HopKind, StageName, stages};
use firedrill_sim::{
    Account, ClusterArn, Delay, Delivery, ExecutionArn, Fault, FindingSource, Stimulus, TaskArn,
    TaskDefinitionArn, TaskPlacement,
};
use serde_json::{Value, json};

use crate::speak::{account, ask, call, chain, find, output, queue, receive, role, rule, settle};

const CLUSTER: &str = "arn:aws:ecs:ap-northeast-1:111122223333:cluster/prod";
const TASK: &str =
    "arn:aws:ecs:ap-northeast-1:111122223333:task/prod/fa2100c571d448b7a977da8120a5d383";
const BYSTANDER: &str =
    "arn:aws:ecs:ap-northeast-1:111122223333:task/prod/0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";
const TITLE: &str = "A process is querying a domain name of \"Bitcoin\" activity.";

fn fixture(name: &str) -> String {
    let path = format!("{}/../../fixtures/flows/stop-task/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The account with the flow in it, and the URL of a queue that hears the topic.
fn deployed() -> (Account, String) {
    let mut account = account();
    let topic = ask(&mut account, "sns", "CreateTopic", json!({ "Name": "notice" }));
    let topic = topic["TopicArn"].as_str().unwrap().to_owned();
    let (heard, url) = queue(&mut account, "heard");
    let subscription = json!({ "TopicArn": topic, "Protocol": "sqs", "Endpoint": heard });
    ask(&mut account, "sns", "Subscribe", subscription);
    let states = role(&mut account, "states", "states.amazonaws.com");
    let target = role(&mut account, "target", "events.amazonaws.com");
    let definition = fixture("state-machine.asl.json").replace("${TopicArn}", &topic);
    let input = json!({ "Name": "stop", "Definition": definition, "RoleArn": states });
    let machine = ask(&mut account, "states", "CreateStateMachine", input);
    let paths: Value = serde_json::from_str(&fixture("input-paths.json")).unwrap();
    let target = json!({
        "Id": "stop",
        "Arn": machine["StateMachineArn"],
        "RoleArn": target,
        "InputTransformer": {
            "InputPathsMap": paths,
            "InputTemplate": fixture("input-template.txt"),
        },
    });
    let pattern: Value = serde_json::from_str(&fixture("pattern.json")).unwrap();
    rule(&mut account, "threats", pattern, target);
    for task in [TASK, BYSTANDER] {
        account.place_task(&TaskPlacement {
            task: TaskArn::new(task),
            cluster: ClusterArn::new(CLUSTER),
            definition: TaskDefinitionArn::new(
                "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/web:1",
            ),
            group: "family:web".into(),
            launch_type: firedrill_sim::LaunchType::Fargate,
        });
    }
    account.clear_record();
    (account, url)
}

fn finding(task: &str, cluster: &str) -> String {
    json!({
        "version": "0",
        "id": "c8c4daa7-a20c-2f03-0070-b7393dd542ad",
        "detail-type": "GuardDuty Finding",
        "source": "aws.guardduty",
        "account": "111122223333",
        "time": "2026-01-01T00:03:00Z",
        "region": "ap-northeast-1",
        "resources": [],
        "detail": {
            "id": "4cb8a3c55ee24bf0a2e1d83ee4b39a6e",
            "type": "CryptoCurrency:Runtime/BitcoinTool.B!DNS",
            "title": TITLE,
            "service": { "featureName": "RuntimeMonitoring" },
            "resource": {
                "resourceType": "ECSCluster",
                "ecsClusterDetails": {
                    "arn": cluster,
                    "taskDetails": {
                        "arn": task,
                        "definitionArn":
                            "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/web:1",
                    },
                },
            },
        },
    })
    .to_string()
}

fn threaten(account: &mut Account, event: String, delivery: Delivery) {
    let stimulus = Stimulus::Finding {
        trigger: "nslookup pool.supportxmr.com".into(),
        task: Some(TASK.into()),
        finding: FindingSource::Event(event),
        delivery,
    };
    let now = account.now();
    account.inject(stimulus, now).unwrap();
    settle(account);
}

fn statuses(account: &Account, which: &str) -> Vec<String> {
    find(account, |hop| match hop {
        HopKind::TaskStatus { task, last_status, .. } if task == which => Some(last_status.clone()),
        _ => None,
    })
}

fn endings(account: &Account) -> Vec<ExecutionStatus> {
    find(account, |hop| match hop {
        HopKind::ExecutionEnded { status, .. } => Some(*status),
        _ => None,
    })
}

/// The messages that the queue has heard: subject and body.
fn heard(account: &mut Account, url: &str) -> Vec<(String, String)> {
    receive(account, url)
        .iter()
        .map(|message| {
            let body: Value = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
            let text = |name: &str| body[name].as_str().unwrap().to_owned();
            (text("Subject"), text("Message"))
        })
        .collect()
}

#[test]
fn a_finding_stops_its_task_over_time_and_a_message_tells_of_it() {
    let (mut account, url) = deployed();
    threaten(&mut account, finding(TASK, CLUSTER), Delivery::default());

    let passed = statuses(&account, TASK);
    let passed: Vec<_> = passed.iter().map(String::as_str).collect();
    assert_eq!(passed.last(), Some(&"STOPPED"));
    let order = ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"];
    let places = order.map(|status| passed.iter().position(|passed| *passed == status).unwrap());
    assert!(places.is_sorted(), "{passed:?}");
    assert_eq!(statuses(&account, BYSTANDER), Vec::<String>::new());
    assert_eq!(endings(&account), [ExecutionStatus::Succeeded]);

    let messages = heard(&mut account, &url);
    assert_eq!(
        messages,
        [(
            "Step Functions succeeded in stopping ECS Task with runtime security threats detected \
             by GuardDuty"
                .to_owned(),
            format!(
                "Step Functions succeeded in stopping ECS Task with runtime security threats \
                 detected by GuardDuty.\nDetail:\n  Cluster: {CLUSTER}\n  TaskDefinition: \
                 arn:aws:ecs:ap-northeast-1:111122223333:task-definition/web:1\n  Group: \
                 family:web\n  Task: {TASK}\n  StoppedReason: {TITLE}"
            )
        )]
    );
}

fn stop_task() -> Action {
    "ecs:StopTask".parse().unwrap()
}

#[test]
fn the_stages_keep_the_times_that_the_seed_measured() {
    let (mut account, _) = deployed();
    threaten(&mut account, finding(TASK, CLUSTER), Delivery::default());
    let stages = stages(account.hops(), account.stimuli(), Some(&stop_task())).remove(0);
    let at = |name| stages.stage(name).unwrap().at;
    assert_eq!(stages.stages.len(), StageName::ALL.len());
    let took = |from, to| at(to).duration_since(at(from)).unsigned_abs();
    assert_eq!(took(StageName::Trigger, StageName::Finding), Duration::from_secs(150));
    assert!(took(StageName::Trigger, StageName::TaskStopped) <= Duration::from_secs(210));
    assert!(took(StageName::Finding, StageName::TaskStopped) <= Duration::from_secs(60));
    assert!(took(StageName::Action, StageName::TaskStopped) >= Duration::from_secs(5));
}

#[test]
fn the_chain_of_the_stop_leads_back_to_the_threat() {
    let (mut account, _) = deployed();
    threaten(&mut account, finding(TASK, CLUSTER), Delivery::default());
    let stopped = account.hops().iter().find(|hop| {
        matches!(&hop.kind, HopKind::TaskStatus { last_status, .. } if last_status == "STOPPED")
    });
    let chain = chain(&account, stopped.unwrap());
    let story = [
        "trigger",
        "finding-published",
        "event-on-bus",
        "rule-evaluated",
        "input-transformed",
        "StartExecution",
        "execution-started",
        "TaskStateEntered",
        "TaskScheduled",
        "StopTask",
        "STOPPED",
    ];
    let mut rest = chain.iter();
    for step in story {
        assert!(rest.any(|hop| hop == step), "`{step}` is not in {chain:#?}");
    }
}

#[test]
fn a_task_that_is_not_there_ends_in_the_failure_message() {
    let (mut account, url) = deployed();
    let missing = TASK.replace("fa2100", "ffffff");
    threaten(&mut account, finding(&missing, CLUSTER), Delivery::default());
    assert_eq!(endings(&account), [ExecutionStatus::Succeeded]);
    let messages = heard(&mut account, &url);
    assert!(
        messages[0].1.contains("Error: Ecs.InvalidParameterException\n  Cause: The referenced task was not found. (Service: Ecs, Status Code: 400, Request ID: "),
        "{messages:?}"
    );
    assert!(messages[0].1.ends_with(") (SDK Attempt Count: 1)"), "{messages:?}");
    assert_eq!(statuses(&account, TASK), Vec::<String>::new());
}

#[test]
fn a_cluster_that_is_not_there_has_an_error_of_its_own() {
    let (mut account, url) = deployed();
    let [task, cluster] = [TASK, CLUSTER].map(|arn| arn.replace("prod", "other"));
    threaten(&mut account, finding(&task, &cluster), Delivery::default());
    let messages = heard(&mut account, &url);
    assert!(
        messages[0].1.contains("Error: Ecs.ClusterNotFoundException\n  Cause: Cluster not found."),
        "{messages:?}"
    );
}

#[test]
fn throttling_has_the_name_of_an_error_that_the_model_of_ecs_does_not_have() {
    let (mut account, url) = deployed();
    account.add_fault(Fault {
        service: "ecs".into(),
        operation: "StopTask".into(),
        error: "ThrottlingException".into(),
        message: None,
        times: Some(1),
    });
    threaten(&mut account, finding(TASK, CLUSTER), Delivery::default());
    let messages = heard(&mut account, &url);
    assert!(
        messages[0].1.contains("Error: Ecs.EcsException\n  Cause: Rate exceeded ("),
        "{messages:?}"
    );
    let injected = find(&account, |hop| match hop {
        HopKind::ApiCall { outcome: ApiOutcome::Failed { injected, .. }, .. } => Some(*injected),
        _ => None,
    });
    assert_eq!(injected, [true]);
}

#[test]
fn a_duplicate_starts_a_second_execution_on_the_same_task() {
    let (mut account, _) = deployed();
    let delivery = Delivery { duplicates: 1, delay: Duration::ZERO };
    threaten(&mut account, finding(TASK, CLUSTER), delivery);
    assert_eq!(endings(&account).len(), 2);
    let stopped = statuses(&account, TASK);
    assert_eq!(stopped.iter().filter(|status| *status == "STOPPED").count(), 1);
}

#[test]
fn an_execution_is_named_after_its_event_whatever_the_id_of_the_event_is() {
    for (id, begins) in [
        ("c8c4daa7-a20c-2f03-0070-b7393dd542ad", Some("c8c4daa7-a20c-2f03-0070-b7393dd542ad_")),
        ("an event / with: a strange id", None),
    ] {
        let (mut account, _) = deployed();
        let event = finding(TASK, CLUSTER).replace("c8c4daa7-a20c-2f03-0070-b7393dd542ad", id);
        threaten(&mut account, event, Delivery::default());
        let names = find(&account, |hop| match hop {
            HopKind::ExecutionStarted { execution, .. } => {
                execution.rsplit(':').next().map(str::to_owned)
            }
            _ => None,
        });
        assert_eq!(names.len(), 1);
        assert_eq!(names[0].len(), 73, "{names:?}");
        assert!(begins.is_none_or(|begins| names[0].starts_with(begins)), "{names:?}");
    }
}

#[test]
fn a_late_delivery_makes_everything_after_it_late() {
    let (mut account, _) = deployed();
    let delivery = Delivery { duplicates: 0, delay: Duration::from_secs(90) };
    threaten(&mut account, finding(TASK, CLUSTER), delivery);
    let stages = stages(account.hops(), account.stimuli(), Some(&stop_task())).remove(0);
    let at = |name| stages.stage(name).unwrap().at;
    let took = at(StageName::Event).duration_since(at(StageName::Finding)).unsigned_abs();
    assert_eq!(took, Delay::Delivery.default_value() + Duration::from_secs(90));
}

#[test]
fn a_finding_of_another_feature_starts_nothing() {
    let (mut account, url) = deployed();
    let event = finding(TASK, CLUSTER).replace("RuntimeMonitoring", "EbsVolumeScan");
    threaten(&mut account, event, Delivery::default());
    let missed = find(&account, |hop| match hop {
        HopKind::RuleEvaluated { leaves, .. } => {
            Some(leaves.iter().filter(|leaf| !leaf.matched).map(|leaf| leaf.path.clone()).collect())
        }
        _ => None,
    });
    let missed: Vec<Vec<String>> = missed;
    assert_eq!(missed, [["detail.service.featureName"]]);
    assert_eq!(endings(&account), []);
    assert!(heard(&mut account, &url).is_empty());
}

#[test]
fn an_execution_that_is_started_by_hand_is_a_story_too() {
    let (mut account, url) = deployed();
    let machine = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:stop";
    let input = json!({
        "EcsClusterArn": CLUSTER,
        "TaskDefinitionArn": "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/web:1",
        "TaskArn": "dummy",
        "GuardDutyFindingTitle": "by hand",
    });
    let start = json!({ "StateMachineArn": machine, "Input": input.to_string() });
    let now = account.now();
    let answer = account.answer(call("states", "StartExecution", &start), now);
    let started = output("states", "StartExecution", answer);
    assert!(account.settled());
    let execution = ExecutionArn::new(started["ExecutionArn"].as_str().unwrap());
    let begun = account.begin_story_with(&execution).unwrap();
    assert_eq!(account.begin_story_with(&execution), Some(begun));
    assert_eq!(account.stimuli(), [begun]);
    let elsewhere = ExecutionArn::new(format!("{execution}-not"));
    assert_eq!(account.begin_story_with(&elsewhere), None);
    assert!(!account.settled());
    settle(&mut account);
    let messages = heard(&mut account, &url);
    assert!(
        messages[0].1.contains(
            "Error: Ecs.InvalidParameterException\n  \
             Cause: taskId length should be one of [32,36] (Service: Ecs, Status Code: 400,"
        ),
        "{messages:?}"
    );
}
