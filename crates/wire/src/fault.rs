//! Faults as a server writes them, in the protocol that the client reads.

use firedrill_api::{ErrorShape, Protocol, Service};

use crate::cbor;
use crate::error::{ServiceFault, WireError};
use crate::message::WireResponse;
use crate::response::{headers, open_in_namespace};
use crate::xml;

/// Writes a fault, in the form of the service's protocol.
///
/// The code may be the name of the error's shape or the code of the wire; each protocol gets the
/// one that it writes. A JSON service that spoke Query once gets the old code in
/// `x-amzn-query-error` as well.
#[must_use]
pub fn encode_error(
    service: &'static Service,
    fault: &ServiceFault,
    request_id: &str,
) -> WireResponse {
    encode_fault(service, service.protocol(), fault, request_id)
}

/// Writes a fault in the form of a protocol, which need not be the one of the service's model: some
/// services are spoken to in several, and a client reads the one that it asked in.
pub(crate) fn encode_fault(
    service: &'static Service,
    protocol: Protocol,
    fault: &ServiceFault,
    request_id: &str,
) -> WireResponse {
    let known = service.error(&fault.code);
    let mut headers = headers(protocol, request_id);
    let side = if fault.sender { "Sender" } else { "Receiver" };
    let code = match protocol {
        Protocol::Query | Protocol::Ec2Query | Protocol::RestXml => known.map(ErrorShape::code),
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson | Protocol::Cbor => {
            known.map(ErrorShape::name)
        }
    };
    let code = code.unwrap_or(&fault.code);
    let body = match protocol {
        Protocol::Query | Protocol::RestXml => {
            let mut body = String::new();
            open_in_namespace("ErrorResponse", service, &mut body);
            xml::open("Error", &mut body);
            xml::write_text("Type", side, &mut body);
            xml::write_text("Code", code, &mut body);
            xml::write_text("Message", &fault.message, &mut body);
            xml::close("Error", &mut body);
            xml::write_text("RequestId", request_id, &mut body);
            xml::close("ErrorResponse", &mut body);
            body.into_bytes()
        }
        Protocol::Ec2Query => ec2_body(code, &fault.message, request_id).into_bytes(),
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            headers.push(("x-amzn-errortype".to_owned(), code.to_owned()));
            json_body(code, &fault.message).into_bytes()
        }
        // "Smithy RPC v2 CBOR protocol", operation error serialization: a map whose `__type` is the
        // id of the error's shape. Ours has no namespace, which clients strip.
        Protocol::Cbor => {
            headers.push(("smithy-protocol".to_owned(), cbor::PROTOCOL.to_owned()));
            cbor::map_of_texts(&[("__type", code), ("message", &fault.message)])
        }
    };
    let sends_old_code = match protocol {
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson | Protocol::Cbor => {
            service.is_query_compatible()
        }
        Protocol::Query | Protocol::Ec2Query | Protocol::RestXml => false,
    };
    if sends_old_code {
        let old = known.map_or(code, |error| error.query_code());
        headers.push(("x-amzn-query-error".to_owned(), format!("{old};{side}")));
    }
    WireResponse { status: fault.status, headers, body }
}

impl WireError {
    /// The answer to the request that could not be read: AWS's own, where AWS would have refused
    /// it too, else status 501 with the code `NotModelled`, which no service of AWS has.
    ///
    /// It is in the protocol of the request. The request reached no service, so its id is the nil
    /// one. Where not even its service is known, the answer is in JSON.
    #[must_use]
    pub fn to_response(&self) -> WireResponse {
        let fault = self.fault().unwrap_or_else(|| ServiceFault {
            code: "NotModelled".to_owned(),
            message: self.to_string(),
            status: 501,
            sender: false,
        });
        match (self, self.service()) {
            (Self::Protocol { service, protocol }, _) => {
                encode_fault(service, *protocol, &fault, NIL_REQUEST_ID)
            }
            (_, Some(service)) => encode_error(service, &fault, NIL_REQUEST_ID),
            (_, None) => WireResponse {
                status: fault.status,
                headers: vec![
                    ("x-amzn-requestid".to_owned(), NIL_REQUEST_ID.to_owned()),
                    ("content-type".to_owned(), "application/json".to_owned()),
                    ("x-amzn-errortype".to_owned(), fault.code.clone()),
                ],
                body: json_body(&fault.code, &fault.message).into(),
            },
        }
    }
}

const NIL_REQUEST_ID: &str = "00000000-0000-0000-0000-000000000000";

fn json_body(code: &str, message: &str) -> String {
    serde_json::json!({ "__type": code, "message": message }).to_string()
}

/// The form that only Amazon EC2 has ("API error format" of its API reference).
fn ec2_body(code: &str, message: &str, request_id: &str) -> String {
    let mut body = String::new();
    for name in ["Response", "Errors", "Error"] {
        xml::open(name, &mut body);
    }
    xml::write_text("Code", code, &mut body);
    xml::write_text("Message", message, &mut body);
    xml::close("Error", &mut body);
    xml::close("Errors", &mut body);
    xml::write_text("RequestID", request_id, &mut body);
    xml::close("Response", &mut body);
    body
}
