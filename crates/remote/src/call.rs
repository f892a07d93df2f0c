//! What comes of a call, and how it can go wrong.

use std::time::Duration;

use firedrill_api::Value;
use firedrill_wire::{EncodeError, ServiceFault};
use thiserror::Error;

use crate::endpoint_url::EndpointUrl;

/// What a service answered to a call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallReply {
    /// The id of the request, where the service gives one.
    pub request_id: Option<String>,
    /// The second id by which Amazon S3 knows the request.
    pub extended_request_id: Option<String>,
    /// The output, or the error with which the service refused the call.
    pub result: Result<Value, ServiceFault>,
}

/// A call that no service answered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{call}` at `{endpoint}`: {problem}")]
pub struct CallError {
    /// The endpoint.
    pub endpoint: EndpointUrl,
    /// The call, as `ecs:StopTask`.
    pub call: String,
    /// What went wrong.
    #[source]
    pub problem: CallProblem,
}

/// What went wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallProblem {
    /// The input could not be put into the protocol of the service.
    #[error("the request cannot be written: {0}")]
    Encode(#[from] EncodeError),
    /// The request could not be made or signed.
    #[error("the request cannot be signed: {reason}")]
    Sign {
        /// Why.
        reason: String,
    },
    /// There was no connection, or it ended before an answer began.
    #[error("no answer: {reason}")]
    Unreachable {
        /// What the system says.
        reason: String,
    },
    /// The answer broke off.
    #[error("the answer broke off: {reason}")]
    BrokenOff {
        /// What the system says.
        reason: String,
    },
    /// The answer did not come in time.
    #[error("no whole answer within {limit:?}")]
    TimedOut {
        /// The time.
        limit: Duration,
    },
    /// The answer is too long.
    #[error("the answer is longer than {limit} bytes")]
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// The endpoint points elsewhere, where a signed request is not sent.
    #[error("the answer with status {status} points elsewhere, and is not followed")]
    Redirected {
        /// The status.
        status: u16,
    },
    /// The endpoint does not have the operation: status 501, with which emulators answer for what
    /// they leave out, and AWS for nothing that is known here.
    #[error("the endpoint does not have the operation: {message}")]
    NotImplemented {
        /// What the endpoint says.
        message: String,
    },
    /// What came is no answer of the service.
    #[error("what came with status {status} is no answer of the service: {message}")]
    Unreadable {
        /// The status.
        status: u16,
        /// What is wrong with it.
        message: String,
    },
}
