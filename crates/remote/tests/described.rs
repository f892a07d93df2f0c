//! Tasks of services that nobody here serves: performed where their protocol is spoken, refused
//! by name where it is not.
#![cfg(test)]

mod execution;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use firedrill_remote::{
    CallLimits, Clock, Credentials, Endpoint, EndpointDriver, EndpointDriverError, EndpointUrl,
    Region,
};
use firedrill_states::Outcome;
use jiff::Timestamp;
use serde_json::{Value, json};

/// 2026-01-01T00:00:00Z, for ever.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::constant(1_767_225_600, 0)
    }
}

/// A request as the server saw it.
#[derive(Debug)]
struct Seen {
    target: String,
    body: Value,
}

/// A server that takes one request, and answers it with a status and a body.
fn server(status: &'static str, answer: Value) -> (String, mpsc::Receiver<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        sender.send(read_request(&mut stream)).unwrap();
        let (body, head) = (answer.to_string(), "x-amzn-requestid: r-1\r\ncontent-length");
        write!(stream, "HTTP/1.1 {status}\r\n{head}: {}\r\n\r\n{body}", body.len()).unwrap();
    });
    (url, receiver)
}

fn read_request(stream: &mut TcpStream) -> Seen {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).unwrap();
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8(request.clone()).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).unwrap().1.to_owned()
        };
        if body.len() >= header("content-length").parse().unwrap() {
            let body = serde_json::from_str(body).unwrap();
            return Seen { target: header("x-amz-target"), body };
        }
    }
}

/// Runs one task with these parameters.
async fn perform(
    url: &str,
    action: &str,
    parameters: &Value,
) -> Result<Outcome, EndpointDriverError> {
    let machine = json!({ "StartAt": "Ask", "States": { "Ask": {
        "Type": "Task",
        "Resource": format!("arn:aws:states:::aws-sdk:{action}"),
        "Parameters": parameters,
        "End": true,
    }}});
    let endpoint = Endpoint::new(
        EndpointUrl::parse(url).unwrap(),
        Credentials::new("test", "test", None).unwrap(),
        Region::parse("us-east-1").unwrap(),
        CallLimits { time: Duration::from_secs(20), ..CallLimits::default() },
        Arc::new(Stopped),
    );
    let mut execution = execution::start(&machine, Stopped.now());
    EndpointDriver::new(endpoint).run(&mut execution).await
}

#[tokio::test]
async fn a_task_is_performed_in_the_protocol_of_its_service() {
    let item = json!({
        "id": { "S": "1" },
        "raw": { "B": "/wA=" },
        "tags": { "SS": ["a", "b"] },
        "lines": { "L": [{ "M": { "amount": { "N": "2" }, "note": { "NULL": true } } }] },
    });
    let put = json!({ "TableName": "t", "Item": item });
    let get = json!({ "TableName": "t", "Key": { "id": { "S": "1" } } });
    for (action, target, parameters, answer, result) in [
        ("dynamodb:putItem", "DynamoDB_20120810.PutItem", put, json!({}), json!({})),
        (
            "dynamodb:getItem",
            "DynamoDB_20120810.GetItem",
            get,
            json!({ "Item": item }),
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
            json!({ "ARN": "arn", "SecretBinary": "AAE=", "VersionStages": ["AWSCURRENT"] }),
        ),
    ] {
        let (url, seen) = server("200 OK", answer);
        let outcome = perform(&url, action, &parameters).await.unwrap();
        let seen = seen.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!((seen.target.as_str(), &seen.body), (target, &parameters));
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
    let (url, _seen) = server("400 Bad Request", answer);
    let parameters = json!({ "TableName": "t", "Item": {}, "ConditionExpression": "a = b" });
    let outcome = perform(&url, "dynamodb:putItem", &parameters).await.unwrap();
    let Outcome::Failed { error, cause } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(error.as_deref(), Some("DynamoDb.ConditionalCheckFailedException"));
    let cause = cause.as_deref().unwrap();
    assert!(cause.starts_with("The conditional request failed (Service: DynamoDb,"), "{cause}");
}
