//! An account under test, spoken to in JSON: members are spelled as Step Functions spells them,
//! whatever the service.

use std::borrow::Borrow;
use std::time::Duration;

use firedrill_api::{
    JsonForText, Operation, from_sdk_integration_json, service, to_sdk_integration_json,
};
use firedrill_record::{Hop, HopKind};
use firedrill_sim::{Account, AccountSettings, Answer, Call, Delays};
use serde_json::{Value, json};

/// An empty account in Tokyo with the default delays.
pub(crate) fn account() -> Account {
    account_of(7)
}

/// The same with another seed.
pub(crate) fn account_of(seed: u64) -> Account {
    Account::new(AccountSettings {
        account_id: "111122223333".into(),
        region: "ap-northeast-1".into(),
        seed,
        start: "2026-01-01T00:00:00Z".parse().unwrap(),
        delays: Delays::default(),
    })
}

fn operation_of(service_name: &str, operation: &str) -> &'static Operation {
    service(service_name).unwrap().operation(operation).unwrap()
}

/// A call by a client.
pub(crate) fn call(service: &str, operation: &str, input: impl Borrow<Value>) -> Call {
    let shape = operation_of(service, operation).input();
    let input = shape.map(|shape| {
        from_sdk_integration_json(shape, input.borrow(), JsonForText::Refused).unwrap()
    });
    Call::by_client(service, operation, input.unwrap_or_default())
}

/// The output of a call that succeeds.
pub(crate) fn ask(
    account: &mut Account,
    service: &str,
    operation: &str,
    input: impl Borrow<Value>,
) -> Value {
    let now = account.now();
    let answer = account.answer(call(service, operation, input), now);
    output(service, operation, answer)
}

/// The output of an answer that is a success.
pub(crate) fn output(service: &str, operation: &str, answer: Answer) -> Value {
    let output = answer.result.unwrap_or_else(|error| panic!("{service}:{operation}: {error}"));
    let shape = operation_of(service, operation).output();
    shape.map_or(Value::Null, |shape| to_sdk_integration_json(shape, &output))
}

/// How a call is refused.
pub(crate) fn refused(
    account: &mut Account,
    service: &str,
    operation: &str,
    input: impl Borrow<Value>,
) -> String {
    let now = account.now();
    account.call(call(service, operation, input), now).unwrap_err().to_string()
}

/// Moves the clock on.
pub(crate) fn pass(account: &mut Account, seconds: u64) {
    account.advance_to(account.now() + Duration::from_secs(seconds));
}

/// Lets every story come to its end.
pub(crate) fn settle(account: &mut Account) {
    let mut steps = 0;
    while !account.settled() {
        let next = account.next_instant().expect("a story that is not over has something to come");
        account.advance_to(next);
        steps += 1;
        assert!(steps < 10_000, "the story does not end");
    }
}

/// What `pick` finds in the hops.
pub(crate) fn find<T>(account: &Account, pick: impl Fn(&HopKind) -> Option<T>) -> Vec<T> {
    account.hops().iter().filter_map(|hop| pick(&hop.kind)).collect()
}

/// The names of the hops that led to `hop`, from the first cause on.
pub(crate) fn chain(account: &Account, hop: &Hop) -> Vec<String> {
    account
        .hops()
        .chain(hop.id)
        .into_iter()
        .map(|hop| {
            let kind = serde_json::to_value(&hop.kind).unwrap();
            let name = kind["kind"].as_str().unwrap().to_owned();
            match &hop.kind {
                HopKind::ApiCall { operation, .. } => operation.clone(),
                HopKind::History { event, .. } => event.event_type.clone(),
                HopKind::TaskStatus { last_status, .. } => last_status.clone(),
                _ => name,
            }
        })
        .collect()
}

/// The record as text.
pub(crate) fn record(account: &Account) -> String {
    serde_json::to_string(account.hops()).unwrap()
}

/// Makes a queue and answers its ARN and URL.
pub(crate) fn queue(account: &mut Account, name: &str) -> (String, String) {
    let made = ask(account, "sqs", "CreateQueue", json!({ "QueueName": name }));
    let arn = format!("arn:aws:sqs:{}:{}:{name}", account.region(), account.account_id());
    (arn, made["QueueUrl"].as_str().unwrap().to_owned())
}

/// Takes the messages of a queue out of it.
pub(crate) fn receive(account: &mut Account, url: &str) -> Vec<Value> {
    let input = json!({
        "QueueUrl": url,
        "MaxNumberOfMessages": 10,
        "MessageAttributeNames": ["All"],
    });
    let received = ask(account, "sqs", "ReceiveMessage", input);
    received["Messages"].as_array().cloned().unwrap_or_default()
}

/// Makes a role that a service may assume, and answers its ARN.
pub(crate) fn role(account: &mut Account, name: &str, principal: &str) -> String {
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": principal },
            "Action": "sts:AssumeRole",
        }],
    });
    let input = json!({ "RoleName": name, "AssumeRolePolicyDocument": trust.to_string() });
    let made = ask(account, "iam", "CreateRole", input);
    made["Role"]["Arn"].as_str().unwrap().to_owned()
}

/// Makes a rule with one target.
pub(crate) fn rule(
    account: &mut Account,
    name: &str,
    pattern: impl Borrow<Value>,
    target: impl Borrow<Value>,
) {
    let input = json!({ "Name": name, "EventPattern": pattern.borrow().to_string() });
    ask(account, "events", "PutRule", input);
    ask(account, "events", "PutTargets", json!({ "Rule": name, "Targets": [target.borrow()] }));
}

/// Puts an event on the default bus.
pub(crate) fn put_event(
    account: &mut Account,
    source: &str,
    detail_type: &str,
    detail: impl Borrow<Value>,
) -> Value {
    let entry = json!({ "Source": source, "DetailType": detail_type, "Detail": detail.borrow().to_string() });
    ask(account, "events", "PutEvents", json!({ "Entries": [entry] }))
}
