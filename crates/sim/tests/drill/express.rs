//! EXPRESS state machines: started again and again by one name, and not to be looked up.

use firedrill_record::{ExecutionStatus, HopKind};
use firedrill_sim::Account;
use serde_json::{Value, json};

use crate::speak::{account, ask, find, pass, refused, role};

const MACHINE: &str = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:greet";

fn with_machine(seconds: u32) -> Account {
    let mut account = account();
    let role = role(&mut account, "states", "states.amazonaws.com");
    let definition = json!({
        "StartAt": "Rest",
        "States": { "Rest": { "Type": "Wait", "Seconds": seconds, "End": true } },
    });
    let input = json!({
        "Name": "greet", "Type": "EXPRESS", "Definition": definition.to_string(), "RoleArn": role,
    });
    ask(&mut account, "states", "CreateStateMachine", input);
    account
}

fn start(account: &mut Account) -> String {
    let start = json!({ "StateMachineArn": MACHINE, "Name": "one", "Input": "{}" });
    let started = ask(account, "states", "StartExecution", start);
    started["ExecutionArn"].as_str().unwrap().to_owned()
}

fn ended(account: &Account) -> Vec<ExecutionStatus> {
    find(account, |kind| match kind {
        HopKind::ExecutionEnded { status, .. } => Some(*status),
        _ => None,
    })
}

#[test]
fn the_same_name_starts_another_execution() {
    let mut account = with_machine(5);
    let (first, second) = (start(&mut account), start(&mut account));
    let head = "arn:aws:states:ap-northeast-1:111122223333:express:greet:one:";
    assert!(first.starts_with(head), "{first}");
    assert_ne!(first, second);
    pass(&mut account, 600);
    assert_eq!(ended(&account), [ExecutionStatus::Succeeded, ExecutionStatus::Succeeded]);
}

#[test]
fn an_execution_lasts_five_minutes_at_the_most() {
    let mut account = with_machine(299);
    start(&mut account);
    pass(&mut account, 600);
    assert_eq!(ended(&account), [ExecutionStatus::Succeeded]);
    let mut account = with_machine(301);
    start(&mut account);
    pass(&mut account, 600);
    assert_eq!(ended(&account), [ExecutionStatus::TimedOut]);
}

#[test]
fn executions_emit_no_events_and_cannot_be_looked_up() {
    let mut account = with_machine(5);
    let execution = start(&mut account);
    pass(&mut account, 600);
    let events: Vec<Value> = find(&account, |kind| match kind {
        HopKind::EventOnBus { .. } => serde_json::to_value(kind).ok(),
        _ => None,
    });
    assert_eq!(events, [] as [Value; 0]);
    for operation in ["DescribeExecution", "GetExecutionHistory", "StopExecution"] {
        assert_eq!(
            refused(&mut account, "states", operation, json!({ "ExecutionArn": execution })),
            "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'"
        );
    }
    assert_eq!(
        refused(&mut account, "states", "ListExecutions", json!({ "StateMachineArn": MACHINE })),
        "StateMachineTypeNotSupported: This operation is not supported by this type of state \
         machine"
    );
}
