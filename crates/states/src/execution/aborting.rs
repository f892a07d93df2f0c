//! Ending strands before their end: the siblings of a branch that failed, and what is stopped.

use std::sync::Arc;

use super::fork::{Fork, ForkKind};
use super::polled::Execution;
use super::position::Position;
use super::strand::StrandId;
use crate::history::EventDetails;

/// The name of a Map state and the index of an iteration of it.
type Iteration = (Arc<str>, usize);

impl Execution {
    /// Ends a strand and all that it forked, and tells so from the innermost on.
    ///
    /// That the service writes these events is documented with the types of history events; their
    /// order is not.
    pub(super) fn abort(&mut self, id: StrandId, mut iteration: Option<Iteration>) {
        let child = self.strands.child(id);
        for member in self.family(id).into_iter().rev() {
            if self.strands.child(member) == child {
                let iteration =
                    if member == id { iteration.take() } else { self.iteration_of(member) };
                self.tell_of_abort(member, iteration);
            }
            // A child execution of a Map Run tells nothing here: it has its own history.
            self.remove(member);
        }
    }

    fn tell_of_abort(&mut self, id: StrandId, iteration: Option<Iteration>) {
        let Some(strand) = self.strands.get(id) else { return };
        let is_map_run = match &strand.position {
            Position::Forked(fork) => matches!(fork.kind, ForkKind::MapRun(_)),
            Position::Transferring(_) => true,
            _ => false,
        };
        let state = strand.position.state();
        if is_map_run {
            self.happens(id, EventDetails::MapRunAborted);
        }
        if let Some(state) = state {
            let state_type = self.machine.state(state).state_type;
            self.happens(id, EventDetails::StateAborted { state_type });
        }
        if let Some((name, index)) = iteration {
            self.happens_beside(id, EventDetails::MapIterationAborted { name, index });
        }
    }

    /// Which iteration a strand is, if it is one.
    fn iteration_of(&self, id: StrandId) -> Option<Iteration> {
        let origin = self.strands.get(id)?.origin?;
        match &self.strands.get(origin.strand)?.position {
            Position::Forked(fork) => self.iteration(fork, origin.index),
            _ => None,
        }
    }

    pub(super) fn iteration(&self, fork: &Fork, index: usize) -> Option<Iteration> {
        matches!(fork.kind, ForkKind::Iterations(_)).then(|| (self.name_of(fork), index))
    }

    /// Ends a strand and all that it forked without a word.
    pub(super) fn uproot(&mut self, id: StrandId) {
        for member in self.family(id) {
            self.remove(member);
        }
    }

    /// A strand and all that it forked, each before what it forked itself.
    fn family(&self, id: StrandId) -> Vec<StrandId> {
        let mut family = vec![id];
        let mut next = 0;
        while let Some(member) = family.get(next).copied() {
            next += 1;
            if let Some(Position::Forked(fork)) =
                self.strands.get(member).map(|strand| &strand.position)
            {
                family.extend(fork.running.values());
            }
        }
        family
    }

    /// Takes a strand away, with what waits for it.
    pub(super) fn remove(&mut self, id: StrandId) {
        self.set_alarm(id, None);
        let Some(strand) = self.strands.remove(id) else { return };
        if let Some(task) = strand.position.task() {
            self.tasks.remove(&task);
        }
        if strand.child == Some(id) {
            self.journals.close(id);
        }
    }
}
