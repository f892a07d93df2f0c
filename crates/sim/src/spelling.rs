//! Requests and responses as a record shows them: in the spelling of the wire.

use firedrill_api::{Operation, Shape, Value, to_wire_json};
use serde_json::Value as Json;

/// The input of an operation.
pub(crate) fn request(service: &str, operation: &str, input: &Value) -> Json {
    spell(find(service, operation).and_then(Operation::input), input)
}

/// The output of an operation.
pub(crate) fn response(service: &str, operation: &str, output: &Value) -> Json {
    spell(find(service, operation).and_then(Operation::output), output)
}

fn find(service: &str, operation: &str) -> Option<&'static Operation> {
    firedrill_api::service(service)?.operation(operation)
}

/// A value without a shape says nothing; a call without one is not modelled and ends the run.
fn spell(shape: Option<&Shape>, value: &Value) -> Json {
    shape.map_or(Json::Null, |shape| to_wire_json(shape, value))
}
