//! An HTTP client for the AWS SDK that hands its requests over in the same process.

use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use firedrill_wire::{WireRequest, WireResponse};

use crate::Answering;

/// The client. In front of a [`Port`](crate::Port) it is answered at the account's current instant,
/// and never moves its clock.
#[derive(Debug, Clone)]
pub struct InMemoryClient {
    answering: Arc<dyn Answering>,
}

impl InMemoryClient {
    /// A client of what answers.
    #[must_use]
    pub fn new(answering: impl Answering) -> Self {
        Self { answering: Arc::new(answering) }
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
            wire_request(&request)
                .and_then(|request| http_response(self.answering.answer(&request))),
        )
    }
}

fn wire_request(request: &HttpRequest) -> Result<WireRequest, ConnectorError> {
    let body = request.body().bytes().ok_or_else(|| {
        ConnectorError::user("the simulated account takes no streamed request".into())
    })?;
    // The SDK writes a whole URL; a server sees what follows its authority.
    let uri = request.uri();
    let path = uri
        .split_once("://")
        .and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)))
        .unwrap_or("/")
        .to_owned();
    Ok(WireRequest {
        method: request.method().to_owned(),
        path,
        headers: request
            .headers()
            .iter()
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
