//! An HTTP client for the AWS SDK that hands its requests to the port in the same process.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use firedrill_wire::{WireRequest, WireResponse};

use crate::Port;

/// The client. It answers at the account's current instant and never moves its clock.
#[derive(Debug, Clone)]
pub struct InMemoryClient {
    port: Port,
}

impl InMemoryClient {
    /// A client of the account behind `port`.
    #[must_use]
    pub fn new(port: Port) -> Self {
        Self { port }
    }
}

impl HttpClient for InMemoryClient {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for InMemoryClient {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(
            wire_request(&request).and_then(|request| http_response(self.port.handle(&request))),
        )
    }
}

fn wire_request(request: &HttpRequest) -> Result<WireRequest, ConnectorError> {
    let body = request.body().bytes().ok_or_else(|| {
        ConnectorError::user("the simulated account takes no streamed request".into())
    })?;
    // The SDK writes a whole URL; a server sees what follows its authority.
    let uri = request.uri();
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let (host, path) =
        rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, "/"));
    // A client of HTTP says the host that it calls; the SDK leaves that to its HTTP client.
    let said = request.headers().iter().filter(|(name, _)| !name.eq_ignore_ascii_case("host"));
    Ok(WireRequest {
        method: request.method().to_owned(),
        path: path.to_owned(),
        headers: [("host", host)]
            .into_iter()
            .chain(said)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: body.to_vec(),
    })
}

fn http_response(answer: WireResponse) -> Result<HttpResponse, ConnectorError> {
    let status = StatusCode::try_from(answer.status)
        .map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    for (name, value) in answer.headers {
        response
            .headers_mut()
            .try_append(name, value)
            .map_err(|error| ConnectorError::other(error.into(), None))?;
    }
    Ok(response)
}
