//! Map Runs: distributed Map states, whose items are executions of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::ExecutionContext;
use super::context_object::Moment;
use super::failure::Failure;
use super::fork::{Fork, ForkKind, Items, MapRun, Tolerance};
use super::journal::Journal;
use super::polled::Execution;
use super::position::Position;
use super::strand::{Origin, StrandId};
use super::visit::Visit;
use crate::definition::{ItemBatcher, MapState, ProcessorMode, State, StateKind};
use crate::history::{EventDetails, EventId};
use crate::payload::Payload;

impl Execution {
    /// Begins the Map Run of a distributed Map state.
    pub(super) fn start_map_run(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        visit: Visit,
        work: Items,
        tolerance: Tolerance,
    ) {
        let label = match &map.label {
            Some(label) => label.to_string(),
            None => self.random.uuid(),
        };
        let name = format!("{label}:{}", self.random.uuid());
        let map_run_arn = map_run_arn(&self.journals.of(self.strands.child(id)).context, &name);
        let name = Arc::from(name);
        self.happens(id, EventDetails::MapRunStarted { map_run_arn });
        let run = MapRun {
            work,
            name,
            batches: None,
            item_count: 0,
            failed_items: 0,
            tolerance,
            records: BTreeMap::new(),
            exported: None,
        };
        let fork = Fork::new(visit, ForkKind::MapRun(run), 0);
        match &map.item_reader {
            Some(reader) => self.request_items(id, state, reader, fork),
            None => self.begin_map_run(id, state, map, fork),
        }
    }

    /// Begins to work on the items of a Map Run.
    pub(super) fn begin_map_run(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        mut fork: Fork,
    ) {
        let ForkKind::MapRun(run) = &mut fork.kind else { return };
        run.item_count = run.work.items.len();
        if let Some(batcher) = &map.item_batcher {
            match self.batch(id, state, map, batcher, &fork.visit, &mut run.work) {
                Ok(sizes) => run.batches = Some(sizes),
                Err(failure) => return self.state_failed(id, fork.visit, failure),
            }
        }
        fork.results = vec![None; run.work.items.len()];
        self.go_on_with(id, Box::new(fork), EventId::NONE);
    }

    /// Fails a Map Run, and the state with it.
    pub(super) fn map_run_failed(&mut self, id: StrandId, fork: Fork, failure: Failure) {
        for child in fork.running.into_values() {
            self.uproot(child);
        }
        let (error, cause) = (failure.error.clone(), failure.cause.clone());
        self.happens(id, EventDetails::MapRunFailed { error, cause });
        let visit = Box::new(fork.visit);
        self.place_first(id, Position::Failed { visit, failure });
    }

    /// Begins as many child executions as may run.
    pub(super) fn begin_children(&mut self, id: StrandId, fork: &mut Fork) -> Result<(), Failure> {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(fork.visit.state);
        let StateKind::Map(map) = &state.kind else { return Ok(()) };
        let ProcessorMode::Distributed(workflow_type) = map.processor.mode else { return Ok(()) };
        while let Some((index, mut item)) = fork.take_next() {
            let ForkKind::MapRun(run) = &fork.kind else { return Ok(()) };
            let input = match run.batches {
                // Batches are made of inputs already.
                Some(_) => Payload::of(item),
                None => {
                    let input = &run.work.input;
                    self.item_input(id, state, map, &fork.visit, input, (index, &mut item))?
                }
            };
            let parent = &self.journals.of(self.strands.child(id)).context;
            let name = self.random.uuid();
            let label = run.name.split(':').next().unwrap_or_default();
            let context = ExecutionContext {
                arn: child_arn(parent, label, &name).into(),
                name: name.into(),
                state_machine_arn: format!("{}/{label}", parent.state_machine_arn).into(),
                state_machine_name: format!("{}/{label}", parent.state_machine_name).into(),
                input: input.clone(),
                workflow_type,
                ..parent.clone()
            };
            let origin = Origin { strand: id, index };
            let start_at = map.processor.workflow.start_at;
            let strand = self.begin_branch(origin, start_at, input, EventId::NONE);
            if let Some(child) = self.strands.get_mut(strand) {
                child.child = Some(strand);
            }
            self.journals.open(strand, Journal::new(context, self.now));
            fork.running.insert(index, strand);
        }
        Ok(())
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
        let input = work.input.clone();
        let moment = Moment::of(state, visit);
        let mut batches =
            self.evaluate(id, moment, |evaluation| evaluation.batches(batcher, &input))?;
        for (index, mut item) in std::mem::take(&mut work.items).into_iter().enumerate() {
            let numbered = (index, &mut item);
            batches.add(self.item_input(id, state, map, visit, &input, numbered)?);
        }
        let (inputs, sizes) = batches.finish();
        work.items = inputs;
        Ok(sizes)
    }
}

/// `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID`
pub(super) fn map_run_arn(context: &ExecutionContext, name: &str) -> Arc<str> {
    let arn = context.state_machine_arn.replacen(":stateMachine:", ":mapRun:", 1);
    Arc::from(format!("{arn}/{name}"))
}

/// `arn:aws:states:REGION:ACCOUNT:execution:MACHINE/LABEL:NAME`
fn child_arn(context: &ExecutionContext, label: &str, name: &str) -> String {
    let arn = context.state_machine_arn.replacen(":stateMachine:", ":execution:", 1);
    format!("{arn}/{label}:{name}")
}
