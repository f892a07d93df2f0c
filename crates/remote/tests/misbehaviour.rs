//! Endpoints that hang, break off, answer nonsense or point elsewhere; and what is sent to them.
#![cfg(test)]

mod loopback;
mod stopped_clock;

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use firedrill_api::{Operation, Value, service};
use firedrill_remote::{
    CallLimits, CallProblem, CallReply, Credentials, Endpoint, EndpointUrl, Region,
};
use sha2::{Digest, Sha256};

use crate::loopback::Request;
use crate::stopped_clock::Stopped;

const ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "FwoGZXIvYXdzEXAMPLETOKEN==";

/// What a server does with a connection, once it has read the request.
type Behaviour = fn(TcpStream);

/// A server that takes one request. The request comes over the channel.
fn server(behave: Behaviour) -> (String, mpsc::Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = Request::read(&mut stream);
        sender.send(request).unwrap();
        behave(stream);
    });
    (url, receiver)
}

fn write(mut stream: TcpStream, status: &str, head: &str, body: &str) {
    let length = body.len();
    let answer = format!("HTTP/1.1 {status}\r\n{head}content-length: {length}\r\n\r\n{body}");
    // A client that has had enough closes the connection.
    let _ = stream.write_all(answer.as_bytes());
}

fn stop_task() -> (&'static Operation, Value) {
    let operation = service("ecs").unwrap().operation("StopTask").unwrap();
    (operation, Value::Structure(vec![("task".to_owned(), "web".into())]))
}

fn endpoint(url: &str, limits: CallLimits) -> Endpoint {
    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN.to_owned())).unwrap();
    let region = Region::parse("ap-northeast-1").unwrap();
    let url = EndpointUrl::parse(url).unwrap();
    Endpoint::new(url, credentials, region, limits, Arc::new(Stopped))
}

async fn problem(behave: Behaviour) -> CallProblem {
    let (url, _requests) = server(behave);
    let (operation, input) = stop_task();
    let error = endpoint(&url, CallLimits::default()).call(operation, &input).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    for credential in [ACCESS_KEY_ID, SECRET, TOKEN] {
        assert!(!shown.contains(credential), "{shown}");
    }
    assert!(shown.contains("ecs:StopTask") && shown.contains(&url), "{shown}");
    error.problem
}

async fn reply(behave: Behaviour) -> CallReply {
    let (url, _requests) = server(behave);
    let (operation, input) = stop_task();
    endpoint(&url, CallLimits::default()).call(operation, &input).await.unwrap()
}

#[tokio::test]
async fn an_endpoint_that_hangs_runs_into_the_limit() {
    let (url, _requests) = server(|stream| {
        std::thread::sleep(Duration::from_secs(600));
        drop(stream);
    });
    let limit = Duration::from_millis(200);
    let endpoint = endpoint(&url, CallLimits { time: limit, ..CallLimits::default() });
    let (operation, input) = stop_task();
    let error = endpoint.call(operation, &input).await.unwrap_err();
    assert_eq!(error.problem, CallProblem::TimedOut { limit });
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_or_hangs_up_gives_no_answer() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (operation, input) = stop_task();
    let endpoint = endpoint(&format!("http://{gone}"), CallLimits::default());
    let error = endpoint.call(operation, &input).await.unwrap_err();
    assert!(matches!(error.problem, CallProblem::Unreachable { .. }), "{error}");

    let closed = problem(drop).await;
    assert!(matches!(closed, CallProblem::Unreachable { .. }), "{closed}");
    let no_http = problem(|mut stream| stream.write_all(b"\x00\xffSSH-2.0\r\n\r\n").unwrap()).await;
    assert!(matches!(no_http, CallProblem::Unreachable { .. }), "{no_http}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_is_too_long_is_none() {
    let broken = problem(|mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"task\":").unwrap();
    })
    .await;
    assert!(matches!(broken, CallProblem::BrokenOff { .. }), "{broken}");

    let (url, _requests) = server(|stream| write(stream, "200 OK", "", &" ".repeat(1025)));
    let endpoint = endpoint(&url, CallLimits { answer_bytes: 1024, ..CallLimits::default() });
    let (operation, input) = stop_task();
    let error = endpoint.call(operation, &input).await.unwrap_err();
    assert_eq!(error.problem, CallProblem::TooLong { limit: 1024 });
}

