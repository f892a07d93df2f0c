//! Every described operation of every service whose protocol is spoken: what one half writes, the
//! other half reads unchanged. Others are refused.

use std::collections::BTreeSet;

use firedrill_api::{Operation, Protocol, Service, Shape, Value, services};
use firedrill_wire::{
    EncodeError, ResponseError, WireResponse, decode_request, decode_response, encode_request,
    encode_response,
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

fn for_each_operation(
    strategy: impl Fn(&'static Operation) -> BoxedStrategy<Value>,
    holds: impl Fn(&'static Operation, Value) -> Result<(), TestCaseError>,
) {
    for operation in operations() {
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
fn other_protocols_are_refused_by_name() {
    let all = services().iter().flat_map(Service::operations);
    let mut refused = BTreeSet::new();
    for operation in all.filter(|operation| !is_spoken(operation)) {
        let (service, nothing) = (operation.service(), Value::Structure(Vec::new()));
        assert_eq!(encode_request(operation, &nothing), Err(EncodeError::Protocol(service)));
        let answer = WireResponse { status: 200, headers: Vec::new(), body: Vec::new() };
        assert_eq!(decode_response(operation, &answer), Err(ResponseError::Protocol(service)));
        refused.insert(EncodeError::Protocol(service).to_string());
    }
    assert_eq!(
        refused.into_iter().collect::<Vec<_>>(),
        [
            "`guardduty` speaks rest-json, which is not spoken here",
            "`lambda` speaks rest-json, which is not spoken here",
            "`s3` speaks rest-xml, which is not spoken here",
        ]
    );
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
