//! Each member that is stored is written, and read back from the answer in which AWS gives it back.

use std::collections::BTreeSet;

use firedrill_api::{
    JsonForText, Shape, ShapeKind, Value, from_sdk_integration_json, service, to_wire_json,
};
use serde_json::{Value as Json, json};

use crate::operation::Treatment;
use crate::operation::agreement::{members, typed};
use crate::{Account, AccountSettings, Call, Delays};

/// A request that has stored members, and where they are read back.
struct Kept {
    operation: &'static str,
    /// Its other members, in the spelling of Step Functions.
    request: Json,
    /// Values of stored members where not just any would do, by their paths.
    values: &'static [(&'static str, &'static str)],
    /// The operation that gives them back, with its input, and the path to what holds them.
    read: (&'static str, Json, &'static str),
    /// Members of another path in the answer.
    renamed: &'static [(&'static str, &'static str)],
}

/// What nothing that is served gives back: the network interface of a task is EC2's to describe,
/// and DescribeTasks shows neither its security groups nor its public address.
const NOT_DESCRIBED: [&str; 2] = [
    "ecs:RunTask networkConfiguration.awsvpcConfiguration.securityGroups",
    "ecs:RunTask networkConfiguration.awsvpcConfiguration.assignPublicIp",
];

const QUEUE: &str = "https://sqs.ap-northeast-1.amazonaws.com/111122223333/q";
const DEFINITION: &str = r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#;
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

fn prepared() -> Account {
    let mut account = Account::new(AccountSettings {
        account_id: "111122223333".into(),
        region: "ap-northeast-1".into(),
        seed: 7,
        start: "2026-01-01T00:00:00Z".parse().unwrap(),
        delays: Delays::default(),
    });
    let pattern = r#"{"source":["shop"]}"#;
    let role = json!({ "RoleName": "r", "AssumeRolePolicyDocument": TRUST });
    let containers = json!([{ "Name": "web", "Image": "nginx" }]);
    for (service, operation, input) in [
        ("ecs", "CreateCluster", json!({ "ClusterName": "prod" })),
        (
            "ecs",
            "RegisterTaskDefinition",
            json!({
                "Family": "ready", "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512",
                "RequiresCompatibilities": ["FARGATE"], "ContainerDefinitions": containers,
            }),
        ),
        ("events", "PutRule", json!({ "Name": "ready", "EventPattern": pattern })),
        ("iam", "CreateRole", role),
        ("sqs", "CreateQueue", json!({ "QueueName": "q" })),
    ] {
        ask(&mut account, service, operation, &json_input(service, operation, &input));
    }
    account
}

