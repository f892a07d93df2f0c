//! Executions from start to end, driven as a driver drives them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test that cannot go on fails the test"
)]

use std::sync::Arc;

use firedrill_states::{
    Execution, ExecutionContext, HistoryEvent, Outcome, Payload, Poll, StateMachine, TaskFailure,
    WorkflowType,
};
use jiff::Timestamp;
use serde_json::{Value, json};

fn start(definition: &Value, input: &str) -> Execution {
    let machine = StateMachine::parse(&definition.to_string()).unwrap();
    let context = ExecutionContext {
        arn: "arn:aws:states:eu-west-1:111122223333:execution:quarantine:one".into(),
        name: "one".into(),
        role_arn: "arn:aws:iam::111122223333:role/quarantine".into(),
        state_machine_arn: "arn:aws:states:eu-west-1:111122223333:stateMachine:quarantine".into(),
        state_machine_name: "quarantine".into(),
        input: Payload::parse(input).unwrap(),
        region: "eu-west-1".into(),
        workflow_type: WorkflowType::Standard,
        seed: 1,
    };
    Execution::start(Arc::new(machine), context, Timestamp::UNIX_EPOCH)
}

/// Runs to the end in virtual time, answering every task alike, and checks on the way that a clone
/// taken at any poll writes the same history.
fn run(mut execution: Execution, answer: &Result<Value, TaskFailure>) -> (Outcome, Execution) {
    let mut now = Timestamp::UNIX_EPOCH;
    let mut clones = Vec::new();
    loop {
        clones.push((now, execution.clone()));
        match execution.poll(now) {
            Poll::Done(outcome) => {
                for (now, clone) in clones {
                    assert_eq!(finish(clone, now, answer), execution.history());
                }
                check_form(execution.history());
                return (outcome, execution);
            }
            Poll::NotModelled(not_modelled) => panic!("{not_modelled}"),
            Poll::Pending { tasks, wake_at } if tasks.is_empty() => now = wake_at.unwrap(),
            Poll::Pending { tasks, .. } => {
                for task in tasks {
                    execution.complete_task(task.id, answer.clone(), now);
                }
            }
        }
    }
}

fn finish(
    mut execution: Execution,
    mut now: Timestamp,
    answer: &Result<Value, TaskFailure>,
) -> Vec<HistoryEvent> {
    while let Poll::Pending { tasks, wake_at } = execution.poll(now) {
        if tasks.is_empty() {
            now = wake_at.unwrap();
        }
        for task in tasks {
            execution.complete_task(task.id, answer.clone(), now);
        }
    }
    execution.history().to_vec()
}

fn check_form(history: &[HistoryEvent]) {
    for (position, event) in history.iter().enumerate() {
        assert_eq!(event.id.0, position as u64 + 1);
        assert!(event.previous_event_id < event.id);
    }
}

fn types(execution: &Execution) -> Vec<&'static str> {
    execution.history().iter().map(HistoryEvent::event_type).collect()
}

fn stop_task(fields: &Value) -> Value {
    let mut state = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
        "Parameters": { "Task.$": "$.task" },
        "End": true,
    });
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "StartAt": "Stop", "States": {
        "Stop": state,
        "Tell": { "Type": "Succeed" },
    }})
}

fn refused() -> Result<Value, TaskFailure> {
    Err(TaskFailure {
        error: Some("Ecs.InvalidParameterException".into()),
        cause: Some("The referenced task was not found.".into()),
    })
}

#[test]
fn a_catcher_hands_the_error_on_past_the_output_path() {
    let definition = stop_task(&json!({
        "OutputPath": "$.nowhere",
        "Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.why", "Next": "Tell" }],
    }));
    let (outcome, execution) = run(start(&definition, r#"{"task": "web"}"#), &refused());
    let Outcome::Succeeded { output } = outcome else { panic!("{outcome:?}") };
    let why = json!({
        "Error": "Ecs.InvalidParameterException",
        "Cause": "The referenced task was not found.",
    });
    assert_eq!(output.value(), &json!({ "task": "web", "why": why }));
    assert_eq!(
        types(&execution),
        [
            "ExecutionStarted",
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskFailed",
            "TaskStateExited",
            "SucceedStateEntered",
            "SucceedStateExited",
            "ExecutionSucceeded",
        ]
    );
}

#[test]
fn a_retrier_waits_longer_each_time_and_then_fails() {
    let definition = stop_task(&json!({
        "Retry": [{ "ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 2, "MaxAttempts": 3 }],
        "Catch": [{ "ErrorEquals": ["Other"], "Next": "Tell" }],
    }));
    let (outcome, execution) = run(start(&definition, r#"{"task": "web"}"#), &refused());
    assert_eq!(outcome.status(), "FAILED");
    let scheduled: Vec<i64> = execution
        .history()
        .iter()
        .filter(|event| event.event_type() == "TaskScheduled")
        .map(|event| event.timestamp.as_second())
        .collect();
    assert_eq!(scheduled, [0, 2, 6, 14]);
}

#[test]
fn a_machine_that_goes_round_for_ever_ends_with_its_history() {
    let definition = json!({ "StartAt": "A", "States": {
        "A": { "Type": "Choice", "Choices": [
            { "Variable": "$.stop", "IsPresent": true, "Next": "End" },
        ], "Default": "B" },
        "B": { "Type": "Pass", "Next": "A" },
        "End": { "Type": "Succeed" },
    }});
    let mut execution = start(&definition, "{}");
    let Poll::Done(Outcome::Failed { cause, .. }) = execution.poll(Timestamp::UNIX_EPOCH) else {
        panic!("it did not fail");
    };
    assert!(cause.unwrap().contains("25000"));
    assert!(execution.history().len() <= 25_000);
}

#[test]
fn credentials_go_with_the_request_and_into_the_history() {
    let definition = stop_task(&json!({
        "Credentials": { "RoleArn.$": "States.Format('arn:aws:iam::{}:role/other', $.account)" },
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Tell" }],
    }));
    let mut execution = start(&definition, r#"{"task": "web", "account": "444455556666"}"#);
    let Poll::Pending { tasks, .. } = execution.poll(Timestamp::UNIX_EPOCH) else {
        panic!("it ended");
    };
    let role = "arn:aws:iam::444455556666:role/other";
    assert_eq!(tasks[0].credentials_role_arn.as_deref(), Some(role));
    let scheduled = serde_json::to_value(&execution.history()[2]).unwrap();
    let details = &scheduled["taskScheduledEventDetails"];
    assert_eq!(details["taskCredentials"], json!({ "roleArn": role }));
}
