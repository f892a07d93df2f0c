//! Tasks that are waited for: jobs, task tokens, activities, heartbeats.

use firedrill_states::{Execution, Poll, TaskFailure, TaskRequest};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::driving::{chain, start, types};

fn task(resource: &str, fields: &Value) -> Value {
    let mut task = json!({ "Type": "Task", "Resource": resource, "Next": "Tell" });
    task.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "StartAt": "Approve", "States": {
        "Approve": task,
        "Tell": { "Type": "Succeed" },
    }})
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

/// The one task that is handed out at the start.
fn first_task(execution: &mut Execution) -> TaskRequest {
    let Poll::Pending { mut tasks, .. } = execution.poll(at(0)) else { panic!("it ended") };
    assert_eq!(tasks.len(), 1);
    tasks.remove(0)
}

const SEND_AND_WAIT: &str = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const ACTIVITY: &str = "arn:aws:states:eu-west-1:111122223333:activity:approve";

#[test]
fn a_token_goes_out_with_the_parameters_and_each_attempt_has_its_own() {
    let definition = task(
        SEND_AND_WAIT,
        &json!({
            "Parameters": { "MessageBody": { "Token.$": "$$.Task.Token" } },
            "Retry": [{ "ErrorEquals": ["States.ALL"], "MaxAttempts": 1 }],
        }),
    );
    let mut execution = start(&definition, "{}");
    let first = first_task(&mut execution);
    let token = first.token.unwrap();
    assert_eq!(*first.parameters.value(), json!({ "MessageBody": { "Token": token } }));
    execution.submit_task(first.id, &json!({ "MessageId": "1" }).into(), at(1));
    execution.submit_task(first.id, &json!({ "MessageId": "1" }).into(), at(1));
    execution.complete_task(first.id, Err(TaskFailure { error: None, cause: None }), at(2));
    let Poll::Pending { tasks, .. } = execution.poll(at(3)) else { panic!("it ended") };
    assert_ne!(tasks[0].token.as_deref(), Some(token.as_str()));
    execution.complete_task(tasks[0].id, Ok(json!("yes").into()), at(4));
    execution.poll(at(4));
    assert_eq!(
        types(&execution)[1..12],
        [
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskSubmitted",
            "TaskFailed",
            "TaskScheduled",
            "TaskStarted",
            "TaskSubmitted",
            "TaskSucceeded",
            "TaskStateExited",
            "SucceedStateEntered",
        ]
    );
}

#[test]
fn a_failure_may_have_neither_error_nor_cause() {
    let definition = task(
        SEND_AND_WAIT,
        &json!({ "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Tell" }] }),
    );
    let mut execution = start(&definition, "{}");
    let first = first_task(&mut execution);
    execution.complete_task(first.id, Err(TaskFailure { error: None, cause: None }), at(1));
    let Poll::Done(outcome) = execution.poll(at(1)) else { panic!("it waits") };
    assert_eq!(crate::driving::output(&outcome), &json!({ "Error": null, "Cause": null }));
}

#[test]
fn a_request_that_is_simply_answered_is_not_submitted() {
    let mut execution = start(&task("arn:aws:states:::aws-sdk:ecs:stopTask", &json!({})), "{}");
    let first = first_task(&mut execution);
    assert_eq!(first.token, None);
    execution.submit_task(first.id, &json!({}).into(), at(1));
    execution.complete_task(first.id, Ok(json!({}).into()), at(1));
    assert!(!types(&execution).contains(&"TaskSubmitted"));
}

#[test]
fn an_activity_waits_for_a_worker_before_its_clock_runs() {
    let fields = json!({ "TimeoutSeconds": 60, "HeartbeatSeconds": 10 });
    let mut execution = start(&task(ACTIVITY, &fields), r#"{"task":"web"}"#);
    let first = first_task(&mut execution);
    assert_eq!(first.heartbeat, Some(SignedDuration::from_secs(10)));
    // Nobody asks for the task for longer than it may take.
    assert!(matches!(execution.poll(at(500)), Poll::Pending { tasks, .. } if tasks.is_empty()));
    execution.start_task(first.id, Some("laptop"), at(500));
    execution.heartbeat(first.id, at(509));
    let Poll::Pending { wake_at, .. } = execution.poll(at(509)) else { panic!("it ended") };
    assert_eq!(wake_at, Some(at(519)));
    execution.complete_task(first.id, Ok(json!("stopped").into()), at(515));
    execution.poll(at(515));
    assert_eq!(
        chain(&execution)[2..6],
        [
            "3<-2 ActivityScheduled",
            "4<-3 ActivityStarted",
            "5<-4 ActivitySucceeded",
            "6<-5 TaskStateExited",
        ]
    );
}

#[test]
fn a_late_heartbeat_is_a_time_out_that_has_a_name_of_its_own() {
    for (handler, heartbeats, caught_at) in [
        ("States.HeartbeatTimeout", &[8, 16][..], Some(26)),
        ("States.Timeout", &[8][..], Some(18)),
        ("States.TaskFailed", &[][..], None),
        // Whoever sends heartbeats until the end takes too long.
        ("States.HeartbeatTimeout", &[5, 10, 15, 20, 25][..], None),
    ] {
        let definition = task(
            SEND_AND_WAIT,
            &json!({
                "TimeoutSeconds": 30,
                "HeartbeatSeconds": 10,
                "Catch": [{ "ErrorEquals": [handler], "Next": "Tell" }],
            }),
        );
        let mut execution = start(&definition, "{}");
        let first = first_task(&mut execution);
        for second in heartbeats {
            execution.heartbeat(first.id, at(*second));
        }
        let mut now = at(0);
        while let Poll::Pending { wake_at, .. } = execution.poll(now) {
            now = wake_at.unwrap();
        }
        let status = execution.outcome().unwrap().status();
        assert_eq!(status == "SUCCEEDED", caught_at.is_some(), "{handler} {heartbeats:?}");
        if let Some(second) = caught_at {
            assert_eq!(now, at(second));
        }
        let timed_out = execution.history().iter().find(|e| e.event_type() == "TaskTimedOut");
        let details = &serde_json::to_value(timed_out).unwrap()["taskTimedOutEventDetails"];
        assert_eq!(details["error"], "States.Timeout");
        assert_eq!(details.get("cause"), None);
    }
}

#[test]
fn an_answer_that_comes_too_late_changes_nothing() {
    let mut execution = start(
        &task("arn:aws:states:::aws-sdk:ecs:stopTask", &json!({ "TimeoutSeconds": 5 })),
        "{}",
    );
    let first = first_task(&mut execution);
    execution.complete_task(first.id, Ok(json!({}).into()), at(5));
    let Poll::Done(outcome) = execution.poll(at(5)) else { panic!("it waits") };
    assert_eq!(outcome.status(), "FAILED");
    let history = execution.history().len();
    execution.complete_task(first.id, Ok(json!({}).into()), at(6));
    execution.heartbeat(first.id, at(6));
    execution.start_task(first.id, None, at(6));
    assert_eq!(execution.history().len(), history);
}

#[test]
fn an_execution_that_takes_too_long_times_out_as_a_whole() {
    let mut definition = task(ACTIVITY, &json!({}));
    definition["TimeoutSeconds"] = json!(100);
    let mut execution = start(&definition, "{}");
    first_task(&mut execution);
    let Poll::Done(outcome) = execution.poll(at(100)) else { panic!("it waits") };
    assert_eq!(outcome.status(), "TIMED_OUT");
    assert_eq!(chain(&execution).last().unwrap(), "4<-0 ExecutionTimedOut");
}
