//! `PutEvents` and `TestEventPattern`.

use firedrill_eventbridge::{EventPattern, check_event};
use serde_json::value::RawValue;

use super::bus::DEFAULT_BUS;
use super::bus_event::BusEvent;
use super::delivery::{Arrival, EventsEvent, Explained};
use super::rule::pattern_error;
use super::service::Events;
use crate::context::Context;
use crate::error::{CallError, Handled, NotModelled, ServiceError};
use crate::operation::events as api;

/// What the entries of one request, and so one event, may weigh: 1 MiB. The guide ("Calculating
/// PutEvents event entry size") says 256 KB in its older editions, which some regions keep to.
pub const EVENT_BYTES: usize = 1024 * 1024;

impl Events {
    /// `PutEvents`: each entry is accepted or refused by itself.
    pub(super) fn put_events(
        &self,
        request: api::PutEventsRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::PutEventsResponse> {
        if request.entries.iter().map(size).sum::<usize>() >= EVENT_BYTES {
            return Err(ServiceError::new(
                "ValidationException",
                "Total size of the entries in the request is over the limit.",
            )
            .into());
        }
        let entries: Vec<_> =
            request.entries.into_iter().map(|entry| self.put_event(entry, context)).collect();
        let failed = entries.iter().filter(|entry| entry.error_code.is_some()).count();
        Ok(api::PutEventsResponse {
            failed_entry_count: i32::try_from(failed).ok(),
            entries: Some(entries),
        })
    }

    /// `TestEventPattern`.
    pub(super) fn test_event_pattern(
        request: &api::TestEventPatternRequest,
    ) -> Handled<api::TestEventPatternResponse> {
        let pattern =
            EventPattern::parse(&request.event_pattern).map_err(|error| pattern_error(&error))?;
        let event = &request.event;
        check_event(event)
            .map_err(|error| ServiceError::new(error.service_code(), error.to_string()))?;
        let matched = pattern.matches(event).map_err(|error| {
            if error.is_undecided() {
                return CallError::from(NotModelled::new(format!("TestEventPattern: {error}")));
            }
            ServiceError::new("ValidationException", "Parameter Event is not valid.").into()
        })?;
        Ok(api::TestEventPatternResponse { result: Some(matched) })
    }

    fn put_event(
        &self,
        entry: api::PutEventsRequestEntry,
        context: &mut Context<'_>,
    ) -> api::PutEventsResultEntry {
        let missing = |name: &str| {
            refused(
                "InvalidArgument",
                format!("Parameter {name} is not valid. Reason: {name} is a required argument."),
            )
        };
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let Some(source) = given(entry.source) else { return missing("Source") };
        let Some(detail_type) = given(entry.detail_type) else { return missing("DetailType") };
        let Some(detail) = given(entry.detail) else { return missing("Detail") };
        if source.starts_with("aws.") {
            return refused(
                "NotAuthorizedForSourceException",
                "Not authorized for the source.".into(),
            );
        }
        let detail = match serde_json::from_str::<Box<RawValue>>(&detail) {
            Ok(detail) if detail.get().starts_with('{') => detail,
            Ok(_) | Err(_) => return refused("MalformedDetail", "Detail is malformed.".into()),
        };
        let time = entry.time.unwrap_or_else(|| context.now());
        let resources = entry.resources.unwrap_or_default();
        let event = BusEvent::envelop(context, &source, &detail_type, time, &resources, &detail);
        let event_id = Some(event.id.to_string());
        let given = entry.event_bus_name.unwrap_or_else(|| DEFAULT_BUS.to_owned());
        match self.bus_named(&given, context) {
            Some(bus) => {
                let arrival =
                    Arrival { bus, event, invocations: 1, explained: Explained::ByEveryRule };
                context.schedule(std::time::Duration::ZERO, EventsEvent::Arrive(arrival));
            }
            // AWS accepts an event for a bus that does not exist and drops it; nobody would notice.
            None => context.note(format!(
                "an event was put on the bus `{given}`, which does not exist: dropped"
            )),
        }
        api::PutEventsResultEntry { event_id, ..Default::default() }
    }
}

/// The bytes that an entry counts: 14 for its time, and the lengths of its texts.
fn size(entry: &api::PutEventsRequestEntry) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let time = if entry.time.is_some() { 14 } else { 0 };
    let resources = entry.resources.iter().flatten().map(String::len).sum::<usize>();
    time + length(&entry.source) + length(&entry.detail_type) + length(&entry.detail) + resources
}

fn refused(code: &str, message: String) -> api::PutEventsResultEntry {
    api::PutEventsResultEntry {
        error_code: Some(code.to_owned()),
        error_message: Some(message),
        event_id: None,
    }
}
