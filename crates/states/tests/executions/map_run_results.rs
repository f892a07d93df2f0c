//! The results of Map Runs: what is written where, and what is known of each child execution.

use std::cell::RefCell;
use std::collections::BTreeMap;

use firedrill_states::{Execution, Outcome, Poll, RequestPurpose, TaskRequest};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::driving::{
    Answer, chain, fails, failure, output, run, run_and_redrive, run_and_resume, start,
};
use crate::map_run::{distributed, refuses_odd, stop_each};

/// The objects that were put, by key.
pub(crate) type Objects = BTreeMap<String, String>;

/// Runs a machine with a writer, redriven so often at the most, and returns how it ended and what
/// it wrote into the bucket `results`.
pub(crate) fn run_and_write(
    execution: Execution,
    redrives: u32,
    answer: &dyn Fn(&TaskRequest, u32) -> Answer,
) -> (Outcome, Execution, Objects) {
    let objects = RefCell::new(Objects::new());
    let put = |task: &TaskRequest, attempt: u32| {
        if !matches!(task.purpose, RequestPurpose::ResultWriter | RequestPurpose::ResultWriterTrial)
        {
            return answer(task, attempt);
        }
        let text = |member: &str| task.parameters.value()[member].as_str().unwrap().to_owned();
        assert_eq!(text("Bucket"), "results");
        assert_eq!(task.parameters.value().get("Prefix"), None);
        objects.borrow_mut().insert(text("Key"), text("Body"));
        Some(Ok(json!({ "ETag": "x" })))
    };
    let (outcome, execution) = run_and_redrive(execution, redrives, &put);
    (outcome, execution, objects.into_inner())
}

pub(crate) fn writer(fields: &Value) -> Value {
    let mut fields = fields.clone();
    fields["ResultWriter"] = json!({
        "Resource": "arn:aws:states:::s3:putObject",
        "Parameters": { "Bucket": "results", "Prefix": "stopped/" },
    });
    fields
}

/// The keys behind the prefix and the id of the Map Run.
pub(crate) fn names(objects: &Objects) -> Vec<&str> {
    objects.keys().map(|key| key.splitn(3, '/').nth(2).unwrap()).collect()
}

/// What an object holds, by the end of its key.
pub(crate) fn read(objects: &Objects, name: &str) -> Value {
    let (_, text) = objects
        .iter()
        .find(|(key, _)| key.splitn(3, '/').nth(2) == Some(name))
        .unwrap_or_else(|| panic!("{name}"));
    serde_json::from_str(text).unwrap()
}

/// A member of each record of a file.
pub(crate) fn each(objects: &Objects, name: &str, member: &str) -> Vec<Value> {
    let records = read(objects, name);
    records.as_array().unwrap().iter().map(|record| record[member].clone()).collect()
}

