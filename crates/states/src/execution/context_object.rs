//! The context object, `$$`: what a state can know of the execution that it is part of.

use std::cell::OnceCell;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::journal::Journal;
use super::visit::Visit;
use crate::definition::{State, StateType};

/// What the context object says of one moment, beside what it says of the whole execution.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) state: &'a State,
    pub(super) visit: &'a Visit,
    /// The token of the task that is asked for.
    pub(super) token: Option<&'a str>,
    /// The item that a Map state makes an input of, with its place.
    ///
    /// "Accessing execution data from the Context object" of the developer guide: it can be used
    /// in the `ItemSelector` of the Map state, and not in the states that are run for the item.
    pub(super) item: Option<(usize, &'a Value)>,
}

impl<'a> Moment<'a> {
    pub(super) fn of(state: &'a State, visit: &'a Visit) -> Self {
        Self { state, visit, token: None, item: None }
    }
}

/// The context object of one moment; it is made when a path first asks for it.
#[derive(Debug)]
pub(crate) struct ContextObject<'a> {
    /// None where the object was given as a whole.
    source: Option<(&'a Journal, Moment<'a>)>,
    value: OnceCell<Value>,
}

impl<'a> ContextObject<'a> {
    pub(super) fn new(journal: &'a Journal, moment: Moment<'a>) -> Self {
        Self { source: Some((journal, moment)), value: OnceCell::new() }
    }

    /// A context object with what it holds.
    pub(crate) fn given(value: Value) -> Self {
        Self { source: None, value: OnceCell::from(value) }
    }

    /// The object.
    pub(crate) fn value(&self) -> &Value {
        self.value.get_or_init(|| {
            let Some((journal, moment)) = self.source else { return Value::Null };
            let context = &journal.context;
            let Moment { state, visit, token, item } = moment;
            let mut members = Map::new();
            members.insert("Name".to_owned(), json!(&*state.name));
            members.insert("EnteredTime".to_owned(), json!(iso_8601(visit.entered_at)));
            // Recorded: only states that can be retried have a count of their retries.
            if matches!(state.state_type, StateType::Task | StateType::Parallel | StateType::Map) {
                members.insert("RetryCount".to_owned(), json!(visit.retry_count));
            }
            let mut object = json!({
                "Execution": {
                    "Id": context.arn,
                    "Input": context.input.value(),
                    "StartTime": iso_8601(journal.started),
                    "Name": context.name,
                    "RoleArn": context.role_arn,
                    "RedriveCount": 0,
                },
                "StateMachine": {
                    "Id": context.state_machine_arn,
                    "Name": context.state_machine_name,
                },
                "State": members,
            });
            if let Some(object) = object.as_object_mut() {
                if let Some(token) = token {
                    object.insert("Task".to_owned(), json!({ "Token": token }));
                }
                if let Some((index, value)) = item {
                    let item = json!({ "Item": { "Index": index, "Value": value } });
                    object.insert("Map".to_owned(), item);
                }
            }
            object
        })
    }
}

fn iso_8601(instant: Timestamp) -> String {
    format!("{instant:.3}")
}
