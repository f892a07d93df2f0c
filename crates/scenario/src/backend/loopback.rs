//! An HTTP client for loopback, of the harness and of the SDK alike.
//!
//! It speaks HTTP/1.1 without TLS, and knows no proxy, pool limit or time-out: whoever listens is in
//! this process.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as TcpConnector;
use hyper_util::rt::TokioExecutor;

/// The client; clones share their connections.
#[derive(Debug, Clone)]
pub(super) struct LoopbackClient {
    client: Client<TcpConnector, Full<Bytes>>,
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl LoopbackClient {
    pub(super) fn new() -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Sends a request and reads its whole answer.
    pub(super) async fn send(
        &self,
        request: http::Request<Full<Bytes>>,
    ) -> Result<http::Response<Bytes>, BoxError> {
        let (head, body) = self.client.request(request).await?.into_parts();
        Ok(http::Response::from_parts(head, body.collect().await?.to_bytes()))
    }
}

impl HttpClient for LoopbackClient {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for LoopbackClient {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.clone();
        HttpConnectorFuture::new(async move {
            let (head, body) = request
                .try_into_http1x()
                .map_err(|error| ConnectorError::user(error.into()))?
                .into_parts();
            let body = body
                .bytes()
                .ok_or_else(|| ConnectorError::user("a streamed request is not sent".into()))?;
            let body = Full::new(Bytes::copy_from_slice(body));
            let answer = client
                .send(http::Request::from_parts(head, body))
                .await
                .map_err(ConnectorError::io)?;
            HttpResponse::try_from(answer.map(SdkBody::from))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}
