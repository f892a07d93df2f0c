//! Requests that were refused before they could be read as calls.

use firedrill_record::{ApiOutcome, HopId, HopKind};

use crate::account::Account;
use crate::caller::Caller;
use crate::error::ServiceError;
use crate::region::Region;

/// A request that no service has seen, and what its client was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadRequest {
    /// Our name of the service; empty where the request names none that is known.
    pub service: String,
    /// The operation as the request names it; empty where it names none.
    pub operation: String,
    /// Who sent it.
    pub caller: Caller,
    /// The region that it was signed for; that of the account where none is given.
    pub region: Option<Region>,
    /// What the client was told.
    pub error: ServiceError,
}

impl Account {
    /// Writes that a request was refused unread, so that the record shows what a client sent in
    /// vain. What it asked is unknown, its request id is the nil one, and nothing else happens.
    pub fn refuse_unread(&mut self, request: UnreadRequest) -> HopId {
        let UnreadRequest { service, operation, caller, region, error } = request;
        let region = region.unwrap_or_else(|| self.machine.region.clone());
        let kind = HopKind::ApiCall {
            service,
            operation,
            caller: caller.identify(&self.machine.account_id, &region),
            request_id: "00000000-0000-0000-0000-000000000000".to_owned(),
            request: serde_json::Value::Null,
            outcome: ApiOutcome::Failed {
                code: error.code,
                message: error.message,
                status: error.status,
                injected: false,
            },
        };
        self.machine.chronicle.push(self.machine.now, None, kind)
    }
}
