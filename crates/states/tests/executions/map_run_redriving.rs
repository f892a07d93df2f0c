//! Redrives of Map Runs: which child executions go on, which begin, and what is written of them.

use std::cell::RefCell;

use firedrill_states::{EventDetails, Execution, Outcome, Poll, RequestPurpose, TaskRequest};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::driving::{
    Answer, chain, fails, failure, output, run_and_redrive, run_redrive_and_resume, start,
};
use crate::map_run::{distributed, stop_each};
use crate::map_run_results::{Objects, each, names, read, run_and_write, wait_and_stop, writer};

/// Fails the first so many attempts of an item of a name, and says then which execution asks.
fn refusing<'a>(name: &'a str, times: u32) -> impl Fn(&TaskRequest, u32) -> Answer + 'a {
    move |task, attempt| {
        let item = task.parameters.value();
        if item["name"] == name && attempt < times {
            return fails("Busy", "later");
        }
        Some(Ok(item.clone()))
    }
}

const ITEMS: &str = r#"[
    { "name": "web", "wait": 0 },
    { "name": "job", "wait": 30 },
    { "name": "odd", "wait": 8 },
    { "name": "left", "wait": 0 },
    { "name": "last", "wait": 0 }
]"#;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

#[test]
fn what_did_not_succeed_goes_on_and_what_had_not_begun_begins() {
    let definition = wait_and_stop(&json!({ "MaxConcurrency": 2 }));
    let (outcome, execution) =
        run_redrive_and_resume(start(&definition, ITEMS), 1, &refusing("odd", 2));
    let returned: Vec<_> = output(&outcome).as_array().unwrap().iter().collect();
    let returned: Vec<_> = returned.into_iter().map(|item| item["name"].clone()).collect();
    assert_eq!(returned, ["web", "job", "odd", "left", "last"]);
    assert_eq!(
        chain(&execution)[2..],
        [
            "3<-2 MapStateStarted",
            "4<-3 MapRunStarted",
            "5<-4 MapRunFailed",
            "6<-5 MapStateFailed",
            "7<-6 ExecutionFailed",
            "8<-7 ExecutionRedriven",
            "9<-3 MapRunRedriven",
            "10<-9 MapRunSucceeded",
            "11<-10 MapStateSucceeded",
            "12<-9 MapStateExited",
            "13<-12 ExecutionSucceeded",
        ]
    );
    let EventDetails::MapRunStarted { map_run_arn } = &execution.history()[3].details else {
        panic!("{:?}", execution.history()[3]);
    };
    let redriven = serde_json::to_value(&execution.history()[8]).unwrap();
    assert_eq!(
        redriven["mapRunRedrivenEventDetails"],
        json!({ "mapRunArn": map_run_arn, "redriveCount": 1 })
    );
    // It failed after 8 s and was redriven a minute later; a wait of 30 s waits all of them again.
    assert_eq!(execution.history()[9].timestamp, at(8 + 60 + 30));
}

/// What the context object says of the execution, in place of a result.
fn telling(task: &TaskRequest, _: u32) -> Answer {
    Some(Ok(task.parameters.value().clone()))
}

fn tell_each(fields: &Value) -> Value {
    let states = json!({
        "Keep": {
            "Type": "Pass", "Next": "Tell",
            "Assign": { "kept.$": "$$.Execution.RedriveCount" },
        },
        "Tell": {
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
            "Parameters": {
                "item.$": "$", "kept.$": "$kept", "execution.$": "$$.Execution",
            },
        },
    });
    distributed(&states, "Keep", fields)
}

