//! The port over HTTP, on loopback only.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode};
use axum::response::IntoResponse;
use firedrill_wire::WireRequest;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::admin::AdminError;
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

/// A running server. It stops listening when it is dropped; [`Self::stop`] waits for that.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    /// Dropping it stops the server.
    stop: oneshot::Sender<()>,
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
        Ok(Self { address, stop, task })
    }

    /// Stops listening, and waits until every request that came is answered.
    pub async fn stop(self) {
        let Self { stop, task, .. } = self;
        drop(stop);
        // A task that panicked is over as well.
        let _ = task.await;
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

async fn answer(State(port): State<Port>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_LIMIT).await else {
        let reason = format!("a request may have at most {REQUEST_LIMIT} bytes");
        return (StatusCode::PAYLOAD_TOO_LARGE, reason).into_response();
    };
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    if let Some(what) = path.strip_prefix(admin::PREFIX) {
        return admin_answer(&port, &parts.method, what, &body);
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

fn admin_answer(port: &Port, method: &Method, what: &str, body: &Bytes) -> Response<Body> {
    let answered = if method == Method::POST {
        admin::handle_json(port, what, body)
    } else {
        Err(AdminError::Method(method.to_string()))
    };
    let (status, text) = match answered {
        Ok(text) => (StatusCode::OK, text),
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
            (status, error.to_json())
        }
    };
    (status, [("content-type", "application/json")], text).into_response()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use firedrill_sim::{Account, AccountSettings, Delays};
    use jiff::Timestamp;

    use super::*;

    fn port() -> Port {
        Port::new(Account::new(AccountSettings {
            account_id: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            seed: 1,
            start: Timestamp::UNIX_EPOCH,
            delays: Delays::default(),
        }))
    }

    /// The first line and the body of what a server answers.
    async fn ask(address: SocketAddr, method: &str, path: &str) -> (String, String) {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        );
        let answer = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        let answer = answer.await.unwrap();
        let status = answer.lines().next().unwrap_or_default().to_owned();
        let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned();
        (status, body)
    }

    #[tokio::test]
    async fn a_server_that_was_stopped_listens_no_more() {
        let server = Server::start(port(), 0).await.unwrap();
        let address = server.address();
        assert_eq!(ask(address, "POST", "/_firedrill/health").await.1, "{}");
        server.stop().await;
        assert!(TcpStream::connect(address).is_err());
    }

    #[tokio::test]
    async fn the_admin_api_takes_post_alone() {
        let server = Server::start(port(), 0).await.unwrap();
        let (status, body) = ask(server.address(), "GET", "/_firedrill/record").await;
        assert_eq!(status, "HTTP/1.1 405 Method Not Allowed");
        assert_eq!(body, r#"{"code":"Method","message":"GET"}"#);
        let (status, _) = ask(server.address(), "POST", "/_firedrill/nothing").await;
        assert_eq!(status, "HTTP/1.1 404 Not Found");
        server.stop().await;
    }
}
