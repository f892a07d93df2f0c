//! The events that ECS puts on the bus, as a rule with a queue sees them.

use std::collections::BTreeMap;

use firedrill_sim::Account;
use firedrill_sim::operation::{events, sqs};
use serde_json::Value;

use super::deployment::{running_web, stop, stop_task};
use crate::account::{account, operations, pass, queue_policy};

operations! {
    "events":
    put_rule = "PutRule", events::PutRuleRequest => events::PutRuleResponse;
    put_targets = "PutTargets", events::PutTargetsRequest => events::PutTargetsResponse;
}

operations! {
    "sqs":
    create_queue = "CreateQueue", sqs::CreateQueueRequest => sqs::CreateQueueResponse;
    receive_message = "ReceiveMessage",
        sqs::ReceiveMessageRequest => sqs::ReceiveMessageResponse;
}

const TAP: &str = "arn:aws:sqs:ap-northeast-1:111122223333:tap";

/// Has every event of ECS sent to a queue; answers the queue's URL.
fn tap(account: &mut Account) -> String {
    let request = sqs::CreateQueueRequest {
        queue_name: "tap".into(),
        attributes: Some(BTreeMap::from([
            ("VisibilityTimeout".into(), "43200".into()),
            ("Policy".into(), queue_policy(TAP, "events.amazonaws.com")),
        ])),
        ..Default::default()
    };
    let queue = create_queue(account, request).unwrap().queue_url.unwrap();
    let request = events::PutRuleRequest {
        name: "tap".into(),
        event_pattern: Some(r#"{"source":["aws.ecs"]}"#.into()),
        ..Default::default()
    };
    put_rule(account, request).unwrap();
    let target = events::Target { id: "queue".into(), arn: TAP.into(), ..Default::default() };
    let request = events::PutTargetsRequest {
        rule: "tap".into(),
        targets: vec![target],
        ..Default::default()
    };
    put_targets(account, request).unwrap();
    queue
}

fn tapped(account: &mut Account, queue: &str) -> Vec<Value> {
    let mut tapped = Vec::new();
    loop {
        let request = sqs::ReceiveMessageRequest {
            queue_url: queue.into(),
            max_number_of_messages: Some(10),
            ..Default::default()
        };
        let Some(messages) = receive_message(account, request).unwrap().messages else {
            return tapped;
        };
        let bodies = messages.into_iter().map(|message| message.body.unwrap());
        tapped.extend(bodies.map(|body| serde_json::from_str::<Value>(&body).unwrap()));
    }
}

#[test]
fn each_change_of_a_task_is_an_event_in_the_shape_of_the_developer_guide() {
    let mut account = account();
    let queue = tap(&mut account);
    let arn = running_web(&mut account);
    let started = tapped(&mut account, &queue);
    let statuses: Vec<_> =
        started.iter().map(|event| event["detail"]["lastStatus"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"]);
    let running = started.last().unwrap();
    assert_eq!(running["detail-type"], "ECS Task State Change");
    assert_eq!(running["source"], "aws.ecs");
    assert_eq!(running["account"], "111122223333");
    assert_eq!(running["resources"], serde_json::json!([arn]));
    let detail = &running["detail"];
    assert_eq!(detail["version"], 4);
    assert_eq!(detail["taskArn"], arn);
    assert_eq!(detail["startedAt"], "2026-01-01T00:00:31Z");
    assert_eq!(detail["attachments"][0]["type"], "eni");
    assert_eq!(detail["containers"][0]["lastStatus"], "RUNNING");
    assert_eq!(detail["overrides"]["containerOverrides"][0]["name"], "web");
    assert_eq!(detail.get("stopCode"), None);
    assert_eq!(detail.get("healthStatus"), None);

    stop_task(&mut account, stop(&arn)).unwrap();
    pass(&mut account, 60.0);
    let ended = tapped(&mut account, &queue);
    let statuses: Vec<_> = ended
        .iter()
        .map(|event| {
            let detail = &event["detail"];
            (detail["lastStatus"].as_str().unwrap(), detail["version"].as_i64().unwrap())
        })
        .collect();
    assert_eq!(
        statuses,
        [
            ("RUNNING", 5),
            ("DEACTIVATING", 6),
            ("STOPPING", 7),
            ("DEPROVISIONING", 8),
            ("STOPPED", 9)
        ]
    );
    let stopped = &ended.last().unwrap()["detail"];
    assert_eq!(stopped["stopCode"], "UserInitiated");
    assert_eq!(stopped["stoppedReason"], "Task stopped by user");
    assert_eq!(stopped["containers"][0]["exitCode"], 143);
}
