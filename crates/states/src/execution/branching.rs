//! Parallel states.

use super::context_object::Moment;
use super::fork::{Fork, ForkKind};
use super::polled::Execution;
use super::position::Position;
use super::strand::{Origin, StrandId};
use super::visit::Visit;
use crate::definition::{ParallelState, State};
use crate::history::EventDetails;

impl Execution {
    /// Begins all branches of a Parallel state.
    pub(super) fn branch(
        &mut self,
        id: StrandId,
        state: &State,
        parallel: &ParallelState,
        visit: Visit,
    ) {
        let input = self.evaluate(id, Moment::of(state, &visit), |evaluation| {
            let input = evaluation.input_path(&parallel.data_flow.paths, &visit.input)?;
            evaluation.parameters(&parallel.data_flow, &input)
        });
        let input = match input {
            Ok(input) => input,
            Err(failure) => return self.state_failed(id, visit, failure),
        };
        let started = self.happens(id, EventDetails::ParallelStateStarted);
        let mut fork = Fork::new(visit, ForkKind::Parallel, parallel.branches.len());
        for (index, branch) in parallel.branches.iter().enumerate() {
            let origin = Origin { strand: id, index };
            let strand = self.begin_branch(origin, branch.start_at, input.clone(), started);
            fork.running.insert(index, strand);
        }
        if fork.is_over() {
            self.place_first(id, Position::Joined(Box::new(fork)));
        } else {
            self.let_wait(id, Position::Forked(Box::new(fork)), None);
        }
    }
}
