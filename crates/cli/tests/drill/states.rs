//! `firedrill states run`: traces, histories, batches, and what is refused.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::command::{code, firedrill, firedrill_with_input, stderr, stdout};

const DEFINITION: &str = r#"{ "StartAt": "Stop", "States": { "Stop": {
    "Type": "Task",
    "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
    "Parameters": { "Task.$": "$.task" },
    "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 4 }],
    "End": true
}}}"#;

struct Files {
    dir: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// Runs a batch of one line.
fn batch(request: &Value) -> Value {
    let output = firedrill_with_input(&["states", "run", "--batch"], &format!("{request}\n"));
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_run_shows_its_events_and_writes_its_history() {
    let files = Files::new();
    let definition = files.write("machine.asl.json", DEFINITION);
    let mocks = json!({ "Stop": {
        "0": { "Throw": { "Error": "Ecs.ServerException", "Cause": "busy" } },
        "1-2": { "Return": { "Task": "stopped" } },
    }});
    let mocks = files.write("mocks.json", &mocks.to_string());
    let input = files.write("input.json", r#"{ "task": "web" }"#);
    let history = files.path("history.json");
    let output = firedrill(&[
        "states",
        "run",
        &definition,
        "--input",
        &input,
        "--mocks",
        &mocks,
        "--history",
        history.to_str().unwrap(),
    ]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.contains("4.000s  TaskScheduled"), "{shown}");
    assert!(shown.contains("Ecs.ServerException  busy"), "{shown}");
    assert!(shown.ends_with("SUCCEEDED {\"Task\":\"stopped\"}\n"), "{shown}");

    let history: Value = serde_json::from_slice(&std::fs::read(history).unwrap()).unwrap();
    let events = history["events"].as_array().unwrap();
    assert_eq!(events.len(), shown.lines().count() - 1);
    assert_eq!(events[2]["taskScheduledEventDetails"]["resource"], "stopTask");

    let again = firedrill(&[
        "states",
        "run",
        &definition,
        "--input",
        &input,
        "--mocks-from",
        files.path("history.json").to_str().unwrap(),
    ]);
    assert_eq!(stdout(&again), shown);
}

#[test]
fn an_execution_that_fails_answers_no() {
    let files = Files::new();
    let definition = files.write(
        "machine.asl.json",
        r#"{"StartAt":"No","States":{"No":{"Type":"Fail","Error":"Refused","Cause":"\u001b[2J"}}}"#,
    );
    let output = firedrill(&["states", "run", &definition]);
    assert_eq!(code(&output), 1);
    let shown = stdout(&output);
    assert!(shown.contains("FAILED Refused"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
    let output = firedrill(&["states", "run", &definition, "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&answer["status"], &answer["error"]), (&json!("FAILED"), &json!("Refused")));
}

#[test]
fn what_cannot_be_run_is_refused_by_its_kind() {
    let files = Files::new();
    let good = files.write("good.json", DEFINITION);
    let refused = files.write("refused.json", &DEFINITION.replace("stopTask", "stopTasks"));
    let no_json = files.write("no.json", "{ 1 }");
    let deep = files.write("deep.json", &"[".repeat(100_000));
    for (arguments, expected, part) in [
        (vec![refused.as_str()], 3, "is not recognized"),
        (vec![no_json.as_str()], 3, "unexpected character"),
        (vec![deep.as_str()], 3, "nesting deeper than"),
        (vec!["nowhere.json"], 3, "cannot read `nowhere.json`"),
        (vec![good.as_str(), "--input", "{oops"], 3, "the input cannot be used"),
        (vec![good.as_str(), "--mocks", &no_json], 3, "is not JSON"),
        (vec![good.as_str(), "--mocks", &good], 3, "must be an object"),
        (
            vec![good.as_str(), "--input", r#"{"task":"web"}"#],
            4,
            "state `Stop` has no mock for its attempt 0",
        ),
        (vec![], 2, "DEFINITION"),
        (vec![good.as_str(), "--batch"], 2, "--batch"),
        (vec!["--batch", "--type", "EXPRESS"], 2, "--type"),
    ] {
        let output = firedrill(&[&["states", "run"], arguments.as_slice()].concat());
        let text = stderr(&output);
        assert_eq!(code(&output), expected, "{arguments:?}\n{text}");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn standard_input_is_read_once() {
    let output = firedrill_with_input(&["states", "run", "-", "--mocks", "-"], DEFINITION);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("standard input was named twice"), "{}", stderr(&output));
}

#[test]
fn a_batch_answers_each_line_by_itself() {
    let definition: Value = serde_json::from_str(DEFINITION).unwrap();
    let request = |more: Value| {
        let mut request =
            json!({ "id": 7, "definition": definition, "input": "{\"task\":\"web\"}" });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    let answer = batch(&request(json!({ "mocks": { "Stop": { "0": { "Return": {} } } } })));
    assert_eq!(answer["id"], 7);
    assert_eq!((&answer["status"], &answer["output"]), (&json!("SUCCEEDED"), &json!("{}")));
    assert_eq!(answer["history"].as_array().unwrap().len(), 7);

    assert_eq!(batch(&request(json!({})))["error"]["code"], "NotModelled");
    assert_eq!(batch(&request(json!({ "type": "SLOW" })))["error"]["code"], "InvalidRequest");
    assert_eq!(batch(&request(json!({ "type": 5 })))["error"]["code"], "InvalidRequest");
    assert_eq!(batch(&request(json!({ "name": 5 })))["error"]["code"], "InvalidRequest");
    assert_eq!(batch(&request(json!({ "mocks": [] })))["error"]["code"], "InvalidRequest");
    assert_eq!(batch(&request(json!({ "input": "{" })))["error"]["code"], "InvalidExecutionInput");
    assert_eq!(batch(&request(json!({ "definition": {} })))["error"]["code"], "InvalidDefinition");
}

#[test]
fn an_express_execution_has_the_arn_of_one() {
    let pass = json!({ "Type": "Pass", "Parameters": { "id.$": "$$.Execution.Id" }, "End": true });
    let answer = batch(&json!({
        "definition": { "StartAt": "Show", "States": { "Show": pass } },
        "type": "EXPRESS",
        "name": "one",
        "stateMachineArn": "arn:aws:states:eu-west-1:111122223333:stateMachine:show",
    }));
    let output: Value = serde_json::from_str(answer["output"].as_str().unwrap()).unwrap();
    let prefix = "arn:aws:states:eu-west-1:111122223333:express:show:one:";
    assert!(output["id"].as_str().unwrap().starts_with(prefix), "{output}");
}

#[test]
fn an_express_workflow_writes_what_it_logs() {
    let files = Files::new();
    let definition = files.write("machine.asl.json", DEFINITION);
    let mocks = json!({ "Stop": {
        "0": { "Throw": { "Error": "Ecs.ServerException" } },
        "1": { "Return": {} },
    }});
    let mocks = files.write("mocks.json", &mocks.to_string());
    let logged = |level: &str| -> Vec<Value> {
        let log = files.path("log.jsonl");
        let log = log.to_str().unwrap();
        let output = firedrill(&[
            "states",
            "run",
            &definition,
            "--type",
            "EXPRESS",
            "--input",
            r#"{"task": "web"}"#,
            "--mocks",
            &mocks,
            "--log",
            log,
            "--log-level",
            level,
        ]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let text = std::fs::read_to_string(log).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let all = logged("ALL");
    assert_eq!(all[0]["type"], "ExecutionStarted");
    assert_eq!(all[2]["previous_event_id"], "2");
    let arn = all[0]["execution_arn"].as_str().unwrap();
    assert!(
        arn.starts_with("arn:aws:states:us-east-1:111122223333:express:firedrill:run:"),
        "{arn}"
    );
    let error = logged("error");
    assert_eq!(error.len(), 1);
    assert_eq!(error[0]["type"], "TaskFailed");
    assert_eq!(error[0]["details"]["error"], "Ecs.ServerException");
    assert_eq!(error[0]["event_timestamp"], all[4]["event_timestamp"]);
    assert!(logged("FATAL").is_empty());
}

#[test]
fn a_run_that_fails_is_redriven_with_the_answers_that_come_next() {
    let mocks = json!({ "Stop": {
        "0-3": { "Throw": { "Error": "Ecs.ServerException", "Cause": "busy" } },
        "4": { "Throw": { "Error": "Ecs.ServerException", "Cause": "busy" } },
        "5": { "Return": { "Task": "stopped" } },
    }});
    let request = |redrives: Value| {
        json!({
            "id": 1, "definition": DEFINITION, "input": r#"{"task":"web"}"#, "mocks": mocks,
            "redrives": redrives,
        })
    };
    let answer = batch(&request(json!(0)));
    assert_eq!(answer["status"], "FAILED");
    let answer = batch(&request(json!(1)));
    assert_eq!(answer["status"], "SUCCEEDED");
    let history = answer["history"].as_array().unwrap();
    let redriven = history.iter().position(|event| event["type"] == "ExecutionRedriven").unwrap();
    assert_eq!(history[redriven]["executionRedrivenEventDetails"], json!({ "redriveCount": 1 }));
    assert_eq!(history[redriven + 1]["type"], "TaskScheduled");
    assert_eq!(history[redriven + 1]["previousEventId"], 2);
    let refused = batch(&request(json!(-1)));
    assert_eq!(refused["error"]["code"], "InvalidRequest", "{refused}");
    let mut express = request(json!(1));
    express["type"] = json!("EXPRESS");
    let refused = batch(&express);
    assert_eq!(refused["error"]["code"], "ExecutionNotRedrivable", "{refused}");

    let files = Files::new();
    let definition = files.write("machine.asl.json", DEFINITION);
    let mocks = files.write("mocks.json", &mocks.to_string());
    let history = files.path("history.json");
    let history = history.to_str().unwrap();
    let input = r#"{"task":"web"}"#;
    let run = ["states", "run", &definition, "--input", input, "--redrives", "1"];
    let log = files.path("log.jsonl");
    let log = log.to_str().unwrap();
    let output =
        firedrill(&[&run[..], &["--mocks", &mocks, "--history", history, "--log", log]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let logged = std::fs::read_to_string(log).unwrap();
    for (place, line) in logged.lines().enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["redrive_count"], if place < redriven { "0" } else { "1" }, "{line}");
    }
    assert!(stdout(&output).contains("ExecutionRedriven"));
    // The history replays itself, and is what a run of its own answers gives.
    let again = files.path("again.json");
    let again = again.to_str().unwrap();
    let output = firedrill(&[&run[..], &["--mocks-from", history, "--history", again]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let output = firedrill(&["states", "diff", history, again]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let output = firedrill(&[&run[..], &["--mocks", &mocks, "--type", "EXPRESS"]].concat());
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot be redriven"), "{}", stderr(&output));
}

#[test]
fn a_map_run_is_redriven_with_the_answers_that_come_next() {
    let definition = json!({ "StartAt": "Each", "States": { "Each": {
        "Type": "Map",
        "MaxConcurrency": 1,
        "ItemProcessor": {
            "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
            "StartAt": "Stop",
            "States": { "Stop": {
                "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask", "End": true,
            }},
        },
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "Parameters": { "Bucket": "results" },
        },
        "End": true,
    }}});
    let definition = definition.to_string();
    let request = |redrives: u32| {
        json!({
            "id": 1, "definition": definition, "input": "[1, 2, 3]", "redrives": redrives,
            "mocks": { "Stop": {
                "0": { "Return": {} },
                "1": { "Throw": { "Error": "Ecs.ServerException", "Cause": "busy" } },
                "2-3": { "Return": {} },
            }},
        })
    };
    let answer = batch(&request(0));
    assert_eq!(answer["error"], "States.ExceedToleratedFailureThreshold");
    let answer = batch(&request(1));
    assert_eq!(answer["status"], "SUCCEEDED", "{answer}");
    let output: Value = serde_json::from_str(answer["output"].as_str().unwrap()).unwrap();
    let key = output["ResultWriterDetails"]["Key"].as_str().unwrap();
    assert!(key.ends_with("/Redrive-1/manifest.json"), "{key}");
    let events = answer["history"].as_array().unwrap();
    let redriven = events.iter().find(|event| event["type"] == "MapRunRedriven").unwrap();
    let details = json!({ "mapRunArn": output["MapRunArn"], "redriveCount": 1 });
    assert_eq!(redriven["mapRunRedrivenEventDetails"], details);
}
