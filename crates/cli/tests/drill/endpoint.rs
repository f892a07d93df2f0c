//! `firedrill states run --endpoint`: the published flow's state machine against the simulated
//! account behind its server, and what is refused.

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use camino::Utf8PathBuf;
use firedrill_endpoint::admin::Advance;
use firedrill_endpoint::{Port, Server};
use firedrill_record::{Hop, HopKind};
use firedrill_scenario::backend::{EmbeddedEnvironment, Prepared, Transport};
use firedrill_scenario::run::{DEFAULT_ACCOUNT, Deployments};
use firedrill_sim::{ClusterArn, LaunchType, TaskArn, TaskDefinitionArn, TaskPlacement};
use serde_json::{Value, json};

use crate::command::{code, firedrill_with_aws, root, stderr, stdout};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub(crate) const CREDENTIALS: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", SECRET)];
pub(crate) const TASK: &str = "task/prod/fa2100c571d448b7a977da8120a5d383";

/// The flow, deployed in an account in which a task runs, and a folder with its definition.
pub(crate) struct Stage {
    pub(crate) port: Port,
    server: Server,
    region: String,
    topic_arn: String,
    pub(crate) state_machine_arn: String,
    dir: tempfile::TempDir,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let flow = Utf8PathBuf::from_path_buf(root()).unwrap().join("fixtures/flows/stop-task");
        let deployments = Deployments::new(EmbeddedEnvironment::new(1, Transport::Memory));
        let prepared = deployments.prepare(&flow, DEFAULT_ACCOUNT, None).await.unwrap();
        let region = prepared.flow().manifest.region.clone();
        let mut account = prepared.account().clone();
        let arn = |what: &str| format!("arn:aws:ecs:{region}:{DEFAULT_ACCOUNT}:{what}");
        account.place_task(&TaskPlacement {
            task: TaskArn::new(arn(TASK)),
            cluster: ClusterArn::new(arn("cluster/prod")),
            definition: TaskDefinitionArn::new(arn("task-definition/web:1")),
            group: "family:web".into(),
            launch_type: LaunchType::Fargate,
        });
        let dir = tempfile::tempdir().unwrap();
        let definition =
            prepared.flow().definition.replace("${TopicArn}", &prepared.deployment().topic_arn);
        std::fs::write(dir.path().join("machine.asl.json"), definition).unwrap();
        let port = Port::new(account);
        let server = Server::start(port.clone(), 0).await.unwrap();
        let firedrill_flow::Deployment { topic_arn, state_machine_arn, .. } =
            prepared.deployment().clone();
        Self { port, server, region, topic_arn, state_machine_arn, dir }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The input of the flow for a task.
    pub(crate) fn input(&self, task: &str) -> Value {
        let arn = |what: &str| format!("arn:aws:ecs:{}:{DEFAULT_ACCOUNT}:{what}", self.region);
        json!({
            "EcsClusterArn": arn("cluster/prod"),
            "GuardDutyFindingTitle": "A miner runs.",
            "TaskArn": arn(task),
        })
    }

    /// The operations that the account was called for, in order.
    pub(crate) fn called(&self) -> Vec<String> {
        let account = self.port.account();
        let operation = |hop: &Hop| match &hop.kind {
            HopKind::ApiCall { operation, .. } => Some(operation.clone()),
            _ => None,
        };
        account.hops().iter().filter_map(operation).collect()
    }

    /// Runs the machine of the flow on the server, which answers meanwhile.
    async fn run(&self, task: &str, more: &[&str]) -> Output {
        self.run_file("machine.asl.json", &self.input(task), more).await
    }

    /// Runs the machine of a file.
    pub(crate) async fn run_file(&self, name: &str, input: &Value, more: &[&str]) -> Output {
        let machine = self.path(name).to_str().unwrap().to_owned();
        let (input, url) = (input.to_string(), self.server.url());
        let mut arguments = ["states", "run", &machine, "--input", &input, "--endpoint", &url]
            .map(str::to_owned)
            .to_vec();
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        let region = self.region.clone();
        tokio::task::spawn_blocking(move || {
            let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
            let region = [("AWS_REGION", region.as_str())];
            firedrill_with_aws(&arguments, &[&CREDENTIALS[..], &region].concat())
        })
        .await
        .unwrap()
    }
}

#[tokio::test]
async fn the_published_flow_stops_a_task_of_the_endpoint() {
    let stage = Stage::new().await;
    let history = stage.path("history.json");
    let output = stage.run(TASK, &["--history", history.to_str().unwrap()]).await;
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.contains("TaskSucceeded"), "{shown}");
    assert!(shown.contains("\nSUCCEEDED {\"MessageId\":"), "{shown}");
    assert!(!shown.contains(SECRET) && !stderr(&output).contains(SECRET));

    let history: Value = serde_json::from_slice(&std::fs::read(history).unwrap()).unwrap();
    let scheduled = &history["events"][2]["taskScheduledEventDetails"];
    assert_eq!(scheduled["resource"], "stopTask");
    assert_eq!(scheduled["region"], stage.region);
    let called = stage.called();
    assert!(called.ends_with(&["StopTask".to_owned(), "Publish".to_owned()]), "{called:?}");
}

#[tokio::test]
async fn a_task_that_is_not_there_goes_the_way_of_the_catch() {
    let stage = Stage::new().await;
    let unknown = "task/prod/00000000000000000000000000000000";
    let output = stage.run(unknown, &["--verbose"]).await;
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.contains("Ecs.InvalidParameterException"), "{shown}");
    assert!(shown.contains("(Service: Ecs, Status Code: 400, Request ID: "), "{shown}");
    assert!(shown.contains("TaskStateEntered  Notify Failure"), "{shown}");
}

