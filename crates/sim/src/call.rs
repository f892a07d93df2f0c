//! A call of an API operation, and the answer to it.

use firedrill_api::Value;
use firedrill_record::HopId;

use crate::caller::{Caller, HARNESS_ACCESS_KEY};
use crate::error::CallError;
use crate::region::Region;

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
    pub caller: Caller,
    /// The region that is called; that of the account where none is given.
    pub region: Option<Region>,
}

impl Call {
    /// A call that the harness makes in the account's own region.
    #[must_use]
    pub fn by_client(service: &str, operation: &str, input: Value) -> Self {
        let caller = Caller::Client { access_key: Some(HARNESS_ACCESS_KEY.to_owned()) };
        Self {
            service: service.to_owned(),
            operation: operation.to_owned(),
            input,
            caller,
            region: None,
        }
    }

    /// The same call in a region.
    #[must_use]
    pub fn in_region(self, region: Region) -> Self {
        Self { region: Some(region), ..self }
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
