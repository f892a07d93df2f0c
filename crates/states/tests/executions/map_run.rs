//! Distributed Map states: child executions, batches, tolerated failures.

use firedrill_states::{EventDetails, Poll, RequestPurpose, TaskRequest};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::driving::{Answer, chain, fails, failure, output, run, run_and_resume, start};

pub(crate) fn distributed(processor_states: &Value, start_at: &str, fields: &Value) -> Value {
    let mut map = json!({
        "Type": "Map",
        "Label": "tasks",
        "ItemProcessor": {
            "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
            "StartAt": start_at,
            "States": processor_states,
        },
        "End": true,
    });
    map.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({ "StartAt": "Each", "States": { "Each": map } })
}

pub(crate) fn stop_each(fields: &Value) -> Value {
    let stop = json!({
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask", "End": true,
    });
    distributed(&json!({ "Stop": stop }), "Stop", fields)
}

/// Fails for items that are odd.
pub(crate) fn refuses_odd(task: &TaskRequest, _: u32) -> Answer {
    match task.parameters.value().as_u64() {
        Some(item) if item % 2 == 1 => fails("Busy", "later"),
        _ => Some(Ok(task.parameters.value().clone())),
    }
}

#[test]
fn child_executions_leave_no_trace_in_the_history() {
    let (outcome, execution) =
        run_and_resume(start(&stop_each(&json!({})), "[0, 2, 4]"), &refuses_odd);
    assert_eq!(output(&outcome), &json!([0, 2, 4]));
    assert_eq!(
        chain(&execution)[1..],
        [
            "2<-0 MapStateEntered",
            "3<-2 MapStateStarted",
            "4<-3 MapRunStarted",
            "5<-4 MapRunSucceeded",
            "6<-5 MapStateSucceeded",
            "7<-4 MapStateExited",
            "8<-7 ExecutionSucceeded",
        ]
    );
    let EventDetails::MapRunStarted { map_run_arn } = &execution.history()[3].details else {
        panic!("{:?}", execution.history()[3]);
    };
    let prefix = "arn:aws:states:eu-west-1:111122223333:mapRun:quarantine/tasks:";
    assert!(map_run_arn.starts_with(prefix), "{map_run_arn}");
}

#[test]
fn a_child_execution_knows_itself_and_no_outer_variables() {
    let show = json!({ "Show": {
        "Type": "Pass",
        "Parameters": {
            "input.$": "$$.Execution.Input",
            "arn.$": "$$.Execution.Id",
            "machine.$": "$$.StateMachine",
        },
        "End": true,
    }});
    let (outcome, _) =
        run_and_resume(start(&distributed(&show, "Show", &json!({})), "[7]"), &refuses_odd);
    let child = &output(&outcome)[0];
    assert_eq!(child["input"], json!(7));
    let prefix = "arn:aws:states:eu-west-1:111122223333:execution:quarantine/tasks:";
    assert!(child["arn"].as_str().unwrap().starts_with(prefix), "{child}");
    let machine = "arn:aws:states:eu-west-1:111122223333:stateMachine:quarantine/tasks";
    assert_eq!(child["machine"], json!({ "Id": machine, "Name": "quarantine" }));

    let show = json!({ "Show": {
        "Type": "Pass", "Parameters": { "a.$": "$outer" }, "End": true,
    }});
    let mut definition = distributed(&show, "Show", &json!({}));
    definition["StartAt"] = json!("Keep");
    definition["States"]["Keep"] =
        json!({ "Type": "Pass", "Assign": { "outer": 1 }, "Next": "Each" });
    let (outcome, _) = run_and_resume(start(&definition, "[7]"), &refuses_odd);
    assert_eq!(failure(&outcome).0, Some("States.ExceedToleratedFailureThreshold"));
}

