//! Performing a call on an endpoint.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use firedrill_api::{Operation, Value};
use firedrill_wire::{
    ResponseError, ServiceFault, WireRequest, WireResponse, decode_response, encode_request,
};
use http::{Request, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::call::{CallError, CallProblem, CallReply};
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::endpoint_url::EndpointUrl;
use crate::region::Region;
use crate::signing::sign_request;

/// How much a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// From the first byte of the request to the last of the answer.
    pub time: Duration,
    /// The size of the body of an answer, in bytes.
    pub answer_bytes: usize,
}

impl Default for CallLimits {
    /// A minute, since an emulator starts a service when it is first asked; and 8 MiB, well above
    /// what any described operation answers.
    fn default() -> Self {
        Self { time: Duration::from_secs(60), answer_bytes: 8 * 1024 * 1024 }
    }
}

/// An endpoint of the services, with what its requests are signed with.
#[derive(Debug, Clone)]
pub struct Endpoint {
    url: EndpointUrl,
    credentials: Credentials,
    region: Region,
    limits: CallLimits,
    clock: Arc<dyn Clock>,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Endpoint {
    /// An endpoint that nothing has been sent to yet.
    #[must_use]
    pub fn new(
        url: EndpointUrl,
        credentials: Credentials,
        region: Region,
        limits: CallLimits,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let client = Client::builder(TokioExecutor::new())
            // A connection that is kept may end while the next request is sent over it, and
            // nobody knows then whether that was performed.
            .pool_max_idle_per_host(0)
            .build_http();
        Self { url, credentials, region, limits, clock, client }
    }

    /// The clock that its signatures go by.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Performs an operation once: it is sent at most one time, and no redirect is followed.
    ///
    /// # Errors
    /// [`CallError`] where no service answered, within the limits, in its protocol. A service that
    /// refuses the call has answered.
    pub async fn call(
        &self,
        operation: &'static Operation,
        input: &Value,
    ) -> Result<CallReply, CallError> {
        self.perform(operation, input).await.map_err(|problem| CallError {
            endpoint: self.url.clone(),
            call: format!("{}:{}", operation.service().name(), operation.name()),
            problem,
        })
    }

    async fn perform(
        &self,
        operation: &'static Operation,
        input: &Value,
    ) -> Result<CallReply, CallProblem> {
        let encoded = encode_request(operation, input)?;
        let request = self
            .signed(encoded, operation)
            .map_err(|error| CallProblem::Sign { reason: error.to_string() })?;
        let limit = self.limits.time;
        let response = tokio::time::timeout(limit, self.send(request))
            .await
            .map_err(|_| CallProblem::TimedOut { limit })??;
        read(operation, &response, &self.credentials)
    }

    fn signed(
        &self,
        encoded: WireRequest,
        operation: &Operation,
    ) -> Result<Request<Full<Bytes>>, Box<dyn Error + Send + Sync>> {
        let mut request = Request::builder()
            .method(encoded.method.as_str())
            .uri(format!("{}{}", self.url, encoded.path))
            .header(header::HOST, self.url.authority());
        for (name, value) in &encoded.headers {
            request = request.header(name, value);
        }
        let mut request = request.body(Bytes::from(encoded.body))?;
        sign_request(
            &mut request,
            operation.service().signing_name(),
            &self.region,
            &self.credentials,
            self.clock.now(),
        )?;
        Ok(request.map(Full::new))
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<WireResponse, CallProblem> {
        let unreachable = |error: &dyn Error| CallProblem::Unreachable { reason: innermost(error) };
        let response = self.client.request(request).await.map_err(|error| unreachable(&error))?;
        let (head, body) = response.into_parts();
        let limit = self.limits.answer_bytes;
        let body = Limited::new(body, limit).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                CallProblem::TooLong { limit }
            } else {
                CallProblem::BrokenOff { reason: innermost(&*error) }
            }
        })?;
        let text =
            |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Ok(WireResponse {
            status: head.status.as_u16(),
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), text(value)))
                .collect(),
            body: body.to_bytes().into(),
        })
    }
}

/// What a response says, if a service of AWS could have said it.
///
/// What it says of an error is shown to people, and goes without the credentials; an output is left
/// as it came, since it is data that somebody stored.
fn read(
    operation: &'static Operation,
    response: &WireResponse,
    credentials: &Credentials,
) -> Result<CallReply, CallProblem> {
    let status = response.status;
    if (300..400).contains(&status) {
        return Err(CallProblem::Redirected { status });
    }
    let unreadable = |message: String| {
        Err(CallProblem::Unreadable { status, message: credentials.hide_in(message) })
    };
    let result = match decode_response(operation, response) {
        Ok(output) => Ok(output),
        Err(error) if status == 501 => {
            let message = match error {
                ResponseError::Fault(fault) if !fault.message.is_empty() => fault.message,
                error => error.to_string(),
            };
            return Err(CallProblem::NotImplemented { message: credentials.hide_in(message) });
        }
        Err(ResponseError::Fault(fault)) if is_nameless(&fault) => {
            return unreadable("it names no error".to_owned());
        }
        Err(ResponseError::Fault(fault)) => Err(ServiceFault {
            code: credentials.hide_in(fault.code),
            message: credentials.hide_in(fault.message),
            ..fault
        }),
        Err(ResponseError::Unreadable { message, .. }) => return unreadable(message),
        Err(error @ ResponseError::Protocol(_)) => return unreadable(error.to_string()),
    };
    Ok(CallReply {
        request_id: response.request_id().map(str::to_owned),
        extended_request_id: response.extended_request_id().map(str::to_owned),
        result,
    })
}

/// Whether a fault has no more of a code than its status, as where a proxy answers.
fn is_nameless(fault: &ServiceFault) -> bool {
    fault.code.is_empty() || fault.code == fault.status.to_string()
}

/// The innermost cause of an error, which says what happened.
fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
