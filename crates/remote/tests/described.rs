//! Tasks of services that nobody here serves: performed where their protocol is spoken, refused
//! by name where it is not.
#![cfg(test)]

mod execution;
mod loopback;
mod stopped_clock;

use std::io::Write;
use std::net::TcpListener;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use firedrill_remote::{
    CallLimits, CallProblem, Clock, Credentials, Endpoint, EndpointDriver, EndpointDriverError,
    EndpointUrl, Region,
};
use firedrill_states::Outcome;
use firedrill_wire::EncodeError;
use serde_json::{Value, json};

use crate::loopback::Request;
use crate::stopped_clock::Stopped;

/// A server that takes one request, and answers it with a status and headers, and with a body.
fn server(head: &'static str, body: &str) -> (String, mpsc::Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    let body = body.to_owned();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        sender.send(Request::read(&mut stream)).unwrap();
        let more = "x-amzn-requestid: r-1\r\ncontent-length";
        write!(stream, "HTTP/1.1 {head}\r\n{more}: {}\r\n\r\n{body}", body.len()).unwrap();
    });
    (url, receiver)
}

fn json_of(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

/// Runs one task with these parameters.
async fn perform(
    url: &str,
    action: &str,
    parameters: &Value,
) -> Result<Outcome, EndpointDriverError> {
    let machine = json!({ "StartAt": "Ask", "States": { "Ask": {
        "Type": "Task",
        "Resource": format!("arn:aws:states:::{action}"),
        "Parameters": parameters,
        "End": true,
    }}});
    let mut execution = execution::start(&machine, Stopped.now());
    EndpointDriver::new(endpoint(url)).run(&mut execution).await
}

fn endpoint(url: &str) -> Endpoint {
    Endpoint::new(
        EndpointUrl::parse(url).unwrap(),
        Credentials::new("test", "test", None).unwrap(),
        Region::parse("us-east-1").unwrap(),
        CallLimits { time: Duration::from_secs(20), ..CallLimits::default() },
        Arc::new(Stopped),
    )
}

#[tokio::test]
async fn a_task_is_performed_in_the_protocol_of_its_service() {
    let spelt = |set: &str, null: &str| {
        json!({
            "id": { "S": "1" },
            "raw": { "B": "/wA=" },
            "tags": { (set): ["a", "b"] },
            "lines": { "L": [{ "M": { "amount": { "N": "2" }, "note": { (null): true } } }] },
        })
    };
    let (item, item_on_the_wire) = (spelt("Ss", "Nul"), spelt("SS", "NULL"));
    let put = json!({ "TableName": "t", "Item": item });
    let put_on_the_wire = json!({ "TableName": "t", "Item": item_on_the_wire });
    let get = json!({ "TableName": "t", "Key": { "id": { "S": "1" } } });
    for (action, target, parameters, answer, result) in [
        ("dynamodb:putItem", "DynamoDB_20120810.PutItem", put.clone(), json!({}), json!({})),
        (
            "dynamodb:getItem",
            "DynamoDB_20120810.GetItem",
            get,
            json!({ "Item": item_on_the_wire }),
            json!({ "Item": item }),
        ),
        (
            "kms:encrypt",
            "TrentService.Encrypt",
            json!({ "KeyId": "k", "Plaintext": "aGk=", "EncryptionContext": { "lower": "x" } }),
            json!({ "CiphertextBlob": "/wA=", "KeyId": "k" }),
            json!({ "CiphertextBlob": "/wA=", "KeyId": "k" }),
        ),
        (
            "ssm:getParameter",
            "AmazonSSM.GetParameter",
            json!({ "Name": "/a" }),
            json!({ "Parameter": { "Name": "/a", "LastModifiedDate": 1_767_225_600.5, "Version": 3 } }),
            json!({ "Parameter": {
                "Name": "/a", "LastModifiedDate": "2026-01-01T00:00:00.500Z", "Version": 3,
            }}),
        ),
        (
            "secretsmanager:getSecretValue",
            "secretsmanager.GetSecretValue",
            json!({ "SecretId": "s" }),
            json!({ "ARN": "arn", "SecretBinary": "AAE=", "VersionStages": ["AWSCURRENT"] }),
            json!({ "Arn": "arn", "SecretBinary": "AAE=", "VersionStages": ["AWSCURRENT"] }),
        ),
    ] {
        let (url, seen) = server("200 OK", &answer.to_string());
        let action = format!("aws-sdk:{action}");
        let outcome = perform(&url, &action, &parameters).await.unwrap();
        let seen = seen.recv_timeout(Duration::from_secs(20)).unwrap();
        let sent = if parameters == put { &put_on_the_wire } else { &parameters };
        assert_eq!((seen.header("x-amz-target"), &json_of(&seen)), (Some(target), sent));
        let Outcome::Succeeded { output } = &outcome else { panic!("{action}: {outcome:?}") };
        assert_eq!(output.value(), &result, "{action}");
    }
}

#[tokio::test]
async fn a_refusal_goes_by_the_exception_of_the_service() {
    let answer = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
        "message": "The conditional request failed",
    });
    let (url, _seen) = server("400 Bad Request", &answer.to_string());
    let parameters = json!({ "TableName": "t", "Item": {}, "ConditionExpression": "a = b" });
    let outcome = perform(&url, "aws-sdk:dynamodb:putItem", &parameters).await.unwrap();
    let Outcome::Failed { error, cause } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(error.as_deref(), Some("DynamoDb.ConditionalCheckFailedException"));
    let cause = cause.as_deref().unwrap();
    assert!(cause.starts_with("The conditional request failed (Service: DynamoDb,"), "{cause}");
}