#[test]
fn as_many_items_may_fail_as_are_tolerated() {
    for (fields, input, tolerated) in [
        (json!({}), "[0, 1, 2]", false),
        (json!({ "ToleratedFailureCount": 1 }), "[0, 1, 2]", true),
        (json!({ "ToleratedFailureCount": 1 }), "[0, 1, 2, 3]", false),
        (json!({ "ToleratedFailurePercentage": 50 }), "[0, 1, 2, 3]", true),
        (json!({ "ToleratedFailurePercentage": 49.5 }), "[0, 1, 2, 3]", false),
        (json!({ "ToleratedFailureCount": 9, "ToleratedFailurePercentage": 10 }), "[0, 1]", false),
        (json!({ "ToleratedFailureCountPath": "$[0]" }), "[2, 1, 3]", true),
    ] {
        let (outcome, execution) = run_and_resume(start(&stop_each(&fields), input), &refuses_odd);
        if tolerated {
            let items: Vec<u64> = serde_json::from_str(input).unwrap();
            let even: Vec<_> = items.into_iter().filter(|item| item % 2 == 0).collect();
            assert_eq!(output(&outcome), &json!(even), "{fields}");
            continue;
        }
        let cause = "The specified tolerated failure threshold was exceeded";
        let error = "States.ExceedToleratedFailureThreshold";
        assert_eq!(failure(&outcome), (Some(error), Some(cause)), "{fields}");
        assert_eq!(
            chain(&execution)[4..],
            ["5<-4 MapRunFailed", "6<-5 MapStateFailed", "7<-6 ExecutionFailed"]
        );
    }
}

#[test]
fn what_ends_a_child_execution_does_not_end_the_execution() {
    let fail = json!({ "Fail": { "Type": "Pass", "InputPath": "$.nope", "End": true } });
    let definition = distributed(&fail, "Fail", &json!({ "ToleratedFailurePercentage": 100 }));
    let (outcome, _) = run_and_resume(start(&definition, "[1, 2]"), &refuses_odd);
    assert_eq!(output(&outcome), &json!([]));
}

#[test]
fn items_are_put_together_into_batches() {
    let pass = json!({ "Show": { "Type": "Pass", "End": true } });
    let batcher = json!({ "ItemBatcher": {
        "MaxItemsPerBatch": 2, "BatchInput": { "cluster.$": "$$.Execution.Name" },
    }});
    let (outcome, execution) =
        run_and_resume(start(&distributed(&pass, "Show", &batcher), "[1, 2, 3]"), &refuses_odd);
    let batch = |items: Value| json!({ "BatchInput": { "cluster": "one" }, "Items": items });
    assert_eq!(output(&outcome), &json!([batch(json!([1, 2])), batch(json!([3]))]));
    assert_eq!(execution.history()[2].details, EventDetails::MapStateStarted { length: 3 });

    // `{"Items":[]}` and three of the four texts fit into 30 bytes, with a comma each.
    let batcher = json!({ "ItemBatcher": { "MaxInputBytesPerBatch": 31 } });
    let (outcome, _) = run_and_resume(
        start(&distributed(&pass, "Show", &batcher), r#"["aaa","bbb","ccc","ddd"]"#),
        &refuses_odd,
    );
    assert_eq!(
        output(&outcome),
        &json!([{ "Items": ["aaa", "bbb", "ccc"] }, { "Items": ["ddd"] }])
    );
}

#[test]
fn a_task_of_a_child_execution_follows_from_its_map_run() {
    let mut execution = start(&stop_each(&json!({ "MaxConcurrency": 2 })), "[1, 2, 3]");
    let Poll::Pending { tasks, .. } = execution.poll(Timestamp::UNIX_EPOCH) else {
        panic!("it ended");
    };
    assert_eq!(tasks.len(), 2);
    assert!(tasks.iter().all(|task| task.scheduled_event_id == 4));
}

#[test]
fn an_express_child_ends_after_five_minutes() {
    let wait = json!({ "Wait": { "Type": "Wait", "Seconds": 301, "End": true } });
    let mut definition = distributed(&wait, "Wait", &json!({ "ToleratedFailurePercentage": 100 }));
    let config = &mut definition["States"]["Each"]["ItemProcessor"]["ProcessorConfig"];
    config["ExecutionType"] = json!("EXPRESS");
    let (outcome, execution) = run_and_resume(start(&definition, "[1]"), &refuses_odd);
    assert_eq!(output(&outcome), &json!([]));
    assert_eq!(execution.history().last().unwrap().timestamp.as_second(), 300);
}

#[test]
fn maps_nest_in_branches_of_maps() {
    let inner = json!({ "Inner": {
        "Type": "Map",
        "ItemProcessor": {
            "StartAt": "Both",
            "States": { "Both": {
                "Type": "Parallel",
                "Branches": [
                    { "StartAt": "Stop", "States": { "Stop": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
                        "End": true,
                    }}},
                    { "StartAt": "Pass", "States": { "Pass": { "Type": "Pass", "End": true } } },
                ],
                "End": true,
            }},
        },
        "End": true,
    }});
    let definition = distributed(&inner, "Inner", &json!({ "ToleratedFailureCount": 1 }));
    let input = "[[0, 2], [1], [4]]";
    let (outcome, _) = run_and_resume(start(&definition, input), &refuses_odd);
    assert_eq!(output(&outcome), &json!([[[0, 0], [2, 2]], [[4, 4]]]));
}

