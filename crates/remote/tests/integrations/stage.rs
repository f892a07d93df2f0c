//! An execution, and an endpoint that answers as it is told to.

use std::collections::VecDeque;
use std::io::Write;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use firedrill_remote::{
    CallLimits, Clock, Credentials, Endpoint, EndpointDriver, EndpointDriverError, EndpointUrl,
    JobStop, Region,
};
use firedrill_states::mock::MockedAnswers;
use firedrill_states::{Execution, Outcome};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::loopback::Request;
use crate::{ended, execution};

/// The time of the machine, which the waiting of these tests goes by.
#[derive(Debug)]
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// One answer of the endpoint.
pub(crate) struct Answer {
    /// The call that it answers, as `AmazonEC2ContainerServiceV20141113.RunTask` ends.
    pub(crate) operation: &'static str,
    status: u16,
    body: Value,
    /// How long the service takes to give it.
    delay: Duration,
}

impl Answer {
    /// The same answer after a while.
    pub(crate) fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// An answer of a service that does what it is asked.
pub(crate) fn ok(operation: &'static str, body: Value) -> Answer {
    Answer { operation, status: 200, body, delay: Duration::ZERO }
}

/// An answer of a service that refuses what it is asked.
pub(crate) fn refused(operation: &'static str, code: &str, message: &str) -> Answer {
    let body = json!({ "__type": code, "message": message });
    Answer { operation, status: 400, body, delay: Duration::ZERO }
}

/// A request that the endpoint got.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) operation: String,
    pub(crate) body: Value,
}

impl Asked {
    fn of(request: &Request) -> Self {
        assert_eq!(request.line, "POST /");
        let target = request.header("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        Self { operation, body: serde_json::from_str(&request.body).unwrap_or_default() }
    }
}

/// What came of an execution.
pub(crate) struct Ended {
    pub(crate) execution: Execution,
    pub(crate) outcome: Result<Outcome, EndpointDriverError>,
    pub(crate) stops: Vec<JobStop>,
    pub(crate) asked: Vec<Asked>,
}

impl Ended {
    /// The output of an execution that succeeded.
    pub(crate) fn output(&self) -> Value {
        ended::output(&self.outcome)
    }

    /// Error and cause of an execution that failed.
    pub(crate) fn failure(&self) -> (String, String) {
        ended::failure(&self.outcome)
    }

    /// The operations that were called, in order.
    pub(crate) fn operations(&self) -> Vec<&str> {
        self.asked.iter().map(|asked| asked.operation.as_str()).collect()
    }

    /// The details of the first event of a type.
    pub(crate) fn event(&self, event_type: &str) -> Option<Value> {
        let events = self.execution.history().iter().map(|event| json!(event));
        events.into_iter().find(|event| event["type"] == event_type)
    }
}

/// Runs a machine on an endpoint that gives these answers, each to its call.
pub(crate) async fn run(definition: &Value, answers: Vec<Answer>) -> Ended {
    run_with_mocks(definition, answers, &json!({})).await
}

/// The same with mocks.
pub(crate) async fn run_with_mocks(
    definition: &Value,
    answers: Vec<Answer>,
    mocks: &Value,
) -> Ended {
    let mocks = MockedAnswers::read(mocks).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    std::thread::spawn(move || serve(&listener, answers.into(), &log));

    let endpoint = Endpoint::new(
        EndpointUrl::parse(&url).unwrap(),
        Credentials::new("test", "test", None).unwrap(),
        Region::parse("us-east-1").unwrap(),
        CallLimits::default(),
        Arc::new(SystemClock),
    );
    let mut execution = execution::start(definition, Timestamp::now());
    let mut driver = EndpointDriver::new(endpoint).with_mocks(&mocks);
    let outcome = driver.run(&mut execution).await;
    let asked = asked.lock().unwrap().clone();
    Ended { execution, outcome, stops: driver.stops().to_vec(), asked }
}

/// A machine of one task.
pub(crate) fn task(resource: &str, parameters: &Value) -> Value {
    json!({ "StartAt": "Task", "States": {
        "Task": { "Type": "Task", "Resource": resource, "Parameters": parameters, "End": true },
    }})
}

/// Answers calls until the last answer is given; what comes then meets a closed port.
fn serve(listener: &TcpListener, mut answers: VecDeque<Answer>, log: &Mutex<Vec<Asked>>) {
    while !answers.is_empty() {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = Asked::of(&Request::read(&mut stream));
        log.lock().unwrap().push(asked.clone());
        let place = answers.iter().position(|answer| answer.operation == asked.operation);
        let answer = place.and_then(|place| answers.remove(place));
        let (status, body) = match answer {
            Some(answer) => {
                std::thread::sleep(answer.delay);
                (answer.status, answer.body.to_string())
            }
            None => (501, r#"{"__type":"InternalFailure","message":"not told"}"#.to_owned()),
        };
        let head = format!(
            "HTTP/1.1 {status} Status\r\nx-amzn-requestid: r-1\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        // Who has had enough has closed the connection.
        let _ = stream.write_all(format!("{head}{body}").as_bytes());
    }
}
