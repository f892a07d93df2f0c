//! The context object, `$$`: what a state can know of the execution that it is part of.

use std::cell::OnceCell;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::context::ExecutionContext;
use super::visit::Visit;
use crate::definition::{State, StateType};

/// The context object of one moment; it is made when a path first asks for it.
#[derive(Debug)]
pub(crate) struct ContextObject<'a> {
    context: &'a ExecutionContext,
    started: Timestamp,
    state: &'a State,
    visit: &'a Visit,
    value: OnceCell<Value>,
}

impl<'a> ContextObject<'a> {
    pub(super) fn new(
        context: &'a ExecutionContext,
        started: Timestamp,
        state: &'a State,
        visit: &'a Visit,
    ) -> Self {
        Self { context, started, state, visit, value: OnceCell::new() }
    }

    /// The object, with the members that AWS gives it outside of Map states.
    pub(crate) fn value(&self) -> &Value {
        self.value.get_or_init(|| {
            let context = self.context;
            let mut state = Map::new();
            state.insert("Name".to_owned(), json!(&*self.state.name));
            state.insert("EnteredTime".to_owned(), json!(iso_8601(self.visit.entered_at)));
            // Recorded: only states that can be retried have a count of their retries.
            if self.state.state_type == StateType::Task {
                state.insert("RetryCount".to_owned(), json!(self.visit.retry_count));
            }
            json!({
                "Execution": {
                    "Id": context.arn,
                    "Input": context.input.value(),
                    "StartTime": iso_8601(self.started),
                    "Name": context.name,
                    "RoleArn": context.role_arn,
                    "RedriveCount": 0,
                },
                "StateMachine": {
                    "Id": context.state_machine_arn,
                    "Name": context.state_machine_name,
                },
                "State": state,
            })
        })
    }
}

fn iso_8601(instant: Timestamp) -> String {
    format!("{instant:.3}")
}
