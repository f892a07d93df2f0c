//! The port: bytes of a request in, bytes of an answer out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use firedrill_record::ApiCaller;
use firedrill_sim::{Account, Call, CallError, RequestRefusal};
use firedrill_wire::{
    DecodedRequest, ServiceFault, WireError, WireRequest, WireResponse, decode_request,
    encode_error, encode_response,
};

use crate::Answering;

/// The account behind its API.
///
/// A clone is another handle of the same account.
#[derive(Debug, Clone)]
pub struct Port {
    account: Arc<Mutex<Account>>,
}

impl Port {
    /// Puts `account` behind a port.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self { account: Arc::new(Mutex::new(account)) }
    }

    /// The account as it is now.
    #[must_use]
    pub fn account(&self) -> Account {
        self.lock().clone()
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Account> {
        // A handler that panicked is a bug, and the process is on its way down; whoever still
        // asks gets the account as the handler left it.
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request at the account's current instant.
    #[must_use]
    pub fn handle(&self, request: &WireRequest) -> WireResponse {
        let decoded = match decode_request(request) {
            Ok(decoded) => decoded,
            Err(error) => {
                self.lock().refuse_request(refusal(request, &error));
                return error.to_response();
            }
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
            let mut account = self.lock();
            let now = account.now();
            account.answer(call, now)
        };
        match answer.result {
            Ok(output) => encode_response(operation, &output, &answer.request_id),
            Err(error) => encode_error(service, &fault(error), &answer.request_id),
        }
    }
}

impl Answering for Port {
    fn answer(&self, request: &WireRequest) -> WireResponse {
        self.handle(request)
    }
}

/// What the record holds of a request that cannot be read.
fn refusal(request: &WireRequest, error: &WireError) -> RequestRefusal {
    let fault = error.fault();
    RequestRefusal {
        method: request.method.clone(),
        // A query may hold a signature.
        path: request.path.split('?').next().unwrap_or_default().to_owned(),
        service: error.service().map(|service| service.name().to_owned()),
        status: fault.as_ref().map_or(501, |fault| fault.status),
        code: fault.map_or_else(|| "NotModelled".to_owned(), |fault| fault.code),
        message: error.to_string(),
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

#[cfg(test)]
mod tests {
    use firedrill_record::HopKind;
    use firedrill_sim::{AccountSettings, Delays};
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

    #[test]
    fn a_request_that_cannot_be_read_is_in_the_record_without_its_signature() {
        let port = port();
        let target = ("x-amz-target", "AmazonEC2ContainerServiceV20141113.StopTask");
        let json = ("content-type", "application/x-amz-json-1.1");
        for (headers, body) in [(vec![], ""), (vec![target, json], "{\"task\":")] {
            let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            let answer = port.handle(&WireRequest {
                method: "POST".to_owned(),
                path: "/?X-Amz-Signature=secret".to_owned(),
                headers: headers.into_iter().map(owned).collect(),
                body: body.as_bytes().to_vec(),
            });
            assert!(answer.status >= 400);
        }
        let account = port.account();
        let refused: Vec<_> = account
            .hops()
            .iter()
            .map(|hop| match &hop.kind {
                HopKind::RequestRefused { method, path, service, code, .. } => {
                    (method.as_str(), path.as_str(), service.as_deref(), code.as_str())
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            refused,
            [
                ("POST", "/", None, "MissingAuthenticationToken"),
                ("POST", "/", Some("ecs"), "SerializationException"),
            ]
        );
        let record = serde_json::to_string(account.hops()).unwrap();
        assert!(!record.contains("secret"), "{record}");
    }
}
