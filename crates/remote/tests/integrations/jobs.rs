//! Tasks that wait for a job: submitted, looked at until it is over, and then heard no more.

use firedrill_remote::EndpointDriverError;
use serde_json::{Value, json};

use crate::stage::{Answer, Ended, ok, run, task};

const RUN_TASK: &str = "arn:aws:states:::ecs:runTask.sync";

pub(crate) fn run_task() -> Value {
    task(RUN_TASK, &json!({ "Cluster": "prod", "TaskDefinition": "web:1" }))
}

pub(crate) fn tasks(members: &Value) -> Value {
    let mut described = json!({ "taskArn": "t", "clusterArn": "c" });
    described.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({ "tasks": [described], "failures": [] })
}

fn submitted(ended: &Ended) -> Value {
    let event = ended.event("TaskSubmitted").unwrap();
    let output = event["taskSubmittedEventDetails"]["output"].as_str().unwrap().to_owned();
    serde_json::from_str(&output).unwrap()
}

#[tokio::test]
async fn a_task_of_ecs_is_looked_at_until_it_has_stopped() {
    let stopped =
        json!({ "lastStatus": "STOPPED", "containers": [{ "name": "a", "exitCode": 0 }] });
    let answers = vec![
        ok("RunTask", tasks(&json!({ "lastStatus": "PROVISIONING" }))),
        ok("DescribeTasks", tasks(&json!({ "lastStatus": "RUNNING" }))),
        ok("DescribeTasks", tasks(&stopped)),
    ];
    let ended = run(&run_task(), answers).await;
    assert_eq!(ended.operations(), ["RunTask", "DescribeTasks", "DescribeTasks"]);
    assert_eq!(ended.asked[0].body["startedBy"], "AWS Step Functions");
    assert_eq!(ended.asked[2].body, json!({ "cluster": "c", "tasks": ["t"] }));
    assert_eq!(
        ended.output(),
        json!({
            "ClusterArn": "c",
            "Containers": [{ "ExitCode": 0, "Name": "a" }],
            "LastStatus": "STOPPED",
            "TaskArn": "t",
        })
    );
    let submitted = submitted(&ended);
    assert_eq!(submitted["Tasks"][0]["LastStatus"], "PROVISIONING");
    assert_eq!(submitted["SdkResponseMetadata"]["RequestId"], "r-1");
    let scheduled = ended.event("TaskScheduled").unwrap();
    assert_eq!(scheduled["taskScheduledEventDetails"]["resource"], "runTask.sync");
}

#[tokio::test]
async fn a_container_that_ends_badly_fails_the_task_with_its_description() {
    let stopped = json!({ "lastStatus": "STOPPED", "containers": [{ "exitCode": 1 }] });
    let answers = vec![
        ok("RunTask", tasks(&json!({ "lastStatus": "PENDING" }))),
        ok("DescribeTasks", tasks(&stopped)),
    ];
    let (error, cause) = run(&run_task(), answers).await.failure();
    assert_eq!(error, "States.TaskFailed");
    let described =
        r#"{"ClusterArn":"c","Containers":[{"ExitCode":1}],"LastStatus":"STOPPED","TaskArn":"t"}"#;
    assert_eq!(cause, described);
}

#[tokio::test]
async fn a_task_that_ecs_cannot_place_fails_before_it_is_submitted() {
    let failures = json!({ "tasks": [], "failures": [{ "reason": "RESOURCE:CPU" }] });
    let ended = run(&run_task(), vec![ok("RunTask", failures)]).await;
    assert_eq!(ended.failure().0, "AmazonECS.Unknown");
    assert!(ended.event("TaskSubmitted").is_none());
}

pub(crate) fn nested(suffix: &str) -> Value {
    let resource = format!("arn:aws:states:::states:startExecution{suffix}");
    task(&resource, &json!({ "StateMachineArn": "m", "Input": { "a": 1 } }))
}

pub(crate) fn started() -> Answer {
    ok("StartExecution", json!({ "executionArn": "e", "startDate": 1.5 }))
}

pub(crate) fn described(members: &Value) -> Answer {
    let mut described = json!({
        "executionArn": "e", "stateMachineArn": "m", "startDate": 1.5, "input": r#"{"a":1}"#,
    });
    described.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    ok("DescribeExecution", described)
}

#[tokio::test]
async fn a_nested_execution_returns_its_description_with_texts_or_json() {
    for (suffix, input, output) in
        [(".sync", json!(r#"{"a":1}"#), json!("[2]")), (".sync:2", json!({ "a": 1 }), json!([2]))]
    {
        let succeeded = json!({ "status": "SUCCEEDED", "output": "[2]", "stopDate": 2.25 });
        let answers =
            vec![started(), described(&json!({ "status": "RUNNING" })), described(&succeeded)];
        let ended = run(&nested(suffix), answers).await;
        assert_eq!(
            ended.output(),
            json!({
                "ExecutionArn": "e",
                "Input": input,
                "Output": output,
                "StartDate": 1500,
                "StateMachineArn": "m",
                "Status": "SUCCEEDED",
                "StopDate": 2250,
            })
        );
        assert_eq!(ended.asked[1].body, json!({ "executionArn": "e" }));
        let submitted = submitted(&ended);
        assert_eq!(
            (&submitted["ExecutionArn"], &submitted["StartDate"]),
            (&json!("e"), &json!(1500))
        );
    }
}

#[tokio::test]
async fn a_nested_execution_that_fails_is_the_cause() {
    let failed = json!({ "status": "FAILED", "error": "Custom", "cause": "No." });
    let answers = vec![started(), described(&failed)];
    let (error, cause) = run(&nested(".sync:2"), answers).await.failure();
    assert_eq!(error, "States.TaskFailed");
    let cause: Value = serde_json::from_str(&cause).unwrap();
    assert_eq!((&cause["Error"], &cause["Cause"]), (&json!("Custom"), &json!("No.")));
    assert_eq!(cause["Input"], r#"{"a":1}"#);
}

#[tokio::test]
async fn a_look_without_an_answer_ends_the_run() {
    let ended = run(&nested(".sync"), vec![started()]).await;
    let Err(EndpointDriverError::Call { state, error }) = ended.outcome else { panic!() };
    assert_eq!(&*state, "Task");
    assert_eq!(error.call, "states:DescribeExecution");
    assert!(ended.stops.is_empty());
}

#[tokio::test]
async fn jobs_are_waited_for_side_by_side_with_room_for_other_calls() {
    const JOBS: usize = 70;
    let branch = |number: usize| {
        let mut branch = nested(".sync");
        let state = branch["States"]["Task"].take();
        let name = format!("Task {number}");
        json!({ "StartAt": name, "States": { name: state } })
    };
    let machine = json!({ "StartAt": "All", "States": { "All": {
        "Type": "Parallel", "Branches": (0..JOBS).map(branch).collect::<Vec<_>>(), "End": true,
    }}});
    let succeeded = || described(&json!({ "status": "SUCCEEDED" }));
    let ended = run(&machine, (0..JOBS).flat_map(|_| [started(), succeeded()]).collect()).await;
    assert_eq!(ended.output().as_array().unwrap().len(), JOBS);
    let (first, then) = ended.asked.split_at(JOBS);
    assert!(first.iter().all(|asked| asked.operation == "StartExecution"));
    assert!(then.iter().all(|asked| asked.operation == "DescribeExecution"));
}