#[tokio::test]
async fn what_no_service_says_is_no_answer_of_one() {
    let behaviours: [(Behaviour, &str); 7] = [
        (|stream| write(stream, "200 OK", "", "<html>It works!</html>"), "200"),
        (|stream| write(stream, "200 OK", "", r#"{"task": 1}"#), "200"),
        (|stream| write(stream, "200 OK", "", &"[".repeat(100_000)), "200"),
        (|stream| write(stream, "200 OK", "", "\u{0}\u{1}"), "200"),
        (|stream| write(stream, "404 Not Found", "", "<html>Lost?</html>"), "it names no error"),
        (|stream| write(stream, "500 Oops", "", "<html>Oops</html>"), "it names no error"),
        (|stream| write(stream, "502 Bad Gateway", "", ""), "it names no error"),
    ];
    for (behave, part) in behaviours {
        let problem = problem(behave).await;
        assert!(matches!(problem, CallProblem::Unreadable { .. }), "{problem}");
        let text = problem.to_string();
        assert!(text.contains(part) && text.len() < 200, "{text}");
    }
}

#[tokio::test]
async fn a_signed_request_follows_no_redirect() {
    let elsewhere = problem(|stream| {
        write(stream, "307 Temporary Redirect", "location: http://localhost:1/\r\n", "");
    })
    .await;
    assert_eq!(elsewhere, CallProblem::Redirected { status: 307 });
}

#[tokio::test]
async fn what_an_emulator_leaves_out_is_not_implemented() {
    let missing = problem(|stream| {
        let body = r#"{"__type":"InternalFailure","message":"not yet implemented"}"#;
        write(stream, "501 Not Implemented", "", body);
    })
    .await;
    assert_eq!(missing, CallProblem::NotImplemented { message: "not yet implemented".to_owned() });
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_repeats_no_credential() {
    let reply = reply(|stream| {
        let message = format!("The canonical string is x-amz-security-token:{TOKEN}");
        let body = format!(r#"{{"__type":"SignatureDoesNotMatch","message":"{message}"}}"#);
        write(stream, "403 Forbidden", "x-amzn-requestid: r-1\r\n", &body);
    })
    .await;
    assert_eq!(reply.request_id.as_deref(), Some("r-1"));
    let fault = reply.result.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.status), ("SignatureDoesNotMatch", 403));
    assert_eq!(fault.message, "The canonical string is x-amz-security-token:[hidden]");
}

/// Whatever an object holds is its owner's: an access key id in it is data.
#[tokio::test]
async fn an_output_that_holds_a_credential_comes_as_it_was_sent() {
    let (url, _requests) = server(|stream| {
        let body = format!("aws_access_key_id = {ACCESS_KEY_ID}\n");
        write(stream, "200 OK", &format!("x-amz-meta-token: {TOKEN}\r\n"), &body);
    });
    let operation = service("s3").unwrap().operation("GetObject").unwrap();
    let input =
        Value::Structure(vec![("Bucket".to_owned(), "b".into()), ("Key".to_owned(), "k".into())]);
    let reply = endpoint(&url, CallLimits::default()).call(operation, &input).await.unwrap();
    let output = reply.result.unwrap();
    let body = format!("aws_access_key_id = {ACCESS_KEY_ID}\n");
    assert_eq!(output.get("Body"), Some(&Value::Blob(body.into_bytes())));
    let metadata = Value::Map(vec![("token".to_owned(), TOKEN.into())]);
    assert_eq!(output.get("Metadata"), Some(&metadata));
}

fn hmac(key: &[u8], message: &str) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let hash = |pad: u8, message: &[u8]| {
        Sha256::new().chain_update(block.map(|byte| byte ^ pad)).chain_update(message).finalize()
    };
    hash(0x5c, &hash(0x36, message.as_bytes())).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The signature is made here once more from what arrived, as the "Signature Version 4" pages of
/// the IAM user guide say: method, path, query, headers, hash of the body.
#[tokio::test]
async fn a_request_arrives_signed_over_its_body() {
    let (url, requests) = server(|stream| write(stream, "200 OK", "", "{}"));
    let (operation, input) = stop_task();
    let reply = endpoint(&url, CallLimits::default()).call(operation, &input).await.unwrap();
    assert_eq!(reply.result, Ok(Value::Structure(Vec::new())));

    let request = requests.recv().unwrap();
    let body = request.body.as_str();
    assert_eq!(body, r#"{"task":"web"}"#);
    assert_eq!(request.line, "POST /");
    let header =
        |name: &str| request.header(name).unwrap_or_else(|| panic!("no {name} in {request:?}"));
    assert_eq!(format!("http://{}", header("host")), url);
    assert_eq!(header("x-amz-target"), "AmazonEC2ContainerServiceV20141113.StopTask");
    assert_eq!(header("x-amz-date"), "20260101T000000Z");
    assert_eq!(header("x-amz-security-token"), TOKEN);

    let scope = "20260101/ap-northeast-1/ecs/aws4_request";
    let authorization = header("authorization");
    let (credential, rest) = authorization.split_once(", SignedHeaders=").unwrap();
    assert_eq!(credential, format!("AWS4-HMAC-SHA256 Credential={ACCESS_KEY_ID}/{scope}"));
    let (signed, signature) = rest.split_once(", Signature=").unwrap();
    assert_eq!(signed, "content-type;host;x-amz-date;x-amz-security-token;x-amz-target");

    let canonical_headers: String =
        signed.split(';').map(|name| format!("{name}:{}\n", header(name))).collect();
    let body_hash = hex(&Sha256::digest(body));
    let canonical = format!("POST\n/\n\n{canonical_headers}\n{signed}\n{body_hash}");
    let to_sign =
        format!("AWS4-HMAC-SHA256\n20260101T000000Z\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let key =
        scope.split('/').fold(format!("AWS4{SECRET}").into_bytes(), |key, part| hmac(&key, part));
    assert_eq!(signature, hex(&hmac(&key, &to_sign)));
}
