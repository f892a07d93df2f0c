//! The child executions of a Map Run: how they begin, end, and go on after a redrive.

use std::sync::Arc;

use super::context::{ExecutionContext, WorkflowType};
use super::failure::Failure;
use super::fork::Fork;
use super::journal::Journal;
use super::map_run::MapRun;
use super::polled::Execution;
use super::position::Position;
use super::results;
use super::stopped::StoppedStrands;
use super::strand::{Origin, Strand, StrandId};
use super::visit::Visit;
use crate::definition::error_name::TIMEOUT;
use crate::definition::{MapState, ProcessorMode, State, StateId, StateKind};
use crate::history::{EventDetails, EventId};
use crate::payload::Payload;

/// How a child execution ended.
#[derive(Debug)]
pub(super) enum ChildEnd {
    /// `SUCCEEDED`, with its output.
    Succeeded(Payload),
    /// `FAILED`
    Failed(Failure),
    /// `TIMED_OUT`: it took longer than an execution of its type may.
    TimedOut,
    /// `ABORTED`, because the Map Run of this ARN failed.
    Aborted(Arc<str>),
}

impl Execution {
    /// Lets as many child executions run as may: first those that a redrive lets go on, then those
    /// that have not begun. Where the Map Run fails, it stops those that run.
    pub(super) fn go_on_with_children(&mut self, id: StrandId, fork: &mut Fork) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(fork.visit.state);
        let StateKind::Map(map) = &state.kind else { return };
        let ProcessorMode::Distributed(workflow_type) = map.processor.mode else { return };
        self.resume_children(fork, map.processor.workflow.start_at);
        let begun = self.begin_children(id, state, (map, workflow_type), fork);
        let Some(run) = fork.map_run_mut() else { return };
        if let Err(failure) = begun {
            run.failure.get_or_insert(failure);
        }
        if run.failure.is_some() {
            // What waits to be redriven stays what it was.
            run.unsuccessful.append(&mut run.waiting);
            // Recorded: those of type Express come to their end first.
            if workflow_type == WorkflowType::Standard {
                self.abort_children(id, fork);
            }
        }
    }

    fn begin_children(
        &mut self,
        id: StrandId,
        state: &State,
        (map, workflow_type): (&MapState, WorkflowType),
        fork: &mut Fork,
    ) -> Result<(), Failure> {
        while fork.map_run().is_some_and(|run| run.failure.is_none())
            && let Some((index, mut item)) = fork.take_next()
        {
            let Some(run) = fork.map_run() else { return Ok(()) };
            let input = match run.batches {
                // Batches are made of inputs already.
                Some(_) => Payload::of(item),
                None => {
                    let numbered = (index, &mut item);
                    match self.item_input(id, state, map, &fork.visit, &run.work, numbered) {
                        Ok(input) => input,
                        Err(failure) => {
                            fork.give_back(index, item);
                            return Err(failure);
                        }
                    }
                }
            };
            let parent = &self.journals.of(self.strands.child(id)).context;
            let context = ExecutionContext {
                input: input.clone(),
                ..parent.of_child(run.label(), workflow_type, &mut self.ids)
            };
            let origin = Origin { strand: id, index };
            let start_at = map.processor.workflow.start_at;
            let strand = self.begin_branch(origin, start_at, input, EventId::NONE);
            if let Some(child) = self.strands.get_mut(strand) {
                child.child = Some(strand);
            }
            self.journals.open(strand, Journal::of_child(context, self.now));
            fork.running.insert(index, strand);
        }
        Ok(())
    }

    /// Ends a child execution.
    pub(super) fn child_ended(&mut self, child: StrandId, end: ChildEnd) {
        let Some(origin) = self.strands.get(child).and_then(|strand| strand.origin) else { return };
        let Some(mut fork) = self.take_fork(origin.strand) else { return };
        fork.running.remove(&origin.index);
        self.record_end(child, origin.index, &end, &mut fork);
        let strands = self.uproot(child);
        if let ChildEnd::Succeeded(output) = end {
            if let Some(place) = fork.results.get_mut(origin.index) {
                *place = Some(output);
            }
        } else if let Some(run) = fork.map_run_mut() {
            run.unsuccessful.insert(origin.index, strands);
            run.count_failure(origin.index);
        }
        self.go_on_with(origin.strand, fork, EventId::NONE);
    }

    /// Stops the child executions that run.
    fn abort_children(&mut self, id: StrandId, fork: &mut Fork) {
        let Some(run) = fork.map_run() else { return };
        let arn = run.arn(&self.journals.of(self.strands.child(id)).context);
        for (index, child) in std::mem::take(&mut fork.running) {
            self.record_end(child, index, &ChildEnd::Aborted(Arc::clone(&arn)), fork);
            let strands = self.uproot(child);
            if let Some(run) = fork.map_run_mut() {
                run.unsuccessful.insert(index, strands);
            }
        }
    }

    /// Writes down how a child execution ended.
    fn record_end(&mut self, child: StrandId, index: usize, end: &ChildEnd, fork: &mut Fork) {
        let now = self.now;
        let is_kept = self.keeps_records(&fork.visit);
        let journal = self.journals.of_mut(Some(child));
        let details = match end {
            ChildEnd::Succeeded(output) => {
                EventDetails::ExecutionSucceeded { output: Arc::clone(output.text()) }
            }
            ChildEnd::Failed(failure) => EventDetails::ExecutionFailed {
                error: failure.error.clone(),
                cause: failure.cause.clone(),
            },
            ChildEnd::TimedOut => EventDetails::ExecutionTimedOut { error: Arc::from(TIMEOUT) },
            ChildEnd::Aborted(_) => EventDetails::ExecutionAborted { error: None, cause: None },
        };
        journal.end(journal.last(), details, now);
        if let Some(run) = fork.map_run_mut().filter(|_| is_kept) {
            run.records.insert(index, results::record(journal, end, now));
        }
    }

    fn keeps_records(&self, visit: &Visit) -> bool {
        match &self.machine.state(visit.state).kind {
            StateKind::Map(map) => map.result_writer.is_some(),
            _ => false,
        }
    }

    /// Lets child executions go on that a redrive lets go on, as many as may run.
    fn resume_children(&mut self, fork: &mut Fork, start_at: StateId) {
        loop {
            let running = fork.running.len();
            let may_go_on =
                |run: &&mut MapRun| run.failure.is_none() && running < run.work.concurrency;
            let Some(run) = fork.map_run_mut().filter(may_go_on) else { return };
            let Some((index, strands)) = run.waiting.pop_first() else { return };
            run.records.remove(&index);
            if let Some(child) = self.resume_child(strands, start_at) {
                fork.running.insert(index, child);
            }
        }
    }

    /// Lets a child execution go on. One of type Express begins again.
    fn resume_child(&mut self, mut strands: StoppedStrands, start_at: StateId) -> Option<StrandId> {
        let (id, mut journal) = strands.take_journal()?;
        match journal.context.workflow_type {
            WorkflowType::Standard => {
                let redriven = journal.redrive(self.now);
                self.journals.open(id, *journal);
                self.resume_all(Some(id), strands, redriven);
            }
            WorkflowType::Express => {
                let journal = journal.restarted(self.now);
                let input = journal.context.input.clone();
                self.journals.open(id, journal);
                let origin = strands.origin();
                self.strands.put_back(id, Strand::new(origin, Some(id), EventId::NONE));
                self.place(id, Position::Entering { state: start_at, input });
            }
        }
        Some(id)
    }
}
