//! The published flow's state machine, its tasks performed on the endpoint of a simulated account:
//! its history is that of the account's own execution.
#![cfg(test)]

use std::sync::Arc;

use camino::Utf8PathBuf;
use firedrill_api::Value;
use firedrill_endpoint::{Port, Server};
use firedrill_record::HopKind;
use firedrill_remote::{
    CallLimits, CallProblem, Clock, Credentials, Endpoint, EndpointDriver, EndpointDriverError,
    EndpointUrl, Region,
};
use firedrill_scenario::backend::{
    EmbeddedEnvironment, Prepared, PreparedAccount, START, Transport,
};
use firedrill_scenario::run::{DEFAULT_ACCOUNT, Deployments};
use firedrill_sim::{
    Account, Call, ClusterArn, LaunchType, TaskArn, TaskDefinitionArn, TaskPlacement,
};
use firedrill_states::{Execution, ExecutionContext, Outcome, Payload, StateMachine, WorkflowType};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

const TASK: &str = "task/prod/fa2100c571d448b7a977da8120a5d383";

/// A clock that stands still: nothing in the flow waits.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        START
    }
}

struct Stage {
    prepared: Arc<PreparedAccount>,
    account: Account,
    region: String,
}

impl Stage {
    /// The flow, deployed in an account in which a task runs.
    async fn new() -> Self {
        let dir = Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let dir = dir.join("fixtures/flows/stop-task");
        let deployments = Deployments::new(EmbeddedEnvironment::new(1, Transport::Memory));
        let prepared = deployments.prepare(&dir, DEFAULT_ACCOUNT, None).await.unwrap();
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
        account.clear_record();
        Self { prepared, account, region }
    }

    fn input(&self, task: &str) -> String {
        let arn = |what: &str| format!("arn:aws:ecs:{}:{DEFAULT_ACCOUNT}:{what}", self.region);
        json!({
            "EcsClusterArn": arn("cluster/prod"),
            "GuardDutyFindingTitle": "A miner runs.",
            "TaskArn": arn(task),
        })
        .to_string()
    }

    /// The history of the account's own execution.
    fn simulated(&self, input: &str) -> Vec<Json> {
        let mut account = self.account.clone();
        let machine = &self.prepared.deployment().state_machine_arn;
        let start = Value::Structure(vec![
            ("stateMachineArn".to_owned(), machine.as_str().into()),
            ("name".to_owned(), "one".into()),
            ("input".to_owned(), input.into()),
        ]);
        let now = account.now();
        account.call(Call::by_client("states", "StartExecution", start), now).unwrap();
        let ended = |kind: &HopKind| matches!(kind, HopKind::ExecutionEnded { .. });
        while !account.hops().iter().any(|hop| ended(&hop.kind)) {
            let next = account.next_instant().unwrap();
            account.advance_to(next);
        }
        let history = account.hops().iter().filter_map(|hop| match &hop.kind {
            HopKind::History { event, .. } => {
                Some(serde_json::from_str::<serde_json::Value>(&event.event).unwrap())
            }
            _ => None,
        });
        history.collect()
    }

    fn execution(&self, input: &str, role_arn: &str) -> Execution {
        let topic = &self.prepared.deployment().topic_arn;
        let definition = self.prepared.flow().definition.replace("${TopicArn}", topic);
        let machine = StateMachine::parse(&definition).unwrap();
        let state_machine_arn = self.prepared.deployment().state_machine_arn.as_str();
        let name = state_machine_arn.rsplit(':').next().unwrap();
        let execution_arn = state_machine_arn.replacen(":stateMachine:", ":execution:", 1);
        let context = ExecutionContext {
            arn: format!("{execution_arn}:one").into(),
            name: "one".into(),
            role_arn: role_arn.into(),
            state_machine_arn: state_machine_arn.into(),
            state_machine_name: name.into(),
            input: Payload::parse(input).unwrap(),
            region: self.region.as_str().into(),
            workflow_type: WorkflowType::Standard,
            seed: 1,
        };
        Execution::start(Arc::new(machine), context, START)
    }

    fn endpoint(&self, server: &Server) -> Endpoint {
        Endpoint::new(
            EndpointUrl::parse(&server.url()).unwrap(),
            Credentials::new("test", "test", None).unwrap(),
            Region::parse(&self.region).unwrap(),
            CallLimits::default(),
            Arc::new(Stopped),
        )
    }
}