#[test]
fn ten_thousand_items_are_as_many_child_executions() {
    let items: Vec<_> = (0..10_000).map(|item| item * 2).collect();
    let definition = stop_each(&json!({}));
    let (outcome, execution) = run(start(&definition, &json!(items).to_string()), &refuses_odd);
    assert_eq!(output(&outcome), &json!(items));
    assert_eq!(execution.history().len(), 8);
}

#[test]
fn an_item_knows_where_it_was_read() {
    let fields = json!({ "ItemSelector": { "source.$": "$$.Map.Item.Source" } });
    let show = json!({ "Show": { "Type": "Pass", "OutputPath": "$.source", "End": true } });
    let (outcome, _) =
        run_and_resume(start(&distributed(&show, "Show", &fields), "[7]"), &refuses_odd);
    assert_eq!(output(&outcome), &json!(["STATE_DATA"]));
    for (action, parameters, source) in [
        ("getObject", json!({ "Bucket": "findings", "Key": "a/b.json" }), "s3://findings/a/b.json"),
        ("listObjectsV2", json!({ "Bucket": "findings", "Prefix": "a/" }), "s3://findings"),
    ] {
        let mut fields = fields.clone();
        fields["ItemReader"] = json!({
            "Resource": format!("arn:aws:states:::s3:{action}"), "Parameters": parameters,
        });
        if action == "getObject" {
            fields["ItemReader"]["ReaderConfig"] = json!({ "InputType": "JSON" });
        }
        let read = |_: &TaskRequest, _: u32| Some(Ok(json!([1])));
        let (outcome, _) = run_and_resume(start(&distributed(&show, "Show", &fields), "{}"), &read);
        assert_eq!(output(&outcome), &json!([source]));
    }
}

fn read_each(reader: &Value, fields: &Value) -> Value {
    let mut fields = fields.clone();
    fields["ItemReader"] = reader.clone();
    distributed(&json!({ "Show": { "Type": "Pass", "End": true } }), "Show", &fields)
}

