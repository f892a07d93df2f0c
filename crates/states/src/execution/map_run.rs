//! Map Runs: what is known of a distributed Map state whose items are executions of their own.
//!
//! Owns which of its child executions are to begin, which ended how, and what is written of them.
//! Refuses to know how a child execution runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::context::ExecutionContext;
use super::exporting::Destination;
use super::failure::Failure;
use super::fork::{Fork, Items, Tolerance};
use super::results::is_of_success;
use super::stopped::StoppedStrands;
use crate::definition::Transformation;
use crate::history::EventId;

/// How often a Map Run can be redriven, as "Redriving Map Runs" of the developer guide gives it.
const MOST_REDRIVES: u32 = 1_000;

/// A Map Run: the child executions of a distributed Map state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct MapRun {
    pub(super) work: Items,
    /// The name of the run: the label of the state and an id, as its ARN ends.
    pub(super) name: Arc<str>,
    /// The event that says that the state started.
    pub(super) state_started: EventId,
    pub(super) redrive_count: u32,
    /// How many items each child execution has; none if each has one.
    pub(super) batches: Option<Vec<usize>>,
    /// How many items there are; none until they are read and put together.
    pub(super) item_count: Option<usize>,
    pub(super) failed_items: usize,
    pub(super) tolerance: Tolerance,
    /// Why it fails. From then on no child execution begins.
    pub(super) failure: Option<Failure>,
    /// The child executions that ended without success, by their place.
    pub(super) unsuccessful: BTreeMap<usize, StoppedStrands>,
    /// Those that did so before the last redrive and go on as soon as they may.
    pub(super) waiting: BTreeMap<usize, StoppedStrands>,
    /// What is known of the child executions that ended, by their place, where it is written.
    pub(super) records: BTreeMap<usize, Value>,
    /// Where the results are written to, if they are.
    pub(super) destination: Option<Destination>,
}

impl MapRun {
    pub(super) fn new(
        work: Items,
        name: Arc<str>,
        state_started: EventId,
        tolerance: Tolerance,
    ) -> Self {
        Self {
            work,
            name,
            state_started,
            redrive_count: 0,
            batches: None,
            item_count: None,
            failed_items: 0,
            tolerance,
            failure: None,
            unsuccessful: BTreeMap::new(),
            waiting: BTreeMap::new(),
            records: BTreeMap::new(),
            destination: None,
        }
    }

    /// `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID`
    pub(super) fn arn(&self, context: &ExecutionContext) -> Arc<str> {
        let arn = context.state_machine_arn.replacen(":stateMachine:", ":mapRun:", 1);
        Arc::from(format!("{arn}/{}", self.name))
    }

    /// The label of the state, or what stands for one.
    pub(super) fn label(&self) -> &str {
        self.name.split(':').next().unwrap_or_default()
    }

    /// The id of the run.
    pub(super) fn id(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// What was not begun, with its place.
    pub(super) fn pending(&self) -> impl Iterator<Item = (usize, &Value)> {
        self.work.items.iter().enumerate().skip(self.work.next)
    }

    /// Whether no child execution is left that would begin or go on.
    pub(super) fn begins_no_more(&self) -> bool {
        self.failure.is_some() || (self.work.are_taken() && self.waiting.is_empty())
    }

    /// Counts a child execution that failed; the run fails if that is too many. Without any bound
    /// no item may fail.
    pub(super) fn count_failure(&mut self, place: usize) {
        self.failed_items += self.items_of(place);
        let Tolerance { count, percentage } = self.tolerance;
        let all = self.item_count.unwrap_or_default();
        let is_exceeded = self.tolerance.is_exceeded_by(self.failed_items, all)
            || (count.is_none() && percentage.is_none());
        if is_exceeded && self.failure.is_none() {
            self.failure = Some(Failure::tolerance_exceeded());
        }
    }

    fn items_of(&self, place: usize) -> usize {
        let items = self.batches.as_ref().and_then(|batches| batches.get(place)).copied();
        items.unwrap_or(1)
    }

    /// Lets the run go on that did not succeed. The child executions that cannot be redriven stay
    /// as they are and count as failed; what the service makes of them is not known.
    pub(super) fn redrive(&mut self, is_redrivable: impl Fn(&StoppedStrands) -> bool) {
        self.redrive_count += 1;
        self.failure = None;
        self.failed_items = 0;
        if let Some(destination) = &mut self.destination {
            destination.exported = None;
        }
        for (place, child) in std::mem::take(&mut self.unsuccessful) {
            if is_redrivable(&child) {
                self.waiting.insert(place, child);
            } else {
                self.unsuccessful.insert(place, child);
                self.count_failure(place);
            }
        }
        if self.redrive_count > MOST_REDRIVES {
            self.failure = Some(Failure::too_many_redrives(MOST_REDRIVES));
        }
    }

    /// The results as a `ResultWriter` that writes nowhere hands them on.
    pub(super) fn written(&self, transformation: Transformation, fork: &Fork) -> Value {
        Value::Array(self.successes(transformation, fork))
    }

    /// What is written of the child executions that succeeded and of which no file tells yet.
    pub(super) fn successes(&self, transformation: Transformation, fork: &Fork) -> Vec<Value> {
        let succeeded = self.records.iter().filter(|(_, record)| is_of_success(record));
        let (outputs, records) = succeeded
            .filter_map(|(place, record)| {
                let output = fork.results.get(*place)?.as_ref()?;
                Some((output.value().clone(), record.clone()))
            })
            .unzip();
        transformation.apply(outputs, records)
    }

    /// What is written of those that did not.
    pub(super) fn failures(&self) -> Vec<Value> {
        self.records.values().filter(|record| !is_of_success(record)).cloned().collect()
    }
}
