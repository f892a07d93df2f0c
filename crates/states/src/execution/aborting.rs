//! Ending strands before their end: the siblings of a branch that failed, and what is stopped.

use std::sync::Arc;

use super::fork::{Fork, ForkKind};
use super::journal::Journal;
use super::polled::Execution;
use super::position::Position;
use super::stopped::StoppedStrands;
use super::strand::{Strand, StrandId};
use crate::history::{EventDetails, EventId};

/// The name of a Map state and the index of an iteration of it.
pub(super) type Iteration = (Arc<str>, usize);

impl Execution {
    /// Ends a strand and all that it forked, and tells so; answers what is left of them.
    ///
    /// Seen at the service: each of these events follows from the one that brought the others to
    /// their end, and an iteration is told of before its state. That a state is told of before what
    /// it forked is not known.
    pub(super) fn abort(
        &mut self,
        id: StrandId,
        iteration: Option<Iteration>,
        after: EventId,
    ) -> StoppedStrands {
        let child = self.strands.child(id);
        self.tell_of_abort(id, iteration, after);
        for member in self.family(id).into_iter().skip(1) {
            // A child execution of a Map Run tells nothing here: it has its own history.
            if self.strands.child(member) == child {
                self.tell_of_abort(member, self.iteration_of(member), after);
            }
        }
        self.uproot(id)
    }

    fn tell_of_abort(&mut self, id: StrandId, iteration: Option<Iteration>, after: EventId) {
        if let Some((name, index)) = iteration {
            self.write(id, after, EventDetails::MapIterationAborted { name, index });
        }
        let Some(strand) = self.strands.get(id) else { return };
        let is_map_run = match &strand.position {
            Position::Forked(fork) => matches!(fork.kind, ForkKind::MapRun(_)),
            Position::Transferring(transfer) => transfer.is_of_started_run(),
            _ => false,
        };
        let state = strand.position.state();
        if is_map_run {
            self.write(id, after, EventDetails::MapRunAborted);
        }
        if let Some(state) = state {
            let state_type = self.machine.state(state).state_type;
            self.write(id, after, EventDetails::StateAborted { state_type });
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

    /// Ends a strand and all that it forked without a word; answers what is left of them.
    pub(super) fn uproot(&mut self, id: StrandId) -> StoppedStrands {
        let mut stopped = StoppedStrands::default();
        for member in self.family(id) {
            if let Some((strand, journal)) = self.remove(member) {
                stopped.add(member, strand, journal);
            }
        }
        stopped
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

    /// Takes a strand away, with what waits for it and, if it is the workflow of a child execution,
    /// the journal of that.
    pub(super) fn remove(&mut self, id: StrandId) -> Option<(Strand, Option<Journal>)> {
        self.set_alarm(id, None);
        let strand = self.strands.remove(id)?;
        if let Some(task) = strand.position.task() {
            self.tasks.remove(&task);
        }
        if strand.child != Some(id) {
            return Some((strand, None));
        }
        let mut journal = self.journals.close(id);
        if let Some(journal) = journal.as_mut().filter(|journal| !journal.has_ended()) {
            // It ends together with the execution that it is a child of.
            let aborted = EventDetails::ExecutionAborted { error: None, cause: None };
            journal.end(EventId::NONE, aborted, self.now);
        }
        Some((strand, journal))
    }
}