fn members(record: &Value) -> Vec<&str> {
    record.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn results_are_written_by_the_driver_with_a_manifest() {
    let fields = writer(&json!({ "ToleratedFailureCount": 1 }));
    let (outcome, _, objects) =
        run_and_write(start(&stop_each(&fields), "[0, 1, 2]"), 0, &refuses_odd);
    assert_eq!(names(&objects), ["FAILED_0.json", "SUCCEEDED_0.json", "manifest.json"]);
    assert!(objects.keys().all(|key| key.starts_with("stopped/")));
    let output = output(&outcome);
    let manifest_key = objects.keys().last().unwrap();
    let details = json!({ "Bucket": "results", "Key": manifest_key });
    assert_eq!(output["ResultWriterDetails"], details);

    let manifest = read(&objects, "manifest.json");
    assert_eq!(manifest["MapRunArn"], output["MapRunArn"]);
    let (key, succeeded) = objects.iter().find(|(key, _)| key.contains("SUCCEEDED")).unwrap();
    let listed = &manifest["ResultFiles"]["SUCCEEDED"];
    assert_eq!(listed, &json!([{ "Key": key, "Size": succeeded.len() }]));
    assert_eq!(each(&objects, "SUCCEEDED_0.json", "Output"), ["0", "2"]);
    assert_eq!(each(&objects, "FAILED_0.json", "Input"), ["1"]);
    assert_eq!(manifest["ResultFiles"]["PENDING"], json!([]));
}

#[test]
fn a_record_tells_whether_its_child_execution_can_be_redriven() {
    let fields = writer(&json!({ "ToleratedFailureCount": 1 }));
    let (_, _, objects) = run_and_write(start(&stop_each(&fields), "[0, 1]"), 0, &refuses_odd);
    let succeeded = &read(&objects, "SUCCEEDED_0.json")[0];
    assert_eq!(
        members(succeeded),
        [
            "ExecutionArn",
            "Input",
            "InputDetails",
            "Name",
            "Output",
            "OutputDetails",
            "RedriveCount",
            "RedriveStatus",
            "RedriveStatusReason",
            "StartDate",
            "StateMachineArn",
            "Status",
            "StopDate",
        ]
    );
    assert_eq!(succeeded["RedriveStatus"], "NOT_REDRIVABLE");
    let reason = "Execution is SUCCEEDED and cannot be redriven";
    assert_eq!(succeeded["RedriveStatusReason"], reason);
    let machine = "arn:aws:states:eu-west-1:111122223333:stateMachine:quarantine/tasks";
    assert_eq!(succeeded["StateMachineArn"], machine);
    let failed = &read(&objects, "FAILED_0.json")[0];
    assert_eq!(
        members(failed),
        [
            "Cause",
            "Error",
            "ExecutionArn",
            "Input",
            "InputDetails",
            "Name",
            "OutputDetails",
            "RedriveCount",
            "RedriveStatus",
            "StartDate",
            "StateMachineArn",
            "Status",
            "StopDate",
        ]
    );
    assert_eq!(failed["RedriveStatus"], "REDRIVABLE_BY_MAP_RUN");
    assert_eq!((&failed["Status"], &failed["Error"]), (&json!("FAILED"), &json!("Busy")));
}

fn express(mut definition: Value) -> Value {
    let config = &mut definition["States"]["Each"]["ItemProcessor"]["ProcessorConfig"];
    config["ExecutionType"] = json!("EXPRESS");
    definition
}

#[test]
fn a_record_of_an_express_child_says_nothing_of_redrives_but_their_number() {
    let fields = writer(&json!({ "ToleratedFailureCount": 1 }));
    let definition = express(stop_each(&fields));
    let (_, _, objects) = run_and_write(start(&definition, "[0, 1]"), 0, &refuses_odd);
    for name in ["SUCCEEDED_0.json", "FAILED_0.json"] {
        let record = &read(&objects, name)[0];
        assert_eq!(record["RedriveCount"], 0);
        let of_redrives = |member: &&str| member.starts_with("Redrive");
        assert_eq!(members(record).into_iter().filter(of_redrives).count(), 1, "{record}");
        let arn = record["ExecutionArn"].as_str().unwrap();
        let prefix = "arn:aws:states:eu-west-1:111122223333:express:quarantine/tasks:";
        let rest = arn.strip_prefix(prefix).unwrap();
        let (child, run) = rest.split_once(':').unwrap();
        assert_eq!(record["Name"], child);
        assert_eq!((child.len(), run.len()), (36, 36));
        let version = |uuid: &str| uuid.split('-').nth(2).unwrap().chars().next();
        assert_eq!((version(child), version(run)), (Some('3'), Some('4')));
    }
}

#[test]
fn an_express_child_that_takes_too_long_is_told_as_timed_out() {
    let wait = json!({ "Wait": { "Type": "Wait", "Seconds": 301, "End": true } });
    let fields = writer(&json!({ "ToleratedFailurePercentage": 100 }));
    let definition = express(distributed(&wait, "Wait", &fields));
    let (_, _, objects) = run_and_write(start(&definition, "[1]"), 0, &refuses_odd);
    let record = &read(&objects, "FAILED_0.json")[0];
    assert_eq!(
        (&record["Status"], &record["Error"], record.get("Cause")),
        (&json!("TIMED_OUT"), &json!("States.Timeout"), None)
    );
}

/// Items of seconds to wait, and of whether the task behind it is refused.
pub(crate) fn wait_and_stop(fields: &Value) -> Value {
    let states = json!({
        "Wait": { "Type": "Wait", "SecondsPath": "$.wait", "Next": "Stop" },
        "Stop": {
            "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask", "End": true,
        },
    });
    distributed(&states, "Wait", fields)
}

pub(crate) fn refuses(task: &TaskRequest, _: u32) -> Answer {
    if task.parameters.value()["refused"] == true {
        return fails("Busy", "later");
    }
    Some(Ok(task.parameters.value()["name"].clone()))
}

const ITEMS: &str = r#"[
    { "name": "web", "wait": 0 },
    { "name": "job", "wait": 30 },
    { "name": "odd", "wait": 8, "refused": true },
    { "name": "left", "wait": 0 },
    { "name": "last", "wait": 0 }
]"#;

