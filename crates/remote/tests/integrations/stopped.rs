//! Jobs whose tasks were aborted: each is asked to stop, once.

use std::time::Duration;

use firedrill_remote::JobStopProblem;
use firedrill_states::Outcome;
use serde_json::{Value, json};

use crate::jobs::{described, nested, run_task, started, tasks};
use crate::stage::{Ended, ok, refused, run};

const REASON: &str = "The Task state in AWS Step Functions execution \
                      [arn:aws:states:us-east-1:111122223333:execution:m:one] \
                      which was managing this resource was aborted";

/// The task of a machine, as one state with more members.
fn state(mut machine: Value, more: &Value) -> Value {
    let mut state = machine["States"]["Task"].take();
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    state
}

/// What a machine is that starts with this state, and goes on with `Rest`.
fn machine(state: &Value) -> Value {
    json!({ "StartAt": "Task", "States": { "Task": state, "Rest": { "Type": "Succeed" } } })
}

/// A task that is given up after two seconds, which does no harm.
fn impatient(task: Value) -> Value {
    let catch = json!([{ "ErrorEquals": ["States.Timeout"], "Next": "Rest" }]);
    machine(&state(task, &json!({ "TimeoutSeconds": 2, "Catch": catch })))
}

/// What the last call asked, and that it was taken.
fn last_stop(ended: &Ended, state: &str, call: &str) -> Value {
    assert_eq!(ended.stops.len(), 1, "{:?}", ended.stops);
    assert_eq!((&*ended.stops[0].state, ended.stops[0].call.as_str()), (state, call));
    assert_eq!(ended.stops[0].result, Ok(()));
    let last = ended.asked.last().unwrap();
    assert!(call.ends_with(&last.operation), "{last:?}");
    last.body.clone()
}

#[tokio::test]
async fn a_nested_execution_is_stopped_when_the_whole_execution_times_out() {
    let mut machine = nested(".sync");
    machine["TimeoutSeconds"] = json!(2);
    let running = described(&json!({ "status": "RUNNING" }));
    let stopped = ok("StopExecution", json!({ "stopDate": 2 }));
    let ended = run(&machine, vec![started(), running, stopped]).await;
    assert_eq!(ended.outcome, Ok(Outcome::TimedOut));
    assert_eq!(ended.operations(), ["StartExecution", "DescribeExecution", "StopExecution"]);
    let asked = last_stop(&ended, "Task", "states:StopExecution");
    assert_eq!(asked, json!({ "executionArn": "e", "cause": REASON }));
}

#[tokio::test]
async fn a_task_of_ecs_is_stopped_when_the_state_is_given_up() {
    let pending = json!({ "lastStatus": "PENDING" });
    let answers = vec![
        ok("RunTask", tasks(&pending)),
        ok("DescribeTasks", tasks(&pending)),
        ok("StopTask", json!({})),
    ];
    let ended = run(&impatient(run_task()), answers).await;
    assert!(matches!(ended.outcome, Ok(Outcome::Succeeded { .. })), "{:?}", ended.outcome);
    let asked = last_stop(&ended, "Task", "ecs:StopTask");
    assert_eq!(asked, json!({ "cluster": "c", "task": "t", "reason": REASON }));
}

