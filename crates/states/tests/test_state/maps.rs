//! Map states: what their iterations are handed, and how many of them may fail.

use firedrill_states::test_state::{TestStateError, TestStateResponse, TestStatus};
use serde_json::{Value, json};

use crate::asking::{answer, steps};

#[test]
fn a_map_fails_when_more_iterations_failed_than_may() {
    let failed = |definition: Value, failures: u64| {
        let response = answer(&json!({
            "definition": definition,
            "input": r#"[1, 2, 3, 4]"#,
            "inspectionLevel": "DEBUG",
            "stateConfiguration": {"mapIterationFailureCount": failures},
            "mock": {"result": "[1, 4, 9, 16]"}
        }))
        .unwrap();
        (response.status == TestStatus::Failed).then(|| response.error.unwrap())
    };
    let map = |field: &str, value: Value| {
        let mut map = json!({
            "Type": "Map", "End": true,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Note", "States": {"Note": {"Type": "Pass", "End": true}}
            }
        });
        map[field] = value;
        map
    };
    let exceeded = Some("States.ExceedToleratedFailureThreshold".to_owned());
    for (field, value, failures, expected) in [
        ("ToleratedFailureCount", json!(2), 2, None),
        ("ToleratedFailureCount", json!(2), 3, exceeded.clone()),
        ("ToleratedFailurePercentage", json!(50), 2, None),
        ("ToleratedFailurePercentage", json!(50), 3, exceeded),
        ("Comment", json!("no threshold"), 4, None),
    ] {
        assert_eq!(failed(map(field, value), failures), expected, "{field} {failures}");
    }
}

/// A distributed Map state over tasks, with these fields more.
pub(crate) fn each_task(fields: &Value) -> Value {
    let mut map = json!({
        "Type": "Map", "ItemsPath": "$.tasks", "End": true,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Stop", "States": {"Stop": {"Type": "Pass", "End": true}}
        }
    });
    map.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    if fields.get("QueryLanguage").is_some() || fields.get("ItemReader").is_some() {
        map.as_object_mut().unwrap().remove("ItemsPath");
    }
    map
}

fn tested_map(fields: &Value, configuration: &Value) -> Result<TestStateResponse, TestStateError> {
    let writes = fields.get("ResultWriter").is_some();
    answer(&json!({
        "definition": each_task(fields),
        "input": r#"{"tasks": ["a", "b", "c"], "cluster": "prod", "two": 2}"#,
        "inspectionLevel": "DEBUG",
        "stateConfiguration": configuration,
        "mock": {"result": if writes { "{}" } else { "[]" }}
    }))
}

#[test]
fn a_map_shows_what_its_iterations_are_handed() {
    let response = tested_map(
        &json!({
            "ItemSelector": {
                "task.$": "$$.Map.Item.Value", "at.$": "$$.Map.Item.Index", "in.$": "$.cluster"
            },
            "ItemBatcher": {"MaxItemsPerBatchPath": "$.two", "BatchInput": {"in.$": "$.cluster"}},
            "MaxConcurrencyPath": "$.two"
        }),
        &json!({}),
    )
    .unwrap();
    let selected = |task: &str, at: u64| json!({"task": task, "at": at, "in": "prod"});
    let (a, b, c) = (selected("a", 0), selected("b", 1), selected("c", 2));
    let shown = steps(&response);
    assert_eq!(shown["afterItemsPath"], json!(["a", "b", "c"]));
    assert_eq!(shown["afterItemSelector"], json!([a, b, c]));
    assert_eq!(
        shown["afterItemBatcher"],
        json!([
            {"BatchInput": {"in": "prod"}, "Items": [a, b]},
            {"BatchInput": {"in": "prod"}, "Items": [c]}
        ])
    );
    assert_eq!(shown["maxConcurrency"], json!(2));

    let queried = tested_map(
        &json!({
            "QueryLanguage": "JSONata",
            "Items": "{% $states.input.tasks %}",
            "ItemSelector": "{% $states.context.Map.Item.Value & $states.input.cluster %}",
            "Output": "{% $exists($states.context.Map) %}"
        }),
        &json!({}),
    )
    .unwrap();
    let shown = steps(&queried);
    assert_eq!(shown["afterItemSelector"], json!(["aprod", "bprod", "cprod"]));
    assert_eq!(shown.get("afterItemsPath").or(shown.get("afterItemBatcher")), None);
    assert_eq!(queried.output.as_deref(), Some("false"));
}