#[test]
fn a_standard_child_stays_the_same_execution() {
    let arns = RefCell::new(Vec::new());
    let answer = |task: &TaskRequest, attempt: u32| {
        let parameters = task.parameters.value();
        arns.borrow_mut().push(parameters["execution"]["Id"].clone());
        if parameters["item"] == "b" && attempt == 1 {
            return fails("Busy", "later");
        }
        telling(task, attempt)
    };
    let definition = tell_each(&writer(&json!({ "MaxConcurrency": 1 })));
    let (outcome, _, objects) = run_and_write(start(&definition, r#"["a", "b", "c"]"#), 1, &answer);
    assert_eq!(outcome.status(), "SUCCEEDED");
    let arns = arns.into_inner();
    assert_eq!(arns.len(), 4);
    assert_eq!(arns[1], arns[2]);

    let told = |name: &str| {
        let outputs = each(&objects, name, "Output");
        let parse = |text: Value| serde_json::from_str::<Value>(text.as_str().unwrap()).unwrap();
        outputs.into_iter().map(parse).collect::<Vec<_>>()
    };
    let [b, c] = &told("Redrive-1/SUCCEEDED_0.json")[..] else { panic!() };
    let start = "1970-01-01T00:00:00.000Z";
    let minute = "1970-01-01T00:01:00.000Z";
    assert_eq!(b["execution"]["StartTime"], start);
    assert_eq!(b["execution"]["RedriveCount"], 1);
    assert_eq!(b["execution"]["RedriveTime"], minute);
    // What came before the task is not run again, and its variables are kept.
    assert_eq!(b["kept"], 0);
    assert_eq!(c["execution"]["RedriveCount"], 0);
    assert_eq!(c["execution"]["StartTime"], minute);
    let records = read(&objects, "Redrive-1/SUCCEEDED_0.json");
    assert_eq!(
        (&records[0]["RedriveCount"], &records[0]["RedriveDate"], &records[0]["StartDate"]),
        (&json!(1), &json!(minute), &json!(start))
    );
    assert_eq!(records[1].get("RedriveDate"), None);
}

#[test]
fn an_express_child_begins_again() {
    let answer = |task: &TaskRequest, attempt: u32| match attempt {
        1 => fails("Busy", "later"),
        _ => telling(task, attempt),
    };
    let mut definition = tell_each(&writer(&json!({ "MaxConcurrency": 1 })));
    let config = &mut definition["States"]["Each"]["ItemProcessor"]["ProcessorConfig"];
    config["ExecutionType"] = json!("EXPRESS");
    let (outcome, _, objects) = run_and_write(start(&definition, r#"["a", "b"]"#), 1, &answer);
    assert_eq!(outcome.status(), "SUCCEEDED");
    let failed = &read(&objects, "FAILED_0.json")[0];
    let record = &read(&objects, "Redrive-1/SUCCEEDED_0.json")[0];
    assert_eq!(record["ExecutionArn"], failed["ExecutionArn"]);
    let minute = "1970-01-01T00:01:00.000Z";
    assert_eq!((&record["RedriveCount"], &record["StartDate"]), (&json!(1), &json!(minute)));
    let told: Value = serde_json::from_str(record["Output"].as_str().unwrap()).unwrap();
    assert_eq!(told["kept"], 1);
    assert_eq!(told["execution"]["StartTime"], minute);
    assert_eq!(told["execution"].get("RedriveTime"), None);
}

#[test]
fn each_round_has_a_folder_and_the_last_manifest_names_all_that_succeeded() {
    // Of the second round nothing succeeds, and of the third the rest.
    let answer = |task: &TaskRequest, attempt: u32| match attempt {
        1 | 2 => fails("Busy", "later"),
        _ => Some(Ok(task.parameters.value().clone())),
    };
    let definition = stop_each(&writer(&json!({ "MaxConcurrency": 1 })));
    let (outcome, _, objects) = run_and_write(start(&definition, "[1, 2, 3]"), 2, &answer);
    assert_eq!(
        names(&objects),
        [
            "FAILED_0.json",
            "PENDING_0.json",
            "Redrive-1/FAILED_0.json",
            "Redrive-1/PENDING_0.json",
            "Redrive-1/SUCCEEDED_0.json",
            "Redrive-1/manifest.json",
            "Redrive-2/SUCCEEDED_0.json",
            "Redrive-2/manifest.json",
            "SUCCEEDED_0.json",
            "manifest.json",
        ]
    );
    assert_eq!(read(&objects, "Redrive-1/SUCCEEDED_0.json"), json!([]));
    assert_eq!(each(&objects, "Redrive-1/FAILED_0.json", "RedriveCount"), [1]);
    assert_eq!(each(&objects, "Redrive-2/SUCCEEDED_0.json", "Input"), ["2", "3"]);
    let files = &read(&objects, "Redrive-2/manifest.json")["ResultFiles"];
    assert_eq!((&files["FAILED"], &files["PENDING"]), (&json!([]), &json!([])));
    let succeeded = objects.iter().filter(|(key, _)| key.contains("SUCCEEDED"));
    let mut listed: Vec<_> =
        succeeded.map(|(key, text)| json!({ "Key": key, "Size": text.len() })).collect();
    listed.rotate_right(1);
    assert_eq!(files["SUCCEEDED"], json!(listed));
    let key = output(&outcome)["ResultWriterDetails"]["Key"].as_str().unwrap();
    assert!(key.ends_with("/Redrive-2/manifest.json"), "{key}");
}

#[test]
fn what_is_written_plain_is_written_once() {
    let mut fields = writer(&json!({ "MaxConcurrency": 1 }));
    fields["ResultWriter"]["WriterConfig"] = json!({ "Transformation": "COMPACT" });
    let answer = |task: &TaskRequest, attempt: u32| match attempt {
        1 => fails("Busy", "later"),
        _ => Some(Ok(task.parameters.value().clone())),
    };
    let (_, _, objects) = run_and_write(start(&stop_each(&fields), "[1, 2, 3]"), 1, &answer);
    assert_eq!(read(&objects, "SUCCEEDED_0.json"), json!([1]));
    assert_eq!(read(&objects, "Redrive-1/SUCCEEDED_0.json"), json!([2, 3]));
}

#[test]
fn results_that_could_not_be_written_are_written_after_a_redrive() {
    let refused = RefCell::new(false);
    let objects = RefCell::new(Vec::new());
    let answer = |task: &TaskRequest, _: u32| {
        if task.purpose == RequestPurpose::ResultWriter {
            if !refused.replace(true) {
                return fails("S3.S3Exception", "Access Denied");
            }
            let key = task.parameters.value()["Key"].as_str().unwrap().to_owned();
            objects.borrow_mut().push(key);
        }
        Some(Ok(json!(0)))
    };
    let definition = stop_each(&writer(&json!({})));
    let (outcome, execution) = run_and_redrive(start(&definition, "[1, 2]"), 1, &answer);
    assert_eq!(outcome.status(), "SUCCEEDED");
    let objects = objects.into_inner();
    assert_eq!(objects.len(), 2);
    assert!(objects[0].ends_with("/Redrive-1/SUCCEEDED_0.json"), "{objects:?}");
    assert_eq!(
        chain(&execution)[4..9],
        [
            "5<-4 MapRunFailed",
            "6<-5 MapStateFailed",
            "7<-6 ExecutionFailed",
            "8<-7 ExecutionRedriven",
            "9<-3 MapRunRedriven",
        ]
    );
}

#[test]
fn no_more_go_on_at_a_time_than_may_run() {
    let definition = stop_each(&json!({ "MaxConcurrency": 2, "ToleratedFailureCount": 2 }));
    let mut execution = start(&definition, "[1, 2, 3, 4]");
    let ask = |execution: &mut Execution| {
        let Poll::Pending { tasks, .. } = execution.poll(at(0)) else { return Vec::new() };
        tasks
    };
    let refuse = |execution: &mut Execution, tasks: &[TaskRequest]| {
        for task in tasks {
            let busy = fails("Busy", "later").unwrap();
            execution.complete_task(task.id, busy.map(Into::into), at(0));
        }
    };
    let asked = |tasks: &[TaskRequest]| {
        tasks.iter().map(|task| task.parameters.value().clone()).collect::<Vec<_>>()
    };
    for _ in 0..2 {
        let tasks = ask(&mut execution);
        refuse(&mut execution, &tasks);
    }
    assert_eq!(execution.poll(at(0)), Poll::Done(execution.outcome().unwrap().clone()));
    execution.redrive(at(0)).unwrap();
    // Three failed, and the fourth was stopped as it ran.
    for expected in [[1, 2], [3, 4]] {
        let tasks = ask(&mut execution);
        assert_eq!(asked(&tasks), expected);
        for task in tasks {
            execution.complete_task(task.id, Ok(task.parameters), at(0));
        }
    }
    let Poll::Done(outcome) = execution.poll(at(0)) else { panic!("it goes on") };
    assert_eq!(output(&outcome), &json!([1, 2, 3, 4]));
}

/// Stops an execution after so many polls, redrives it, and answers all that is asked.
fn stop_and_redrive(mut execution: Execution, polls: usize) -> (Outcome, Execution) {
    let mut asked = 0;
    let mut polled = 0;
    let mut now = at(0);
    loop {
        match execution.poll(now) {
            Poll::Done(outcome) => return (outcome, execution),
            Poll::NotModelled(not_modelled) => panic!("{not_modelled}"),
            Poll::Pending { tasks, wake_at } => {
                polled += 1;
                if polled == polls {
                    execution.stop(None, None, now);
                    now = now.checked_add(SignedDuration::from_mins(1)).unwrap();
                    execution.redrive(now).unwrap();
                    continue;
                }
                if tasks.is_empty() {
                    now = wake_at.unwrap();
                }
                for task in tasks {
                    asked += 1;
                    let answer = match task.purpose {
                        RequestPurpose::ItemReader => json!([1, 2]),
                        _ => json!(asked),
                    };
                    execution.complete_task(task.id, Ok(answer.into()), now);
                }
            }
        }
    }
}

#[test]
fn a_run_that_was_stopped_goes_on_from_wherever_it_was() {
    let mut fields = writer(&json!({ "MaxConcurrency": 1 }));
    fields["ItemReader"] = json!({
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": { "InputType": "JSON" },
        "Parameters": { "Bucket": "findings", "Key": "a.json" },
    });
    let definition = stop_each(&fields);
    // The trial, the items, two tasks and two objects are asked for, one after the other.
    for polls in 1..=6 {
        let (outcome, execution) = stop_and_redrive(start(&definition, "{}"), polls);
        assert_eq!(outcome.status(), "SUCCEEDED", "{polls}");
        let count = |name: &str| {
            execution.history().iter().filter(|event| event.event_type() == name).count()
        };
        assert_eq!(count("MapRunStarted"), 1, "{polls}");
        let redriven = usize::from(polls > 1);
        assert_eq!(count("MapRunRedriven"), redriven, "{polls}");
        assert_eq!(count("MapStateStarted"), 2 - redriven, "{polls}");
        let key = &output(&outcome)["ResultWriterDetails"]["Key"];
        assert_eq!(key.as_str().unwrap().contains("/Redrive-1/"), polls > 1, "{key}");
    }
}

#[test]
fn items_that_could_not_be_read_are_read_again() {
    let mut fields = json!({ "ItemBatcher": { "MaxItemsPerBatch": 2 } });
    fields["ItemReader"] = json!({
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": { "InputType": "JSON" },
        "Parameters": { "Bucket": "findings", "Key": "a.json" },
    });
    let answer = |task: &TaskRequest, attempt: u32| match (task.purpose, attempt) {
        (RequestPurpose::ItemReader, 0) => fails("S3.NoSuchKeyException", "no such key"),
        (RequestPurpose::ItemReader, _) => Some(Ok(json!("[1, 2, 3]"))),
        _ => Some(Ok(task.parameters.value()["Items"].clone())),
    };
    let (outcome, execution) = run_redrive_and_resume(start(&stop_each(&fields), "{}"), 1, &answer);
    assert_eq!(output(&outcome), &json!([[1, 2], [3]]));
    assert_eq!(
        chain(&execution)[4..10],
        [
            "5<-4 MapRunFailed",
            "6<-5 MapStateFailed",
            "7<-6 ExecutionFailed",
            "8<-7 ExecutionRedriven",
            "9<-3 MapRunRedriven",
            "10<-9 MapRunSucceeded",
        ]
    );
}

#[test]
fn of_runs_within_runs_only_what_did_not_succeed_goes_on() {
    let inner = stop_each(&json!({ "Label": "inner", "MaxConcurrency": 1 }));
    let mut inner = inner["States"]["Each"].clone();
    inner["ItemProcessor"]["States"]["Stop"]["Parameters"] =
        json!({ "Task.$": "$", "Reason.$": "$$.Execution.Id" });
    let both = json!({ "Both": {
        "Type": "Parallel",
        "Branches": [
            { "StartAt": "Inner", "States": { "Inner": inner } },
            { "StartAt": "Pass", "States": { "Pass": { "Type": "Pass", "End": true } } },
        ],
        "OutputPath": "$[0]",
        "End": true,
    }});
    let definition = distributed(&both, "Both", &json!({ "MaxConcurrency": 2 }));
    let asked = RefCell::new(Vec::new());
    let answer = |task: &TaskRequest, attempt: u32| {
        let item = task.parameters.value()["Task"].as_u64().unwrap();
        asked.borrow_mut().push(item);
        match attempt {
            2 => fails("Busy", "later"),
            3 => None,
            _ => Some(Ok(json!(item))),
        }
    };
    let input = "[[1, 2, 3], [4, 5], [6]]";
    let (outcome, execution) = run_and_redrive(start(&definition, input), 1, &answer);
    assert_eq!(output(&outcome), &json!([[1, 2, 3], [4, 5], [6]]));
    // 2 fails while 5 is asked for; both are asked for again, and 1 and 4 are not.
    assert_eq!(asked.into_inner(), [1, 4, 2, 5, 2, 5, 3, 6]);
    let redriven =
        execution.history().iter().filter(|event| event.event_type() == "MapRunRedriven");
    // Those of the child executions are in histories of their own.
    assert_eq!(redriven.count(), 1);
    run_redrive_and_resume(start(&definition, input), 1, &|task, attempt| {
        let item = task.parameters.value()["Task"].clone();
        if attempt == 2 { fails("Busy", "later") } else { Some(Ok(item)) }
    });
}

#[test]
fn runs_may_nest_deep() {
    const DEPTH: usize = 60;
    let mut states = json!({ "Stop": {
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask", "End": true,
    }});
    let mut start_at = "Stop".to_owned();
    let mut input = json!(7);
    for depth in 0..DEPTH {
        let name = format!("Each {depth}");
        let mut map = distributed(&states, &start_at, &json!({}))["States"]["Each"].take();
        map["Label"] = json!(format!("each{depth}"));
        states = json!({ name.clone(): map });
        start_at = name;
        input = json!([input]);
    }
    let definition = json!({ "StartAt": start_at, "States": states });
    let answer = |_: &TaskRequest, attempt: u32| match attempt {
        0 | 1 => fails("Busy", "later"),
        _ => Some(Ok(json!(7))),
    };
    let execution = start(&definition, &input.to_string());
    let (outcome, _) = run_redrive_and_resume(execution, 2, &answer);
    assert_eq!(output(&outcome), &input);
}

#[test]
fn a_run_beside_a_branch_that_fails_goes_on_as_well() {
    let mut run = stop_each(&json!({}))["States"]["Each"].clone();
    run["ItemsPath"] = json!("$.items");
    let refuse = json!({
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:runTask", "End": true,
    });
    let definition = json!({ "StartAt": "Both", "States": { "Both": {
        "Type": "Parallel",
        "Branches": [
            { "StartAt": "Each", "States": { "Each": run } },
            { "StartAt": "Wait", "States": {
                "Wait": { "Type": "Wait", "Seconds": 1, "Next": "Refuse" },
                "Refuse": refuse,
            }},
        ],
        "End": true,
    }}});
    let answer = |task: &TaskRequest, attempt: u32| match (&*task.state, attempt) {
        ("Refuse", 0) => fails("Busy", "later"),
        ("Stop", 1) => None,
        (state, attempt) => Some(Ok(json!([state, attempt]))),
    };
    let (outcome, execution) =
        run_redrive_and_resume(start(&definition, r#"{"items":[1,2]}"#), 1, &answer);
    assert_eq!(output(&outcome), &json!([[["Stop", 0], ["Stop", 2]], ["Refuse", 1]]));
    let events = chain(&execution);
    let place = |name: &str| events.iter().position(|event| event.ends_with(name)).unwrap();
    assert_eq!(place(" MapRunRedriven"), place(" ExecutionRedriven") + 1);
    assert!(events.iter().any(|event| event.ends_with(" MapRunAborted")));
}

#[test]
fn a_child_execution_without_room_for_more_events_stays_failed() {
    let states = json!({
        "Round": { "Type": "Pass", "Next": "Again" },
        "Again": { "Type": "Choice", "Default": "Round", "Choices": [
            { "Variable": "$", "NumericEquals": 1, "Next": "End" },
        ]},
        "End": { "Type": "Succeed" },
    });
    let definition = distributed(&states, "Round", &writer(&json!({})));
    let (outcome, _, objects) = run_and_write(start(&definition, "[1, 2]"), 1, &telling);
    assert_eq!(outcome.status(), "FAILED");
    for folder in ["", "Redrive-1/"] {
        let failed = &read(&objects, &format!("{folder}FAILED_0.json"))[0];
        assert_eq!(failed["RedriveStatus"], "NOT_REDRIVABLE");
        let reason = "Execution has 25000 history events and cannot be redriven";
        assert_eq!(failed["RedriveStatusReason"], reason);
        assert_eq!(failed["RedriveCount"], 0);
    }
}

#[test]
fn a_run_is_redriven_a_thousand_times_and_no_more() {
    let definition = stop_each(&json!({}));
    let refuse = |_: &TaskRequest, _: u32| fails("Busy", "later");
    let (outcome, execution) = run_and_redrive(start(&definition, "[1]"), 1_001, &refuse);
    assert_eq!(failure(&outcome).0, Some("States.Runtime"));
    let last = execution.history().len();
    assert_eq!(
        chain(&execution)[last - 3..],
        [
            format!("{}<-{} MapRunFailed", last - 2, last - 3),
            format!("{}<-{} MapStateFailed", last - 1, last - 2),
            format!("{last}<-{} ExecutionFailed", last - 1),
        ]
    );
}

#[test]
fn ten_thousand_child_executions_go_on_together() {
    let items: Vec<_> = (0..10_000).collect();
    let definition = stop_each(&json!({}));
    let answer = |task: &TaskRequest, attempt: u32| match attempt {
        0 => fails("Busy", "later"),
        _ => Some(Ok(task.parameters.value().clone())),
    };
    let (outcome, execution) =
        run_and_redrive(start(&definition, &json!(items).to_string()), 1, &answer);
    assert_eq!(output(&outcome), &json!(items));
    assert_eq!(execution.history().len(), 13);
}

/// The inputs that the files of a kind name, of the last manifest that was written.
fn listed(objects: &Objects, kind: &str) -> Vec<u64> {
    let number = |key: &&String| {
        let (_, redrive) = key.split_once("/Redrive-")?;
        redrive.split('/').next()?.parse::<u32>().ok()
    };
    let manifests = objects.keys().filter(|key| key.ends_with("/manifest.json"));
    let last = manifests.max_by_key(number).unwrap();
    let manifest: Value = serde_json::from_str(&objects[last]).unwrap();
    let mut inputs = Vec::new();
    for file in manifest["ResultFiles"][kind].as_array().unwrap() {
        let records: Vec<Value> =
            serde_json::from_str(&objects[file["Key"].as_str().unwrap()]).unwrap();
        let input = |record: &Value| record["Input"].as_str().unwrap().parse::<u64>().unwrap();
        let read: Vec<_> = records.iter().map(input).collect();
        assert!(read.is_sorted(), "{read:?}");
        inputs.extend(read);
    }
    inputs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn each_item_is_told_of_once_and_what_succeeded_is_not_asked_again(
        answers in prop::collection::vec(prop::collection::vec(0..3u8, 4), 1..8),
        (concurrency, tolerated) in (0..4u32, 0..3u32),
        is_express in any::<bool>(),
        redrives in 0..4u32,
    ) {
        let items: Vec<_> = (0..answers.len() as u64).collect();
        let fields =
            writer(&json!({ "MaxConcurrency": concurrency, "ToleratedFailureCount": tolerated }));
        let mut definition = stop_each(&fields);
        let processor = &mut definition["States"]["Each"]["ItemProcessor"];
        processor["States"]["Stop"]["TimeoutSeconds"] = json!(5);
        if is_express {
            processor["ProcessorConfig"]["ExecutionType"] = json!("EXPRESS");
        }
        let asked = RefCell::new(vec![0; items.len()]);
        let answer = |task: &TaskRequest, _: u32| {
            let item = usize::try_from(task.parameters.value().as_u64().unwrap()).unwrap();
            let times = &mut asked.borrow_mut()[item];
            *times += 1;
            match answers[item].get(*times - 1) {
                Some(1) => fails("Busy", "later"),
                Some(2) => None,
                _ => Some(Ok(json!("done"))),
            }
        };
        let input = json!(items).to_string();
        let (outcome, execution, objects) = run_and_write(start(&definition, &input), redrives, &answer);

        let succeeded = listed(&objects, "SUCCEEDED");
        let mut told = [succeeded.clone(), listed(&objects, "FAILED"), listed(&objects, "PENDING")].concat();
        told.sort_unstable();
        prop_assert_eq!(&told, &items);
        let failed = items.len() - succeeded.len();
        prop_assert_eq!(matches!(outcome, Outcome::Succeeded { .. }), failed <= tolerated as usize);
        let rounds = 1 + execution.history().iter().filter(|event| event.event_type() == "MapRunRedriven").count();
        for (item, times) in asked.into_inner().into_iter().enumerate() {
            prop_assert!(times <= rounds);
            // One is asked for once more only after an answer that was none or a refusal, or that
            // came too late because its run had failed by then.
            let is_done = succeeded.contains(&(item as u64));
            let last = answers[item].get(times.max(1) - 1).copied().unwrap_or_default();
            prop_assert!(!is_done || (times > 0 && last == 0), "{} of {:?}", item, answers);
        }
    }
}