/// A machine that has the flow's machine run, asks for an approval and puts an event.
fn rehearsal(stage: &Stage) -> Value {
    json!({ "StartAt": "Remediate", "States": {
        "Remediate": {
            "Type": "Task",
            "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": { "StateMachineArn": stage.state_machine_arn, "Input.$": "$" },
            "ResultSelector": { "status.$": "$.Status", "task.$": "$.Input.TaskArn" },
            "Next": "Approve",
        },
        "Approve": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sns:publish.waitForTaskToken",
            "Parameters": {
                "TopicArn": stage.topic_arn,
                "Message": { "token.$": "$$.Task.Token" },
            },
            "ResultPath": "$.approval",
            "Next": "Tell",
        },
        "Tell": {
            "Type": "Task",
            "Resource": "arn:aws:states:::events:putEvents",
            "Parameters": { "Entries": [
                { "Source": "drill", "DetailType": "Done", "Detail.$": "$" },
            ]},
            "ResultPath": null,
            "End": true,
        },
    }})
}

#[tokio::test]
async fn an_approval_is_rehearsed_with_a_mock_beside_the_endpoint() {
    let stage = Stage::new().await;
    std::fs::write(stage.path("rehearsal.json"), rehearsal(&stage).to_string()).unwrap();
    std::fs::write(
        stage.path("mocks.json"),
        r#"{ "Approve": { "0": { "Return": { "by": "somebody" } } } }"#,
    )
    .unwrap();
    let (mocks, history) = (stage.path("mocks.json"), stage.path("history.json"));
    // The account moves only when it is told to.
    let port = stage.port.clone();
    let passing = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let later = port.account().now() + Duration::from_secs(1);
            port.admin(Advance { to: Some(later), until: None }).unwrap();
        }
    });
    let more = ["--mocks", mocks.to_str().unwrap(), "--history", history.to_str().unwrap()];
    let output = stage.run_file("rehearsal.json", &stage.input(TASK), &more).await;
    passing.abort();
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let ended = stdout(&output).lines().last().unwrap().to_owned();
    let (_, output) = ended.split_once("SUCCEEDED ").unwrap();
    let output: Value = serde_json::from_str(output).unwrap();
    let input = stage.input(TASK);
    assert_eq!(
        output,
        json!({ "status": "SUCCEEDED", "task": input["TaskArn"], "approval": { "by": "somebody" } })
    );
    let history: Value = serde_json::from_slice(&std::fs::read(history).unwrap()).unwrap();
    let submitted: Vec<_> = history["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["type"] == "TaskSubmitted")
        .map(|event| event["taskSubmittedEventDetails"]["resource"].clone())
        .collect();
    assert_eq!(submitted, ["startExecution.sync:2", "publish.waitForTaskToken"]);
    let account = stage.port.account();
    let put = account.hops().iter().find_map(|hop| match &hop.kind {
        HopKind::ApiCall { operation, request, .. } if operation == "PutEvents" => {
            Some(request.clone())
        }
        _ => None,
    });
    let put = put.unwrap();
    let resources = &put["Entries"][0]["Resources"];
    assert!(resources[0].as_str().unwrap().ends_with(":execution:firedrill:run"), "{resources}");
}

#[tokio::test]
async fn a_token_without_a_mock_ends_the_run_before_anything_is_sent() {
    let stage = Stage::new().await;
    let mut machine = rehearsal(&stage);
    machine["StartAt"] = json!("Approve");
    machine["States"].as_object_mut().unwrap().remove("Remediate");
    std::fs::write(stage.path("approval.json"), machine.to_string()).unwrap();
    let calls = stage.port.account().hops().len();
    let output = stage.run_file("approval.json", &json!({}), &[]).await;
    assert_eq!(code(&output), 4);
    let shown = stderr(&output);
    assert!(shown.contains("nobody could return the task token of state `Approve`"), "{shown}");
    assert!(shown.contains("--mocks"), "{shown}");
    assert_eq!(stage.port.account().hops().len(), calls);
}

#[test]
fn an_endpoint_that_cannot_be_used_is_refused_by_its_kind() {
    let machine = "fixtures/flows/stop-task/state-machine.asl.json";
    let input = r#"{"EcsClusterArn":"c","GuardDutyFindingTitle":"t","TaskArn":"a"}"#;
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    for (url, variables, expected, part) in [
        (nobody.as_str(), &CREDENTIALS[..], 4, "was not performed"),
        (&nobody, &[], 2, "AWS_ACCESS_KEY_ID"),
        (&nobody, &CREDENTIALS[..1], 2, "`AWS_SECRET_ACCESS_KEY` is not set"),
        ("https://localhost:4566", &CREDENTIALS, 2, "is reached over TLS"),
        ("http://ecs.us-east-1.amazonaws.com", &CREDENTIALS, 2, "belongs to AWS"),
        ("http://key:secret@localhost", &CREDENTIALS, 2, "holds credentials"),
        ("localhost:4566", &CREDENTIALS, 2, "is not the URL of an endpoint"),
    ] {
        let arguments = ["states", "run", machine, "--input", input, "--endpoint", url];
        let output = firedrill_with_aws(&arguments, variables);
        let shown = stderr(&output);
        assert_eq!(code(&output), expected, "{url}: {shown}");
        assert!(shown.contains(part), "{url}: {shown}");
        assert!(!shown.contains(SECRET) && !shown.contains("secret@"), "{shown}");
    }
    let arguments =
        ["states", "run", machine, "--endpoint", &nobody, "--mocks-from", "history.json"];
    assert_eq!(code(&firedrill_with_aws(&arguments, &CREDENTIALS)), 2);
}
