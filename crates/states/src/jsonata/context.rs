//! What an expression can read: `$states` and the variables.

use std::cell::{OnceCell, RefCell};

use firedrill_seed::SeededRandom;
use jiff::Timestamp;
use jsonata_core::evaluator::Context;
use jsonata_core::value::JValue;
use serde_json::Value;

use super::budget::BUDGET;
use super::metering;
use super::references::{References, Wanted};
use super::value::to_evaluator;
use crate::execution::Variables;

/// The context object, `$states.context`.
pub(crate) trait ContextSource {
    /// All of it.
    fn whole(&self) -> &Value;
    /// One member of it.
    fn member(&self, name: &str) -> Option<&Value>;
}

/// What the expressions of one field are evaluated with.
pub(crate) struct QueryContext<'a> {
    states: Vec<State<'a>>,
    variables: &'a Variables<'a>,
    pub(super) now: Timestamp,
    pub(super) random: &'a RefCell<SeededRandom>,
    /// What an evaluation may cost.
    pub(super) budget: u64,
}

/// A member of `$states`.
struct State<'a> {
    name: &'static str,
    source: Source<'a>,
    /// All of it as the evaluator holds it, once an expression has read all of it.
    converted: OnceCell<JValue>,
}

enum Source<'a> {
    Value(&'a Value),
    /// The context object, of which each member is costly to make.
    Context(&'a dyn ContextSource),
}

impl<'a> QueryContext<'a> {
    pub(crate) fn new(
        input: &'a Value,
        context: &'a dyn ContextSource,
        variables: &'a Variables<'a>,
        now: Timestamp,
        random: &'a RefCell<SeededRandom>,
    ) -> Self {
        // Recorded: the context object stands right behind the input.
        let states = vec![
            State::new("input", Source::Value(input)),
            State::new("context", Source::Context(context)),
        ];
        Self { states, variables, now, random, budget: BUDGET }
    }

    /// With `$states.result`: what a task, its branches or its iterations gave.
    pub(crate) fn with_result(mut self, result: &'a Value) -> Self {
        self.states.push(State::new("result", Source::Value(result)));
        self
    }

    /// With `$states.errorOutput`: what a catcher is for.
    pub(crate) fn with_error_output(mut self, error_output: &'a Value) -> Self {
        self.states.push(State::new("errorOutput", Source::Value(error_output)));
        self
    }

    /// Binds what an expression reads, and nothing else.
    pub(super) fn bind(&self, references: &References, scope: &mut Context) {
        for (name, wanted) in &references.0 {
            let value = match self.variables.get(name) {
                _ if name == "states" => Some(self.states_value(wanted)),
                value => value.map(|value| part(value, wanted)),
            };
            if metering::is_wrapped(name) {
                scope.bind(metering::given(name), JValue::Bool(value.is_some()));
            }
            if let Some(value) = value {
                scope.bind(name.clone(), value);
            }
        }
    }

    fn states_value(&self, wanted: &Wanted) -> JValue {
        let states = self.states.iter().filter_map(|state| {
            let wanted = match wanted {
                Wanted::All => &Wanted::All,
                Wanted::Members(members) => members.get(state.name)?,
            };
            Some((state.name.to_owned(), state.value(wanted)))
        });
        JValue::object(states.collect())
    }
}

impl<'a> State<'a> {
    fn new(name: &'static str, source: Source<'a>) -> Self {
        Self { name, source, converted: OnceCell::new() }
    }

    fn value(&self, wanted: &Wanted) -> JValue {
        match (&self.source, wanted) {
            (_, Wanted::Members(_)) if self.converted.get().is_some() => self.all(),
            (Source::Value(value), Wanted::Members(_)) => part(value, wanted),
            (Source::Context(context), Wanted::Members(members)) => {
                let members = members.iter().filter_map(|(name, wanted)| {
                    Some((name.clone(), part(context.member(name)?, wanted)))
                });
                JValue::object(members.collect())
            }
            (_, Wanted::All) => self.all(),
        }
    }

    fn all(&self) -> JValue {
        let all = self.converted.get_or_init(|| match &self.source {
            Source::Value(value) => to_evaluator(value),
            Source::Context(context) => to_evaluator(context.whole()),
        });
        all.clone()
    }
}

/// What is wanted of a value.
fn part(value: &Value, wanted: &Wanted) -> JValue {
    match (value, wanted) {
        (Value::Object(object), Wanted::Members(members)) => {
            let members = object.iter().filter_map(|(name, value)| {
                members.get(name).map(|wanted| (name.clone(), part(value, wanted)))
            });
            JValue::object(members.collect())
        }
        _ => to_evaluator(value),
    }
}