fn kept() -> Vec<(&'static str, Kept)> {
    let network = json!({ "AwsvpcConfiguration": { "Subnets": ["subnet-1"] } });
    vec![
        (
            "ecs",
            Kept {
                operation: "CreateCluster",
                request: json!({ "ClusterName": "kept" }),
                values: &[],
                read: (
                    "DescribeClusters",
                    json!({ "Clusters": ["kept"], "Include": ["SETTINGS"] }),
                    "clusters",
                ),
                renamed: &[],
            },
        ),
        (
            "ecs",
            Kept {
                operation: "RegisterTaskDefinition",
                request: json!({
                    "Family": "kept", "NetworkMode": "bridge", "RuntimePlatform": {},
                    "ContainerDefinitions": [{ "Name": "web", "Image": "nginx", "Memory": 128 }],
                }),
                values: &[],
                read: (
                    "DescribeTaskDefinition",
                    json!({ "TaskDefinition": "kept" }),
                    "taskDefinition",
                ),
                renamed: &[],
            },
        ),
        (
            "ecs",
            Kept {
                operation: "CreateService",
                request: json!({
                    "Cluster": "prod", "ServiceName": "kept", "TaskDefinition": "ready",
                    "DesiredCount": 0, "LaunchType": "FARGATE", "NetworkConfiguration": network,
                }),
                values: &[],
                read: (
                    "DescribeServices",
                    json!({ "Cluster": "prod", "Services": ["kept"] }),
                    "services",
                ),
                renamed: &[("role", "roleArn")],
            },
        ),
        (
            "ecs",
            Kept {
                operation: "RunTask",
                request: json!({
                    "Cluster": "prod", "TaskDefinition": "ready", "LaunchType": "FARGATE",
                    "NetworkConfiguration": network,
                }),
                values: &[(
                    "overrides",
                    r#"{"ContainerOverrides":[{"Name":"web","Command":["sh"],"Cpu":1}],
                        "Cpu":"512","Memory":"1024","TaskRoleArn":"arn:t","ExecutionRoleArn":"arn:e",
                        "InferenceAcceleratorOverrides":[{"DeviceName":"d","DeviceType":"t"}]}"#,
                )],
                read: ("DescribeTasks", json!({ "Cluster": "prod", "Tasks": ["FIRST"] }), "tasks"),
                renamed: &[],
            },
        ),
        (
            "ecs",
            Kept {
                operation: "RegisterContainerInstance",
                request: json!({ "Cluster": "prod", "TotalResources": [{ "Name": "CPU" }] }),
                values: &[],
                read: (
                    "DescribeContainerInstances",
                    json!({ "Cluster": "prod", "ContainerInstances": ["FIRST"] }),
                    "containerInstances",
                ),
                renamed: &[("totalResources", "registeredResources")],
            },
        ),
        (
            "events",
            Kept {
                operation: "PutRule",
                request: json!({ "Name": "kept", "EventPattern": r#"{"source":["shop"]}"# }),
                values: &[],
                read: ("DescribeRule", json!({ "Name": "kept" }), ""),
                renamed: &[],
            },
        ),
        (
            "events",
            Kept {
                operation: "PutTargets",
                request: json!({
                    "Rule": "ready",
                    "Targets": [{ "Id": "t", "Arn": "arn:aws:sqs:ap-northeast-1:111122223333:q" }],
                }),
                values: &[],
                read: ("ListTargetsByRule", json!({ "Rule": "ready" }), ""),
                renamed: &[],
            },
        ),
        (
            "iam",
            Kept {
                operation: "CreateRole",
                request: json!({ "RoleName": "kept", "AssumeRolePolicyDocument": TRUST }),
                values: &[
                    ("MaxSessionDuration", "7200"),
                    ("PermissionsBoundary", r#""arn:aws:iam::111122223333:policy/boundary""#),
                ],
                read: ("GetRole", json!({ "RoleName": "kept" }), "Role"),
                renamed: &[("PermissionsBoundary", "PermissionsBoundary.PermissionsBoundaryArn")],
            },
        ),
        (
            "iam",
            Kept {
                operation: "PutRolePolicy",
                request: json!({ "RoleName": "r", "PolicyName": "p" }),
                values: &[],
                read: ("GetRolePolicy", json!({ "RoleName": "r", "PolicyName": "p" }), ""),
                renamed: &[],
            },
        ),
        (
            "logs",
            Kept {
                operation: "CreateLogGroup",
                request: json!({ "LogGroupName": "kept" }),
                values: &[],
                read: ("DescribeLogGroups", json!({}), "logGroups"),
                renamed: &[],
            },
        ),
        (
            "sqs",
            Kept {
                operation: "SendMessage",
                request: json!({ "QueueUrl": QUEUE, "MessageBody": "b" }),
                values: &[],
                read: (
                    "ReceiveMessage",
                    json!({ "QueueUrl": QUEUE, "MessageSystemAttributeNames": ["All"] }),
                    "Messages.Attributes",
                ),
                renamed: &[],
            },
        ),
        (
            "states",
            Kept {
                operation: "CreateStateMachine",
                request: json!({
                    "Name": "kept", "Definition": DEFINITION,
                    "RoleArn": "arn:aws:iam::111122223333:role/r",
                }),
                values: &[(
                    "loggingConfiguration",
                    r#"{"Level":"OFF","IncludeExecutionData":true,"Destinations":[
                        {"CloudWatchLogsLogGroup":{"LogGroupArn":"arn:aws:logs:a:1:log-group:g:*"}}]}"#,
                )],
                read: (
                    "DescribeStateMachine",
                    json!({
                        "StateMachineArn":
                            "arn:aws:states:ap-northeast-1:111122223333:stateMachine:kept",
                    }),
                    "",
                ),
                renamed: &[],
            },
        ),
    ]
}

#[test]
fn each_stored_member_is_given_back() {
    let mut left: BTreeSet<String> = typed()
        .flat_map(|operation| {
            let stored = members(operation)
                .into_iter()
                .filter(|(_, treatment)| *treatment == Treatment::Stored);
            stored.map(|(path, _)| format!("{}:{} {path}", operation.service, operation.name))
        })
        .collect();
    for path in NOT_DESCRIBED {
        assert!(left.remove(path), "{path} is not stored");
    }
    for (service, kept) in kept() {
        let prefix = format!("{service}:{} ", kept.operation);
        let paths: Vec<String> =
            left.iter().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect();
        assert!(!paths.is_empty(), "{prefix}stores nothing");
        for path in paths {
            // One at a time: some of them exclude each other.
            let (written, read) = write_and_read(service, &kept, &path);
            assert_eq!(read, written, "{prefix}{path}");
            left.remove(&format!("{prefix}{path}"));
        }
    }
    assert!(left.is_empty(), "nothing reads back {left:#?}");
}