/// An event without what differs from call to call: times, ids of messages and of requests.
fn without_chance(value: &Json) -> Json {
    match value {
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let is_chance = name == "timestamp" || name == "MessageId" || name.ends_with("At");
                (name.clone(), if is_chance { json!("...") } else { without_chance(value) })
            })
            .collect(),
        Json::Array(elements) => elements.iter().map(without_chance).collect(),
        Json::String(text) => match serde_json::from_str(text) {
            Ok(inner @ (Json::Object(_) | Json::Array(_))) => without_chance(&inner),
            _ => {
                let mut parts = text.split("Request ID: ");
                let first = parts.next().unwrap().to_owned();
                // A request id is a UUID.
                json!(parts.fold(first, |text, part| format!(
                    "{text}Request ID: ...{}",
                    part.get(36..).unwrap()
                )))
            }
        },
        other => other.clone(),
    }
}

/// Runs the machine on the endpoint and in the account, and compares the histories.
async fn runs_as_in_the_account(task: &str) -> (Outcome, Account) {
    let stage = Stage::new().await;
    let input = stage.input(task);
    let simulated = stage.simulated(&input);
    let role_arn = simulated[0]["executionStartedEventDetails"]["roleArn"].as_str().unwrap();

    let port = Port::new(stage.account.clone());
    let server = Server::start(port.clone(), 0).await.unwrap();
    let mut execution = stage.execution(&input, role_arn);
    let mut driver = EndpointDriver::new(stage.endpoint(&server));
    let outcome = driver.run(&mut execution).await.unwrap();

    let performed: Vec<_> =
        execution.history().iter().map(|event| without_chance(&json!(event))).collect();
    let simulated: Vec<_> = simulated.iter().map(without_chance).collect();
    assert!(performed.len() > 8, "{performed:#?}");
    assert_eq!(performed, simulated);
    (outcome, port.account())
}

/// The subjects of the messages that were published.
fn subjects(account: &Account) -> Vec<String> {
    let published = account.hops().iter().filter_map(|hop| match &hop.kind {
        HopKind::MessagePublished { subject, .. } => subject.clone(),
        _ => None,
    });
    published.collect()
}

#[tokio::test]
async fn a_task_is_stopped_and_a_message_tells_of_it() {
    let (outcome, account) = runs_as_in_the_account(TASK).await;
    assert!(matches!(outcome, Outcome::Succeeded { .. }), "{outcome:?}");
    let statuses = account.hops().iter().filter_map(|hop| match &hop.kind {
        HopKind::TaskStatus { desired_status, .. } => Some(desired_status.as_str()),
        _ => None,
    });
    assert!(statuses.into_iter().any(|status| status == "STOPPED"));
    let subjects = subjects(&account);
    assert!(matches!(&subjects[..], [one] if one.contains("succeeded")), "{subjects:?}");
}

#[tokio::test]
async fn a_task_that_is_not_there_is_told_of_by_the_other_message() {
    let unknown = "task/prod/00000000000000000000000000000000";
    let (outcome, account) = runs_as_in_the_account(unknown).await;
    assert!(matches!(outcome, Outcome::Succeeded { .. }), "{outcome:?}");
    let subjects = subjects(&account);
    assert!(matches!(&subjects[..], [one] if one.contains("failed")), "{subjects:?}");
}

#[tokio::test]
async fn what_the_endpoint_does_not_have_is_no_failure_that_a_catch_could_swallow() {
    let stage = Stage::new().await;
    let server = Server::start(Port::new(stage.account.clone()), 0).await.unwrap();
    let mut execution = {
        let definition = json!({ "StartAt": "Ask", "States": { "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:iam:getAccountSummary",
            "Parameters": {},
            "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Swallow" }],
            "End": true,
        }, "Swallow": { "Type": "Succeed" } } });
        let machine = StateMachine::parse(&definition.to_string()).unwrap();
        let context = stage.execution("{}", "role").context().clone();
        Execution::start(Arc::new(machine), context, START)
    };
    let mut driver = EndpointDriver::new(stage.endpoint(&server));
    let error = driver.run(&mut execution).await.unwrap_err();
    let EndpointDriverError::Call { state, error } = error else { panic!("{error}") };
    assert_eq!(&*state, "Ask");
    assert!(matches!(error.problem, CallProblem::NotImplemented { .. }), "{error}");
}
