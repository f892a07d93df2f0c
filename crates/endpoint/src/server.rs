//! The port over HTTP, on loopback only.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use firedrill_wire::WireRequest;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::{Port, admin};

/// What a request may weigh: SQS and SNS take 256 KiB, Step Functions definitions of 1 MiB that
/// grow as their JSON is quoted.
const REQUEST_LIMIT: usize = 8 * 1024 * 1024;

/// Why the server could not start.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on 127.0.0.1:{port}: {reason}")]
pub struct ServerError {
    /// The port that was asked for; 0 for any.
    pub port: u16,
    /// What the system says.
    pub reason: String,
}

/// A running server; it stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves the account behind `port` on `127.0.0.1:number`; 0 takes any free one.
    ///
    /// # Errors
    /// [`ServerError`] when the address cannot be listened on.
    pub async fn start(port: Port, number: u16) -> Result<Self, ServerError> {
        let refused =
            |error: std::io::Error| ServerError { port: number, reason: error.to_string() };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, number)).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().fallback(answer).with_state(port);
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
            // A dropped sender means the same as a sent word: stop.
            let _ = stopped.await;
        });
        let task = tokio::spawn(async move {
            // Serving ends with an error only if accepting does; there is nobody to tell but the
            // clients, who see their connections end.
            let _ = serving.await;
        });
        Ok(Self { address, stop: Some(stop), task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The endpoint URL for AWS clients.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        self.task.abort();
    }
}

async fn answer(State(port): State<Port>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_LIMIT).await else {
        let reason = format!("a request may have at most {REQUEST_LIMIT} bytes");
        return (StatusCode::PAYLOAD_TOO_LARGE, reason).into_response();
    };
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    if let Some(what) = path.strip_prefix(admin::PREFIX) {
        return admin_answer(&port, what, &body);
    }
    let request = WireRequest {
        method: parts.method.as_str().to_owned(),
        path: path.to_owned(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect(),
        body: body.to_vec(),
    };
    let answer = port.handle(&request);
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap_or_else(|error| {
        (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
    })
}

fn admin_answer(port: &Port, what: &str, body: &Bytes) -> Response<Body> {
    let (status, text) = match admin::handle_json(port, what, body) {
        Ok(text) => (StatusCode::OK, text),
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
            (status, error.to_json())
        }
    };
    (status, [("content-type", "application/json")], text).into_response()
}
