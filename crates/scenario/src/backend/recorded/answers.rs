//! The calls of a recorded run, answered again in their order.

use std::sync::{Arc, Mutex, PoisonError};

use firedrill_endpoint::Answering;
use firedrill_record::{ApiCaller, ApiOutcome, Hop, HopId, HopKind, Hops};
use firedrill_wire::{
    DecodedRequest, ServiceFault, WireRequest, WireResponse, decode_request, encode_error,
    encode_response,
};

use super::reading::from_wire_json;

/// The answers of a recorded run; clones read on from the same place.
#[derive(Debug, Clone)]
pub(super) struct RecordedAnswers {
    hops: Arc<Hops>,
    /// The last call that was answered.
    last: Arc<Mutex<HopId>>,
}

impl RecordedAnswers {
    /// Answers that begin after the hop `last`.
    pub(super) fn after(hops: Arc<Hops>, last: HopId) -> Self {
        Self { hops, last: Arc::new(Mutex::new(last)) }
    }

    /// The last call that was answered.
    pub(super) fn last(&self) -> HopId {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads on from here.
    pub(super) fn skip_to(&self, hop: HopId) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = hop.max(*last);
    }

    /// The next call that a client made.
    fn next(&self) -> Option<&Hop> {
        let is_of_client =
            |hop: &&Hop| matches!(hop.kind, HopKind::ApiCall { caller: ApiCaller::Client, .. });
        self.hops.after(self.last()).iter().find(is_of_client)
    }

    fn of_record(&self, request: &DecodedRequest) -> Option<WireResponse> {
        let hop = self.next()?;
        let HopKind::ApiCall { service, operation, request_id, request: made, outcome, .. } =
            &hop.kind
        else {
            return None;
        };
        let DecodedRequest { service: asked, operation: asked_operation, .. } = request;
        let input = asked_operation.input().map(|shape| {
            firedrill_api::to_wire_json(shape, &request.input.clone().with_sorted_maps())
        });
        let is_same = asked.name() == service
            && asked_operation.name() == operation
            && input.is_none_or(|input| input == *made);
        if !is_same {
            return None;
        }
        let answer = match outcome {
            ApiOutcome::Succeeded { response } => {
                let output = asked_operation.output().map(|shape| from_wire_json(shape, response));
                encode_response(asked_operation, &output.unwrap_or_default(), request_id)
            }
            ApiOutcome::Failed { code, message, status, .. } => {
                let fault = ServiceFault {
                    code: code.clone(),
                    message: message.clone(),
                    status: *status,
                    sender: *status < 500,
                };
                encode_error(asked, &fault, request_id)
            }
        };
        self.skip_to(hop.id);
        Some(answer)
    }
}

impl Answering for RecordedAnswers {
    fn answer(&self, request: &WireRequest) -> WireResponse {
        let decoded = match decode_request(request) {
            Ok(decoded) => decoded,
            Err(error) => return error.to_response(),
        };
        self.of_record(&decoded).unwrap_or_else(|| {
            let (service, operation) = (decoded.service, decoded.operation);
            let fault = ServiceFault {
                code: "NotModelled".to_owned(),
                message: format!(
                    "{}:{}: the record does not go on with this call",
                    service.name(),
                    operation.name()
                ),
                status: 501,
                sender: false,
            };
            encode_error(service, &fault, "00000000-0000-0000-0000-000000000000")
        })
    }
}
