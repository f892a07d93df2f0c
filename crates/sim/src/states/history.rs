//! `GetExecutionHistory`: the interpreter's history in the typed form of the API.

use firedrill_api::{Shape, ShapeKind, Value, service};
use firedrill_states::HistoryEvent;
use jiff::Timestamp;
use serde_json::Value as Json;

use super::error::invalid_token;
use super::service::States;
use super::state_machine::page_size;
use crate::error::Handled;
use crate::operation::states as api;
use crate::page::page;

/// A history event as the record holds it.
pub(super) fn recorded(event: &HistoryEvent) -> firedrill_record::HistoryEvent {
    let details = event.details.to_member().map(|(_, details)| details).unwrap_or_default();
    let text = |member: &str| details.get(member).and_then(Json::as_str).map(str::to_owned);
    firedrill_record::HistoryEvent {
        id: event.id.0,
        previous_id: event.previous_event_id.0,
        event_type: event.event_type().to_owned(),
        state: text("name").or_else(|| text("state")),
        error: text("error"),
        cause: text("cause"),
        // Its keys are texts, so it can always be written.
        event: serde_json::to_string(event).unwrap_or_else(|error| error.to_string()),
    }
}

impl States {
    /// `GetExecutionHistory`, a page at a time.
    pub(super) fn get_execution_history(
        &self,
        request: &api::GetExecutionHistoryRequest,
    ) -> Handled<api::GetExecutionHistoryResponse> {
        let run = self.execution(&request.execution_arn)?;
        let mut history: Vec<_> = run.execution.history().iter().collect();
        if request.reverse_order == Some(true) {
            history.reverse();
        }
        let limit = page_size(request.max_results);
        let page = page(history.into_iter(), limit, request.next_token.as_deref(), invalid_token)?;
        let operation =
            service("states").and_then(|states| states.operation("GetExecutionHistory"));
        let shape = operation.and_then(firedrill_api::Operation::output);
        let with_data = request.include_execution_data != Some(false);
        let events = page.items.into_iter().map(|event| {
            let mut json = serde_json::to_value(event).unwrap_or_default();
            if !with_data {
                leave_data_out(&mut json);
            }
            json
        });
        let members = vec![("events".to_owned(), Json::Array(events.collect()))];
        let output = Json::Object(members.into_iter().collect());
        let value = shape.map_or(Value::Null, |shape| read(shape, &output));
        let response = api::GetExecutionHistoryResponse::from_value(value)?;
        Ok(api::GetExecutionHistoryResponse { next_token: page.next_token, ..response })
    }
}

/// Takes inputs and outputs away, as `includeExecutionData: false` asks.
fn leave_data_out(event: &mut Json) {
    let details = event.as_object_mut().into_iter().flat_map(|event| event.values_mut());
    for detail in details.filter_map(Json::as_object_mut) {
        for data in ["input", "output", "parameters"] {
            detail.remove(data);
        }
    }
}

/// Reads a history event, which is written in the names of the wire with times in ISO 8601.
fn read(shape: &Shape, json: &Json) -> Value {
    match (shape.kind(), json) {
        (ShapeKind::Structure(structure), Json::Object(object)) => {
            let members = structure.members().iter().filter_map(|member| {
                let value = object.get(member.name())?;
                Some((member.name().to_owned(), read(member.shape(), value)))
            });
            Value::Structure(members.collect())
        }
        (ShapeKind::List(list), Json::Array(elements)) => {
            Value::List(elements.iter().map(|element| read(list.member(), element)).collect())
        }
        (ShapeKind::Map(map), Json::Object(object)) => {
            let entries = object.iter().map(|(key, value)| (key.clone(), read(map.value(), value)));
            Value::Map(entries.collect())
        }
        (ShapeKind::Timestamp, Json::String(text)) => {
            text.parse::<Timestamp>().map_or(Value::Null, Value::Timestamp)
        }
        (_, Json::String(text)) => Value::String(text.clone()),
        (_, Json::Bool(flag)) => Value::Bool(*flag),
        (_, Json::Number(number)) => number.as_i64().map_or(Value::Null, Value::Integer),
        _ => Value::Null,
    }
}
