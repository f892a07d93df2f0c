//! The port: bytes of a request in, bytes of an answer out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use firedrill_sim::{Account, Call, CallError, Caller, Region, ServiceError, UnreadRequest};
use firedrill_wire::{
    CredentialScope, DecodedRequest, ServiceFault, WireError, WireRequest, WireResponse,
    decode_request, encode_error, encode_response,
};

use crate::public_address::PublicAddress;

/// The code of what is not modelled, which no service of AWS has.
const NOT_MODELLED: &str = "NotModelled";

/// The request id of an answer to a request that the account has not seen.
const NO_REQUEST_ID: &str = "00000000-0000-0000-0000-000000000000";

/// The account behind its API.
///
/// A clone is another handle of the same account.
#[derive(Debug, Clone)]
pub struct Port {
    state: Arc<Mutex<State>>,
}

/// The account, and what the next call is to be taken for.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) account: Account,
    /// The service and operation whose next call begins a story.
    pub(crate) expected: Option<(String, String)>,
}

impl Port {
    /// Puts `account` behind a port.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self { state: Arc::new(Mutex::new(State { account, expected: None })) }
    }

    /// The account as it is now.
    #[must_use]
    pub fn account(&self) -> Account {
        self.lock().account.clone()
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A handler that panicked is a bug, and the process is on its way down; whoever still
        // asks gets the account as the handler left it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request at the account's current instant.
    #[must_use]
    pub fn handle(&self, request: &WireRequest) -> WireResponse {
        let decoded = match decode_request(request) {
            Ok(decoded) => decoded,
            Err(error) => {
                self.lock().account.refuse_unread(unread(request, &error));
                return error.to_response();
            }
        };
        let DecodedRequest { service, operation, input } = decoded;
        let scope = CredentialScope::of(request);
        if scope.as_ref().is_some_and(|scope| !Region::is_name(&scope.region)) {
            return encode_error(service, &invalid_scope(), NO_REQUEST_ID);
        }
        let address = PublicAddress::of(request);
        let answer = {
            let mut state = self.lock();
            let region =
                scope.as_ref().map_or(state.account.region(), |scope| scope.region.as_str());
            let region = Region::new(region);
            // The SDK keeps maps in an order that differs from process to process.
            let input = address.inward(service.name(), input.with_sorted_maps(), &region);
            let call = Call {
                service: service.name().to_owned(),
                operation: operation.name().to_owned(),
                input,
                caller: Caller::Client { access_key: scope.map(|scope| scope.access_key_id) },
                region: Some(region),
            };
            let now = state.account.now();
            let begins = state.expected.as_ref().is_some_and(|(service, operation)| {
                *service == call.service && *operation == call.operation
            });
            if begins {
                state.expected = None;
                state.account.answer_stimulus(call, now)
            } else {
                state.account.answer(call, now)
            }
        };
        match answer.result {
            Ok(output) => {
                let output = address.outward(service.name(), output);
                encode_response(operation, &output, &answer.request_id)
            }
            Err(error) => encode_error(service, &fault(error), &answer.request_id),
        }
    }
}

/// What the record says of a request that could not be read.
fn unread(request: &WireRequest, error: &WireError) -> UnreadRequest {
    let (code, status) = match error.fault() {
        Some(fault) => (fault.code, fault.status),
        None => (NOT_MODELLED.to_owned(), 501),
    };
    let scope = CredentialScope::of(request);
    let region = scope.as_ref().filter(|scope| Region::is_name(&scope.region));
    UnreadRequest {
        service: error.service().map(|service| service.name().to_owned()).unwrap_or_default(),
        operation: error.operation().unwrap_or_default().to_owned(),
        region: region.map(|scope| Region::new(&scope.region)),
        caller: Caller::Client { access_key: scope.map(|scope| scope.access_key_id) },
        error: ServiceError { code, message: error.to_string(), status },
    }
}

/// What AWS says to a signature for a region that is none.
fn invalid_scope() -> ServiceFault {
    ServiceFault {
        code: "InvalidSignatureException".to_owned(),
        message: "Credential should be scoped to a valid region.".to_owned(),
        status: 403,
        sender: true,
    }
}

fn fault(error: CallError) -> ServiceFault {
    match error {
        CallError::Service(error) => ServiceFault {
            code: error.code,
            message: error.message,
            status: error.status,
            sender: error.status < 500,
        },
        // No service of AWS has this code: a client cannot take it for an answer of AWS.
        CallError::NotModelled(error) => ServiceFault {
            code: NOT_MODELLED.to_owned(),
            message: error.what,
            status: 501,
            sender: false,
        },
    }
}
