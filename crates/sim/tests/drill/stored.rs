//! An account that is stored and read back goes on as if it had not been.

use std::time::Duration;

use firedrill_finding::{FindingRequest, FindingType, LaunchType, TaskFacts};
use firedrill_sim::{
    ACCOUNT_VERSION, Account, Delivery, Fault, FindingSource, RestoreError, Stimulus,
};
use serde_json::{Value, json};

use crate::speak::{account_of, ask, call, record, role};

const CLUSTER: &str = "arn:aws:ecs:ap-northeast-1:111122223333:cluster/prod";
const MACHINE: &str = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:pause";
const QUEUE: &str = "https://sqs.ap-northeast-1.amazonaws.com/111122223333/q";
const DEAD: &str = "arn:aws:sqs:ap-northeast-1:111122223333:dead";
const TOPIC: &str = "arn:aws:sns:ap-northeast-1:111122223333:notice";

/// The next of a sequence of numbers, from 0 up to but not including `end`.
fn draw(seed: &mut u64, end: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % end
}

/// An account with something in every service.
fn deployed(seed: u64) -> Account {
    let mut account = account_of(seed);
    let states = role(&mut account, "states", "states.amazonaws.com");
    let events = role(&mut account, "events", "events.amazonaws.com");
    let pause = json!({
        "StartAt": "Rest",
        "States": {
            "Rest": { "Type": "Wait", "Seconds": 2, "Next": "Tell" },
            "Tell": {
                "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sns:publish",
                "Parameters": { "TopicArn": TOPIC, "Message.$": "States.JsonToString($)" },
                "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1 }],
                "Next": "End",
            },
            "End": { "Type": "Succeed" },
        },
    });
    let queue = "arn:aws:sqs:ap-northeast-1:111122223333:q";
    for (service, operation, input) in [
        ("sqs", "CreateQueue", json!({ "QueueName": "dead" })),
        (
            "sqs",
            "CreateQueue",
            json!({ "QueueName": "q", "Tags": { "a": "b" }, "Attributes": {
                "RedrivePolicy": format!(r#"{{"deadLetterTargetArn":"{DEAD}","maxReceiveCount":2}}"#),
            }}),
        ),
        ("sns", "CreateTopic", json!({ "Name": "notice", "Tags": [{ "Key": "a", "Value": "b" }] })),
        ("sns", "Subscribe", json!({ "TopicArn": TOPIC, "Protocol": "sqs", "Endpoint": queue })),
        ("logs", "CreateLogGroup", json!({ "LogGroupName": "g" })),
        (
            "states",
            "CreateStateMachine",
            json!({ "Name": "pause", "Definition": pause.to_string(), "RoleArn": states }),
        ),
        (
            "ecs",
            "CreateCluster",
            json!({ "ClusterName": "prod", "Tags": [
                { "Key": "GuardDutyManaged", "Value": "true" },
            ]}),
        ),
        (
            "ecs",
            "RegisterTaskDefinition",
            json!({
                "Family": "web", "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512",
                "RequiresCompatibilities": ["FARGATE"],
                "ContainerDefinitions": [{ "Name": "web", "Image": "nginx", "StopTimeout": 3,
                    "Environment": [{ "Name": "A", "Value": "B" }] }],
            }),
        ),
        (
            "ecs",
            "CreateService",
            json!({
                "Cluster": "prod", "ServiceName": "web", "TaskDefinition": "web",
                "DesiredCount": 1, "LaunchType": "FARGATE",
                "NetworkConfiguration": { "AwsvpcConfiguration": { "Subnets": ["subnet-1"] } },
            }),
        ),
        (
            "events",
            "PutRule",
            json!({ "Name": "r", "EventPattern":
                r#"{"source":["shop","aws.ecs","aws.guardduty"]}"# }),
        ),
        (
            "events",
            "PutTargets",
            json!({ "Rule": "r", "Targets": [
                { "Id": "machine", "Arn": MACHINE, "RoleArn": events, "InputTransformer": {
                    "InputPathsMap": { "id": "$.id" }, "InputTemplate": r#"{"id": <id>}"#,
                }},
                { "Id": "queue", "Arn": queue, "InputPath": "$.detail",
                    "DeadLetterConfig": { "Arn": DEAD },
                    "RetryPolicy": { "MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 60 } },
            ]}),
        ),
    ] {
        ask(&mut account, service, operation, input);
    }
    account
}

fn finding() -> FindingRequest {
    let task = TaskFacts::new(
        "arn:aws:ecs:ap-northeast-1:111122223333:task/prod/fa2100c571d448b7a977da8120a5d383"
            .parse()
            .unwrap(),
        CLUSTER.parse().unwrap(),
        "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/web:1".parse().unwrap(),
        LaunchType::Fargate,
        "service:web",
        "2025-12-31T00:00:00Z".parse().unwrap(),
    );
    FindingRequest::on_task(FindingType::named("Execution:Runtime/ReverseShell").unwrap(), task)
}

/// One thing that somebody does; the same for the same draw.
fn act(account: &mut Account, seed: &mut u64) {
    let now = account.now();
    let perform = |account: &mut Account, service: &str, operation: &str, input: Value| {
        account.answer(call(service, operation, input), now).result.is_ok()
    };
    let network = json!({ "AwsvpcConfiguration": { "Subnets": ["subnet-1"] } });
    match draw(seed, 10) {
        0 => {
            let token = draw(seed, 3).to_string();
            let run = json!({
                "Cluster": "prod", "TaskDefinition": "web", "LaunchType": "FARGATE",
                "ClientToken": token, "NetworkConfiguration": network,
                "Overrides": { "ContainerOverrides": [{ "Name": "web", "Command": ["sh"] }] },
                "Tags": [{ "Key": "n", "Value": token }],
            });
            perform(account, "ecs", "RunTask", run);
        }
        1 => {
            let list = json!({ "Cluster": "prod" });
            let tasks = ask(account, "ecs", "ListTasks", list)["TaskArns"].clone();
            if let Some(task) = tasks.get(0) {
                let stop = json!({ "Cluster": "prod", "Task": task });
                perform(account, "ecs", "StopTask", stop);
            }
        }
        2 => {
            let entry =
                json!({ "Source": "shop", "DetailType": "sale", "Detail": r#"{"n":1.50}"# });
            perform(account, "events", "PutEvents", json!({ "Entries": [entry] }));
        }
        3 => {
            let receive = json!({ "QueueUrl": QUEUE, "MaxNumberOfMessages": 3,
                "VisibilityTimeout": 1, "MessageSystemAttributeNames": ["All"] });
            perform(account, "sqs", "ReceiveMessage", receive);
        }
        4 => {
            let start = json!({ "StateMachineArn": MACHINE, "Input": r#"{"a":[1,2.0]}"# });
            perform(account, "states", "StartExecution", start);
        }
        5 => {
            let publish = json!({ "TopicArn": TOPIC, "Message": "m", "Subject": "s" });
            perform(account, "sns", "Publish", publish);
        }
        6 => account.add_fault(Fault {
            service: "sqs".into(),
            operation: "SendMessage".into(),
            error: "InternalError".into(),
            message: None,
            times: Some(1),
        }),
        7 => {
            let delivery = Delivery { duplicates: 1, delay: Duration::from_millis(10) };
            let (trigger, finding) =
                ("a shell".into(), FindingSource::Request(Box::new(finding())));
            let stimulus = Stimulus::Finding { trigger, task: None, finding, delivery };
            account.inject(stimulus, now).unwrap();
        }
        8 => {
            let tag = json!({ "ResourceArn": CLUSTER, "Tags": [{ "Key": "n", "Value": "1" }] });
            perform(account, "ecs", "TagResource", tag);
        }
        _ => {
            let count = draw(seed, 3);
            let update = json!({ "Cluster": "prod", "Service": "web", "DesiredCount": count });
            perform(account, "ecs", "UpdateService", update);
        }
    }
    account.advance_to(account.now() + Duration::from_millis(draw(seed, 3_000)));
}

fn stored_and_restored(account: &Account) -> Account {
    Account::restore(&account.store().unwrap()).unwrap()
}

#[test]
fn an_account_is_stored_anywhere_and_writes_the_same_record_from_there_on() {
    for run in 0..12 {
        let (mut whole, mut stored) = (deployed(run), deployed(run));
        let mut seed = run;
        let mut times = 0;
        for _ in 0..30 {
            let mut other = seed;
            act(&mut whole, &mut seed);
            act(&mut stored, &mut other);
            assert_eq!(seed, other, "run {run}");
            if draw(&mut seed, 4) == 0 {
                stored = stored_and_restored(&stored);
                times += 1;
            }
        }
        assert!(times > 0);
        let end = whole.now() + Duration::from_secs(7_200);
        whole.advance_to(end);
        stored.advance_to(end);
        assert_eq!(record(&whole), record(&stored), "run {run}");
        assert_eq!(whole.notes().collect::<Vec<_>>(), stored.notes().collect::<Vec<_>>());
        assert_eq!(whole.stimuli(), stored.stimuli());
        assert_eq!(whole.store().unwrap(), stored.store().unwrap(), "run {run}");
    }
}

#[test]
fn an_account_of_another_version_is_refused_by_its_version_and_anything_else_as_what_it_is() {
    let stored = account_of(1).store().unwrap();
    let later = ACCOUNT_VERSION + 1;
    let other = stored.replacen(&format!(r#""version":{ACCOUNT_VERSION}"#), r#""version":2"#, 1);
    assert!(
        matches!(Account::restore(&other), Err(RestoreError::Version { found }) if found == later)
    );
    for text in ["", "{}", "[]", r#"{"version":1}"#, r#"{"version":1,"account":{}}"#] {
        let refused = Account::restore(text).unwrap_err();
        assert!(refused.to_string().starts_with("not a stored account: "), "{refused}");
    }
}