#[test]
fn items_are_read_by_the_driver() {
    let reader = json!({
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": { "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 2 },
        "Parameters": { "Bucket": "findings", "Key.$": "$.key" },
    });
    let fields = json!({ "ItemSelector": { "task.$": "$$.Map.Item.Value.task" } });
    let definition = read_each(&reader, &fields);
    let read = |task: &TaskRequest, attempt: u32| {
        assert_eq!(task.purpose, RequestPurpose::ItemReader);
        assert_eq!(task.resource.to_string(), "arn:aws:states:::s3:getObject");
        assert_eq!(*task.parameters.value(), json!({ "Bucket": "findings", "Key": "a.csv" }));
        assert_eq!((task.scheduled_event_id, attempt), (4, 0));
        Some(Ok(json!("task,cluster\nweb,prod\njob,prod\nthird,prod\n")))
    };
    let (outcome, execution) = run_and_resume(start(&definition, r#"{"key":"a.csv"}"#), &read);
    assert_eq!(output(&outcome), &json!([{ "task": "web" }, { "task": "job" }]));
    assert_eq!(execution.history()[2].details, EventDetails::MapStateStarted { length: 0 });
}

#[test]
fn items_that_cannot_be_read_fail_the_run_and_can_be_caught() {
    let reader = json!({
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": { "InputType": "JSON" },
        "Parameters": { "Bucket": "findings", "Key": "a.json" },
    });
    let retry = json!({
        "Retry": [{ "ErrorEquals": ["States.ItemReaderFailed"], "MaxAttempts": 1 }],
    });
    let answer = |_: &TaskRequest, attempt: u32| {
        if attempt == 0 {
            fails("S3.NoSuchKeyException", "no such key")
        } else {
            Some(Ok(json!("7")))
        }
    };
    let (outcome, execution) = run_and_resume(start(&read_each(&reader, &retry), "{}"), &answer);
    let cause = "Attempting to map over non-iterable node.";
    assert_eq!(failure(&outcome), (Some("States.ItemReaderFailed"), Some(cause)));
    assert_eq!(
        chain(&execution)[3..],
        [
            "4<-3 MapRunStarted",
            "5<-4 MapRunFailed",
            "6<-5 MapStateStarted",
            "7<-6 MapRunStarted",
            "8<-7 MapRunFailed",
            "9<-8 MapStateFailed",
            "10<-9 ExecutionFailed",
        ]
    );
}

#[test]
fn what_is_not_played_of_reading_is_named() {
    let reader = json!({
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": { "InputType": "MANIFEST" },
    });
    let mut execution = start(&read_each(&reader, &json!({})), "[]");
    assert_eq!(execution.machine().not_modelled().len(), 1);
    let Poll::NotModelled(not_modelled) = execution.poll(Timestamp::UNIX_EPOCH) else {
        panic!("it went on");
    };
    assert_eq!(not_modelled.feature, "`ItemReader` of `MANIFEST` in state `Each`");

    let mut inline = stop_each(&json!({ "ItemBatcher": { "MaxItemsPerBatch": 2 } }));
    inline["States"]["Each"]["ItemProcessor"].as_object_mut().unwrap().remove("ProcessorConfig");
    let Poll::NotModelled(not_modelled) = start(&inline, "[]").poll(Timestamp::UNIX_EPOCH) else {
        panic!("it went on");
    };
    assert_eq!(not_modelled.feature, "`ItemBatcher` of an inline Map in state `Each`");
}

#[test]
fn the_arguments_of_reading_and_writing_may_be_jsonata() {
    let fields = json!({
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": { "InputType": "JSON" },
            "Arguments": { "Bucket": "findings", "Key": "{% $states.input.day & '.json' %}" },
        },
        "ItemSelector": { "doubled": "{% $states.context.Map.Item.Value * 2 %}" },
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "WriterConfig": { "Transformation": "COMPACT" },
            "Arguments": { "Bucket": "results", "Prefix": "{% $states.input.day %}" },
        },
        "Output": "{% $states.result.ResultWriterDetails.Bucket %}",
    });
    let show = json!({ "Show": { "Type": "Pass", "End": true } });
    let mut definition = distributed(&show, "Show", &fields);
    definition["QueryLanguage"] = json!("JSONata");
    let succeeded = std::cell::RefCell::new(Value::Null);
    let transfer = |task: &TaskRequest, _: u32| {
        if task.purpose == RequestPurpose::ItemReader {
            assert_eq!(
                *task.parameters.value(),
                json!({ "Bucket": "findings", "Key": "monday.json" })
            );
            return Some(Ok(json!("[1, 2]")));
        }
        let key = task.parameters.value()["Key"].as_str().unwrap();
        assert!(key.starts_with("monday/"), "{key}");
        if key.contains("SUCCEEDED") {
            let body = task.parameters.value()["Body"].as_str().unwrap();
            *succeeded.borrow_mut() = serde_json::from_str(body).unwrap();
        }
        Some(Ok(json!({ "ETag": "x" })))
    };
    let (outcome, _) = run_and_resume(start(&definition, r#"{"day":"monday"}"#), &transfer);
    assert_eq!(output(&outcome), "results");
    assert_eq!(succeeded.into_inner(), json!([{ "doubled": 2 }, { "doubled": 4 }]));
}

#[test]
fn arguments_of_reading_and_writing_that_have_no_value_can_be_caught() {
    let key = "{% $states.input.nothing %}";
    for (field, action, parameters) in [
        ("ItemReader", "getObject", json!({ "Bucket": "findings", "Key": key })),
        ("ResultWriter", "putObject", json!({ "Bucket": "results", "Prefix": key })),
    ] {
        let mut place = json!({
            "Resource": format!("arn:aws:states:::s3:{action}"), "Arguments": parameters,
        });
        if field == "ItemReader" {
            place["ReaderConfig"] = json!({ "InputType": "JSON" });
        }
        let fields = json!({
            field: place,
            "Catch": [{
                "ErrorEquals": ["States.QueryEvaluationError"], "Next": "Tell",
                "Output": "{% $states.errorOutput.Error %}",
            }],
        });
        let show = json!({ "Show": { "Type": "Pass", "End": true } });
        let mut definition = distributed(&show, "Show", &fields);
        definition["QueryLanguage"] = json!("JSONata");
        definition["States"]["Tell"] = json!({ "Type": "Succeed" });
        let (outcome, _) = run_and_resume(start(&definition, "[1]"), &|_, _| None);
        assert_eq!(output(&outcome), "States.QueryEvaluationError", "{field}");
    }
}
