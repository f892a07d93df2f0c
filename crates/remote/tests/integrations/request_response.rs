//! Tasks that are over when the service has answered.

use serde_json::json;

use crate::stage::{ok, refused, run, task};

#[tokio::test]
async fn run_task_returns_tasks_and_failures() {
    let parameters = json!({
        "Cluster": "prod",
        "TaskDefinition": "web:1",
        "NetworkConfiguration": { "AwsvpcConfiguration": { "Subnets": ["s"] } },
    });
    let definition = task("arn:aws:states:::ecs:runTask", &parameters);
    let failures = json!([{ "arn": "i", "reason": "RESOURCE:CPU" }]);
    let tasks = json!([{ "taskArn": "t", "createdAt": 1_704_067_200.12 }]);
    let answer = ok("RunTask", json!({ "tasks": tasks, "failures": failures }));
    let ended = run(&definition, vec![answer]).await;
    assert_eq!(
        ended.asked[0].body,
        json!({
            "cluster": "prod",
            "taskDefinition": "web:1",
            "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["s"] } },
        })
    );
    let output = ended.output();
    assert_eq!(output["Tasks"], json!([{ "CreatedAt": 1_704_067_200_120_i64, "TaskArn": "t" }]));
    assert_eq!(output["Failures"], json!([{ "Arn": "i", "Reason": "RESOURCE:CPU" }]));
    assert_eq!(output["SdkResponseMetadata"]["RequestId"], "r-1");
}

#[tokio::test]
async fn a_refused_run_task_fails_in_the_older_dialect() {
    let definition = task("arn:aws:states:::ecs:runTask", &json!({ "TaskDefinition": "gone" }));
    let answer = refused("RunTask", "ClientException", "TaskDefinition not found.");
    let ended = run(&definition, vec![answer]).await;
    let cause = "TaskDefinition not found. (Service: AmazonECS; Status Code: 400; \
                 Error Code: ClientException; Request ID: r-1; Proxy: null)";
    assert_eq!(ended.failure(), ("ECS.ClientException".to_owned(), cause.to_owned()));
}

#[tokio::test]
async fn an_event_that_is_not_taken_fails_the_task() {
    let entry = json!({ "Source": "s", "DetailType": "d", "Detail": { "a": 1 } });
    let definition = task("arn:aws:states:::events:putEvents", &json!({ "Entries": [entry] }));
    let taken = ok("PutEvents", json!({ "FailedEntryCount": 0, "Entries": [{ "EventId": "e" }] }));
    let ended = run(&definition, vec![taken]).await;
    assert_eq!(ended.output(), json!({ "Entries": [{ "EventId": "e" }], "FailedEntryCount": 0 }));
    let resources = json!([
        "arn:aws:states:us-east-1:111122223333:execution:m:one",
        "arn:aws:states:us-east-1:111122223333:stateMachine:m",
    ]);
    let sent = &ended.asked[0].body["Entries"][0];
    assert_eq!((&sent["Resources"], &sent["Detail"]), (&resources, &json!(r#"{"a":1}"#)));

    let entries =
        json!([{ "ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed." }]);
    let refused = ok("PutEvents", json!({ "FailedEntryCount": 1, "Entries": entries }));
    let (error, cause) = run(&definition, vec![refused]).await.failure();
    assert_eq!(error, "EventBridge.FailedEntry");
    assert_eq!(
        cause,
        r#"{"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}],"FailedEntryCount":1}"#
    );
}

#[tokio::test]
async fn a_started_execution_is_told_by_its_arn_and_date() {
    let parameters = json!({ "StateMachineArn": "m", "Input": { "a": 1 }, "Name": "nested" });
    let definition = task("arn:aws:states:::states:startExecution", &parameters);
    let body = json!({ "executionArn": "e", "startDate": 1_704_067_200.12 });
    let ended = run(&definition, vec![ok("StartExecution", body)]).await;
    assert_eq!(ended.asked[0].body["input"], r#"{"a":1}"#);
    let output = ended.output();
    assert_eq!(
        (&output["ExecutionArn"], &output["StartDate"]),
        (&json!("e"), &json!(1_704_067_200_120_i64))
    );
    assert!(output["SdkHttpMetadata"].is_object() && ended.event("TaskSubmitted").is_none());

    let refused = refused("StartExecution", "StateMachineDoesNotExist", "Gone");
    let (error, cause) = run(&definition, vec![refused]).await.failure();
    assert_eq!(error, "StepFunctions.StateMachineDoesNotExistException");
    assert!(cause.starts_with("Gone (Service: AWSStepFunctions; Status Code: 400; "), "{cause}");
}