#[test]
fn results_are_written_of_a_run_that_fails_too() {
    let selector = json!({ "name.$": "$$.Map.Item.Value.name", "wait.$": "$$.Map.Item.Value.wait",
        "refused.$": "States.ArrayContains(States.Array('odd'), $$.Map.Item.Value.name)" });
    let fields = writer(&json!({ "MaxConcurrency": 2, "ItemSelector": selector }));
    let (outcome, execution, objects) =
        run_and_write(start(&wait_and_stop(&fields), ITEMS), 0, &refuses);
    let cause = "The specified tolerated failure threshold was exceeded";
    assert_eq!(failure(&outcome), (Some("States.ExceedToleratedFailureThreshold"), Some(cause)));
    assert_eq!(
        chain(&execution)[2..],
        [
            "3<-2 MapStateStarted",
            "4<-3 MapRunStarted",
            "5<-4 MapRunFailed",
            "6<-5 MapStateFailed",
            "7<-6 ExecutionFailed",
        ]
    );
    assert_eq!(execution.history()[4].timestamp.as_second(), 8);
    assert_eq!(
        names(&objects),
        ["FAILED_0.json", "PENDING_0.json", "SUCCEEDED_0.json", "manifest.json"]
    );
    assert_eq!(each(&objects, "SUCCEEDED_0.json", "Output"), [r#""web""#]);
    // Those that failed and those that were stopped, in the order of their items.
    assert_eq!(each(&objects, "FAILED_0.json", "Status"), ["ABORTED", "FAILED"]);
    let aborted = &read(&objects, "FAILED_0.json")[0];
    let run = &read(&objects, "manifest.json")["MapRunArn"];
    let cause = format!(
        "The map run execution [{}] which was managing this resource was aborted",
        run.as_str().unwrap()
    );
    assert_eq!((&aborted["Cause"], aborted.get("Error")), (&json!(cause), None));
    assert_eq!(aborted["RedriveStatus"], "REDRIVABLE_BY_MAP_RUN");
    let pending = read(&objects, "PENDING_0.json");
    assert_eq!(
        pending,
        json!([
            {
                "Input": r#"{"wait":0,"refused":false,"name":"left"}"#,
                "InputDetails": { "Included": true },
                "Status": "PENDING",
            },
            {
                "Input": r#"{"wait":0,"refused":false,"name":"last"}"#,
                "InputDetails": { "Included": true },
                "Status": "PENDING",
            },
        ])
    );
}

#[test]
fn express_children_come_to_their_end_before_their_run_fails() {
    let fields = writer(&json!({ "MaxConcurrency": 2 }));
    let definition = express(wait_and_stop(&fields));
    let (outcome, execution, objects) = run_and_write(start(&definition, ITEMS), 0, &refuses);
    assert_eq!(outcome.status(), "FAILED");
    assert_eq!(execution.history()[4].event_type(), "MapRunFailed");
    assert_eq!(execution.history()[4].timestamp.as_second(), 30);
    assert_eq!(each(&objects, "SUCCEEDED_0.json", "Output"), [r#""web""#, r#""job""#]);
    assert_eq!(each(&objects, "FAILED_0.json", "Status"), ["FAILED"]);
    assert_eq!(each(&objects, "PENDING_0.json", "Status"), ["PENDING", "PENDING"]);
}

#[test]
fn there_is_no_file_of_what_there_is_none_of() {
    let fields = writer(&json!({}));
    let (_, _, objects) = run_and_write(start(&stop_each(&fields), "[1]"), 0, &refuses_odd);
    assert_eq!(names(&objects), ["FAILED_0.json", "manifest.json"]);
    assert_eq!(read(&objects, "manifest.json")["ResultFiles"]["SUCCEEDED"], json!([]));
    let (_, _, objects) = run_and_write(start(&stop_each(&fields), "[]"), 0, &refuses_odd);
    assert_eq!(names(&objects), ["manifest.json"]);
}

#[test]
fn batches_that_did_not_begin_are_told_as_they_are() {
    let fields = writer(&json!({ "MaxConcurrency": 1, "ItemBatcher": { "MaxItemsPerBatch": 2 } }));
    let refuse = |_: &TaskRequest, _: u32| fails("Busy", "later");
    let (_, _, objects) = run_and_write(start(&stop_each(&fields), "[1, 2, 3]"), 0, &refuse);
    assert_eq!(each(&objects, "FAILED_0.json", "Input"), [r#"{"Items":[1,2]}"#]);
    assert_eq!(each(&objects, "PENDING_0.json", "Input"), [r#"{"Items":[3]}"#]);
}

#[test]
fn an_item_of_which_no_input_can_be_made_fails_the_run() {
    let fields = writer(&json!({ "ItemSelector": { "name.$": "$$.Map.Item.Value.name" } }));
    let definition = stop_each(&fields);
    let (outcome, execution, objects) = run_and_write(start(&definition, "[{}]"), 0, &refuses);
    assert_eq!(failure(&outcome).0, Some("States.Runtime"));
    assert_eq!(
        chain(&execution)[3..],
        ["4<-3 MapRunStarted", "5<-4 MapRunFailed", "6<-5 MapStateFailed", "7<-6 ExecutionFailed",]
    );
    assert_eq!(each(&objects, "PENDING_0.json", "Input"), ["{}"]);
}

#[test]
fn results_may_be_plain_and_in_lines() {
    let mut fields = writer(&json!({ "ToleratedFailureCount": 1 }));
    let config = json!({ "Transformation": "COMPACT", "OutputType": "JSONL" });
    fields["ResultWriter"]["WriterConfig"] = config;
    let (_, _, objects) = run_and_write(start(&stop_each(&fields), "[0, 1, 2]"), 0, &refuses_odd);
    assert_eq!(names(&objects), ["FAILED_0.jsonl", "SUCCEEDED_0.jsonl", "manifest.json"]);
    assert_eq!(objects.iter().nth(1).unwrap().1, "0\n2\n");
    assert_eq!(each_line(&objects, "FAILED_0.jsonl", "Status"), ["FAILED"]);
}

fn each_line(objects: &Objects, name: &str, member: &str) -> Vec<Value> {
    let (_, text) = objects.iter().find(|(key, _)| key.ends_with(name)).unwrap();
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()[member].clone()).collect()
}

#[test]
fn results_may_be_handed_on_flattened() {
    let writer = json!({ "ResultWriter": {
        "WriterConfig": { "Transformation": "FLATTEN", "OutputType": "JSON" },
    }});
    let (outcome, _) =
        run_and_resume(start(&stop_each(&writer), r#"[[1, 2], [], [[3]], 4]"#), &refuses_odd);
    assert_eq!(output(&outcome), &json!([1, 2, [3], 4]));
}

#[test]
fn results_that_cannot_be_written_fail_the_run() {
    let refuse = |task: &TaskRequest, attempt: u32| match task.purpose {
        RequestPurpose::ResultWriter => fails("S3.S3Exception", "Access Denied"),
        RequestPurpose::ResultWriterTrial => Some(Ok(json!({}))),
        _ => refuses_odd(task, attempt),
    };
    let definition = stop_each(&writer(&json!({})));
    let (outcome, execution) = run_and_resume(start(&definition, "[0]"), &refuse);
    assert_eq!(failure(&outcome), (Some("States.ResultWriterFailed"), Some("Access Denied")));
    assert!(chain(&execution).iter().any(|event| event.ends_with(" MapRunFailed")));
    let (outcome, _) = run_and_resume(start(&definition, "[1]"), &refuse);
    assert_eq!(failure(&outcome).0, Some("States.ExceedToleratedFailureThreshold"));
}

#[test]
fn it_is_tried_first_whether_results_can_be_written() {
    let mut execution = start(&stop_each(&writer(&json!({}))), "[0]");
    let Poll::Pending { tasks, .. } = execution.poll(Timestamp::UNIX_EPOCH) else {
        panic!("it ended");
    };
    assert_eq!(tasks.len(), 1);
    assert_eq!(
        (tasks[0].purpose, tasks[0].scheduled_event_id),
        (RequestPurpose::ResultWriterTrial, 3)
    );
    let parameters = tasks[0].parameters.value();
    let key = parameters["Key"].as_str().unwrap();
    assert!(key.starts_with("stopped/") && key.ends_with("/manifest.json"), "{key}");
    assert_eq!(chain(&execution).last().unwrap(), "3<-2 MapStateStarted");
}

#[test]
fn a_run_whose_results_cannot_be_written_does_not_start_and_nothing_catches_it() {
    let refuse = |task: &TaskRequest, attempt: u32| match (task.purpose, attempt) {
        (RequestPurpose::ResultWriterTrial, 0) => fails("S3.S3Exception", "Access Denied"),
        (RequestPurpose::Task, _) => Some(Ok(json!("done"))),
        _ => Some(Ok(json!({}))),
    };
    let retry = json!([{ "ErrorEquals": ["States.ALL"] }]);
    let fields = writer(&json!({ "Retry": retry }));
    let (outcome, execution) = run(start(&stop_each(&fields), "[0]"), &refuse);
    let cause = "An error occurred while executing the state 'Each' (entered at the event id #2). \
                 Failed to write a test manifest into the specified output bucket. Access Denied";
    assert_eq!(failure(&outcome), (Some("States.Runtime"), Some(cause)));
    assert_eq!(
        chain(&execution)[1..],
        ["2<-0 MapStateEntered", "3<-2 MapStateStarted", "4<-3 ExecutionFailed"]
    );
    // A redrive starts the run for the first time.
    let (outcome, execution) = run_and_redrive(start(&stop_each(&fields), "[0]"), 1, &refuse);
    assert_eq!(outcome.status(), "SUCCEEDED");
    assert_eq!(
        chain(&execution)[4..8],
        [
            "5<-4 ExecutionRedriven",
            "6<-2 MapStateStarted",
            "7<-6 MapRunStarted",
            "8<-7 MapRunSucceeded",
        ]
    );
}
