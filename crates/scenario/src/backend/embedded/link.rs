//! The two ways to the embedded account: within the process, and over HTTP on loopback.

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use firedrill_endpoint::admin::{self, AdminCommand, AdminError};
use firedrill_endpoint::{InMemoryClient, Port, Server};
use http_body_util::Full;

use crate::backend::BackendError;
use crate::backend::loopback::LoopbackClient;

/// How the harness and the SDK reach the embedded account.
#[derive(Debug)]
pub(super) enum Link {
    /// Requests are handed over within the process.
    Memory(Port),
    /// Requests go over HTTP on loopback.
    Http {
        /// The server; it stops when the link is dropped.
        server: Server,
        /// The client of the services and of the admin API.
        client: LoopbackClient,
    },
}

impl Link {
    /// Puts a server in front of `port` and a client in front of that.
    pub(super) async fn over_http(port: Port) -> Result<Self, BackendError> {
        let server = Server::start(port, 0)
            .await
            .map_err(|error| BackendError::Unavailable { reason: error.to_string() })?;
        Ok(Self::Http { server, client: LoopbackClient::new() })
    }

    /// Ends what listens, once every request is answered.
    pub(super) async fn stop(self) {
        if let Self::Http { server, client } = self {
            // Connections that are kept would be waited for.
            drop(client);
            server.stop().await;
        }
    }

    /// The HTTP client of the SDK.
    pub(super) fn sdk_client(&self) -> SharedHttpClient {
        match self {
            Self::Memory(port) => SharedHttpClient::new(InMemoryClient::new(port.clone())),
            Self::Http { client, .. } => SharedHttpClient::new(client.clone()),
        }
    }

    /// The endpoint URL of the SDK.
    pub(super) fn url(&self) -> String {
        match self {
            Self::Memory(_) => "http://127.0.0.1".to_owned(),
            Self::Http { server, .. } => server.url(),
        }
    }

    /// Has the account's admin API do something.
    pub(super) async fn admin<C: AdminCommand>(
        &self,
        command: C,
    ) -> Result<C::Answer, BackendError> {
        match self {
            Self::Memory(port) => port.admin(command).map_err(|error| refused(&error)),
            Self::Http { server, client } => {
                let unavailable = |reason: String| BackendError::Unavailable { reason };
                let (path, body) = admin::request(&command).map_err(|error| refused(&error))?;
                let request = http::Request::post(format!("{}{path}", server.url()))
                    .body(Full::from(body))
                    .map_err(|error| unavailable(error.to_string()))?;
                let answer =
                    client.send(request).await.map_err(|error| unavailable(error.to_string()))?;
                admin::answer::<C>(answer.status().as_u16(), answer.body())
                    .map_err(|error| refused(&error))
            }
        }
    }
}

fn refused(error: &AdminError) -> BackendError {
    match error {
        AdminError::InvalidStimulus(reason) => {
            BackendError::InvalidInjection { reason: reason.clone() }
        }
        _ => BackendError::Refused {
            step: "ask the admin API".to_owned(),
            code: error.code().to_owned(),
            message: error.to_string(),
        },
    }
}
