//! Runs of which an endpoint performs one part and mocks answer the other.

use firedrill_remote::EndpointDriverError;
use firedrill_states::mock::NoMockError;
use serde_json::{Value, json};

use crate::stage::{Answer, Ended, ok, refused, run, run_with_mocks, task};

const LAMBDA: &str = "arn:aws:lambda:us-east-1:111122223333:function:f";
const ACTIVITY: &str = "arn:aws:states:us-east-1:111122223333:activity:approve";
const STOP: &str = "arn:aws:states:::aws-sdk:ecs:stopTask";
const ASK: &str = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

fn types(ended: &Ended) -> Vec<String> {
    ended.execution.history().iter().map(|event| event.event_type().to_owned()).collect()
}

#[tokio::test]
async fn mocks_answer_the_states_that_they_name_and_the_endpoint_the_others() {
    let stop = |next: &str| {
        json!({
            "Type": "Task", "Resource": STOP, "Parameters": { "Task": "t" },
            "ResultPath": null, "Next": next,
        })
    };
    let definition = json!({ "StartAt": "Stop", "States": {
        "Stop": stop("Judge"),
        "Judge": { "Type": "Task", "Resource": LAMBDA, "ResultPath": null, "Next": "Not called" },
        "Not called": stop("Approve"),
        "Approve": { "Type": "Task", "Resource": ACTIVITY, "End": true },
    }});
    let mocks = json!({
        "Judge": { "0": { "Return": {} } },
        "Not called": { "0": { "Return": {} } },
        "Approve": { "0": { "Return": { "approved": true } } },
    });
    let ended = run_with_mocks(&definition, vec![ok("StopTask", json!({}))], &mocks).await;
    assert_eq!(ended.output(), json!({ "approved": true }));
    assert_eq!(ended.operations(), ["StopTask"]);
    assert!(types(&ended).contains(&"ActivityStarted".to_owned()));
}

fn ask(more: &Value) -> Value {
    let parameters = json!({ "QueueUrl": "q", "MessageBody": { "token.$": "$$.Task.Token" } });
    let mut definition = task(ASK, &parameters);
    let state = definition["States"]["Task"].as_object_mut().unwrap();
    state.extend(more.as_object().unwrap().clone());
    definition
}

fn sent() -> Answer {
    ok("SendMessage", json!({ "MessageId": "m", "MD5OfMessageBody": "d" }))
}

#[tokio::test]
async fn a_token_is_sent_and_the_mock_answers_for_whoever_returns_it() {
    let mocks = json!({ "Task": { "0": { "Return": { "approved": true } } } });
    let ended = run_with_mocks(&ask(&json!({})), vec![sent()], &mocks).await;
    assert_eq!(ended.output(), json!({ "approved": true }));
    let body: Value =
        serde_json::from_str(ended.asked[0].body["MessageBody"].as_str().unwrap()).unwrap();
    assert!(body["token"].as_str().unwrap().len() > 32, "{body}");
    let submitted = ended.event("TaskSubmitted").unwrap()["taskSubmittedEventDetails"].clone();
    assert_eq!(submitted["resource"], "sendMessage.waitForTaskToken");
    assert!(submitted["output"].as_str().unwrap().starts_with(r#"{"MD5OfMessageBody":"d","#));
}

#[tokio::test]
async fn a_token_is_returned_with_a_failure_or_never() {
    let mocks = json!({ "Task": { "0": { "Throw": { "Error": "Denied", "Cause": "No." } } } });
    let ended = run_with_mocks(&ask(&json!({})), vec![sent()], &mocks).await;
    assert_eq!(ended.failure(), ("Denied".to_owned(), "No.".to_owned()));

    let mocks = json!({ "Task": { "0": { "Throw": { "Error": "States.Timeout" } } } });
    let ended = run_with_mocks(&ask(&json!({ "TimeoutSeconds": 1 })), vec![sent()], &mocks).await;
    assert_eq!(ended.failure().0, "States.Timeout");
    assert_eq!(ended.operations(), ["SendMessage"]);
    assert!(ended.event("TaskSubmitted").is_some());
}

#[tokio::test]
async fn a_token_that_could_not_be_sent_is_not_returned() {
    let refused = refused("SendMessage", "com.amazonaws.sqs#QueueDoesNotExist", "Gone");
    let retry = json!([{ "ErrorEquals": ["States.ALL"], "MaxAttempts": 1, "IntervalSeconds": 1 }]);
    let mocks = json!({ "Task": {
        "0": { "Return": "first" }, "1": { "Return": "second" },
    }});
    let ended =
        run_with_mocks(&ask(&json!({ "Retry": retry })), vec![refused, sent()], &mocks).await;
    assert_eq!(ended.output(), json!("second"));
    assert_eq!(types(&ended).iter().filter(|name| *name == "TaskSubmitted").count(), 1);
    assert_eq!(types(&ended).iter().filter(|name| *name == "TaskFailed").count(), 1);
}

#[tokio::test]
async fn what_can_be_neither_performed_nor_answered_is_refused() {
    let ended = run(&ask(&json!({})), vec![sent()]).await;
    assert_eq!(ended.outcome, Err(EndpointDriverError::NoCallback { state: "Task".into() }));
    assert!(ended.asked.is_empty());

    let retry = json!([{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1 }]);
    let failing = json!({ "Task": { "0": { "Throw": { "Error": "E" } } } });
    let ended =
        run_with_mocks(&ask(&json!({ "Retry": retry })), vec![sent(), sent()], &failing).await;
    let missing = NoMockError { state: "Task".into(), attempt: 1 };
    assert_eq!(ended.outcome, Err(EndpointDriverError::NoMock(missing)));
    assert_eq!(ended.operations(), ["SendMessage"]);
}

#[tokio::test]
async fn a_call_that_is_not_known_leaves_its_token_to_the_mock() {
    let parameters = json!({ "ModelId": "m", "Body": { "t.$": "$$.Task.Token" } });
    let definition = task("arn:aws:states:::bedrock:invokeModel.waitForTaskToken", &parameters);
    let mocks = json!({ "Task": { "0": { "Return": 1 } } });
    assert_eq!(run_with_mocks(&definition, Vec::new(), &mocks).await.output(), json!(1));
    let refused = run(&definition, Vec::new()).await.outcome;
    assert!(matches!(refused, Err(EndpointDriverError::NotPerformable { .. })), "{refused:?}");
}
