//! An event on the bus: its text, and the few members of its envelope that the bus looks at.

use std::borrow::Cow;
use std::sync::Arc;

use firedrill_eventbridge::{EventError, check_readable};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::context::Context;

/// An event as rules and targets see it; a clone shares the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BusEvent {
    pub(crate) id: Arc<str>,
    pub(crate) source: Arc<str>,
    pub(crate) detail_type: Arc<str>,
    /// The whole event, word for word as it was sent.
    pub(crate) text: Arc<str>,
}

/// Why a text is no event.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// It is no JSON object, or a member of the envelope is missing or no string.
    #[error("not an event: {0}")]
    Malformed(String),
    /// The bus cannot read it, such as one that is nested too deep; so no rule ever sees it.
    #[error("not an event that a bus takes: {0}")]
    Unreadable(#[from] EventError),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(rename = "detail-type", borrow)]
    detail_type: Cow<'a, str>,
    #[serde(rename = "detail", borrow)]
    _detail: &'a RawValue,
}

#[derive(Serialize)]
struct EnvelopeOut<'a> {
    version: &'static str,
    id: &'a str,
    #[serde(rename = "detail-type")]
    detail_type: &'a str,
    source: &'a str,
    account: &'a str,
    time: String,
    region: &'a str,
    resources: &'a [String],
    detail: &'a RawValue,
}

/// Says whether a text is an event that a bus can carry, before anything is done with it.
///
/// # Errors
/// [`EnvelopeError`] if the text is no JSON object with `id`, `source`, `detail-type` and `detail`,
/// or nested deeper than EventBridge reads.
pub fn check_event(text: &str) -> Result<(), EnvelopeError> {
    BusEvent::parse(text).map(|_| ())
}

impl BusEvent {
    /// Reads the envelope of an event that somebody else made; its text is kept as it is.
    ///
    /// # Errors
    /// [`EnvelopeError`] as [`check_event`] has it.
    pub(crate) fn parse(text: &str) -> Result<Self, EnvelopeError> {
        let envelope: Envelope<'_> = serde_json::from_str(text)
            .map_err(|error| EnvelopeError::Malformed(error.to_string()))?;
        check_readable(text)?;
        Ok(Self {
            id: envelope.id.into(),
            source: envelope.source.into(),
            detail_type: envelope.detail_type.into(),
            text: text.into(),
        })
    }

    /// Makes the event that a service of this account emits now.
    pub(crate) fn of_service(
        context: &mut Context<'_>,
        source: &str,
        detail_type: &str,
        resources: &[String],
        detail: &Value,
    ) -> Self {
        // A JSON value always has a JSON text.
        let detail = serde_json::value::to_raw_value(detail).unwrap_or_default();
        let time = context.now();
        Self::envelop(context, source, detail_type, time, resources, &detail)
    }

    /// Puts a detail into the envelope of this account, with an id of its own.
    pub(crate) fn envelop(
        context: &mut Context<'_>,
        source: &str,
        detail_type: &str,
        time: Timestamp,
        resources: &[String],
        detail: &RawValue,
    ) -> Self {
        let id = context.ids().uuid();
        let envelope = EnvelopeOut {
            version: "0",
            id: &id,
            detail_type,
            source,
            account: context.account_id(),
            time: whole_seconds(time),
            region: context.region(),
            resources,
            detail,
        };
        let text = serde_json::to_string(&envelope).unwrap_or_default();
        Self {
            id: id.into(),
            source: source.into(),
            detail_type: detail_type.into(),
            text: text.into(),
        }
    }
}

/// The form of `time` in an envelope: seconds, and no fraction of them.
fn whole_seconds(time: Timestamp) -> String {
    let seconds = TimestampRound::new().smallest(Unit::Second).mode(RoundMode::Trunc);
    time.round(seconds).unwrap_or(time).to_string()
}