/// Error and cause of an execution that failed.
fn failure(outcome: &Outcome) -> (&str, &str) {
    let Outcome::Failed { error, cause } = outcome else { panic!("{outcome:?}") };
    (error.as_deref().unwrap(), cause.as_deref().unwrap())
}

#[tokio::test]
async fn a_task_is_performed_at_the_address_of_its_operation() {
    for (action, line, parameters, body, answer, result) in [
        (
            "guardduty:listDetectors",
            "GET /detector?maxResults=5&nextToken=a%20b",
            json!({ "MaxResults": 5, "NextToken": "a b" }),
            "",
            json!({ "detectorIds": ["d"] }),
            json!({ "DetectorIds": ["d"] }),
        ),
        (
            "guardduty:archiveFindings",
            "POST /detector/d%2F..%2Fe/findings/archive",
            json!({ "DetectorId": "d/../e", "FindingIds": ["f"] }),
            r#"{"findingIds":["f"]}"#,
            json!({}),
            json!({}),
        ),
        (
            "lambda:getFunctionConcurrency",
            "GET /2019-09-30/functions/f/concurrency",
            json!({ "FunctionName": "f" }),
            "",
            json!({ "ReservedConcurrentExecutions": 2 }),
            json!({ "ReservedConcurrentExecutions": 2 }),
        ),
    ] {
        let (url, seen) = server("200 OK", &answer.to_string());
        let outcome = perform(&url, &format!("aws-sdk:{action}"), &parameters).await.unwrap();
        let seen = seen.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!((seen.line.as_str(), seen.body.as_str()), (line, body));
        let Outcome::Succeeded { output } = &outcome else { panic!("{action}: {outcome:?}") };
        assert_eq!(output.value(), &result, "{action}");
    }
}

