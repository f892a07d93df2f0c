//! How branches and iterations begin and end, and what the state makes of them that forked them.

use std::sync::Arc;

use super::aborting::Iteration;
use super::data_flow::within_limit;
use super::failure::Failure;
use super::fork::{Fork, ForkKind};
use super::polled::Execution;
use super::position::Position;
use super::stopped::{StoppedFork, StoppedStrands};
use super::strand::{Origin, Strand, StrandId};
use crate::definition::{DataFlow, StateId, StateKind, StateType, Transition};
use crate::history::{EventDetails, EventId};
use crate::payload::Payload;

impl Execution {
    /// Begins a branch of the state that a strand is in, within the same execution.
    pub(super) fn begin_branch(
        &mut self,
        origin: Origin,
        start_at: StateId,
        input: Payload,
        after: EventId,
    ) -> StrandId {
        let child = self.strands.child(origin.strand);
        let id = self.strands.add(Strand::new(Some(origin), child, after));
        self.place(id, Position::Entering { state: start_at, input });
        id
    }

    /// Takes the fork that a strand waits for.
    pub(super) fn take_fork(&mut self, id: StrandId) -> Option<Box<Fork>> {
        let strand = self.strands.get_mut(id)?;
        match std::mem::replace(&mut strand.position, Position::Between) {
            Position::Forked(fork) => Some(fork),
            other => {
                strand.position = other;
                None
            }
        }
    }

    pub(super) fn branch_succeeded(&mut self, id: StrandId, origin: Origin, output: Payload) {
        let Some(mut fork) = self.take_fork(origin.strand) else { return };
        let mut last = self.strands.get(id).map_or(EventId::NONE, |strand| strand.last);
        // Recorded: the next iteration follows from what ended the one before it, and the state
        // from the event that says so.
        let after = last;
        if let Some((name, index)) = self.iteration(&fork, origin.index) {
            last = self.happens_beside(id, EventDetails::MapIterationSucceeded { name, index });
        }
        self.remove(id);
        fork.running.remove(&origin.index);
        if let Some(place) = fork.results.get_mut(origin.index) {
            *place = Some(output);
        }
        if let Some(parent) = self.strands.get_mut(origin.strand) {
            parent.last = last;
        }
        self.go_on_with(origin.strand, fork, after);
    }

    pub(super) fn branch_failed(&mut self, id: StrandId, origin: Origin, failure: Failure) {
        let Some(fork) = self.take_fork(origin.strand) else { return };
        let last = self.strands.get(id).map_or(EventId::NONE, |strand| strand.last);
        if let Some(parent) = self.strands.get_mut(origin.strand) {
            parent.last = last;
        }
        self.fork_failed(origin.strand, fork, Some(id), failure);
    }

    /// Begins what may begin now that something has ended, or joins what is over.
    pub(super) fn go_on_with(&mut self, id: StrandId, mut fork: Box<Fork>, after: EventId) {
        let begun = match &fork.kind {
            ForkKind::Parallel => Ok(()),
            ForkKind::Iterations(_) => self.begin_iterations(id, &mut fork, after),
            // A redrive found it so: its items are still to be read.
            ForkKind::MapRun(run) if run.item_count.is_none() => {
                return self.find_items(id, *fork);
            }
            ForkKind::MapRun(_) => {
                self.go_on_with_children(id, &mut fork);
                Ok(())
            }
        };
        match begun {
            Err(failure) => self.fork_failed(id, fork, None, failure),
            Ok(()) if fork.is_over() => self.place_first(id, Position::Joined(fork)),
            Ok(()) => self.let_wait(id, Position::Forked(fork), None),
        }
    }

    /// Fails a Parallel or Map state, because of one of its branches if one is named.
    pub(super) fn fork_failed(
        &mut self,
        id: StrandId,
        fork: Box<Fork>,
        failed: Option<StrandId>,
        failure: Failure,
    ) {
        let after = self.strands.get(id).map_or(EventId::NONE, |strand| strand.last);
        let mut stopped = StoppedStrands::default();
        for (index, branch) in &fork.running {
            let branches = if failed == Some(*branch) {
                self.tell_of_failure(*branch, self.iteration(&fork, *index));
                self.uproot(*branch)
            } else if failure.is_runtime() {
                self.uproot(*branch)
            } else {
                self.abort(*branch, self.iteration(&fork, *index), after)
            };
            stopped.merge(branches);
        }
        let visit = Box::new(fork.visit.clone());
        if let Some(strand) = self.strands.get_mut(id) {
            strand.stopped = Some(Box::new(StoppedFork { fork, strands: stopped }));
        }
        self.place_first(id, Position::Failed { visit, failure });
    }

    /// Seen at the service: a task that ends its branch is aborted as well, which leads to nothing.
    fn tell_of_failure(&mut self, branch: StrandId, iteration: Option<Iteration>) {
        if let Some((name, index)) = iteration {
            self.happens_beside(branch, EventDetails::MapIterationFailed { name, index });
        }
        let visit = self.strands.get(branch).and_then(|strand| strand.entered.as_ref());
        let state_type = visit.map(|visit| self.machine.state(visit.state).state_type);
        if let Some(state_type @ StateType::Task) = state_type {
            self.happens_beside(branch, EventDetails::StateAborted { state_type });
        }
    }

    /// Leaves a Parallel or Map state whose branches have all ended.
    pub(super) fn fork_over(&mut self, id: StrandId, fork: Box<Fork>) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(fork.visit.state);
        let Some((flow, transition)) = forked_flow(&state.kind) else { return };
        let succeeded = match (&fork.kind, &state.kind) {
            (ForkKind::MapRun(_), StateKind::Map(map)) => {
                return self.map_run_over(id, state, map, fork);
            }
            (ForkKind::Parallel, _) => EventDetails::ParallelStateSucceeded,
            _ => EventDetails::MapStateSucceeded,
        };
        let result = fork.result();
        let visit = fork.visit;
        let result = match within_limit(result, &state.name) {
            Ok(result) => result,
            Err(failure) => {
                let visit = Box::new(visit);
                return self.place_first(id, Position::Failed { visit, failure });
            }
        };
        // Recorded: leaving the state follows from the same event as this one.
        self.happens_beside(id, succeeded);
        self.leave_with_result(id, state, flow, visit, result, transition);
    }

    /// The name of the state that a fork is of.
    pub(super) fn name_of(&self, fork: &Fork) -> Arc<str> {
        Arc::clone(&self.machine.state(fork.visit.state).name)
    }
}

fn forked_flow(kind: &StateKind) -> Option<(&DataFlow, Transition)> {
    match kind {
        StateKind::Parallel(parallel) => Some((&parallel.data_flow, parallel.transition)),
        StateKind::Map(map) => Some((&map.data_flow, map.transition)),
        _ => None,
    }
}
