//! A call of an API operation, and the answer to it.

use firedrill_api::Value;
use firedrill_record::{ApiCaller, HopId};

use crate::error::CallError;

/// A call of an operation of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Our name of the service, such as `ecs`.
    pub service: String,
    /// The operation, such as `StopTask`.
    pub operation: String,
    /// The input, keyed by the member names of the service's model.
    pub input: Value,
    /// Who calls.
    pub caller: ApiCaller,
}

impl Call {
    /// A call by a client of the account.
    #[must_use]
    pub fn by_client(service: &str, operation: &str, input: Value) -> Self {
        Self {
            service: service.to_owned(),
            operation: operation.to_owned(),
            input,
            caller: ApiCaller::Client,
        }
    }
}

/// The answer to a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The request id, which responses and errors carry and the record names.
    pub request_id: String,
    /// The hop of the call.
    pub hop: HopId,
    /// The output, or why there is none.
    pub result: Result<Value, CallError>,
}

/// A client's request that could not be read: what a record may hold of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRefusal {
    /// The HTTP method.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// Our name of the service, where it is known.
    pub service: Option<String>,
    /// The error code of the answer.
    pub code: String,
    /// Why, in words.
    pub message: String,
    /// The HTTP status.
    pub status: u16,
}
