//! Responses: what a server writes and a client reads.

use firedrill_api::{Operation, Protocol, Service, Value};

use crate::error::{EncodeError, ReadError, ResponseError, ServiceFault, UnknownMembers};
use crate::fault::encode_fault;
use crate::json;
use crate::message::WireResponse;
use crate::request::nothing_in;
use crate::rest;
use crate::xml::{self, Element};

/// Writes what an operation answers.
///
/// An output that is not of the operation's shape is a defect of the service, and becomes the
/// `InternalFailure` with which AWS answers for its own defects.
#[must_use]
pub fn encode_response(
    operation: &'static Operation,
    output: &Value,
    request_id: &str,
) -> WireResponse {
    let service = operation.service();
    let body = match service.protocol() {
        Protocol::Json10 | Protocol::Json11 => json_body(operation, output),
        Protocol::Query => xml_body(operation, output, request_id),
        Protocol::Ec2Query | Protocol::RestJson | Protocol::RestXml | Protocol::Cbor => {
            Err(EncodeError::Protocol(service))
        }
    };
    match body {
        Ok(body) => WireResponse {
            status: 200,
            headers: headers(service.protocol(), request_id),
            body: body.into(),
        },
        Err(error) => {
            let fault = ServiceFault {
                code: "InternalFailure".to_owned(),
                message: format!("the output of {} is malformed: {error}", operation.name()),
                status: 500,
                sender: false,
            };
            encode_fault(service, service.protocol(), &fault, request_id)
        }
    }
}

fn json_body(operation: &Operation, output: &Value) -> Result<String, EncodeError> {
    match operation.output() {
        Some(shape) => Ok(json::write(shape, output)?.to_string()),
        None => nothing_in(output).map(|()| String::new()),
    }
}

fn xml_body(
    operation: &Operation,
    output: &Value,
    request_id: &str,
) -> Result<String, EncodeError> {
    let response = format!("{}Response", operation.name());
    let mut body = String::new();
    open_in_namespace(&response, operation.service(), &mut body);
    match (operation.output(), operation.result_wrapper()) {
        (Some(shape), Some(wrapper)) => xml::write(shape, output, wrapper, &mut body)?,
        (Some(shape), None) => xml::write_content(shape, output, &mut body)?,
        (None, _) => nothing_in(output)?,
    }
    xml::open("ResponseMetadata", &mut body);
    xml::write_text("RequestId", request_id, &mut body);
    xml::close("ResponseMetadata", &mut body);
    xml::close(&response, &mut body);
    Ok(body)
}

pub(crate) fn open_in_namespace(name: &str, service: &Service, out: &mut String) {
    out.extend(["<", name]);
    if let Some(namespace) = service.xml_namespace() {
        out.push_str(" xmlns=\"");
        xml::text(namespace, out);
        out.push('"');
    }
    out.push('>');
}

/// The headers that every answer in a protocol has.
pub(crate) fn headers(protocol: Protocol, request_id: &str) -> Vec<(String, String)> {
    let content_type = match protocol {
        Protocol::Json10 => "application/x-amz-json-1.0",
        Protocol::Json11 => "application/x-amz-json-1.1",
        Protocol::RestJson => "application/json",
        Protocol::Cbor => "application/cbor",
        Protocol::Query | Protocol::Ec2Query | Protocol::RestXml => "text/xml",
    };
    vec![
        ("x-amzn-requestid".to_owned(), request_id.to_owned()),
        ("content-type".to_owned(), content_type.to_owned()),
    ]
}

/// Reads what a service answered.
///
/// Members that the shape does not know are ignored, since the service may be newer. What answers
/// an operation without an output may be empty, and else is of the protocol all the same: the page
/// of a web server is no success.
///
/// # Errors
///
/// The fault that the service answered with, or that its answer cannot be read.
pub fn decode_response(
    operation: &'static Operation,
    response: &WireResponse,
) -> Result<Value, ResponseError> {
    let protocol = operation.service().protocol();
    let read = match protocol {
        Protocol::Json10 | Protocol::Json11 if response.status >= 300 => {
            return Err(ResponseError::Fault(json_fault(response)));
        }
        Protocol::RestJson if response.status >= 300 => {
            return Err(ResponseError::Fault(json_fault(response)));
        }
        Protocol::Query | Protocol::RestXml if response.status >= 300 => {
            return Err(match fault_of_head(operation, response) {
                Some(fault) => ResponseError::Fault(fault),
                None => xml_fault(response)
                    .map_or_else(|error| unreadable(response, error), ResponseError::Fault),
            });
        }
        Protocol::Json10 | Protocol::Json11 => read_json(operation, &response.body),
        Protocol::Query => read_xml(operation, &response.body),
        Protocol::RestXml if rest::is_late_fault(operation, response) => {
            return Err(xml_fault(response)
                .map_or_else(|error| unreadable(response, error), ResponseError::Fault));
        }
        Protocol::RestJson | Protocol::RestXml => rest::read(operation, response),
        Protocol::Ec2Query | Protocol::Cbor => {
            return Err(ResponseError::Protocol(operation.service()));
        }
    };
    read.map_err(|error| unreadable(response, error))
}

