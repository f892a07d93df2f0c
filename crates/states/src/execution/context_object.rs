//! The context object, `$$`: what a state can know of the execution that it is part of.

use std::cell::OnceCell;

use firedrill_api::iso_8601;
use serde_json::{Map, Value, json};

use super::journal::Journal;
use super::visit::Visit;
use crate::definition::{State, StateType};
use crate::jsonata::ContextSource;

/// What the context object says of one moment, beside what it says of the whole execution.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) state: &'a State,
    pub(super) visit: &'a Visit,
    /// The token of the task that is asked for.
    pub(super) token: Option<&'a str>,
    /// The item that a Map state makes an input of.
    ///
    /// "Accessing execution data from the Context object" of the developer guide: it can be used
    /// in the `ItemSelector` of the Map state, and not in the states that are run for the item.
    pub(super) item: Option<ItemInContext<'a>>,
    /// What the task, the branches or the iterations of the state gave, for `$states.result`.
    pub(super) result: Option<&'a Value>,
    /// What a catcher is for, for `$states.errorOutput`.
    pub(super) error_output: Option<&'a Value>,
}

/// An item of a Map state, with what else is known of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ItemInContext<'a> {
    /// Its place, from 0.
    pub(super) index: usize,
    pub(super) value: &'a Value,
    /// The URI of what it was read from; none if it is data of the state. Recorded of distributed
    /// Map states; the guide has it of any.
    pub(super) source: Option<&'a str>,
}

impl<'a> Moment<'a> {
    pub(super) fn of(state: &'a State, visit: &'a Visit) -> Self {
        Self { state, visit, token: None, item: None, result: None, error_output: None }
    }
}

/// The members of the context object, in their order.
const MEMBERS: [&str; 5] = ["Execution", "StateMachine", "State", "Task", "Map"];

/// The context object of one moment.
///
/// What is asked for is made when it is asked for first: the input of the execution is part of the
/// object, and a Map state asks for its item once for each of them.
#[derive(Debug)]
pub(crate) struct ContextObject<'a> {
    /// None where the object was given as a whole.
    source: Option<(&'a Journal, Moment<'a>)>,
    whole: OnceCell<Value>,
    /// For each member an object that has it alone.
    parts: [OnceCell<Value>; MEMBERS.len()],
}

impl<'a> ContextObject<'a> {
    pub(super) fn new(journal: &'a Journal, moment: Moment<'a>) -> Self {
        let whole = OnceCell::new();
        Self { source: Some((journal, moment)), whole, parts: Default::default() }
    }

    /// A context object with what it holds.
    pub(crate) fn given(value: Value) -> Self {
        Self { source: None, whole: OnceCell::from(value), parts: Default::default() }
    }

    /// What the object holds, once more, where it was given.
    pub(crate) fn into_given(self) -> Value {
        self.whole.into_inner().unwrap_or_default()
    }

    /// The object.
    pub(crate) fn value(&self) -> &Value {
        self.whole.get_or_init(|| self.made_of(&MEMBERS))
    }

    /// The object with this member alone, if it has it.
    pub(crate) fn with_only(&self, member: &str) -> &Value {
        let mut places = MEMBERS.iter().zip(&self.parts);
        match places.find(|(name, _)| **name == member) {
            Some((name, part)) if self.whole.get().is_none() => {
                part.get_or_init(|| self.made_of(&[*name]))
            }
            _ => self.value(),
        }
    }

    fn made_of(&self, members: &[&str]) -> Value {
        let made = members.iter().filter_map(|name| Some(((*name).to_owned(), self.make(name)?)));
        Value::Object(made.collect())
    }

    fn make(&self, member: &str) -> Option<Value> {
        let (journal, Moment { state, visit, token, item, .. }) = self.source?;
        let context = &journal.context;
        match member {
            "Execution" => {
                let mut execution = json!({
                    "Id": context.arn,
                    "Input": context.input.value(),
                    "StartTime": iso_8601(journal.started),
                    "Name": context.name,
                    "RoleArn": context.role_arn,
                    "RedriveCount": journal.redrive_count,
                });
                if let (Some(members), Some(redriven)) =
                    (execution.as_object_mut(), journal.redriven)
                {
                    members.insert("RedriveTime".to_owned(), json!(iso_8601(redriven)));
                }
                Some(execution)
            }
            "StateMachine" => Some(json!({
                "Id": context.state_machine_arn,
                "Name": context.state_machine_name,
            })),
            "State" => {
                let mut members = Map::new();
                members.insert("Name".to_owned(), json!(&*state.name));
                members.insert("EnteredTime".to_owned(), json!(iso_8601(visit.entered_at)));
                // Recorded: only states that can be retried have a count of their retries.
                let retried = matches!(
                    state.state_type,
                    StateType::Task | StateType::Parallel | StateType::Map
                );
                if retried {
                    members.insert("RetryCount".to_owned(), json!(visit.retry_count));
                }
                Some(Value::Object(members))
            }
            "Task" => token.map(|token| json!({ "Token": token })),
            _ => item.map(ItemInContext::to_member),
        }
    }
}

impl ItemInContext<'_> {
    /// The member `Map`.
    fn to_member(self) -> Value {
        let mut map = map_item(self.index, self.value);
        if let Some(Value::Object(item)) = map.get_mut("Item") {
            let source = self.source.unwrap_or("STATE_DATA");
            item.insert("Source".to_owned(), json!(source));
        }
        map
    }
}

/// The member `Map` of a context object: the item that a Map state makes an input of.
pub(crate) fn map_item(index: usize, value: &Value) -> Value {
    json!({ "Item": { "Index": index, "Value": value } })
}

impl ContextSource for ContextObject<'_> {
    fn whole(&self) -> &Value {
        self.value()
    }

    fn member(&self, name: &str) -> Option<&Value> {
        self.with_only(name).get(name)
    }
}
