//! What TestState shows of a state, step by step.

use serde_json::{Map, Value, json};

use crate::payload::Payload;

/// `inspectionData`, in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Inspection(Map<String, Value>);

impl Inspection {
    /// Shows data as JSON text.
    pub(super) fn show(&mut self, step: &str, data: &Payload) {
        self.0.insert(step.to_owned(), Value::from(&**data.text()));
    }

    /// Shows a number.
    pub(super) fn show_number(&mut self, step: &str, number: impl Into<Value>) {
        self.0.insert(step.to_owned(), number.into());
    }

    /// Shows the retrier that takes an error, and how long it waits.
    pub(super) fn show_retrier(&mut self, place: usize, seconds: f64) {
        // Whole seconds, unless the rate makes them others.
        let whole = format!("{seconds}").parse::<u64>().map_or(json!(seconds), Value::from);
        let details = json!({ "retryIndex": place, "retryBackoffIntervalSeconds": whole });
        self.0.insert("errorDetails".to_owned(), details);
    }

    /// Shows the catcher that takes an error.
    pub(super) fn show_catcher(&mut self, place: usize) {
        self.0.insert("errorDetails".to_owned(), json!({ "catchIndex": place }));
    }

    pub(super) fn into_members(self) -> Map<String, Value> {
        self.0
    }
}
