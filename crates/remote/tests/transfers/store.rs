//! A store of objects that answers as it is told to, and checks how it was asked: the digest of the
//! body and the signature.

use std::collections::VecDeque;
use std::io::Write;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials as SigningCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use firedrill_remote::{
    CallLimits, Clock, Credentials, Endpoint, EndpointDriver, EndpointDriverError, EndpointUrl,
    Region,
};
use firedrill_states::{Execution, Outcome};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::loopback::Request;
use crate::stopped_clock::Stopped;
use crate::{ended, execution};

/// Checks the digest and the signature as Amazon S3 does: over the address as it stands.
fn check(asked: &Request) {
    let digest: String =
        Sha256::digest(&asked.body).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(asked.header("x-amz-content-sha256"), Some(digest.as_str()));
    let (method, address) = asked.line.split_once(' ').unwrap();
    let identity = SigningCredentials::new("test", "secret", None, None, "test").into();
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name("s3")
        .time(UNIX_EPOCH + Duration::from_secs(1_767_225_600))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let of_signature = ["authorization", "x-amz-date", "x-amz-content-sha256"];
    let signed = asked
        .headers
        .iter()
        .filter(|(name, _)| !of_signature.contains(&name.as_str()) && name != "content-length");
    let url = format!("http://{}{address}", asked.header("host").unwrap());
    let request = SignableRequest::new(
        method,
        url,
        signed.map(|(name, value)| (name.as_str(), value.as_str())),
        SignableBody::Bytes(asked.body.as_bytes()),
    );
    let (instructions, _) = sign(request.unwrap(), &parameters).unwrap().into_parts();
    let expected = instructions.headers().find(|(name, _)| *name == "authorization");
    assert_eq!(asked.header("authorization"), expected.map(|(_, value)| value));
}

/// An answer of the store: a status and a body.
pub(crate) type Answer = (u16, String);

/// An object, or a list of them.
pub(crate) fn ok(body: impl Into<String>) -> Answer {
    (200, body.into())
}

/// An error, in the words of Amazon S3.
pub(crate) fn error(status: u16, code: &str, message: &str) -> Answer {
    let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    (status, format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{error}"))
}

/// What came of an execution.
pub(crate) struct Ended {
    pub(crate) execution: Execution,
    pub(crate) outcome: Result<Outcome, EndpointDriverError>,
    pub(crate) asked: Vec<Request>,
}

impl Ended {
    /// The methods and addresses that were asked for, in order.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.asked.iter().map(|asked| asked.line.as_str()).collect()
    }

    /// The output of an execution that succeeded.
    pub(crate) fn output(&self) -> Value {
        ended::output(&self.outcome)
    }

    /// Error and cause of an execution that failed.
    pub(crate) fn failure(&self) -> (String, String) {
        ended::failure(&self.outcome)
    }

    /// The types of the events, in order.
    pub(crate) fn types(&self) -> Vec<&str> {
        self.execution.history().iter().map(|event| event.event_type()).collect()
    }
}

/// A machine of one distributed Map state, with more members, whose children return their input.
pub(crate) fn map(more: &Value) -> Value {
    let mut state = json!({
        "Type": "Map",
        "ItemProcessor": {
            "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
            "StartAt": "Pass",
            "States": { "Pass": { "Type": "Pass", "End": true } },
        },
        "End": true,
    });
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "StartAt": "Each", "States": { "Each": state } })
}

/// Runs a machine on a store that gives these answers in turn.
pub(crate) async fn run(definition: &Value, answers: Vec<Answer>) -> Ended {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    std::thread::spawn(move || serve(&listener, answers.into(), &log));
    let endpoint = Endpoint::new(
        EndpointUrl::parse(&url).unwrap(),
        Credentials::new("test", "secret", None).unwrap(),
        Region::parse("us-east-1").unwrap(),
        CallLimits { time: Duration::from_secs(20), answer_bytes: 64 * 1024 },
        Arc::new(Stopped),
    );
    let mut execution = execution::start(definition, Stopped.now());
    let outcome = EndpointDriver::new(endpoint).run(&mut execution).await;
    let asked = asked.lock().unwrap().clone();
    for asked in &asked {
        check(asked);
    }
    Ended { execution, outcome, asked }
}

fn serve(listener: &TcpListener, mut answers: VecDeque<Answer>, log: &Mutex<Vec<Request>>) {
    while let Some((status, body)) = answers.pop_front() {
        let (mut stream, _) = listener.accept().unwrap();
        log.lock().unwrap().push(Request::read(&mut stream));
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Status\r\nx-amz-request-id: r-1\r\nx-amz-id-2: x-1\r\n\
             content-length: {length}\r\n\r\n"
        );
        // Who has had enough has closed the connection.
        let _ = stream.write_all(format!("{head}{body}").as_bytes());
    }
}