fn unreadable(response: &WireResponse, error: ReadError) -> ResponseError {
    ResponseError::Unreadable { status: response.status, message: error.message() }
}

fn read_json(operation: &Operation, body: &[u8]) -> Result<Value, ReadError> {
    match operation.output() {
        Some(shape) => json::read(shape, &json::parse(body)?, UnknownMembers::Ignored),
        None if body.trim_ascii().is_empty() => Ok(Value::Structure(Vec::new())),
        None => json::parse(body).map(|_| Value::Structure(Vec::new())),
    }
}

fn read_xml(operation: &Operation, body: &[u8]) -> Result<Value, ReadError> {
    if operation.output().is_none() && body.trim_ascii().is_empty() {
        return Ok(Value::Structure(Vec::new()));
    }
    let root = Element::parse(body)?;
    let expected = format!("{}Response", operation.name());
    if root.name != expected {
        return Err(ReadError::malformed(format!("{} is not {expected}", root.name)));
    }
    let Some(shape) = operation.output() else { return Ok(Value::Structure(Vec::new())) };
    let result = match operation.result_wrapper() {
        Some(wrapper) => root.child(wrapper).ok_or_else(|| {
            ReadError::malformed(format!("there is no element {wrapper} in {}", root.name))
        })?,
        None => &root,
    };
    xml::read(shape, result)
}

/// A fault in JSON; where the body is none, as from a proxy, the status is all that is known.
fn json_fault(response: &WireResponse) -> ServiceFault {
    let body = json::parse(&response.body).unwrap_or_default();
    let field = |names: [&str; 2]| {
        let found = names.iter().find_map(|name| body.get(name));
        found.and_then(|value| value.as_str()).map(str::to_owned)
    };
    let code = field(["__type", "code"])
        .or_else(|| response.header("x-amzn-errortype").map(str::to_owned))
        .map_or_else(|| response.status.to_string(), |code| bare_code(&code).to_owned());
    ServiceFault {
        code,
        message: field(["message", "Message"]).unwrap_or_default(),
        status: response.status,
        sender: response.status < 500,
    }
}

/// The code without the namespace before it and the address behind it:
/// `com.amazonaws.sqs#QueueDoesNotExist`, `InvalidName:http://...`.
fn bare_code(code: &str) -> &str {
    let code = code.rsplit_once('#').map_or(code, |(_, name)| name);
    code.split_once(':').map_or(code, |(name, _)| name)
}

/// A fault that answers HEAD, which has no body to say what it is: what is not found is what the
/// model says the operation may not find. Without the id of a request no service answered.
fn fault_of_head(operation: &'static Operation, response: &WireResponse) -> Option<ServiceFault> {
    operation.http().filter(|target| target.method() == "HEAD")?;
    response.request_id()?;
    let code = match response.status {
        403 => "Forbidden".to_owned(),
        404 => operation.errors().next()?.name().to_owned(),
        _ => return None,
    };
    Some(ServiceFault { code, message: String::new(), status: response.status, sender: true })
}

fn xml_fault(response: &WireResponse) -> Result<ServiceFault, ReadError> {
    let root = Element::parse(&response.body)?;
    // Amazon S3 leaves out what stands around the error.
    let error = if root.name == "Error" { Some(&root) } else { root.child("Error") };
    let error = error.ok_or_else(|| ReadError::malformed("there is no element Error"))?;
    let text = |name| error.child_text(name).unwrap_or_default().to_owned();
    Ok(ServiceFault {
        code: text("Code"),
        message: text("Message"),
        status: response.status,
        sender: match error.child_text("Type") {
            Some(side) => side == "Sender",
            None => response.status < 500,
        },
    })
}

#[cfg(test)]
mod tests {
    use firedrill_api::service;

    use super::*;

    #[test]
    fn the_page_of_a_web_server_is_no_answer() {
        for (name, operation, body, expected) in [
            ("sns", "Unsubscribe", "<UnsubscribeResponse/>", true),
            ("sns", "Unsubscribe", " ", true),
            ("sns", "Unsubscribe", "<html></html>", false),
            ("sqs", "DeleteQueue", "", true),
            ("sqs", "DeleteQueue", "{}", true),
            ("sqs", "DeleteQueue", "<html></html>", false),
        ] {
            let operation = service(name).unwrap().operation(operation).unwrap();
            assert!(operation.output().is_none());
            let response = WireResponse { status: 200, body: body.into(), ..Default::default() };
            assert_eq!(decode_response(operation, &response).is_ok(), expected, "{body}");
        }
    }

    #[test]
    fn a_code_sheds_its_namespace_and_its_address() {
        assert_eq!(bare_code("com.amazonaws.sqs#QueueDoesNotExist"), "QueueDoesNotExist");
        assert_eq!(bare_code("InvalidName:http://internal/"), "InvalidName");
        assert_eq!(bare_code("InvalidName"), "InvalidName");
    }
}
