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

/// Tests a Map state that has come to this result.
fn mapped(
    fields: &Value,
    configuration: &Value,
    result: &str,
) -> Result<TestStateResponse, TestStateError> {
    answer(&json!({
        "definition": each_task(fields),
        "input": r#"{"tasks": ["a", "b", "c"], "cluster": "prod", "two": 2}"#,
        "inspectionLevel": "DEBUG",
        "stateConfiguration": configuration,
        "mock": {"result": result}
    }))
}

/// Tests a Map state over three tasks, or one that writes its results.
fn tested_map(fields: &Value, configuration: &Value) -> Result<TestStateResponse, TestStateError> {
    let writes = fields.get("ResultWriter").is_some();
    mapped(fields, configuration, if writes { "{}" } else { "[1, 2, 3]" })
}

#[test]
fn a_map_shows_what_its_iterations_are_handed() {
    let response = mapped(
        &json!({
            "ItemSelector": {
                "task.$": "$$.Map.Item.Value", "at.$": "$$.Map.Item.Index", "in.$": "$.cluster"
            },
            "ItemBatcher": {"MaxItemsPerBatchPath": "$.two", "BatchInput": {"in.$": "$.cluster"}},
            "MaxConcurrencyPath": "$.two"
        }),
        &json!({}),
        "[1, 2]",
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
            {"BatchInput": {"in": "prod"}, "Items": [a.to_string(), b.to_string()]},
            {"BatchInput": {"in": "prod"}, "Items": [c.to_string()]}
        ])
    );
    assert_eq!(shown["maxConcurrency"], json!(2));
    let text = &response.inspection_data.unwrap()["afterItemsPath"];
    assert_eq!(text, r#"["a", "b", "c"]"#);

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
    let tested = |config: &Value, data: &str, failed: u64, result: &str| {
        let reader = json!({"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": config});
        let fields = json!({
            "ItemReader": reader, "ToleratedFailureCount": 0,
            "ItemSelector": {"item.$": "$$.Map.Item.Value"}
        });
        let configuration = json!({"mapItemReaderData": data, "mapIterationFailureCount": failed});
        mapped(&fields, &configuration, result)
    };
    let items = |config: &Value, data: &str| {
        let result = if config.get("MaxItems").is_some() || data.starts_with("task") {
            "[1]"
        } else {
            "[1, 2]"
        };
        let response = tested(config, data, 0, result).unwrap();
        let shown = steps(&response)["afterItemSelector"].clone();
        let items = shown.as_array().unwrap().iter().map(|one| one["item"].clone());
        items.collect::<Vec<_>>()
    };
    let json_config = json!({"InputType": "JSON"});
    assert_eq!(items(&json_config, "[1, {}]"), [json!(1), json!({})]);
    assert_eq!(items(&json!({"InputType": "JSON", "MaxItems": 1}), "[1, {}]"), [json!(1)]);
    assert_eq!(items(&json!({"InputType": "JSONL"}), "1\n2"), [json!(1), json!(2)]);
    let pointed = json!({"InputType": "JSON", "ItemsPointer": "/tasks", "MaxItems": 1});
    let shown = steps(&tested(&pointed, r#"{"tasks": ["a", "b"]}"#, 0, "[1]").unwrap());
    assert_eq!(shown["afterItemsPointer"], json!(["a", "b"]));
    assert_eq!(shown["afterItemSelector"], json!([{"item": "a"}]));
    let csv = json!({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"});
    assert_eq!(items(&csv, "task\nweb"), [json!({"task": "web"})]);

    let exceeded = tested(&json_config, "[1, 2]", 2, "[1, 2]").unwrap();
    assert_eq!(exceeded.error.as_deref(), Some("States.ExceedToleratedFailureThreshold"));
    for (data, failed, message) in [
        ("[1,", 0, "MapItemReaderData has no items: The JSON file could not be read: "),
        ("7", 0, "MapItemReaderData has no items: Attempting to map over non-iterable node."),
        (
            "[1, 2]",
            3,
            "Map iteration failure count must be less than or equal to the number of Map iterations",
        ),
        ("[1, 2, 3]", 0, "Input array does not equal the mocked result array's size"),
    ] {
        let refusal = tested(&json_config, data, failed, "[1, 2]").unwrap_err().to_string();
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
fn failures_and_results_count_by_batches() {
    let fields = json!({"ItemBatcher": {"MaxItemsPerBatch": 2}, "ToleratedFailureCount": 1});
    let failing = |failures: u64, result: &str| {
        mapped(&fields, &json!({"mapIterationFailureCount": failures}), result)
    };
    assert_eq!(failing(1, "[1, 2]").unwrap().output.as_deref(), Some("[1,2]"));
    // Too many failures are seen before too many results.
    let exceeded = failing(2, "[1, 2, 3]").unwrap();
    assert_eq!(exceeded.error.as_deref(), Some("States.ExceedToleratedFailureThreshold"));
    for (failures, result, message) in [
        (0, "[1, 2, 3]", "Input array does not equal the mocked result array's size"),
        (
            3,
            "[1, 2, 3]",
            "Map iteration failure count must be less than or equal to the number of Map iterations",
        ),
    ] {
        assert_eq!(failing(failures, result).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_state_within_a_map_sees_no_item_and_is_named_as_any_other() {
    let machine = json!({
        "StartAt": "Each",
        "States": {"Each": {
            "Type": "Map", "End": true,
            "ItemProcessor": {"StartAt": "Note", "States": {"Note": {
                "Type": "Pass", "End": true, "Parameters": {"seen.$": "$$"}
            }}}
        }}
    });
    let response = answer(&json!({"definition": machine, "stateName": "Note", "input": "7"}));
    let output: Value = serde_json::from_str(&response.unwrap().output.unwrap()).unwrap();
    let seen = output["seen"].as_object().unwrap();
    assert_eq!(seen.keys().collect::<Vec<_>>(), ["Execution", "StateMachine", "State"]);
    assert_eq!(
        seen["State"],
        json!({"Name": "StateName", "EnteredTime": "2026-01-01T00:00:00.000Z"})
    );
    assert_eq!(seen["Execution"]["Input"], 7);
    assert_eq!(seen["Execution"].get("RoleArn"), Some(&Value::Null));
}
