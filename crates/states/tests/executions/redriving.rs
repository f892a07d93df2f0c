//! Redrives: what is run again, what is not, and what each event follows from.

use firedrill_states::{Execution, Outcome, Poll, RedriveError, TaskRequest, WorkflowType};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::driving::{
    Answer, chain, fails, failure, output, run, run_and_resume, run_redrive_and_resume, start,
    start_as, types,
};

fn task(fields: &Value) -> Value {
    let mut state = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": { "FunctionName": "quarantine" },
    });
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    state
}

/// Fails the first so many attempts of each state, and says then which attempt it is.
fn failing_first(failures: u32) -> impl Fn(&TaskRequest, u32) -> Answer {
    move |_, attempt| {
        if attempt < failures { fails("Busy", "later") } else { Some(Ok(json!(attempt))) }
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

#[test]
fn a_task_is_scheduled_again_from_its_entrance_with_all_of_its_retries() {
    let definition = json!({ "StartAt": "Prepare", "States": {
        "Prepare": { "Type": "Pass", "Next": "Stop" },
        "Stop": task(&json!({
            "Parameters": { "execution.$": "$$.Execution", "state.$": "$$.State" },
            "Retry": [{ "ErrorEquals": ["Busy"], "MaxAttempts": 1 }],
            "ResultPath": "$.stopped",
            "Next": "Tell",
        })),
        "Tell": { "Type": "Pass", "Parameters": { "told.$": "$$.Execution" }, "End": true },
    }});
    let asked = std::cell::RefCell::new(Vec::new());
    let answer = |request: &TaskRequest, attempt: u32| {
        asked.borrow_mut().push(request.parameters.value().clone());
        failing_first(4)(request, attempt)
    };
    let mut drive = start(&definition, "{}");
    let mut now = Timestamp::UNIX_EPOCH;
    for _ in 0..2 {
        let (outcome, execution) = finish(drive, now, &answer);
        assert_eq!(failure(&outcome), (Some("Busy"), Some("later")));
        drive = execution;
        now = at(now.as_second() + 60);
        drive.redrive(now).unwrap();
    }
    let (outcome, execution) = finish(drive, now, &|_, _| Some(Ok(json!("done"))));
    assert_eq!(output(&outcome)["told"]["RedriveCount"], 2);
    assert_eq!(output(&outcome)["told"]["RedriveTime"], "1970-01-01T00:02:00.000Z");
    assert_eq!(output(&outcome)["told"]["StartTime"], "1970-01-01T00:00:00.000Z");
    assert_eq!(
        chain(&execution),
        [
            "1<-0 ExecutionStarted",
            "2<-0 PassStateEntered",
            "3<-2 PassStateExited",
            "4<-3 TaskStateEntered",
            "5<-4 TaskScheduled",
            "6<-5 TaskStarted",
            "7<-6 TaskFailed",
            "8<-7 TaskScheduled",
            "9<-8 TaskStarted",
            "10<-9 TaskFailed",
            "11<-10 ExecutionFailed",
            "12<-11 ExecutionRedriven",
            "13<-4 TaskScheduled",
            "14<-13 TaskStarted",
            "15<-14 TaskFailed",
            "16<-15 TaskScheduled",
            "17<-16 TaskStarted",
            "18<-17 TaskFailed",
            "19<-18 ExecutionFailed",
            "20<-19 ExecutionRedriven",
            "21<-4 TaskScheduled",
            "22<-21 TaskStarted",
            "23<-22 TaskSucceeded",
            "24<-23 TaskStateExited",
            "25<-24 PassStateEntered",
            "26<-25 PassStateExited",
            "27<-26 ExecutionSucceeded",
        ]
    );
    let asked: Vec<_> = asked
        .into_inner()
        .iter()
        .map(|parameters| {
            let count = |name: &str, member: &str| parameters[name][member].as_u64();
            let time = parameters["execution"].get("RedriveTime").and_then(Value::as_str);
            (count("execution", "RedriveCount"), count("state", "RetryCount"), time.is_some())
        })
        .collect();
    assert_eq!(
        asked,
        [
            (Some(0), Some(0), false),
            (Some(0), Some(1), false),
            (Some(1), Some(0), true),
            (Some(1), Some(1), true),
        ]
    );
    let written = serde_json::to_value(&execution.history()[11]).unwrap();
    assert_eq!(written["executionRedrivenEventDetails"], json!({ "redriveCount": 1 }));
}

/// Runs from a time on, each task answered as it comes.
fn finish(
    mut execution: Execution,
    mut now: Timestamp,
    answer: &dyn Fn(&TaskRequest, u32) -> Answer,
) -> (Outcome, Execution) {
    let mut attempt = 0;
    loop {
        match execution.poll(now) {
            Poll::Done(outcome) => return (outcome, execution),
            Poll::NotModelled(not_modelled) => panic!("{not_modelled}"),
            Poll::Pending { tasks, wake_at } => {
                if tasks.is_empty() {
                    now = wake_at.unwrap();
                }
                for task in tasks {
                    if let Some(result) = answer(&task, attempt) {
                        execution.complete_task(task.id, result.map(Into::into), now);
                    }
                    attempt += 1;
                }
            }
        }
    }
}

#[test]
fn of_a_parallel_state_the_branches_run_again_that_did_not_succeed() {
    let branch =
        |name: &str| json!({ "StartAt": name, "States": { name: task(&json!({ "End": true })) } });
    let definition = json!({ "StartAt": "All", "States": { "All": {
        "Type": "Parallel",
        "Branches": [branch("Done"), branch("Refused"), branch("Stopped")],
        "End": true,
    }}});
    let (outcome, execution) = run_redrive_and_resume(
        start(&definition, "{}"),
        1,
        &|request, attempt| match (&*request.state, attempt) {
            ("Refused", 0) => fails("Busy", "later"),
            ("Stopped", 0) => None,
            (name, attempt) => Some(Ok(json!([name, attempt]))),
        },
    );
    assert_eq!(output(&outcome), &json!([["Done", 0], ["Refused", 1], ["Stopped", 1]]));
    assert_eq!(
        chain(&execution)[12..],
        [
            "13<-6 TaskSucceeded",
            "14<-13 TaskStateExited",
            "15<-9 TaskFailed",
            "16<-15 TaskStateAborted",
            "17<-15 TaskStateAborted",
            "18<-15 ParallelStateFailed",
            "19<-18 ExecutionFailed",
            "20<-19 ExecutionRedriven",
            "21<-7 TaskScheduled",
            "22<-21 TaskStarted",
            "23<-10 TaskScheduled",
            "24<-23 TaskStarted",
            "25<-22 TaskSucceeded",
            "26<-25 TaskStateExited",
            "27<-24 TaskSucceeded",
            "28<-27 TaskStateExited",
            "29<-28 ParallelStateSucceeded",
            "30<-28 ParallelStateExited",
            "31<-30 ExecutionSucceeded",
        ]
    );
}

fn map(concurrency: u32, fields: &Value) -> Value {
    let mut state = json!({
        "Type": "Map",
        "ItemsPath": "$.items",
        "MaxConcurrency": concurrency,
        "ItemProcessor": { "StartAt": "Stop", "States": {
            "Stop": task(&json!({ "Parameters": { "item.$": "$" }, "End": true })),
        }},
        "End": true,
    });
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "StartAt": "Each", "States": { "Each": state } })
}