#[tokio::test]
async fn an_object_is_written_as_json_and_read_as_text() {
    let (url, seen) = server("200 OK\r\nETag: \"e\"", "");
    let parameters = json!({
        "Bucket": "b", "Key": "k", "Body": { "a": [1] }, "Metadata": { "Owner": "me" },
        "ContentType": "application/json",
    });
    let outcome = perform(&url, "aws-sdk:s3:putObject", &parameters).await.unwrap();
    let seen = seen.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!((seen.line.as_str(), seen.body.as_str()), ("PUT /b/k", r#"{"a":[1]}"#));
    assert_eq!(seen.header("x-amz-meta-owner"), Some("me"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    let Outcome::Succeeded { output } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(output.value(), &json!({ "ETag": "\"e\"" }));

    let head = "200 OK\r\nContent-Type: text/plain\r\nx-amz-meta-owner: me\r\n\
                Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nExpires: never";
    let (url, _seen) = server(head, "\u{3c0}");
    let parameters = json!({ "Bucket": "b", "Key": "k" });
    let outcome = perform(&url, "aws-sdk:s3:getObject", &parameters).await.unwrap();
    let Outcome::Succeeded { output } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(
        output.value(),
        &json!({
            "Body": "\u{3c0}",
            "ContentLength": 2,
            "ContentType": "text/plain",
            "LastModified": "2026-01-01T00:00:00Z",
            "Metadata": { "owner": "me" },
        })
    );
}

#[tokio::test]
async fn a_header_holds_no_second_line() {
    let (url, seen) = server("200 OK", "");
    for metadata in [json!({ "a": "b\r\nx-injected: 1" }), json!({ "a: b\r\nc": "d" })] {
        let parameters = json!({ "Bucket": "b", "Key": "k", "Body": "", "Metadata": metadata });
        let error = perform(&url, "aws-sdk:s3:putObject", &parameters).await.unwrap_err();
        assert!(error.to_string().contains("which a header cannot hold"), "{error}");
    }
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn an_xml_document_is_not_written_and_nothing_is_sent() {
    let (url, seen) = server("200 OK", "");
    let parameters = json!({ "Bucket": "b", "Tagging": { "TagSet": [] } });
    let error = perform(&url, "aws-sdk:s3:putBucketTagging", &parameters).await.unwrap_err();
    let EndpointDriverError::Call { state, error: call } = &error else { panic!("{error}") };
    assert_eq!(&**state, "Ask");
    assert!(matches!(call.problem, CallProblem::Encode(EncodeError::Document(_))), "{call}");
    let shown = "`PutBucketTagging` of `s3` takes an XML document, which is not written here";
    assert!(error.to_string().contains(shown), "{error}");
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn the_customised_calls_of_dynamodb_answer_in_the_older_dialect() {
    let item = json!({ "id": { "S": "1" }, "count": { "N": "2" } });
    let key = json!({ "id": { "S": "1" } });
    let metadata = json!({
        "SdkHttpMetadata": {
            "AllHttpHeaders": { "x-amzn-RequestId": ["r-1"] },
            "HttpHeaders": { "x-amzn-RequestId": "r-1" },
            "HttpStatusCode": 200,
        },
        "SdkResponseMetadata": { "RequestId": "r-1" },
    });
    for (action, operation, parameters, answer) in [
        ("getItem", "GetItem", json!({ "TableName": "t", "Key": key }), json!({ "Item": item })),
        ("putItem", "PutItem", json!({ "TableName": "t", "Item": item }), json!({})),
        ("deleteItem", "DeleteItem", json!({ "TableName": "t", "Key": key }), json!({})),
        (
            "updateItem",
            "UpdateItem",
            json!({ "TableName": "t", "Key": key, "UpdateExpression": "SET a = b" }),
            json!({ "Attributes": { "a": { "L": [{ "BOOL": true }] } } }),
        ),
    ] {
        let (url, seen) = server("200 OK", &answer.to_string());
        let outcome = perform(&url, &format!("dynamodb:{action}"), &parameters).await.unwrap();
        let seen = seen.recv_timeout(Duration::from_secs(20)).unwrap();
        let target = format!("DynamoDB_20120810.{operation}");
        assert_eq!(seen.header("x-amz-target"), Some(target.as_str()));
        assert_eq!(json_of(&seen), parameters);
        let Outcome::Succeeded { output } = &outcome else { panic!("{action}: {outcome:?}") };
        let mut result = answer;
        result.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        assert_eq!(output.value(), &result, "{action}");
    }
}

#[tokio::test]
async fn a_refusal_of_dynamodb_names_its_older_client() {
    let service = "com.amazonaws.dynamodb.v20120810";
    for (code, error) in [
        ("ConditionalCheckFailedException", "DynamoDB.ConditionalCheckFailedException"),
        ("ValidationException", "DynamoDB.AmazonDynamoDBException"),
    ] {
        let answer = json!({ "__type": format!("{service}#{code}"), "message": "No." });
        let (url, _seen) = server("400 Bad Request", &answer.to_string());
        let parameters = json!({ "TableName": "t", "Item": {} });
        let outcome = perform(&url, "dynamodb:putItem", &parameters).await.unwrap();
        let cause = format!(
            "No. (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: {code}; \
             Request ID: r-1; Proxy: null)"
        );
        assert_eq!(failure(&outcome), (error, cause.as_str()));
    }
}

const FUNCTION: &str = "arn:aws:lambda:us-east-1:111122223333:function:f";

#[tokio::test]
async fn a_lambda_function_returns_its_payload() {
    let (url, seen) = server("200 OK\r\nX-Amz-Executed-Version: $LATEST", r#"{"b": 1}"#);
    let parameters = json!({ "FunctionName": FUNCTION, "Payload": { "a": "\u{3c0}" } });
    let outcome = perform(&url, "lambda:invoke", &parameters).await.unwrap();
    let seen = seen.recv_timeout(Duration::from_secs(20)).unwrap();
    let name = FUNCTION.replace(':', "%3A");
    assert_eq!(seen.line, format!("POST /2015-03-31/functions/{name}/invocations"));
    assert_eq!(seen.body, "{\"a\":\"\u{3c0}\"}");
    let Outcome::Succeeded { output } = &outcome else { panic!("{outcome:?}") };
    let output = output.value();
    assert_eq!(output["Payload"], json!({ "b": 1 }));
    assert_eq!(
        (&output["StatusCode"], &output["ExecutedVersion"]),
        (&json!(200), &json!("$LATEST"))
    );
    assert!(output["SdkHttpMetadata"].is_object());
}

#[tokio::test]
async fn a_lambda_function_fails_with_its_own_error() {
    let payload = r#"{"errorMessage": "No.", "errorType": "Denied"}"#;
    let (url, _seen) = server("200 OK\r\nX-Amz-Function-Error: Unhandled", payload);
    let parameters = json!({ "FunctionName": "f" });
    let outcome = perform(&url, "lambda:invoke", &parameters).await.unwrap();
    assert_eq!(failure(&outcome), ("Denied", payload));

    let head = "404 Not Found\r\nx-amzn-errortype: ResourceNotFoundException";
    let answer = json!({ "Type": "User", "Message": "Function not found: f" });
    let (url, _seen) = server(head, &answer.to_string());
    let outcome = perform(&url, "lambda:invoke", &parameters).await.unwrap();
    let cause = "Function not found: f (Service: AWSLambda; Status Code: 404; \
                 Error Code: ResourceNotFoundException; Request ID: r-1; Proxy: null)";
    assert_eq!(failure(&outcome), ("Lambda.ResourceNotFoundException", cause));
}

#[tokio::test]
async fn a_lambda_function_is_invoked_by_its_arn_alone() {
    let machine = json!({ "StartAt": "Ask", "States": {
        "Ask": { "Type": "Task", "Resource": FUNCTION, "End": true },
    }});
    let (url, seen) = server("200 OK", "[ 1 ]");
    let mut execution = execution::start(&machine, Stopped.now());
    let outcome = EndpointDriver::new(endpoint(&url)).run(&mut execution).await.unwrap();
    let seen = seen.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(seen.body, "{}");
    let Outcome::Succeeded { output } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(&**output.text(), "[ 1 ]");
    let types: Vec<_> = execution.history().iter().map(|event| event.event_type()).collect();
    assert!(types.contains(&"LambdaFunctionSucceeded"), "{types:?}");

    let (url, _seen) = server("200 OK\r\nX-Amz-Function-Error: Unhandled", "out of memory");
    let mut execution = execution::start(&machine, Stopped.now());
    let outcome = EndpointDriver::new(endpoint(&url)).run(&mut execution).await.unwrap();
    assert_eq!(failure(&outcome), ("Lambda.Unknown", "out of memory"));
    let types: Vec<_> = execution.history().iter().map(|event| event.event_type()).collect();
    assert!(types.contains(&"LambdaFunctionFailed"), "{types:?}");
}
