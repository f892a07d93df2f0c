//! Pass, Choice and Succeed states: data in, data out.

use super::context_object::Moment;
use super::data_flow::Evaluation;
use super::exit::Exit;
use super::failure::Failure;
use super::polled::Execution;
use super::problem::Problem;
use super::strand::StrandId;
use super::visit::Visit;
use crate::definition::{ChoiceState, DataFlow, PassState, Paths, State, Transition};
use crate::payload::Payload;

impl Execution {
    pub(super) fn pass(
        &mut self,
        id: StrandId,
        state: &State,
        pass: &PassState,
        visit: &Visit,
    ) -> Result<Exit, Failure> {
        let flow = &pass.data_flow;
        self.evaluate(id, Moment::of(state, visit), |evaluation| {
            let input = evaluation.input_path(&flow.paths, &visit.input)?;
            // Recorded: a `Result` wins over `Parameters`, and nothing in it is computed.
            let result = match &pass.result {
                Some(result) => result.clone(),
                None => evaluation.parameters(flow, &input)?,
            };
            let assigned = evaluation.assigned(state.assign.as_ref(), &result)?;
            let merged = Evaluation::merged(flow.result_path.as_ref(), &visit.input, result)?;
            let output = evaluation.output(&flow.paths, &merged)?;
            Ok(Exit { transition: pass.transition, output, assigned })
        })?
        .within_limit(state)
    }

    /// A state that does nothing to its data but `InputPath` and `OutputPath`.
    pub(super) fn pass_on(
        &mut self,
        id: StrandId,
        state: &State,
        paths: &Paths,
        visit: &Visit,
        transition: Transition,
    ) -> Result<Exit, Failure> {
        self.evaluate(id, Moment::of(state, visit), |evaluation| {
            let input = evaluation.input_path(paths, &visit.input)?;
            evaluation.passed_on(state, paths, &input, transition)
        })?
        .within_limit(state)
    }

    pub(super) fn choice(
        &mut self,
        id: StrandId,
        state: &State,
        choice: &ChoiceState,
        visit: &Visit,
    ) -> Result<Exit, Failure> {
        self.evaluate(id, Moment::of(state, visit), |evaluation| {
            let input = evaluation.input_path(&choice.paths, &visit.input)?;
            evaluation.chosen(state, choice, &input)
        })?
        .within_limit(state)
    }

    /// Leaves a state that did its work.
    pub(super) fn leave_with_result(
        &mut self,
        id: StrandId,
        state: &State,
        flow: &DataFlow,
        visit: Visit,
        result: Payload,
        transition: Transition,
    ) {
        match self.result_exit(id, state, flow, &visit, result, transition) {
            Ok(exit) => self.leave(id, state, exit),
            Err(failure) if failure.is_handled_after_work() => {
                self.state_failed(id, visit, failure)
            }
            Err(failure) => self.fail(id, failure),
        }
    }

    /// What a state that did something hands on: its result, selected, merged into its input and
    /// cut to its output.
    fn result_exit(
        &mut self,
        id: StrandId,
        state: &State,
        flow: &DataFlow,
        visit: &Visit,
        result: Payload,
        transition: Transition,
    ) -> Result<Exit, Failure> {
        let value = result.clone();
        let moment = Moment { result: Some(value.value()), ..Moment::of(state, visit) };
        self.evaluate(id, moment, |evaluation| {
            let selected = evaluation.selected(flow, result)?;
            let assigned = evaluation.assigned(state.assign.as_ref(), &selected)?;
            let merged = Evaluation::merged(flow.result_path.as_ref(), &visit.input, selected)?;
            let output = evaluation.output(&flow.paths, &merged)?;
            Ok(Exit { transition, output, assigned })
        })?
        .within_limit(state)
    }
}

impl Evaluation<'_> {
    /// What a state hands on that does nothing to an input behind its `InputPath`.
    pub(crate) fn passed_on(
        &mut self,
        state: &State,
        paths: &Paths,
        input: &Payload,
        transition: Transition,
    ) -> Result<Exit, Problem> {
        let assigned = self.assigned(state.assign.as_ref(), input)?;
        Ok(Exit { transition, output: self.output(paths, input)?, assigned })
    }
}
