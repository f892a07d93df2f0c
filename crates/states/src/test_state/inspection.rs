//! What TestState shows of a state, step by step.

use serde_json::{Map, Value, json};

use crate::definition::QueryLanguage;
use crate::payload::Payload;

/// `inspectionData`, in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Inspection {
    members: Map<String, Value>,
    is_jsonata: bool,
}

impl Inspection {
    /// What is shown of a state of this language.
    pub(super) fn of(language: QueryLanguage) -> Self {
        Self { members: Map::new(), is_jsonata: language == QueryLanguage::Jsonata }
    }

    /// Shows data as JSON text.
    pub(super) fn show(&mut self, step: &str, data: &Payload) {
        self.members.insert(step.to_owned(), Value::from(&**data.text()));
    }

    /// Shows a step of the data flow of JSONPath. Recorded: of a state of JSONata there is none.
    pub(super) fn show_step(&mut self, step: &str, data: &Payload) {
        if !self.is_jsonata {
            self.show(step, data);
        }
    }

    /// Shows a list as TestState does: its items in JSON text, with a blank between them. Recorded.
    pub(super) fn show_items<'v>(
        &mut self,
        step: &str,
        items: impl IntoIterator<Item = &'v Value>,
    ) {
        let items: Vec<_> = items.into_iter().map(Value::to_string).collect();
        self.members.insert(step.to_owned(), format!("[{}]", items.join(", ")).into());
    }

    /// Shows a list as a step of the data flow of JSONPath.
    pub(super) fn show_step_of_items(&mut self, step: &str, items: &[Value]) {
        if !self.is_jsonata {
            self.show_items(step, items);
        }
    }

    /// Shows what a task is asked for.
    pub(super) fn show_parameters(&mut self, parameters: &Payload) {
        let step = if self.is_jsonata { "afterArguments" } else { "afterParameters" };
        self.show(step, parameters);
    }

    /// Shows a number.
    pub(super) fn show_number(&mut self, step: &str, number: impl Into<Value>) {
        self.members.insert(step.to_owned(), number.into());
    }

    /// Shows the retrier that takes an error, and how long it waits.
    pub(super) fn show_retrier(&mut self, place: usize, seconds: f64) {
        // Whole seconds, unless the rate makes them others.
        const BEYOND: f64 = 18_446_744_073_709_551_616.0;
        let is_whole = seconds.fract() == 0.0 && (0.0..BEYOND).contains(&seconds);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and within the range"
        )]
        let interval = if is_whole { json!(seconds as u64) } else { json!(seconds) };
        let details = json!({ "retryIndex": place, "retryBackoffIntervalSeconds": interval });
        self.members.insert("errorDetails".to_owned(), details);
    }

    /// Shows the catcher that takes an error.
    pub(super) fn show_catcher(&mut self, place: usize) {
        self.members.insert("errorDetails".to_owned(), json!({ "catchIndex": place }));
    }

    pub(super) fn into_members(self) -> Map<String, Value> {
        self.members
    }
}
