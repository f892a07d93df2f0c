//! Requests as clients write them, and requests that no client should write.

use firedrill_api::{Value, service};
use firedrill_wire::{WireError, WireRequest, decode_request, encode_request};
use serde_json::json;

fn request(headers: &[(&str, &str)], body: &str) -> WireRequest {
    WireRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        body: body.as_bytes().to_vec(),
    }
}

fn ecs(operation: &str, body: &str) -> WireRequest {
    let target = format!("AmazonEC2ContainerServiceV20141113.{operation}");
    request(&[("X-Amz-Target", &target), ("Content-Type", "application/x-amz-json-1.1")], body)
}

fn form(body: &str) -> WireRequest {
    request(&[("content-type", "application/x-www-form-urlencoded; charset=utf-8")], body)
}

fn structure(members: &[(&str, Value)]) -> Value {
    Value::Structure(members.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
}

#[test]
fn a_json_request_goes_by_its_target() {
    let decoded =
        decode_request(&ecs("StopTask", r#"{"reason":null,"task":"t","cluster":"c"}"#)).unwrap();
    assert_eq!((decoded.service.name(), decoded.operation.name()), ("ecs", "StopTask"));
    assert_eq!(decoded.input, structure(&[("cluster", "c".into()), ("task", "t".into())]));
    assert_eq!(decode_request(&ecs("ListClusters", "")).unwrap().input, structure(&[]));
}

#[test]
fn a_form_goes_by_its_action_and_version() {
    let decoded = decode_request(&form(
        "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws&Message=a+b%0A\
         &MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=Binary\
         &MessageAttributes.entry.1.Value.BinaryValue=AP8%3D",
    ))
    .unwrap();
    assert_eq!((decoded.service.name(), decoded.operation.name()), ("sns", "Publish"));
    let attribute =
        structure(&[("DataType", "Binary".into()), ("BinaryValue", Value::Blob(vec![0, 255]))]);
    assert_eq!(
        decoded.input,
        structure(&[
            ("TopicArn", "arn:aws".into()),
            ("Message", "a b\n".into()),
            ("MessageAttributes", Value::Map(vec![("n".to_owned(), attribute)])),
        ])
    );
}

#[test]
fn elements_of_a_form_come_in_the_order_of_their_numbers() {
    let body: Vec<_> = (1..=11).rev().map(|n| format!("Tags.member.{n}.Key=k{n}")).collect();
    let body = format!("Action=CreateRole&Version=2010-05-08&RoleName=r&{}", body.join("&"));
    let decoded = decode_request(&form(&body)).unwrap();
    let tags = decoded.input.get("Tags").and_then(Value::as_list).unwrap();
    let keys: Vec<_> = tags.iter().map(|tag| tag.get("Key").unwrap().as_str().unwrap()).collect();
    assert_eq!(keys[..3], ["k1", "k2", "k3"]);
    assert_eq!(keys[10], "k11");
}

#[test]
fn a_form_without_a_version_goes_by_its_signature_and_may_stand_in_the_query_string() {
    let mut get = request(
        &[(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKID/20240101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0",
        )],
        "",
    );
    get.method = "GET".to_owned();
    get.path = "/?Action=GetCallerIdentity&X-Amz-Date=20240101T000000Z".to_owned();
    let decoded = decode_request(&get).unwrap();
    assert_eq!((decoded.service.name(), decoded.operation.name()), ("sts", "GetCallerIdentity"));
}

#[test]
fn an_unknown_member_is_refused_by_its_path() {
    let path = |request: &WireRequest| match decode_request(request) {
        Err(WireError::UnknownMember { path, .. }) => path,
        other => format!("{other:?}"),
    };
    assert_eq!(path(&ecs("StopTask", r#"{"task":"t","Task":"t"}"#)), "Task");
    let nested = r#"{"taskDefinition":"t","overrides":{"containerOverrides":[{"nam":"x"}]}}"#;
    assert_eq!(path(&ecs("RunTask", nested)), "overrides.containerOverrides.0.nam");
    let stray = "Action=CreateTopic&Version=2010-03-31&Name=n&Tags.member.1.Kye=k";
    assert_eq!(path(&form(stray)), "Tags.member.1.Kye");
    assert_eq!(path(&form("Action=CreateTopic&Version=2010-03-31&Nmae=n")), "Nmae");
    assert_eq!(path(&form("Action=CreateTopic&Version=2010-03-31&Name.x=n")), "Name.x");
}

#[test]
fn what_is_not_of_the_shape_is_a_serialization_exception_in_the_words_of_aws() {
    let message = |body: &str| match decode_request(&ecs("RunTask", body)) {
        Err(error @ WireError::Serialization { .. }) => {
            let fault = error.fault().unwrap();
            assert_eq!((fault.code.as_str(), fault.status), ("SerializationException", 400));
            fault.message
        }
        other => format!("{other:?}"),
    };
    assert_eq!(message(r#"{"taskDefinition":1}"#), "NUMBER_VALUE can not be converted to a String");
    assert_eq!(message(r#"{"count":"1"}"#), "STRING_VALUE can not be converted to an Integer");
    assert_eq!(
        message(r#"{"count":3000000000}"#),
        "NUMBER_VALUE can not be converted to an Integer"
    );
    assert_eq!(message(r#"{"tags":"x"}"#), "Expected list or null");
    assert_eq!(message(r#"{"cluster":{}}"#), "Start of structure or map found where not expected.");
    assert_eq!(message("[]"), "Start of list found where not expected");
    assert!(message("{").starts_with("EOF"));
    assert!(message("\u{0}").starts_with("expected value"));
}

#[test]
fn depth_cannot_exhaust_the_stack() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [deep.clone(), format!(r#"{{"tags":{deep}}}"#), format!(r#"{{"stray":{deep}}}"#)] {
        let error = decode_request(&ecs("RunTask", &body)).unwrap_err();
        assert_eq!(error.fault().unwrap().code, "SerializationException");
    }
    let body = format!("Action=Publish&Version=2010-03-31&{}a=1", "a.".repeat(100_000));
    assert!(matches!(decode_request(&form(&body)), Err(WireError::UnknownMember { .. })));
}

#[test]
fn what_the_destination_lacks_is_said() {
    let error = decode_request(&ecs("StopTaskX", "{}")).unwrap_err();
    assert_eq!(error.fault().unwrap().code, "UnknownOperationException");
    let error = decode_request(&form("Action=Shout&Version=2010-03-31")).unwrap_err();
    let fault = error.fault().unwrap();
    assert_eq!(fault.code, "InvalidAction");
    assert_eq!(fault.message, "Could not find operation Shout for version 2010-03-31");
    let inventory = request(&[("x-amz-target", "AmazonSSM.PutInventory")], "{}");
    let error = decode_request(&inventory).unwrap_err();
    assert!(matches!(error, WireError::NotDescribed { .. }));
    assert_eq!(error.fault(), None);
    assert_eq!(error.to_response().status, 501);
    let nothing = decode_request(&request(&[], "{}")).unwrap_err();
    assert_eq!(nothing, WireError::UnknownService);
    assert_eq!(nothing.to_response().status, 403);
    let scope = "AWS4-HMAC-SHA256 Credential=A/20240101/r/lambda/aws4_request, Signature=0";
    let lambda = request(&[("authorization", scope)], "{}");
    assert!(matches!(decode_request(&lambda), Err(WireError::Protocol { .. })));
    let old_queue = form("Action=SendMessage&Version=2012-11-05");
    assert_eq!(decode_request(&old_queue), Err(WireError::UnknownService));
}

#[test]
fn a_request_is_written_as_its_protocol_wants() {
    let operation = |name: &str, operation| service(name).unwrap().operation(operation).unwrap();
    let at = "2024-01-01T00:00:00.120Z".parse::<jiff::Timestamp>().unwrap();
    let event = structure(&[("Time", at.into()), ("Source", "s".into())]);
    let put = structure(&[("Entries", Value::List(vec![event]))]);
    let request = encode_request(operation("events", "PutEvents"), &put).unwrap();
    assert_eq!(request.header("x-amz-target"), Some("AWSEvents.PutEvents"));
    assert_eq!(request.header("content-type"), Some("application/x-amz-json-1.1"));
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body, json!({"Entries": [{"Time": 1_704_067_200.12, "Source": "s"}]}));

    let attributes = Value::Map(vec![("DisplayName".to_owned(), "a&b".into())]);
    let create = structure(&[("Name", "t".into()), ("Attributes", attributes)]);
    let request = encode_request(operation("sns", "CreateTopic"), &create).unwrap();
    assert_eq!(
        String::from_utf8(request.body).unwrap(),
        "Action=CreateTopic&Version=2010-03-31&Name=t&Attributes.entry.1.key=DisplayName\
         &Attributes.entry.1.value=a%26b"
    );
    let send = encode_request(operation("sqs", "SendMessage"), &structure(&[])).unwrap();
    assert_eq!(send.header("x-amzn-query-mode"), Some("true"));
    let error =
        encode_request(operation("ecs", "StopTask"), &structure(&[("task", Value::Integer(1))]));
    assert_eq!(
        error.unwrap_err().to_string(),
        "`task` is a whole number, which is not of the shape `string`"
    );
}