#[tokio::test]
async fn a_failure_beside_it_stops_a_job_and_what_is_refused_is_said() {
    let job = json!({ "StartAt": "Job", "States": { "Job": state(nested(".sync:2"), &json!({})) }});
    let fail = json!({ "StartAt": "Wait", "States": {
        "Wait": { "Type": "Wait", "Seconds": 1, "Next": "Fail" },
        "Fail": { "Type": "Fail", "Error": "Beside" },
    }});
    let all = json!({ "Type": "Parallel", "Branches": [job, fail], "Next": "Rest" });
    let running = described(&json!({ "status": "RUNNING" })).after(Duration::from_millis(500));
    let refused = refused("StopExecution", "AccessDeniedException", "Not\u{1b} for you.");
    let ended = run(&machine(&all), vec![started(), running, refused]).await;
    assert_eq!(ended.failure().0, "Beside");
    assert_eq!(ended.stops.len(), 1, "{:?}", ended.stops);
    let error = ended.stops[0].result.clone().unwrap_err();
    assert!(matches!(*error.problem, JobStopProblem::Refused { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the job of state `Job` may go on, as it could not be stopped: \
         `states:StopExecution` was refused: AccessDeniedException: Not\u{1b} for you."
    );
}

#[tokio::test]
async fn a_map_run_that_fails_stops_the_jobs_of_its_other_children() {
    let processor = json!({
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
        "StartAt": "Which",
        "States": {
            "Which": { "Type": "Choice", "Default": "Job", "Choices": [
                { "Variable": "$", "NumericEquals": 2, "Next": "Wait" },
            ]},
            "Wait": { "Type": "Wait", "Seconds": 1, "Next": "Fail" },
            "Fail": { "Type": "Fail" },
            "Job": state(nested(".sync"), &json!({})),
        },
    });
    let map = json!({
        "Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "Next": "Rest",
    });
    let items = json!({ "Type": "Pass", "Result": { "items": [1, 2] }, "Next": "Task" });
    let machine = json!({ "StartAt": "Items", "States": {
        "Items": items, "Task": map, "Rest": { "Type": "Succeed" },
    }});
    let running = described(&json!({ "status": "RUNNING" })).after(Duration::from_millis(500));
    let stopped = ok("StopExecution", json!({ "stopDate": 2 }));
    let ended = run(&machine, vec![started(), running, stopped]).await;
    assert_eq!(ended.failure().0, "States.ExceedToleratedFailureThreshold");
    last_stop(&ended, "Job", "states:StopExecution");
}

#[tokio::test]
async fn a_job_that_begins_after_its_task_was_given_up_is_stopped() {
    let late = started().after(Duration::from_millis(2500));
    let stopped = ok("StopExecution", json!({ "stopDate": 2 }));
    let ended = run(&impatient(nested(".sync")), vec![late, stopped]).await;
    assert!(matches!(ended.outcome, Ok(Outcome::Succeeded { .. })), "{:?}", ended.outcome);
    assert_eq!(ended.operations(), ["StartExecution", "StopExecution"]);
    last_stop(&ended, "Task", "states:StopExecution");
}

#[tokio::test]
async fn a_job_that_is_found_to_be_over_is_not_stopped() {
    let late =
        |status: &str| described(&json!({ "status": status })).after(Duration::from_millis(1500));
    let ended = run(&impatient(nested(".sync")), vec![started(), late("SUCCEEDED")]).await;
    assert_eq!(ended.operations(), ["StartExecution", "DescribeExecution"]);
    assert!(ended.stops.is_empty());

    let stopped = ok("StopExecution", json!({ "stopDate": 2 }));
    let ended = run(&impatient(nested(".sync")), vec![started(), late("RUNNING"), stopped]).await;
    assert_eq!(ended.operations(), ["StartExecution", "DescribeExecution", "StopExecution"]);
    last_stop(&ended, "Task", "states:StopExecution");
}

#[tokio::test]
async fn an_endpoint_that_is_gone_stops_nothing_and_fails_nothing() {
    let running = described(&json!({ "status": "RUNNING" }));
    let ended = run(&impatient(nested(".sync")), vec![started(), running]).await;
    assert!(matches!(ended.outcome, Ok(Outcome::Succeeded { .. })), "{:?}", ended.outcome);
    let error = ended.stops[0].result.clone().unwrap_err();
    let JobStopProblem::Call(call) = *error.problem else { panic!("{error:?}") };
    assert_eq!(call.call, "states:StopExecution");
}

#[tokio::test]
async fn more_jobs_than_there_is_room_for_calls_are_all_stopped() {
    const JOBS: usize = 70;
    let branch = |number: usize| {
        let name = format!("Job {number}");
        json!({ "StartAt": name, "States": { name: state(nested(".sync"), &json!({})) } })
    };
    let fail = json!({ "StartAt": "Wait", "States": {
        "Wait": { "Type": "Wait", "Seconds": 2, "Next": "Fail" },
        "Fail": { "Type": "Fail" },
    }});
    let branches: Vec<_> = (0..JOBS).map(branch).chain([fail]).collect();
    let all = json!({ "Type": "Parallel", "Branches": branches, "Next": "Rest" });
    let answers = (0..JOBS).flat_map(|_| {
        let running = || described(&json!({ "status": "RUNNING" }));
        [started(), running(), running(), ok("StopExecution", json!({ "stopDate": 2 }))]
    });
    let ended = run(&machine(&all), answers.collect()).await;
    assert!(matches!(ended.outcome, Ok(Outcome::Failed { .. })), "{:?}", ended.outcome);
    assert_eq!(ended.stops.len(), JOBS);
    assert!(ended.stops.iter().all(|stop| stop.result.is_ok()), "{:?}", ended.stops);
}