/// The value that was written at a path, and the one that is read back, as JSON of the wire.
fn write_and_read(name: &str, kept: &Kept, path: &str) -> (Json, Json) {
    let mut account = prepared();
    let shape = input_shape(name, kept.operation);
    let mut request = json_input(name, kept.operation, &kept.request);
    let own = shape_at(shape, path);
    let value = match kept.values.iter().find(|(known, _)| *known == path) {
        Some((_, text)) => {
            let json: Json = serde_json::from_str(text).unwrap();
            from_sdk_integration_json(own, &json, JsonForText::Refused).unwrap()
        }
        None if path == "PolicyDocument" => Value::from(TRUST),
        None => sample(own),
    };
    put(&mut request, path, value.clone());
    let made = ask(&mut account, name, kept.operation, &request);
    let (operation, input, place) = &kept.read;
    let first = made.pointer("/tasks/0/taskArn");
    let first = first.or_else(|| made.pointer("/containerInstance/containerInstanceArn"));
    let input = match first.and_then(Json::as_str) {
        Some(arn) => serde_json::from_str(&input.to_string().replace("FIRST", arn)).unwrap(),
        None => input.clone(),
    };
    let answer = ask(&mut account, name, operation, &json_input(name, operation, &input));
    let renamed = kept.renamed.iter().find_map(|(from, to)| {
        let rest = path.strip_prefix(from)?;
        (rest.is_empty() || rest.starts_with('.')).then(|| format!("{to}{rest}"))
    });
    let mut read = look_up(&answer, &format!("{place}.{}", renamed.as_deref().unwrap_or(path)));
    if path == "PolicyDocument" {
        read = read.as_str().map(decoded).into();
    }
    (to_wire_json(own, &value), read)
}

/// A document as it was before IAM wrote it for a URL.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |decoded, part| {
        let (code, rest) = part.split_at(2);
        decoded + &char::from(u8::from_str_radix(code, 16).unwrap()).to_string() + rest
    })
}

fn input_shape(name: &str, operation: &str) -> &'static Shape {
    service(name).unwrap().operation(operation).unwrap().input().unwrap()
}

fn json_input(name: &str, operation: &str, json: &Json) -> Value {
    from_sdk_integration_json(input_shape(name, operation), json, JsonForText::Refused).unwrap()
}

/// The answer of a call that succeeds, as JSON of the wire.
fn ask(account: &mut Account, name: &str, operation: &str, input: &Value) -> Json {
    let now = account.now();
    let answer = account.call(Call::by_client(name, operation, input.clone()), now);
    let answer = answer.unwrap_or_else(|error| panic!("{name}:{operation} {input:?}: {error}"));
    let shape = service(name).unwrap().operation(operation).unwrap().output();
    shape.map_or(Json::Null, |shape| to_wire_json(shape, &answer))
}

/// The shape of the member at a path; lists and maps add nothing to it.
fn shape_at<'a>(shape: &'a Shape, path: &str) -> &'a Shape {
    path.split('.').fold(shape, |shape, name| {
        let structure = match shape.kind() {
            ShapeKind::List(list) => list.member().structure(),
            _ => shape.structure(),
        };
        structure.and_then(|structure| structure.member(name)).unwrap().shape()
    })
}

/// Puts a value at a path; the first element of a list stands for it.
fn put(value: &mut Value, path: &str, new: Value) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    match value {
        Value::List(elements) => put(elements.first_mut().unwrap(), path, new),
        Value::Structure(members) => match rest {
            Some(rest) => {
                let (_, member) = members.iter_mut().find(|(known, _)| known == name).unwrap();
                put(member, rest, new);
            }
            None => members.push((name.to_owned(), new)),
        },
        other => panic!("{path} in {other:?}"),
    }
}

/// What stands at a path; the first element of a list stands for it.
fn look_up(json: &Json, path: &str) -> Json {
    path.split('.')
        .filter(|name| !name.is_empty())
        .fold(json, |json, name| json.get(0).unwrap_or(json).get(name).unwrap_or(&Json::Null))
        .clone()
}

/// A value of this shape that its constraints allow.
fn sample(shape: &Shape) -> Value {
    match shape.kind() {
        ShapeKind::Structure(structure) => {
            let members = structure.members().iter();
            Value::Structure(members.map(|m| (m.name().to_owned(), sample(m.shape()))).collect())
        }
        ShapeKind::List(list) => Value::List(vec![sample(list.member())]),
        ShapeKind::Map(map) => Value::Map(vec![("key".to_owned(), sample(map.value()))]),
        ShapeKind::String(text) => {
            Value::from(text.values().first().map_or("text", String::as_str))
        }
        ShapeKind::Blob(_) => Value::Blob(vec![0, 255]),
        ShapeKind::Boolean => Value::Bool(true),
        ShapeKind::Integer(_) | ShapeKind::Long(_) => Value::Integer(90),
        ShapeKind::Float(_) | ShapeKind::Double(_) => Value::Float(0.5),
        ShapeKind::Timestamp => Value::Timestamp(jiff::Timestamp::UNIX_EPOCH),
        ShapeKind::Document => Value::Map(vec![("any".to_owned(), Value::Integer(1))]),
    }
}
