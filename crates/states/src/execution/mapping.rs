//! Map states: what they work through, and inline iterations.

use serde_json::Value;

use super::context_object::Moment;
use super::data_flow::Evaluation;
use super::failure::Failure;
use super::fork::{Fork, ForkKind, Items, Tolerance};
use super::polled::Execution;
use super::problem::Problem;
use super::strand::{Origin, StrandId};
use super::visit::Visit;
use crate::definition::{
    Count, ItemsSource, MapState, Percentage, ProcessorMode, State, StateKind,
};
use crate::history::{EventDetails, EventId};
use crate::jsonata::QueryError;
use crate::payload::Payload;

/// How many iterations of an inline Map state run at the same time, as "Using Map state in Inline
/// mode" of the developer guide gives it.
const INLINE_CONCURRENCY: usize = 40;

/// How many child executions of a distributed Map state run at the same time, as "Using Map state
/// in Distributed mode" gives it.
const DISTRIBUTED_CONCURRENCY: usize = 10_000;

impl Execution {
    /// Begins a Map state.
    pub(super) fn iterate(&mut self, id: StrandId, state: &State, map: &MapState, visit: Visit) {
        let most = match map.processor.mode {
            ProcessorMode::Inline => INLINE_CONCURRENCY,
            ProcessorMode::Distributed(_) => DISTRIBUTED_CONCURRENCY,
        };
        let found = self.evaluate(id, Moment::of(state, &visit), |evaluation| {
            let input = evaluation.input_path(&map.data_flow.paths, &visit.input)?;
            let wanted =
                evaluation.count(map.max_concurrency.as_ref(), "MaxConcurrency", &input)?;
            let concurrency = match wanted.map(usize::try_from) {
                None | Some(Ok(0) | Err(_)) => most,
                Some(Ok(wanted)) => wanted.min(most),
            };
            let items = match &map.item_reader {
                // From memory: items that are still to be read count as none.
                Some(_) => Vec::new(),
                None => evaluation.items(&map.items, &input)?,
            };
            Ok(Items { items, next: 0, concurrency, input, source: None })
        });
        let items = match found {
            Ok(items) => items,
            Err(failure) => return self.state_failed(id, visit, failure),
        };
        let length = items.items.len();
        let started = self.happens(id, EventDetails::MapStateStarted { length });
        let tolerance = self.evaluate(id, Moment::of(state, &visit), |evaluation| {
            evaluation.tolerance(map, &items.input)
        });
        match (tolerance, map.processor.mode) {
            (Err(failure), _) => self.state_failed(id, visit, failure),
            (Ok(_), ProcessorMode::Inline) => {
                let fork = Fork::new(visit, ForkKind::Iterations(items), length);
                self.go_on_with(id, Box::new(fork), started);
            }
            (Ok(tolerance), ProcessorMode::Distributed(_)) => {
                self.start_map_run(id, state, map, visit, items, (started, tolerance));
            }
        }
    }

    /// Begins as many iterations of an inline Map state as may run.
    pub(super) fn begin_iterations(
        &mut self,
        id: StrandId,
        fork: &mut Fork,
        after: EventId,
    ) -> Result<(), Failure> {
        let machine = std::sync::Arc::clone(&self.machine);
        let state = machine.state(fork.visit.state);
        let StateKind::Map(map) = &state.kind else { return Ok(()) };
        while let Some((index, mut item)) = fork.take_next() {
            let name = std::sync::Arc::clone(&state.name);
            let started = EventDetails::MapIterationStarted { name, index };
            let started = self.write(id, after, started);
            let ForkKind::Iterations(items) = &fork.kind else { return Ok(()) };
            let numbered = (index, &mut item);
            let input = self.item_input(id, state, map, &fork.visit, items, numbered);
            let input = match input {
                Ok(input) => input,
                Err(failure) => {
                    fork.give_back(index, item);
                    return Err(failure);
                }
            };
            let origin = Origin { strand: id, index };
            let strand = self.begin_branch(origin, map.processor.workflow.start_at, input, started);
            fork.running.insert(index, strand);
        }
        Ok(())
    }

    /// What an iteration is handed: its item, which is taken, or what `ItemSelector` makes of it.
    pub(super) fn item_input(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        visit: &Visit,
        items: &Items,
        (index, item): (usize, &mut Value),
    ) -> Result<Payload, Failure> {
        let made = self.item_input_untold(id, state, map, visit, items, (index, item));
        let moment =
            Moment { item: Some(items.in_context(index, item)), ..Moment::of(state, visit) };
        self.told(id, moment, made)
    }