#[test]
fn a_map_fails_with_whatever_of_it_cannot_be_evaluated() {
    let s3 = |action: &str, fields: Value| {
        let mut place = json!({"Resource": format!("arn:aws:states:::s3:{action}")});
        place.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        place
    };
    let missing = json!({"Bucket.$": "$.none"});
    let read = json!({"mapItemReaderData": "[]"});
    for (fields, configuration) in [
        (json!({"ItemSelector": {"x.$": "$.none"}}), json!({})),
        (json!({"ItemBatcher": {"MaxItemsPerBatchPath": "$.none"}}), json!({})),
        (json!({"ItemBatcher": {"MaxItemsPerBatch": 1, "BatchInput": missing}}), json!({})),
        (json!({"ResultWriter": s3("putObject", json!({"Parameters": missing}))}), json!({})),
        (
            json!({"ItemReader": s3("getObject", json!({
                "ReaderConfig": {"InputType": "JSON"}, "Parameters": missing
            }))}),
            read.clone(),
        ),
        (
            json!({"ItemReader": s3("getObject", json!({
                "ReaderConfig": {"InputType": "JSON", "MaxItemsPath": "$.none"}
            }))}),
            read,
        ),
    ] {
        let response = tested_map(&fields, &configuration).unwrap();
        assert_eq!(response.status, TestStatus::Failed, "{fields}");
        assert_eq!(response.error.as_deref(), Some("States.Runtime"), "{fields}");
    }
    let response = tested_map(
        &json!({"ResultWriter": s3("putObject", json!({"Parameters": {"Prefix": "p"}}))}),
        &json!({}),
    )
    .unwrap();
    assert_eq!(response.error.as_deref(), Some("States.ResultWriterFailed"));
}

#[test]
fn what_a_reader_read_counts_as_its_format_has_it() {
    let tested = |config: &Value, data: &str, failed: u64| {
        let reader = json!({"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": config});
        let fields = json!({
            "ItemReader": reader, "ToleratedFailureCount": 0,
            "ItemSelector": {"item.$": "$$.Map.Item.Value"}
        });
        let configuration = json!({"mapItemReaderData": data, "mapIterationFailureCount": failed});
        tested_map(&fields, &configuration)
    };
    let items = |config: &Value, data: &str| {
        let response = tested(config, data, 0).unwrap();
        let shown = steps(&response)["afterItemSelector"].clone();
        let items = shown.as_array().unwrap().iter().map(|one| one["item"].clone());
        items.collect::<Vec<_>>()
    };
    let json_config = json!({"InputType": "JSON"});
    assert_eq!(items(&json_config, "[1, {}]"), [json!(1), json!({})]);
    assert_eq!(items(&json!({"InputType": "JSON", "MaxItems": 1}), "[1, {}]"), [json!(1)]);
    assert_eq!(items(&json!({"InputType": "JSONL"}), "1\n2"), [json!(1), json!(2)]);
    let pointed = json!({"InputType": "JSON", "ItemsPointer": "/tasks", "MaxItems": 1});
    let shown = steps(&tested(&pointed, r#"{"tasks": ["a", "b"]}"#, 0).unwrap());
    assert_eq!(shown["afterItemsPointer"], json!(["a", "b"]));
    assert_eq!(shown["afterItemSelector"], json!([{"item": "a"}]));
    let csv = json!({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"});
    assert_eq!(items(&csv, "task\nweb"), [json!({"task": "web"})]);

    let exceeded = tested(&json_config, "[1, 2]", 2).unwrap();
    assert_eq!(exceeded.error.as_deref(), Some("States.ExceedToleratedFailureThreshold"));
    for (data, failed, message) in [
        ("[1,", 0, "MapItemReaderData has no items: The JSON file could not be read: "),
        ("7", 0, "MapItemReaderData has no items: Attempting to map over non-iterable node."),
        ("[1, 2]", 3, "MapIterationFailureCount is 3, but the Map state has 2 items."),
    ] {
        let refusal = tested(&json_config, data, failed).unwrap_err().to_string();
        assert!(refusal.starts_with(message), "{refusal}");
    }
    let listed = json!({"ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2"}});
    let listed = tested_map(&listed, &json!({"mapItemReaderData": "Contents"})).unwrap_err();
    assert!(listed.to_string().contains("The list is no JSON"), "{listed}");
}

#[test]
fn inputs_of_iterations_that_cannot_be_shown_are_not_made_without_end() {
    let items = vec!["1"; 100_000].join(",");
    for field in ["ItemSelector", "ItemBatcher"] {
        let template = json!({"all.$": "$.tasks"});
        let value = if field == "ItemSelector" {
            template
        } else {
            json!({"MaxItemsPerBatch": 1, "BatchInput": template})
        };
        let refusal = answer(&json!({
            "definition": each_task(&json!({field: value})),
            "input": format!(r#"{{"tasks":[{items}]}}"#),
            "mock": {"result": "[]"}
        }))
        .unwrap_err();
        assert!(matches!(refusal, TestStateError::NotModelled(_)), "{field} {refusal}");
    }
}

#[test]
fn a_state_within_a_map_is_run_for_its_first_item() {
    let machine = json!({
        "StartAt": "Each",
        "States": {"Each": {
            "Type": "Map", "End": true,
            "ItemProcessor": {"StartAt": "Both", "States": {"Both": {
                "Type": "Parallel", "End": true,
                "Branches": [{"StartAt": "Note", "States": {"Note": {
                    "Type": "Pass", "End": true,
                    "Parameters": {"at.$": "$$.Map.Item.Index", "of.$": "$$.Map.Item.Value.task"}
                }}}]
            }}}
        }}
    });
    let response =
        answer(&json!({"definition": machine, "stateName": "Note", "input": r#"{"task": "t"}"#}))
            .unwrap();
    assert_eq!(response.output.as_deref(), Some(r#"{"at":0,"of":"t"}"#));
}
