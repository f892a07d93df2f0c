//! `firedrill states run --endpoint` of executions that do not succeed: what they leave behind is
//! stopped, and they are redriven.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};

use crate::command::{code, firedrill_with_aws, stderr, stdout};
use crate::endpoint::{CREDENTIALS, Stage, TASK};

/// A machine that has another run, which takes longer than it may.
fn impatient(state_machine_arn: &str) -> Value {
    json!({ "StartAt": "Remediate", "TimeoutSeconds": 2, "States": { "Remediate": {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync",
        "Parameters": { "StateMachineArn": state_machine_arn, "Input.$": "$" },
        "End": true,
    }}})
}

#[tokio::test]
async fn the_job_of_an_execution_that_times_out_is_stopped() {
    let stage = Stage::new().await;
    let machine = impatient(&stage.state_machine_arn).to_string();
    std::fs::write(stage.path("impatient.json"), machine).unwrap();
    // The account moves only when it is told to, and nobody tells it here.
    let output = stage.run_file("impatient.json", &stage.input(TASK), &[]).await;
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(stdout(&output).ends_with("TIMED_OUT\n"), "{}", stdout(&output));
    let said = "the job of state `Remediate` was stopped with `states:StopExecution`\n";
    assert_eq!(stderr(&output), said);
    assert_eq!(stage.called().last().map(String::as_str), Some("StopExecution"));
    let output = stage.run_file("impatient.json", &stage.input(TASK), &["--quiet"]).await;
    assert_eq!((code(&output), stderr(&output).as_str()), (1, ""));
}

#[test]
fn a_job_that_cannot_be_stopped_is_said_and_changes_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || while answer(&mut listener.accept().unwrap().0) {});
    let dir = tempfile::tempdir().unwrap();
    let machine = dir.path().join("impatient.json");
    std::fs::write(&machine, impatient("m").to_string()).unwrap();
    let arguments = ["states", "run", machine.to_str().unwrap(), "--endpoint", &url, "--quiet"];
    let output = firedrill_with_aws(&arguments, &CREDENTIALS);
    assert_eq!((code(&output), stdout(&output).as_str()), (1, "TIMED_OUT\n"));
    insta::assert_snapshot!(stderr(&output));
}

/// Answers a call; the last is the one that stops the job.
fn answer(stream: &mut TcpStream) -> bool {
    let mut request = String::new();
    let mut buffer = [0; 4096];
    while !request.ends_with('}') {
        let read = stream.read(&mut buffer).unwrap();
        request.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
    }
    let called = |operation: &str| request.contains(&format!("AWSStepFunctions.{operation}"));
    let (status, body) = if called("StartExecution") {
        ("200 OK", json!({ "executionArn": "e", "startDate": 1 }))
    } else if called("DescribeExecution") {
        ("200 OK", json!({ "executionArn": "e", "status": "RUNNING", "startDate": 1 }))
    } else {
        let message = "Not \u{1b}[31mfor you.";
        ("400 Bad Request", json!({ "__type": "AccessDeniedException", "message": message }))
    };
    let body = body.to_string();
    write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    status == "200 OK"
}

#[tokio::test]
async fn an_execution_that_fails_is_redriven_on_the_endpoint() {
    let stage = Stage::new().await;
    let machine = json!({ "StartAt": "Note", "States": {
        "Note": { "Type": "Pass", "Next": "Stop" },
        "Stop": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
            "Parameters": { "Cluster": "prod", "Task": "00000000000000000000000000000000" },
            "End": true,
        },
    }});
    std::fs::write(stage.path("failing.json"), machine.to_string()).unwrap();
    let history = stage.path("history.json");
    let more = ["--redrives", "2", "--history", history.to_str().unwrap()];
    let before = stage.called().len();
    let output = stage.run_file("failing.json", &json!({}), &more).await;
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert_eq!(stage.called()[before..], ["StopTask", "StopTask", "StopTask"]);
    let history: Value = serde_json::from_slice(&std::fs::read(history).unwrap()).unwrap();
    let types = history["events"].as_array().unwrap().iter().map(|event| event["type"].clone());
    let types: Vec<_> = types.collect();
    let count = |name: &str| types.iter().filter(|event_type| **event_type == name).count();
    assert_eq!((count("ExecutionRedriven"), count("ExecutionFailed")), (2, 3));
    assert_eq!(count("PassStateEntered"), 1);
}

#[tokio::test]
async fn what_a_redrive_asks_for_is_answered_by_the_next_mock_beside_the_endpoint() {
    let stage = Stage::new().await;
    let machine = json!({ "StartAt": "Approve", "States": { "Approve": {
        "Type": "Task",
        "Resource": "arn:aws:states:us-east-1:111122223333:activity:approve",
        "End": true,
    }}});
    std::fs::write(stage.path("approve.json"), machine.to_string()).unwrap();
    let mocks = json!({ "Approve": {
        "0": { "Throw": { "Error": "Denied", "Cause": "No." } }, "1": { "Return": "yes" },
    }});
    std::fs::write(stage.path("mocks.json"), mocks.to_string()).unwrap();
    let mocks = stage.path("mocks.json");
    let more = ["--mocks", mocks.to_str().unwrap(), "--redrives", "3"];
    let output = stage.run_file("approve.json", &json!({}), &more).await;
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).ends_with("SUCCEEDED \"yes\"\n"), "{}", stdout(&output));
}