    /// What an iteration would be handed, without a word of what goes wrong.
    pub(super) fn item_input_untold(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        visit: &Visit,
        items: &Items,
        (index, item): (usize, &mut Value),
    ) -> Result<Payload, Problem> {
        let Some(selector) = &map.item_selector else { return Ok(Payload::of(item.take())) };
        let moment =
            Moment { item: Some(items.in_context(index, item)), ..Moment::of(state, visit) };
        self.evaluate_untold(id, moment, |evaluation| {
            evaluation.template(selector, &items.input).map(Payload::of)
        })
    }
}

impl Evaluation<'_> {
    /// The items that a path finds. Recorded: the service drops the first `$` of a path into the
    /// context object where it says that there is no array.
    pub(crate) fn items(
        &mut self,
        source: &ItemsSource,
        input: &Payload,
    ) -> Result<Vec<Value>, Problem> {
        let found = match source {
            ItemsSource::Path(path) => self.invalid_path(path, input)?.into_owned(),
            ItemsSource::Query(Some(template)) => self.query_as(template, "array")?,
            ItemsSource::Query(None) => input.value().clone(),
        };
        match (found, source) {
            (Value::Array(items), _) => Ok(items),
            (_, ItemsSource::Path(path)) => {
                let path = path.to_string();
                let path =
                    path.strip_prefix('$').filter(|rest| rest.starts_with('$')).unwrap_or(&path);
                Err(format!("Reference path \"{path}\" must point to array.").into())
            }
            (found, ItemsSource::Query(_)) => {
                let problem = format!("Map state input must be an array but was: {found}");
                Err(QueryError::of_input(problem).into())
            }
        }
    }

    /// A whole number from 0 on, written or looked up. Recorded: a text of digits is taken as well.
    pub(crate) fn count(
        &mut self,
        count: Option<&Count>,
        field: &str,
        input: &Payload,
    ) -> Result<Option<u64>, Problem> {
        let path = match count {
            None => return Ok(None),
            Some(Count::Literal(count)) => return Ok(Some(*count)),
            Some(Count::Query(template)) => {
                let value = self.query_as(template, "number")?;
                // What the service says of such a number is not recorded.
                let problem = format!("The {field} field cannot be parsed as an integer: {value}");
                let count = value.as_u64().ok_or_else(|| template.unusable(problem))?;
                return Ok(Some(count));
            }
            Some(Count::Path(path)) => path,
        };
        let written = written(self.invalid_path(path, input)?.as_ref());
        written.parse().map(Some).map_err(|_| {
            format!(
                "The {field}Path field refers to value \"{written}\" which is not a valid integer: {path}"
            )
            .into()
        })
    }

    /// How many items may fail.
    pub(crate) fn tolerance(
        &mut self,
        map: &MapState,
        input: &Payload,
    ) -> Result<Tolerance, Problem> {
        let count = map.tolerated_failure_count.as_ref();
        let percentage = map.tolerated_failure_percentage.as_ref();
        Ok(Tolerance {
            count: self.count(count, "ToleratedFailureCount", input)?,
            percentage: self.percentage(percentage, input)?,
        })
    }

    /// `ToleratedFailurePercentage`, written or looked up.
    fn percentage(
        &mut self,
        percentage: Option<&Percentage>,
        input: &Payload,
    ) -> Result<Option<f64>, Problem> {
        const OUT_OF_RANGE: &str = "ToleratedFailurePercentage must be between 0 and 100.";
        let number: f64 = match percentage {
            None => return Ok(None),
            Some(Percentage::Query(template)) => {
                let value = self.query_as(template, "number")?;
                let number = value.as_f64().filter(|number| (0.0..=100.0).contains(number));
                return match number {
                    Some(number) => Ok(Some(number)),
                    None => Err(template.unusable(OUT_OF_RANGE.to_owned()).into()),
                };
            }
            Some(Percentage::Literal(number)) => *number,
            Some(Percentage::Path(path)) => {
                let written = written(self.invalid_path(path, input)?.as_ref());
                written.parse().map_err(|_| {
                    format!(
                        "The ToleratedFailurePercentagePath field refers to value \"{written}\" which is not a valid float: {path}"
                    )
                })?
            }
        };
        if (0.0..=100.0).contains(&number) {
            Ok(Some(number))
        } else {
            Err(OUT_OF_RANGE.to_owned().into())
        }
    }
}

/// A value as the service quotes it: a text without its quotes.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
