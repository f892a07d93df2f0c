//! A flow of several rules, topics and queues: deployed, reached by events, and taken down again
//! with nothing left.
#![cfg(test)]

use camino::Utf8PathBuf;
use firedrill_endpoint::admin::{Condition, EventDelivery, Injection};
use firedrill_flow::{Clients, Flow, Journal, Made, ResourceKind, deploy, destroy};
use firedrill_scenario::backend::{Backend, Embedded, Transport};
use firedrill_scenario::run::{DEFAULT_ACCOUNT, START};
use firedrill_sim::{Account, AccountSettings, Delays, Fault};
use jiff::SignedDuration;

fn root() -> Utf8PathBuf {
    Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn flow() -> Flow {
    Flow::load(&root().join("fixtures/flows/container-quarantine")).unwrap()
}

async fn empty(transport: Transport) -> (Embedded, Clients) {
    let account = Account::new(AccountSettings {
        account_id: DEFAULT_ACCOUNT.to_owned(),
        region: "eu-central-1".to_owned(),
        seed: 1,
        start: START,
        delays: Delays::default(),
    });
    let backend = Embedded::start(account, transport, 1).await.unwrap();
    let clients = Clients::new(backend.client_config(), 1);
    (backend, clients)
}

/// Asserts that nothing of a flow is there.
async fn assert_empty(clients: &Clients) {
    for bus in ["default"] {
        let rules = clients.events.list_rules().event_bus_name(bus).send().await.unwrap();
        assert_eq!(rules.rules().len(), 0);
    }
    let buses = clients.events.list_event_buses().send().await.unwrap();
    assert_eq!(buses.event_buses().len(), 1);
    let machines = clients.states.list_state_machines().send().await.unwrap();
    assert_eq!(machines.state_machines().len(), 0);
    assert_eq!(clients.sns.list_topics().send().await.unwrap().topics().len(), 0);
    assert_eq!(clients.sqs.list_queues().send().await.unwrap().queue_urls().len(), 0);
    assert_eq!(clients.iam.list_roles().send().await.unwrap().roles().len(), 0);
    let groups = clients.logs.describe_log_groups().send().await.unwrap();
    assert_eq!(groups.log_groups().len(), 0);
}

#[tokio::test]
async fn it_is_deployed_in_the_order_of_its_references_and_taken_down_with_nothing_left() {
    let (_backend, clients) = empty(Transport::Http).await;
    let deployment = deploy(&flow(), &clients, DEFAULT_ACCOUNT).await.unwrap();
    let arn = |kind, name| deployment.arn(kind, name).unwrap();
    assert_eq!(
        arn(ResourceKind::Rule, "task-quarantined"),
        "arn:aws:events:eu-central-1:111122223333:rule/security/task-quarantined"
    );
    assert_eq!(
        arn(ResourceKind::External, "task-owner"),
        "arn:aws:lambda:eu-central-1:111122223333:function:task-owner"
    );
    assert_ne!(
        arn(ResourceKind::Topic, "quarantine-alarms"),
        arn(ResourceKind::Topic, "quarantine-audit")
    );
    assert!(deployment.queue_url("quarantine-audit").unwrap().ends_with("/quarantine-audit"));

    let targets = clients.events.list_targets_by_rule().rule("serious-finding").send().await;
    let targets = targets.unwrap();
    let target = &targets.targets()[0];
    let queue = target.dead_letter_config().unwrap().arn().unwrap();
    assert_eq!(queue, arn(ResourceKind::Queue, "undelivered-findings"));
    assert_eq!(target.retry_policy().unwrap().maximum_retry_attempts(), Some(4));
    let policy = clients.iam.get_role_policy().role_name("runs-quarantine");
    let policy = policy.policy_name("stop-and-tell").send().await.unwrap();
    assert!(
        !policy.policy_document().contains("%7B%7D") && !policy.policy_document().contains("${")
    );

    // What was made is told in a form that can be kept.
    let kept = serde_json::to_string(deployment.journal()).unwrap();
    let journal: Journal = serde_json::from_str(&kept).unwrap();
    assert_eq!(&journal, deployment.journal());
    destroy(&journal, &clients).await.unwrap();
    assert_empty(&clients).await;
    // It may be taken down again.
    destroy(&deployment, &clients).await.unwrap();
}

#[tokio::test]
async fn what_was_made_is_known_when_a_deployment_fails_half_way_and_can_be_taken_down() {
    let flow = flow();
    let (_backend, clients) = empty(Transport::Memory).await;
    let steps = deploy(&flow, &clients, DEFAULT_ACCOUNT).await.unwrap().journal().entries().len();
    assert!(steps > 15, "{steps}");
    for operation in [
        ("events", "CreateEventBus"),
        ("sqs", "SetQueueAttributes"),
        ("sns", "Subscribe"),
        ("iam", "PutRolePolicy"),
        ("states", "CreateStateMachine"),
        ("events", "PutTargets"),
    ] {
        let (service, operation) = operation;
        let (backend, clients) = empty(Transport::Memory).await;
        let fault = Fault {
            service: service.to_owned(),
            operation: operation.to_owned(),
            error: "ThrottlingException".to_owned(),
            message: None,
            times: Some(1),
        };
        if backend.add_fault(fault).await.is_err() {
            continue;
        }
        let error = deploy(&flow, &clients, DEFAULT_ACCOUNT).await.unwrap_err();
        assert_eq!(error.error.code, "ThrottlingException", "{operation}");
        assert!(error.journal.entries().len() < steps, "{operation}");
        destroy(&error.journal, &clients).await.unwrap();
        assert_empty(&clients).await;
    }
}

#[tokio::test]
async fn a_tear_down_goes_on_after_an_error_and_tells_what_is_left() {
    let (backend, clients) = empty(Transport::Memory).await;
    let deployment = deploy(&flow(), &clients, DEFAULT_ACCOUNT).await.unwrap();
    let fault = Fault {
        service: "sns".to_owned(),
        operation: "DeleteTopic".to_owned(),
        error: "InternalError".to_owned(),
        message: None,
        times: Some(1),
    };
    backend.add_fault(fault).await.unwrap();
    let error = destroy(&deployment, &clients).await.unwrap_err();
    let [Made::Topic { name, .. }] = error.left.entries() else { panic!("{:?}", error.left) };
    assert_eq!(name, "quarantine-audit");
    assert_eq!(error.errors.len(), 1);
    assert_eq!(clients.sns.list_topics().send().await.unwrap().topics().len(), 1);
    destroy(&error.left, &clients).await.unwrap();
    assert_empty(&clients).await;
}

#[tokio::test]
async fn a_lambda_task_without_a_mock_is_not_modelled_for_the_story_that_reaches_it() {
    let (backend, clients) = empty(Transport::Memory).await;
    deploy(&flow(), &clients, DEFAULT_ACCOUNT).await.unwrap();
    let path = root().join("fixtures/findings/ecs-fargate-bitcoin-dns.json");
    let event = std::fs::read_to_string(path).unwrap();
    let finding: serde_json::Value = serde_json::from_str(&event).unwrap();
    let event = event
        .replace(finding["region"].as_str().unwrap(), "eu-central-1")
        .replace(finding["account"].as_str().unwrap(), DEFAULT_ACCOUNT);
    let injection = Injection::Event { event, delivery: EventDelivery::default() };
    backend.inject(injection).await.unwrap();
    let deadline = START + SignedDuration::from_hours(1);
    assert!(backend.wait_until(Condition::Settled, deadline).await.unwrap());
    let error = backend.record().await.unwrap_err();
    assert_eq!(error.to_string(), "not modelled: lambda:Invoke");
}
