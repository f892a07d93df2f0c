//! Executions in real time: time-outs, late answers, what cannot be performed. The time of the
//! runtime is paused, so that waiting takes none.
#![cfg(test)]

mod execution;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use firedrill_remote::{
    CallLimits, CallProblem, Clock, Credentials, Endpoint, EndpointDriver, EndpointDriverError,
    EndpointUrl, Region,
};
use firedrill_states::{Execution, Outcome};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::time::Instant;

const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// The time of the runtime.
#[derive(Debug)]
struct RuntimeClock {
    begun: Instant,
}

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        START + SignedDuration::try_from(self.begun.elapsed()).unwrap()
    }
}

/// An execution, and an endpoint that takes connections and never answers.
struct Stage {
    execution: Execution,
    driver: EndpointDriver<'static>,
    _listener: TcpListener,
}

impl Stage {
    fn new(definition: &Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let endpoint = Endpoint::new(
            EndpointUrl::parse(&url).unwrap(),
            Credentials::new("test", "test", None).unwrap(),
            Region::parse("us-east-1").unwrap(),
            CallLimits { time: Duration::from_secs(60), ..CallLimits::default() },
            Arc::new(RuntimeClock { begun: Instant::now() }),
        );
        let execution = execution::start(definition, START);
        Self { execution, driver: EndpointDriver::new(endpoint), _listener: listener }
    }

    async fn run(self) -> (Execution, Result<Outcome, EndpointDriverError>) {
        let Self { mut execution, mut driver, _listener } = self;
        let outcome = driver.run(&mut execution).await;
        (execution, outcome)
    }
}

fn stop(more: &Value) -> Value {
    let mut state = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
        "Parameters": { "Task": "web" },
        "End": true,
    });
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    state
}

fn elapsed(execution: &Execution) -> SignedDuration {
    execution.history().last().unwrap().timestamp.duration_since(START)
}

#[tokio::test(start_paused = true)]
async fn a_wait_takes_its_time() {
    let machine = json!({ "StartAt": "Wait", "States": {
        "Wait": { "Type": "Wait", "Seconds": 3600, "End": true },
    }});
    let (execution, outcome) = Stage::new(&machine).run().await;
    assert!(matches!(outcome, Ok(Outcome::Succeeded { .. })), "{outcome:?}");
    assert_eq!(elapsed(&execution).as_hours(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_task_that_times_out_is_caught_and_its_call_is_heard_no_more() {
    let catch = json!([{ "ErrorEquals": ["States.Timeout"], "Next": "Wait" }]);
    let machine = json!({ "StartAt": "Stop", "States": {
        "Stop": stop(&json!({ "TimeoutSeconds": 5, "Catch": catch })),
        // Longer than the limit of the call, whose end nobody must hear.
        "Wait": { "Type": "Wait", "Seconds": 100, "Next": "Stop again" },
        "Stop again": stop(&json!({ "TimeoutSeconds": 7 })),
    }});
    let (execution, outcome) = Stage::new(&machine).run().await;
    let Ok(Outcome::Failed { error, .. }) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(error.as_deref(), Some("States.Timeout"));
    assert_eq!(elapsed(&execution).as_secs(), 112);
    let types: Vec<_> = execution.history().iter().map(|event| event.event_type()).collect();
    assert_eq!(types.iter().filter(|name| **name == "TaskTimedOut").count(), 2, "{types:?}");
}

#[tokio::test(start_paused = true)]
async fn the_whole_execution_times_out() {
    let machine =
        json!({ "StartAt": "Stop", "TimeoutSeconds": 30, "States": { "Stop": stop(&json!({})) } });
    let (execution, outcome) = Stage::new(&machine).run().await;
    assert_eq!(outcome, Ok(Outcome::TimedOut));
    assert_eq!(elapsed(&execution).as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_an_answer_ends_the_run_and_no_catch_sees_it() {
    let catch = json!([{ "ErrorEquals": ["States.ALL"], "Next": "Swallow" }]);
    let machine = json!({ "StartAt": "Stop", "States": {
        "Stop": stop(&json!({ "Catch": catch })),
        "Swallow": { "Type": "Succeed" },
    }});
    let (execution, outcome) = Stage::new(&machine).run().await;
    let Err(EndpointDriverError::Call { state, error }) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(&**state, "Stop");
    assert_eq!(error.problem, CallProblem::TimedOut { limit: Duration::from_secs(60) });
    assert_eq!(execution.outcome(), None);
}

#[tokio::test(start_paused = true)]
async fn parameters_that_the_operation_does_not_take_fail_the_task() {
    // A value of another kind that is seen only when it is there.
    let machine = json!({ "StartAt": "Stop", "States": {
        "Stop": stop(&json!({ "Parameters": { "Task.$": "States.Array('web')" } })),
    }});
    let (_, outcome) = Stage::new(&machine).run().await;
    let Ok(Outcome::Failed { error, .. }) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(error.as_deref(), Some("States.Runtime"));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_single_call_names_its_state_and_the_reason() {
    for (resource, reason) in [
        ("arn:aws:states:us-east-1:111122223333:activity:a", "an activity waits"),
        ("arn:aws:states:::glue:startJobRun.sync", "`glue:startJobRun` is not described"),
        ("arn:aws:states:::aws-sdk:ecs:listClusters.sync", "what `.sync` waits for"),
        (
            "arn:aws:states:::aws-sdk:ec2:stopInstances",
            "`StopInstances` of `ec2` are not described",
        ),
    ] {
        let more = json!({ "Resource": resource, "Parameters": {} });
        let machine = json!({ "StartAt": "Here", "States": { "Here": stop(&more) } });
        let (_, outcome) = Stage::new(&machine).run().await;
        let error = outcome.unwrap_err();
        assert!(matches!(error, EndpointDriverError::NotPerformable { .. }), "{error}");
        let text = error.to_string();
        assert!(text.contains("`Here`") && text.contains(reason), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_nobody_could_return_is_not_sent() {
    let more = json!({
        "Resource": "arn:aws:states:::sns:publish.waitForTaskToken",
        "Parameters": { "Message.$": "$$.Task.Token" },
    });
    let machine = json!({ "StartAt": "Here", "States": { "Here": stop(&more) } });
    let (_, outcome) = Stage::new(&machine).run().await;
    assert_eq!(outcome, Err(EndpointDriverError::NoCallback { state: "Here".into() }));
}
