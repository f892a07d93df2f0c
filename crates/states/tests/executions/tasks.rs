//! Task states: answers, retries, catches, limits.

use firedrill_states::{EventDetails, Outcome, Poll, TaskRequest};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::driving::{Answer, fails, output, run_and_resume, start, types};

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

fn refused(_: &TaskRequest, _: u32) -> Answer {
    fails("Ecs.InvalidParameterException", "The referenced task was not found.")
}

#[test]
fn a_catcher_hands_the_error_on_past_the_output_path() {
    let definition = stop_task(&json!({
        "OutputPath": "$.nowhere",
        "Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.why", "Next": "Tell" }],
    }));
    let (outcome, execution) = run_and_resume(start(&definition, r#"{"task": "web"}"#), &refused);
    let why = json!({
        "Error": "Ecs.InvalidParameterException",
        "Cause": "The referenced task was not found.",
    });
    assert_eq!(output(&outcome), &json!({ "task": "web", "why": why }));
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
    let (outcome, execution) = run_and_resume(start(&definition, r#"{"task": "web"}"#), &refused);
    assert_eq!(outcome.status(), "FAILED");
    let scheduled: Vec<i64> = execution
        .history()
        .iter()
        .filter(|event| event.event_type() == "TaskScheduled")
        .map(|event| event.timestamp.as_second())
        .collect();
    assert_eq!(scheduled, [0, 2, 6, 14]);
}

/// "Full" jitter: between none and the whole delay, and another one for another seed only.
#[test]
fn full_jitter_waits_any_part_of_the_delay_and_the_same_each_time() {
    let definition = stop_task(&json!({
        "Retry": [{
            "ErrorEquals": ["States.ALL"],
            "IntervalSeconds": 1000,
            "BackoffRate": 1.0,
            "MaxAttempts": 20,
            "JitterStrategy": "FULL",
        }],
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Tell" }],
    }));
    let delays = || -> Vec<i64> {
        let (_, execution) = run_and_resume(start(&definition, r#"{"task": "web"}"#), &refused);
        let scheduled: Vec<i64> = execution
            .history()
            .iter()
            .filter(|event| event.event_type() == "TaskScheduled")
            .map(|event| event.timestamp.as_millisecond())
            .collect();
        scheduled.windows(2).map(|pair| pair[1] - pair[0]).collect()
    };
    let waited = delays();
    assert_eq!(waited.len(), 20);
    assert!(waited.iter().all(|delay| (0..=1_000_000).contains(delay)), "{waited:?}");
    assert!(waited.iter().any(|delay| *delay < 500_000), "{waited:?}");
    assert!(waited.iter().any(|delay| *delay > 500_000), "{waited:?}");
    assert_eq!(delays(), waited);
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

#[test]
fn the_history_says_by_whom_a_task_was_started_that_is_waited_for() {
    for (pattern, given, scheduled) in [
        (
            ".sync",
            json!({ "Cluster": "a" }),
            json!({ "Cluster": "a", "StartedBy": "AWS Step Functions" }),
        ),
        ("", json!({ "Cluster": "a" }), json!({ "Cluster": "a" })),
    ] {
        let definition = json!({ "StartAt": "Run", "States": { "Run": {
            "Type": "Task",
            "Resource": format!("arn:aws:states:::ecs:runTask{pattern}"),
            "Parameters": given,
            "End": true,
        }}});
        let asked = |task: &TaskRequest, _: u32| -> Answer {
            assert_eq!(task.parameters.value(), &given, "what is added is not asked for");
            Some(Ok(json!({})))
        };
        let (_, execution) = run_and_resume(start(&definition, "{}"), &asked);
        let parameters = execution.history().iter().find_map(|event| match &event.details {
            EventDetails::TaskScheduled { parameters, .. } => Some(parameters.to_string()),
            _ => None,
        });
        assert_eq!(parameters, Some(scheduled.to_string()));
    }
}
