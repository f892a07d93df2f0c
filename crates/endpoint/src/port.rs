//! The port: bytes of a request in, bytes of an answer out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use firedrill_record::ApiCaller;
use firedrill_sim::{Account, Call, CallError};
use firedrill_wire::{
    DecodedRequest, ServiceFault, WireRequest, WireResponse, decode_request, encode_error,
    encode_response,
};

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
            Err(error) => return error.to_response(),
        };
        let DecodedRequest { service, operation, input } = decoded;
        let call = Call {
            service: service.name().to_owned(),
            operation: operation.name().to_owned(),
            // The SDK keeps maps in an order that differs from process to process.
            input: input.with_sorted_maps(),
            caller: ApiCaller::Client,
        };
        let answer = {
            let mut state = self.lock();
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
            Ok(output) => encode_response(operation, &output, &answer.request_id),
            Err(error) => encode_error(service, &fault(error), &answer.request_id),
        }
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
            code: "NotModelled".to_owned(),
            message: error.what,
            status: 501,
            sender: false,
        },
    }
}
