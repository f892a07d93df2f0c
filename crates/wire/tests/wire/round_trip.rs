//! Every described operation of every service whose protocol is spoken in both directions: what one
//! half writes, the other half reads unchanged. Of the others, what the client writes stays within
//! its place.

use std::collections::BTreeSet;

use firedrill_api::{Operation, Protocol, Service, Shape, Value, services};
use firedrill_wire::{
    EncodeError, decode_request, decode_response, encode_request, encode_response,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::generated::{traced_in_a_form, value_of};

/// Few for each operation, since there are several hundred operations.
const CASES: u32 = 12;

fn is_spoken(operation: &Operation) -> bool {
    let protocol = operation.service().protocol();
    matches!(protocol, Protocol::Json10 | Protocol::Json11 | Protocol::Query)
}

fn operations() -> impl Iterator<Item = &'static Operation> {
    services().iter().flat_map(Service::operations).filter(|operation| is_spoken(operation))
}

fn any_value(shape: Option<&Shape>) -> BoxedStrategy<Value> {
    shape.map_or_else(|| Just(Value::Structure(Vec::new())).boxed(), value_of)
}

/// The operations that have an address of their own.
fn rest_operations() -> impl Iterator<Item = &'static Operation> {
    let all = services().iter().flat_map(Service::operations);
    all.filter(|operation| operation.http().is_some())
}

fn for_each_operation(
    strategy: impl Fn(&'static Operation) -> BoxedStrategy<Value>,
    holds: impl Fn(&'static Operation, Value) -> Result<(), TestCaseError>,
) {
    for_each(operations(), strategy, holds);
}

fn for_each(
    operations: impl Iterator<Item = &'static Operation>,
    strategy: impl Fn(&'static Operation) -> BoxedStrategy<Value>,
    holds: impl Fn(&'static Operation, Value) -> Result<(), TestCaseError>,
) {
    for operation in operations {
        let mut runner = TestRunner::new(Config {
            cases: CASES,
            failure_persistence: None,
            ..Config::default()
        });
        let name = format!("{} of {}", operation.name(), operation.service().name());
        let outcome = runner.run(&strategy(operation), |value| holds(operation, value));
        assert_eq!(outcome, Ok(()), "{name}");
    }
}

#[test]
fn no_value_leaves_its_place_in_an_address_or_a_header() {
    for_each(
        rest_operations(),
        |operation| any_value(operation.input()),
        |operation, value| {
            let request = match encode_request(operation, &value) {
                Ok(request) => request,
                Err(
                    EncodeError::Address { .. }
                    | EncodeError::Header { .. }
                    | EncodeError::Document(_),
                ) => return Ok(()),
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            };
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%/?&=".contains(&byte);
            prop_assert!(request.path.bytes().all(plain), "{}", request.path);
            let path = request.path.split('?').next().unwrap();
            prop_assert!(path.split('/').all(|segment| !matches!(segment, "." | "..")), "{path}");
            let template = operation.http().unwrap().uri().split('?').next().unwrap();
            if !template.contains("+}") {
                prop_assert_eq!(path.split('/').count(), template.split('/').count(), "{}", path);
            }
            for (name, value) in &request.headers {
                prop_assert!(!name.contains([':', '\r', '\n', ' ']), "{name}");
                prop_assert!(!value.contains(['\r', '\n']), "{value}");
            }
            Ok(())
        },
    );
}

#[test]
fn a_server_of_rest_is_not_played() {
    let mut refused = BTreeSet::new();
    for operation in rest_operations() {
        let service = operation.service();
        let answer = encode_response(operation, &Value::Structure(Vec::new()), "r-1");
        let body = String::from_utf8(answer.body).unwrap();
        assert_eq!(answer.status, 500);
        assert!(body.contains(&EncodeError::Protocol(service).to_string()), "{body}");
        refused.insert(service.name());
    }
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), ["guardduty", "lambda", "s3"]);
}

#[test]
fn requests_survive_the_wire() {
    for_each_operation(
        |operation| any_value(operation.input()),
        |operation, value| {
            let input = match operation.service().protocol() {
                Protocol::Query => traced_in_a_form(value).unwrap_or(Value::Structure(Vec::new())),
                _ => value,
            };
            let request = encode_request(operation, &input).unwrap();
            let decoded = decode_request(&request).unwrap();
            prop_assert_eq!(decoded.operation, operation);
            prop_assert_eq!(decoded.input, input);
            Ok(())
        },
    );
}

#[test]
fn responses_survive_the_wire() {
    for_each_operation(
        |operation| any_value(operation.output()),
        |operation, output| {
            let response = encode_response(operation, &output, "id");
            prop_assert_eq!(response.status, 200);
            prop_assert_eq!(decode_response(operation, &response), Ok(output));
            Ok(())
        },
    );
}

proptest! {
    #[test]
    fn no_body_makes_a_reader_panic(body in any::<Vec<u8>>(), form in "[A-Za-z.&=%0-9+]{0,80}") {
        for operation in operations().take(3) {
            let mut request = encode_request(operation, &Value::Structure(Vec::new())).unwrap();
            request.body.clone_from(&body);
            let _ = decode_request(&request);
        }
        let request = firedrill_wire::WireRequest {
            headers: vec![(
                "Content-Type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: format!("Action=Publish&Version=2010-03-31&{form}").into_bytes(),
            ..firedrill_wire::WireRequest::default()
        };
        let _ = decode_request(&request);
        let response = firedrill_wire::WireResponse { status: 200, headers: Vec::new(), body };
        for operation in operations().filter(|o| o.name().starts_with("List")).take(60) {
            let _ = decode_response(operation, &response);
        }
    }
}
