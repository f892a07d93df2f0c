//! Distributed Map states: how a Map Run starts, finds its items, and ends.

use std::sync::Arc;

use super::context_object::Moment;
use super::data_flow::within_limit;
use super::failure::Failure;
use super::fork::{Fork, ForkKind, Items, Tolerance};
use super::map_run::MapRun;
use super::polled::Execution;
use super::position::Position;
use super::stopped::{StoppedFork, StoppedStrands};
use super::strand::StrandId;
use super::visit::Visit;
use crate::definition::{ItemBatcher, MapState, State, StateKind};
use crate::history::{EventDetails, EventId};
use crate::payload::Payload;

impl Execution {
    /// Starts the Map Run of a distributed Map state, if its results can be written.
    pub(super) fn start_map_run(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        visit: Visit,
        work: Items,
        (state_started, tolerance): (EventId, Tolerance),
    ) {
        let label = match &map.label {
            Some(label) => label.to_string(),
            None => self.ids.name_uuid(),
        };
        let name = Arc::from(format!("{label}:{}", self.ids.uuid()));
        let run = MapRun::new(work, name, state_started, tolerance);
        let fork = Fork::new(visit, ForkKind::MapRun(Box::new(run)), 0);
        match map.export() {
            Some(export) => self.try_destination(id, state, export, fork),
            None => self.map_run_started(id, fork),
        }
    }

    /// Tells that a Map Run started, and finds its items.
    pub(super) fn map_run_started(&mut self, id: StrandId, fork: Fork) {
        let Some(run) = fork.map_run() else { return };
        let map_run_arn = run.arn(&self.journals.of(self.strands.child(id)).context);
        self.happens(id, EventDetails::MapRunStarted { map_run_arn });
        self.find_items(id, fork);
    }

    /// Has the items of a Map Run read, if they are not data of its state.
    pub(super) fn find_items(&mut self, id: StrandId, fork: Fork) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(fork.visit.state);
        let StateKind::Map(map) = &state.kind else { return };
        match &map.item_reader {
            Some(reader) => self.request_items(id, state, reader, fork),
            None => self.items_found(id, state, map, fork),
        }
    }

    /// Begins to work on the items of a Map Run.
    pub(super) fn items_found(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        mut fork: Fork,
    ) {
        let ForkKind::MapRun(run) = &mut fork.kind else { return };
        let item_count = run.work.items.len();
        if let Some(batcher) = &map.item_batcher {
            match self.batch(id, state, map, batcher, &fork.visit, &mut run.work) {
                Ok(sizes) => run.batches = Some(sizes),
                Err(failure) => return self.fail_map_run(id, Box::new(fork), failure),
            }
        }
        run.item_count = Some(item_count);
        fork.results = vec![None; run.work.items.len()];
        self.go_on_with(id, Box::new(fork), EventId::NONE);
    }

    /// Puts items together into batches, in place of the items; answers how many each has.
    fn batch(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        batcher: &ItemBatcher,
        visit: &Visit,
        work: &mut Items,
    ) -> Result<Vec<usize>, Failure> {
        let moment = Moment::of(state, visit);
        let mut batches =
            self.evaluate(id, moment, |evaluation| evaluation.batches(batcher, &work.input))?;
        let mut items = std::mem::take(&mut work.items);
        for (index, item) in items.iter_mut().enumerate() {
            match self.item_input(id, state, map, visit, work, (index, item)) {
                Ok(input) => batches.add(input),
                Err(failure) => {
                    // What a selector refuses it has not taken: a redrive finds all of them again.
                    work.items = items;
                    return Err(failure);
                }
            }
        }
        let (inputs, sizes) = batches.finish();
        work.items = inputs;
        Ok(sizes)
    }

    /// Ends a Map Run of which no child execution runs, once its results are written.
    pub(super) fn map_run_over(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        fork: Box<Fork>,
    ) {
        let Some(run) = fork.map_run() else { return };
        let destination = run.destination.as_ref();
        if destination.is_some_and(|destination| destination.exported.is_none()) {
            return self.export_results(id, state, map, fork);
        }
        if let Some(failure) = run.failure.clone() {
            return self.fail_map_run(id, fork, failure);
        }
        let exported = destination.and_then(|destination| destination.exported.as_ref());
        let result = match (exported, &map.result_writer) {
            (Some(details), _) => Payload::of(details.clone()),
            (None, Some(writer)) => Payload::of(run.written(writer.transformation, &fork)),
            (None, None) => fork.result(),
        };
        let succeeded = self.happens_beside(id, EventDetails::MapRunSucceeded);
        match within_limit(result, &state.name) {
            Ok(result) => {
                self.write(id, succeeded, EventDetails::MapStateSucceeded);
                // Recorded: leaving the state follows from the start of the run or its redrive.
                let visit = fork.visit;
                self.leave_with_result(id, state, &map.data_flow, visit, result, map.transition);
            }
            Err(failure) => {
                if let Some(strand) = self.strands.get_mut(id) {
                    strand.last = succeeded;
                }
                let visit = Box::new(fork.visit);
                self.place_first(id, Position::Failed { visit, failure });
            }
        }
    }

    /// Fails a Map Run, and the state with it.
    pub(super) fn fail_map_run(&mut self, id: StrandId, fork: Box<Fork>, failure: Failure) {
        let (error, cause) = (failure.error.clone(), failure.cause.clone());
        self.happens(id, EventDetails::MapRunFailed { error, cause });
        if failure.is_runtime() {
            // Recorded: the state tells of it, although nothing can catch it.
            self.happens(id, EventDetails::MapStateFailed);
        }
        let visit = Box::new(fork.visit.clone());
        if let Some(strand) = self.strands.get_mut(id) {
            let strands = StoppedStrands::default();
            strand.stopped = Some(Box::new(StoppedFork { fork, strands }));
        }
        self.place_first(id, Position::Failed { visit, failure });
    }
}
