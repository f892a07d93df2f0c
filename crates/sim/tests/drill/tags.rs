//! The tags of resources: given when they are made, changed, listed, and gone with them.

use firedrill_sim::Account;
use serde_json::{Value, json};

use crate::speak::{account, ask, refused};

const ARN: &str = "arn:aws:SERVICE:ap-northeast-1:111122223333:RESOURCE";

fn arn(service: &str, resource: &str) -> String {
    ARN.replace("SERVICE", service).replace("RESOURCE", resource)
}

/// A service that tags by ARN: how a resource is made with a tag, and deleted.
struct Tagged {
    service: &'static str,
    arn: String,
    make: (&'static str, Value),
    delete: (&'static str, Value),
    gone: String,
}

fn tagged() -> Vec<Tagged> {
    let tags = json!([{ "Key": "team", "Value": "blue" }]);
    let machine = arn("states", "stateMachine:m");
    let topic = arn("sns", "t");
    let definition = r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#;
    vec![
        Tagged {
            service: "ecs",
            arn: arn("ecs", "cluster/c"),
            make: ("CreateCluster", json!({ "ClusterName": "c", "Tags": tags })),
            delete: ("DeleteCluster", json!({ "Cluster": "c" })),
            gone: "ClusterNotFoundException: Cluster not found.".into(),
        },
        Tagged {
            service: "events",
            arn: arn("events", "rule/r"),
            make: (
                "PutRule",
                json!({ "Name": "r", "EventPattern": r#"{"source":["a"]}"#, "Tags": tags }),
            ),
            delete: ("DeleteRule", json!({ "Name": "r" })),
            gone: "ResourceNotFoundException: Rule r does not exist on EventBus default.".into(),
        },
        Tagged {
            service: "states",
            arn: machine.clone(),
            make: (
                "CreateStateMachine",
                json!({
                    "Name": "m", "Definition": definition, "Tags": tags,
                    "RoleArn": "arn:aws:iam::111122223333:role/r",
                }),
            ),
            delete: ("DeleteStateMachine", json!({ "StateMachineArn": machine })),
            gone: format!("ResourceNotFound: Resource not found: '{machine}'"),
        },
        Tagged {
            service: "sns",
            arn: topic.clone(),
            make: ("CreateTopic", json!({ "Name": "t", "Tags": tags })),
            delete: ("DeleteTopic", json!({ "TopicArn": topic })),
            gone: "ResourceNotFoundException: Resource does not exist".into(),
        },
        Tagged {
            service: "logs",
            arn: arn("logs", "log-group:g"),
            make: ("CreateLogGroup", json!({ "LogGroupName": "g", "Tags": { "team": "blue" } })),
            delete: ("DeleteLogGroup", json!({ "LogGroupName": "g" })),
            gone: "ResourceNotFoundException: The specified log group does not exist.".into(),
        },
    ]
}

/// The name of the member that holds the ARN in one service's requests.
fn by_arn(arn: &str, more: Value) -> Value {
    let mut request = json!({ "ResourceArn": arn });
    if let (Value::Object(request), Value::Object(more)) = (&mut request, more) {
        request.extend(more);
    }
    request
}

fn listed(account: &mut Account, tagged: &Tagged) -> Value {
    ask(account, tagged.service, "ListTagsForResource", by_arn(&tagged.arn, json!({})))["Tags"]
        .clone()
}

#[test]
fn tags_are_listed_changed_and_taken_away_in_every_service() {
    for tagged in tagged() {
        let mut account = account();
        let service = tagged.service;
        let list = |pairs: &[(&str, &str)]| -> Value {
            if service == "logs" {
                return pairs
                    .iter()
                    .map(|(key, value)| ((*key).to_owned(), json!(value)))
                    .collect();
            }
            pairs.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
        };
        ask(&mut account, service, tagged.make.0, &tagged.make.1);
        assert_eq!(listed(&mut account, &tagged), list(&[("team", "blue")]), "{service}");
        let more = list(&[("team", "red"), ("stage", "prod")]);
        let tag = by_arn(&tagged.arn, json!({ "Tags": more }));
        ask(&mut account, service, "TagResource", tag);
        let both = list(&[("team", "red"), ("stage", "prod")]);
        assert_eq!(listed(&mut account, &tagged), both, "{service}");
        let untag = by_arn(&tagged.arn, json!({ "TagKeys": ["team", "none"] }));
        ask(&mut account, service, "UntagResource", untag);
        assert_eq!(listed(&mut account, &tagged), list(&[("stage", "prod")]), "{service}");
        let reserved = by_arn(&tagged.arn, json!({ "Tags": list(&[("aws:a", "b")]) }));
        let refusal = refused(&mut account, service, "TagResource", reserved);
        assert!(refusal.contains("aws:"), "{service}: {refusal}");

        ask(&mut account, service, tagged.delete.0, &tagged.delete.1);
        let list_again = by_arn(&tagged.arn, json!({}));
        assert_eq!(refused(&mut account, service, "ListTagsForResource", list_again), tagged.gone);
        let (create, mut request) = tagged.make;
        request.as_object_mut().unwrap().remove("Tags");
        ask(&mut account, service, create, request);
        let again =
            ask(&mut account, service, "ListTagsForResource", by_arn(&tagged.arn, json!({})));
        assert_eq!(again["Tags"], list(&[]), "{service}");
    }
}

#[test]
fn the_tags_of_a_queue_and_of_a_role_go_by_their_own_operations() {
    let mut account = account();
    let made = json!({ "QueueName": "q", "Tags": { "team": "blue" } });
    let url = ask(&mut account, "sqs", "CreateQueue", made)["QueueUrl"].clone();
    let tag = json!({ "QueueUrl": url, "Tags": { "stage": "prod" } });
    ask(&mut account, "sqs", "TagQueue", tag);
    ask(&mut account, "sqs", "UntagQueue", json!({ "QueueUrl": url, "TagKeys": ["team"] }));
    let listed = ask(&mut account, "sqs", "ListQueueTags", json!({ "QueueUrl": url }));
    assert_eq!(listed["Tags"], json!({ "stage": "prod" }));

    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "Service": "states.amazonaws.com" },
        "Action": "sts:AssumeRole",
    }]});
    let role = json!({
        "RoleName": "r", "AssumeRolePolicyDocument": trust.to_string(),
        "Tags": [{ "Key": "team", "Value": "blue" }],
    });
    ask(&mut account, "iam", "CreateRole", role);
    let tag = json!({ "RoleName": "r", "Tags": [{ "Key": "stage", "Value": "prod" }] });
    ask(&mut account, "iam", "TagRole", tag);
    ask(&mut account, "iam", "UntagRole", json!({ "RoleName": "r", "TagKeys": ["team"] }));
    let left = json!([{ "Key": "stage", "Value": "prod" }]);
    let listed = ask(&mut account, "iam", "ListRoleTags", json!({ "RoleName": "r" }));
    assert_eq!(listed["Tags"], left);
    let role = ask(&mut account, "iam", "GetRole", json!({ "RoleName": "r" }));
    assert_eq!(role["Role"]["Tags"], left);
}

#[test]
fn a_rule_that_is_put_again_keeps_its_tags() {
    let mut account = account();
    let put =
        |tags: Value| json!({ "Name": "r", "EventPattern": r#"{"source":["a"]}"#, "Tags": tags });
    ask(&mut account, "events", "PutRule", put(json!([{ "Key": "a", "Value": "1" }])));
    ask(&mut account, "events", "PutRule", put(json!([{ "Key": "b", "Value": "2" }])));
    let request = json!({ "ResourceArn": arn("events", "rule/r") });
    let listed = ask(&mut account, "events", "ListTagsForResource", request);
    assert_eq!(listed["Tags"], json!([{ "Key": "a", "Value": "1" }]));
}
