//! Forks: Parallel and Map states whose branches or iterations run.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::context_object::ItemInContext;
use super::map_run::MapRun;
use super::stopped::StoppedStrands;
use super::strand::StrandId;
use super::visit::Visit;
use crate::payload::Payload;

/// A Parallel or Map state in progress.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Fork {
    pub(super) visit: Visit,
    pub(super) kind: ForkKind,
    /// The branches or iterations that run, by their place.
    pub(super) running: BTreeMap<usize, StrandId>,
    /// What each returned, by its place; none for one that has not, or that failed and may.
    pub(super) results: Vec<Option<Payload>>,
}

/// What a fork is of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum ForkKind {
    /// The branches of a Parallel state.
    Parallel,
    /// The iterations of an inline Map state.
    Iterations(Items),
    /// The child executions of a distributed Map state.
    MapRun(Box<MapRun>),
}

/// What a Map state works through.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Items {
    /// The items, or the batches of them, that have an iteration or child execution each.
    pub(super) items: Vec<Value>,
    /// The place of the next one.
    pub(super) next: usize,
    /// How many may run at the same time.
    pub(super) concurrency: usize,
    /// The input of the state behind its `InputPath`.
    pub(super) input: Payload,
    /// Where the items were read, as the context object names it; none if they are data of the
    /// state.
    pub(super) source: Option<Arc<str>>,
}

/// How many items of a Map Run may fail.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tolerance {
    pub(crate) count: Option<u64>,
    pub(crate) percentage: Option<f64>,
}

impl Tolerance {
    /// Whether more items failed than may. "ToleratedFailurePercentage" and
    /// "ToleratedFailureCount" of the developer guide: each bound that is given holds.
    pub(crate) fn is_exceeded_by(self, failed: usize, all: usize) -> bool {
        let too_many = self.count.is_some_and(|count| failed as u64 > count);
        let too_large = self.percentage.is_some_and(|percentage| {
            // The product is exact far beyond any number of items.
            #[expect(clippy::cast_precision_loss, reason = "no run has 2^52 items")]
            let (failed, all) = (failed as f64, all as f64);
            failed * 100.0 > percentage * all
        });
        too_many || too_large
    }
}

impl Items {
    /// An item as the context object has it.
    pub(super) fn in_context<'a>(&'a self, index: usize, value: &'a Value) -> ItemInContext<'a> {
        ItemInContext { index, value, source: self.source.as_deref() }
    }

    /// Whether each of them was taken.
    pub(super) fn are_taken(&self) -> bool {
        self.next >= self.items.len()
    }
}

impl Fork {
    pub(super) fn new(visit: Visit, kind: ForkKind, length: usize) -> Self {
        Self { visit, kind, running: BTreeMap::new(), results: vec![None; length] }
    }

    /// What it still has to work through, if it is of a Map state.
    pub(super) fn items_mut(&mut self) -> Option<&mut Items> {
        match &mut self.kind {
            ForkKind::Parallel => None,
            ForkKind::Iterations(items) => Some(items),
            ForkKind::MapRun(run) => Some(&mut run.work),
        }
    }

    /// The place and the item of the next iteration, if there is one and another may run.
    pub(super) fn take_next(&mut self) -> Option<(usize, Value)> {
        let running = self.running.len();
        let items = self.items_mut().filter(|items| running < items.concurrency)?;
        let place = items.next;
        let item = items.items.get_mut(place)?;
        items.next += 1;
        Some((place, std::mem::take(item)))
    }

    /// Puts an item back that was taken last, for which nothing could begin.
    pub(super) fn give_back(&mut self, place: usize, item: Value) {
        let Some(items) = self.items_mut() else { return };
        items.next = place;
        if let Some(left) = items.items.get_mut(place) {
            *left = item;
        }
    }

    /// Whether nothing runs and nothing is left to run.
    pub(super) fn is_over(&self) -> bool {
        let is_done = match &self.kind {
            ForkKind::Parallel => true,
            ForkKind::Iterations(items) => items.are_taken(),
            ForkKind::MapRun(run) => run.begins_no_more(),
        };
        self.running.is_empty() && is_done
    }

    /// The strands of child executions that do not run and may be redriven.
    pub(super) fn stopped(&self) -> impl Iterator<Item = &StoppedStrands> {
        let run = self.map_run().into_iter();
        run.flat_map(|run| run.unsuccessful.values().chain(run.waiting.values()))
    }

    pub(super) fn map_run(&self) -> Option<&MapRun> {
        match &self.kind {
            ForkKind::MapRun(run) => Some(run),
            ForkKind::Parallel | ForkKind::Iterations(_) => None,
        }
    }

    pub(super) fn map_run_mut(&mut self) -> Option<&mut MapRun> {
        match &mut self.kind {
            ForkKind::MapRun(run) => Some(run),
            ForkKind::Parallel | ForkKind::Iterations(_) => None,
        }
    }

    /// What the branches returned, in the order of their places. A child execution that failed and
    /// may leaves no gap.
    pub(super) fn result(&self) -> Payload {
        Payload::of(Value::Array(self.outputs()))
    }

    pub(super) fn outputs(&self) -> Vec<Value> {
        self.results.iter().flatten().map(|result| result.value().clone()).collect()
    }
}
