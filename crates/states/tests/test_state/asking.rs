//! Asking TestState, and reading what it shows.

use firedrill_states::test_state::{
    TestStateError, TestStateRequest, TestStateResponse, TestSurroundings, test_state,
};
use serde_json::{Value, json};

pub(crate) fn answer(request: &Value) -> Result<TestStateResponse, TestStateError> {
    let surroundings = TestSurroundings {
        now: "2026-01-01T00:00:00Z".parse().unwrap(),
        seed: 1,
        region: "eu-west-1".to_owned(),
        account: "111122223333".to_owned(),
    };
    test_state(&TestStateRequest::read(request)?, &surroundings)
}

/// The steps that a response shows, each text as JSON.
pub(crate) fn steps(response: &TestStateResponse) -> Value {
    let data = response.inspection_data.clone().unwrap();
    let parsed = data.into_iter().map(|(step, value)| {
        let parsed = value.as_str().map(|text| serde_json::from_str(text).unwrap());
        (step, parsed.unwrap_or(value))
    });
    Value::Object(parsed.collect())
}

pub(crate) fn stop_task() -> Value {
    json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
        "InputPath": "$.detail",
        "Parameters": {"Task.$": "$.task", "Reason.$": "$why"},
        "ResultSelector": {"Arn.$": "$.Task.TaskArn"},
        "ResultPath": "$.stopped",
        "Assign": {"arn.$": "$.Arn"},
        "OutputPath": "$.stopped",
        "Retry": [
            {"ErrorEquals": ["Ecs.ServerException"], "IntervalSeconds": 2, "MaxAttempts": 3}
        ],
        "Catch": [
            {"ErrorEquals": ["States.Timeout"], "Next": "Later"},
            {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Tell"}
        ],
        "Next": "Done"
    })
}