#[test]
fn of_an_inline_map_the_iterations_run_again_that_did_not_succeed() {
    let definition = map(1, &json!({}));
    let (outcome, execution) = run_redrive_and_resume(
        start(&definition, r#"{"items":["a","b","c"]}"#),
        1,
        &|request, attempt| {
            if attempt == 1 {
                fails("Busy", "later")
            } else {
                Some(Ok(json!([request.parameters.value()["item"], attempt])))
            }
        },
    );
    assert_eq!(output(&outcome), &json!([["a", 0], ["b", 2], ["c", 3]]));
    assert_eq!(
        chain(&execution)[9..],
        [
            "10<-9 MapIterationSucceeded",
            "11<-9 MapIterationStarted",
            "12<-11 TaskStateEntered",
            "13<-12 TaskScheduled",
            "14<-13 TaskStarted",
            "15<-14 TaskFailed",
            "16<-15 MapIterationFailed",
            "17<-15 TaskStateAborted",
            "18<-15 MapStateFailed",
            "19<-18 ExecutionFailed",
            "20<-19 ExecutionRedriven",
            "21<-12 TaskScheduled",
            "22<-21 TaskStarted",
            "23<-22 TaskSucceeded",
            "24<-23 TaskStateExited",
            "25<-24 MapIterationSucceeded",
            "26<-24 MapIterationStarted",
            "27<-26 TaskStateEntered",
            "28<-27 TaskScheduled",
            "29<-28 TaskStarted",
            "30<-29 TaskSucceeded",
            "31<-30 TaskStateExited",
            "32<-31 MapIterationSucceeded",
            "33<-32 MapStateSucceeded",
            "34<-32 MapStateExited",
            "35<-34 ExecutionSucceeded",
        ]
    );
}

#[test]
fn all_iterations_go_on_and_those_begin_that_had_not() {
    let definition = map(2, &json!({ "ItemSelector": { "each.$": "$$.Map.Item.Value" } }));
    let (outcome, execution) = run_redrive_and_resume(
        start(&definition, r#"{"items":[0,1,2,3,4]}"#),
        3,
        &|request, attempt| {
            let item = &request.parameters.value()["item"]["each"];
            match (item.as_u64(), attempt) {
                (Some(1), 0..4) => fails("Busy", "later"),
                _ => Some(Ok(item.clone())),
            }
        },
    );
    assert_eq!(output(&outcome), &json!([0, 1, 2, 3, 4]));
    let started = types(&execution).iter().filter(|name| **name == "MapIterationStarted").count();
    assert_eq!(started, 5);
}

#[test]
fn a_state_whose_iterations_all_succeeded_and_whose_result_is_too_long_runs_again() {
    let definition = map(1, &json!({}));
    let long = "x".repeat(200_000);
    let (outcome, execution) =
        run_redrive_and_resume(start(&definition, r#"{"items":[1,2]}"#), 1, &|_, attempt| {
            Some(Ok(if attempt < 2 { json!(long) } else { json!(attempt) }))
        });
    assert_eq!(output(&outcome), &json!([2, 3]));
    let names = types(&execution);
    assert_eq!(names.iter().filter(|name| **name == "MapStateStarted").count(), 2);
    assert_eq!(names.iter().filter(|name| **name == "MapStateEntered").count(), 1);
}

#[test]
fn variables_are_kept_by_what_runs_again() {
    let definition = json!({ "StartAt": "Keep", "States": {
        "Keep": { "Type": "Pass", "Assign": { "kept": "outer" }, "Next": "All" },
        "All": {
            "Type": "Parallel",
            "Branches": [{ "StartAt": "Own", "States": {
                "Own": { "Type": "Pass", "Assign": { "own": "inner" }, "Next": "Stop" },
                "Stop": task(&json!({
                    "Parameters": { "own.$": "$own", "kept.$": "$kept" },
                    "End": true,
                })),
            }}],
            "End": true,
        },
    }});
    let (outcome, _) =
        run_redrive_and_resume(start(&definition, "{}"), 1, &|request, attempt| match attempt {
            0 => fails("Busy", "later"),
            _ => Some(Ok(request.parameters.value().clone())),
        });
    assert_eq!(output(&outcome), &json!([{ "own": "inner", "kept": "outer" }]));
}

#[test]
fn a_fail_state_fails_again_without_being_entered() {
    let definition = json!({ "StartAt": "No", "States": {
        "No": { "Type": "Fail", "Error": "Refused", "Cause": "told to" },
    }});
    let (outcome, execution) = run_redrive_and_resume(start(&definition, "{}"), 2, &|_, _| None);
    assert_eq!(failure(&outcome), (Some("Refused"), Some("told to")));
    assert_eq!(
        chain(&execution),
        [
            "1<-0 ExecutionStarted",
            "2<-0 FailStateEntered",
            "3<-2 ExecutionFailed",
            "4<-3 ExecutionRedriven",
            "5<-4 ExecutionFailed",
            "6<-5 ExecutionRedriven",
            "7<-6 ExecutionFailed",
        ]
    );
}

#[test]
fn an_execution_that_was_stopped_goes_on_and_old_answers_come_too_late() {
    let definition =
        json!({ "StartAt": "Stop", "States": { "Stop": task(&json!({ "End": true })) } });
    let mut execution = start(&definition, "{}");
    let Poll::Pending { tasks, .. } = execution.poll(at(0)) else { panic!() };
    execution.stop(Some("Manual"), None, at(1));
    execution.redrive(at(2)).unwrap();
    assert_eq!(execution.outcome(), None);
    execution.complete_task(tasks[0].id, Ok(json!("old").into()), at(2));
    let Poll::Pending { tasks: again, .. } = execution.poll(at(2)) else { panic!() };
    assert_ne!(again[0].id, tasks[0].id);
    execution.complete_task(again[0].id, Ok(json!("new").into()), at(3));
    let Poll::Done(outcome) = execution.poll(at(3)) else { panic!() };
    assert_eq!(output(&outcome), "new");
    assert_eq!(
        chain(&execution)[4..],
        [
            "5<-0 ExecutionAborted",
            "6<-5 ExecutionRedriven",
            "7<-2 TaskScheduled",
            "8<-7 TaskStarted",
            "9<-8 TaskSucceeded",
            "10<-9 TaskStateExited",
            "11<-10 ExecutionSucceeded",
        ]
    );
}

#[test]
fn the_time_of_the_machine_counts_anew() {
    let definition = json!({ "TimeoutSeconds": 8, "StartAt": "Stop", "States": {
        "Stop": task(&json!({ "End": true })),
    }});
    let mut execution = start(&definition, "{}");
    assert!(matches!(execution.poll(at(0)), Poll::Pending { .. }));
    assert_eq!(execution.poll(at(8)), Poll::Done(Outcome::TimedOut));
    execution.redrive(at(100)).unwrap();
    let Poll::Pending { tasks, wake_at } = execution.poll(at(100)) else { panic!() };
    assert_eq!(wake_at, Some(at(108)));
    execution.complete_task(tasks[0].id, Ok(json!(1).into()), at(107));
    assert!(matches!(execution.poll(at(107)), Poll::Done(Outcome::Succeeded { .. })));
}

#[test]
fn a_wait_that_was_cut_short_is_over_if_its_time_has_come() {
    let definition = json!({ "StartAt": "Wait", "States": {
        "Wait": { "Type": "Wait", "Timestamp": "1970-01-01T00:00:30Z", "End": true },
    }});
    let mut execution = start(&definition, "{}");
    assert!(matches!(execution.poll(at(0)), Poll::Pending { .. }));
    execution.stop(None, None, at(10));
    execution.redrive(at(40)).unwrap();
    assert!(matches!(execution.poll(at(40)), Poll::Done(Outcome::Succeeded { .. })));
    assert_eq!(
        chain(&execution)[2..],
        [
            "3<-0 ExecutionAborted",
            "4<-3 ExecutionRedriven",
            "5<-2 WaitStateExited",
            "6<-5 ExecutionSucceeded"
        ]
    );
}

#[test]
fn what_cannot_be_redriven_says_why_and_stays_as_it_is() {
    let definition =
        json!({ "StartAt": "Stop", "States": { "Stop": task(&json!({ "End": true })) } });
    let refused = |mut execution: Execution, now: Timestamp| {
        let before = execution.history().len();
        let error = execution.redrive(now).unwrap_err();
        assert_eq!(execution.history().len(), before);
        error
    };
    assert_eq!(refused(start(&definition, "{}"), at(0)), RedriveError::Running);
    assert_eq!(RedriveError::Running.to_string(), "Execution is RUNNING and cannot be redriven");
    let (_, succeeded) = run(start(&definition, "{}"), &failing_first(0));
    assert_eq!(refused(succeeded, at(0)), RedriveError::Succeeded);
    let (_, failed) = run(start(&definition, "{}"), &failing_first(1));
    let days = |days: i64| at(0).checked_add(SignedDuration::from_hours(days * 24)).unwrap();
    assert_eq!(failed.redrivable(days(14)), Ok(()));
    assert_eq!(
        refused(failed, days(14).checked_add(SignedDuration::from_secs(1)).unwrap()),
        RedriveError::TooLate
    );
    let express = start_as(&definition, "{}", WorkflowType::Express);
    let (_, express) = run_and_resume(express, &failing_first(1));
    assert_eq!(refused(express, at(0)), RedriveError::Express);
    let mut late = start(&definition, "{}");
    assert!(matches!(late.poll(at(0)), Poll::Pending { .. }));
    late.stop(None, None, days(360));
    assert_eq!(refused(late, days(365)), RedriveError::TooOld);
}

#[test]
fn a_history_without_room_is_not_redriven() {
    let definition = json!({ "StartAt": "Round", "States": {
        "Round": { "Type": "Pass", "Next": "Again" },
        "Again": { "Type": "Choice", "Choices": [
            { "Variable": "$$.Execution.Id", "IsPresent": false, "Next": "End" },
        ], "Default": "Round" },
        "End": { "Type": "Succeed" },
    }});
    let (outcome, execution) = run(start(&definition, "{}"), &|_, _| None);
    assert_eq!(outcome.status(), "FAILED");
    assert_eq!(execution.redrivable(at(0)), Err(RedriveError::HistoryFull));
}
