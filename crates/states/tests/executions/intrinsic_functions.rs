//! Every intrinsic function, run through a machine: the examples of "Intrinsic functions for
//! JSONPath states in Step Functions" of the developer guide.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html>

use firedrill_states::Outcome;
use serde_json::{Value, json};

use crate::driving::{fails, output, run_and_resume, start};

/// What a Pass state makes of a call with its input.
fn outcome(call: &str, input: &Value) -> Outcome {
    let definition = json!({ "StartAt": "Call", "States": { "Call": {
        "Type": "Pass", "Parameters": { "value.$": call }, "End": true,
    }}});
    let none = |_: &_, _| fails("None", "there is no task");
    run_and_resume(start(&definition, &input.to_string()), &none).0
}

fn value(call: &str, input: &Value) -> Value {
    output(&outcome(call, input))["value"].clone()
}

#[test]
fn arrays_are_taken_apart_and_put_together() {
    let input = json!({
        "inputArray": [1, 2, 3, 4, 5, 6, 7, 8, 9],
        "lookingFor": 5,
        "index": 5,
        "repeated": [1, 2, 3, 3, 3, 3, 3, 3, 4],
        "Id": 123_456,
    });
    for (call, expected) in [
        ("States.Array($.Id)", json!([123_456])),
        ("States.ArrayPartition($.inputArray,4)", json!([[1, 2, 3, 4], [5, 6, 7, 8], [9]])),
        ("States.ArrayContains($.inputArray, $.lookingFor)", json!(true)),
        ("States.ArrayRange(1, 9, 2)", json!([1, 3, 5, 7, 9])),
        ("States.ArrayGetItem($.inputArray, $.index)", json!(6)),
        ("States.ArrayLength($.inputArray)", json!(9)),
        ("States.ArrayUnique($.repeated)", json!([1, 2, 3, 4])),
    ] {
        assert_eq!(value(call, &input), expected, "{call}");
    }
}

#[test]
fn data_is_encoded_decoded_and_hashed() {
    let input = json!({
        "input": "Data to encode",
        "base64": "RGF0YSB0byBlbmNvZGU=",
        "Data": "input data",
        "Algorithm": "SHA-1",
    });
    for (call, expected) in [
        ("States.Base64Encode($.input)", "RGF0YSB0byBlbmNvZGU="),
        ("States.Base64Decode($.base64)", "Data to encode"),
        ("States.Hash($.Data, $.Algorithm)", "aaff4a450a104cd177d28d18d74485e8cae074b7"),
    ] {
        assert_eq!(value(call, &input), json!(expected), "{call}");
    }
}

#[test]
fn json_is_merged_read_and_written() {
    let input = json!({
        "json1": { "a": { "a1": 1, "a2": 2 }, "b": 2 },
        "json2": { "a": { "a3": 1, "a4": 2 }, "c": 3 },
        "escapedJsonString": "{\"foo\": \"bar\"}",
        "unescapedJson": { "foo": "bar" },
    });
    for (call, expected) in [
        (
            "States.JsonMerge($.json1, $.json2, false)",
            json!({ "a": { "a3": 1, "a4": 2 }, "b": 2, "c": 3 }),
        ),
        ("States.StringToJson($.escapedJsonString)", json!({ "foo": "bar" })),
        ("States.JsonToString($.unescapedJson)", json!("{\"foo\":\"bar\"}")),
    ] {
        assert_eq!(value(call, &input), expected, "{call}");
    }
}

#[test]
fn texts_are_cut_and_filled() {
    let input = json!({
        "inputString": "1,2,3,4,5",
        "marks": "This.is+a,test=string",
        "splitter": ".+,=",
        "name": "Arnav",
    });
    for (call, expected) in [
        ("States.StringSplit($.inputString, ',')", json!(["1", "2", "3", "4", "5"])),
        ("States.StringSplit($.marks, $.splitter)", json!(["This", "is", "a", "test", "string"])),
        ("States.Format('Hello, my name is {}.', $.name)", json!("Hello, my name is Arnav.")),
    ] {
        assert_eq!(value(call, &input), expected, "{call}");
    }
}

#[test]
fn numbers_are_added_and_drawn() {
    let input = json!({ "value1": 111, "step": -1, "start": 1, "end": 999, "seed": 3 });
    assert_eq!(value("States.MathAdd($.value1, $.step)", &input), json!(110));
    let drawn = value("States.MathRandom($.start, $.end)", &input).as_i64().unwrap();
    assert!((1..999).contains(&drawn), "{drawn}");
    let seeded = || value("States.MathRandom($.start, $.end, $.seed)", &input);
    assert_eq!(seeded(), seeded());
    let range = value("States.MathRandom(5, 6)", &input);
    assert_eq!(range, json!(5), "the end is no number that is drawn");
}

#[test]
fn an_id_is_of_version_4() {
    let id = value("States.UUID()", &json!({}));
    let parts: Vec<_> = id.as_str().unwrap().split('-').collect();
    assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert!(parts[2].starts_with('4'), "{id}");
}

#[test]
fn calls_nest() {
    let input = json!({ "ImageRecipe": {
        "Arn": "arn:aws:imagebuilder:us-east-1:111122223333:image-recipe/base.image/1.0.0",
    }});
    let call = "States.Format('{}.{}', States.ArrayGetItem(States.StringSplit(States.ArrayGetItem(States.StringSplit($.ImageRecipe.Arn, '/'), 2), '.'), 0), States.ArrayGetItem(States.StringSplit(States.ArrayGetItem(States.StringSplit($.ImageRecipe.Arn, '/'), 2), '.'), 1))";
    assert_eq!(value(call, &input), json!("1.0"));
}

#[test]
fn what_a_function_does_not_take_fails_the_execution() {
    let input = json!({ "array": [1, 2], "text": "no array" });
    for call in [
        "States.ArrayPartition($.array, 0)",
        "States.ArrayPartition($.text, 1)",
        "States.ArrayGetItem($.array, 2)",
        "States.ArrayUnique($.text)",
        "States.Base64Decode('!')",
        "States.Base64Encode($.array)",
        "States.JsonMerge($.array, $.array, false)",
        "States.StringToJson($.array)",
        "States.StringSplit($.array, ',')",
        "States.MathRandom(2, 2)",
        "States.MathAdd($.text, 1)",
    ] {
        let outcome = outcome(call, &input);
        let Outcome::Failed { error, cause } = &outcome else { panic!("{call}: {outcome:?}") };
        assert_eq!(error.as_deref(), Some("States.Runtime"), "{call}");
        let name = call.split('(').next().unwrap();
        assert!(cause.as_deref().unwrap().contains(name), "{call}: {cause:?}");
    }
}
