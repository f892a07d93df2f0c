//! Pass, Choice and Succeed states: data in, data out.

use super::context_object::Moment;
use super::data_flow::{Evaluation, within_limit};
use super::failure::Failure;
use super::polled::Execution;
use super::progress::Exit;
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
        let (output, assigned) = self.evaluate(id, Moment::of(state, visit), |evaluation| {
            let input = evaluation.input_path(&flow.paths, &visit.input)?;
            // Recorded: a `Result` wins over `Parameters`, and nothing in it is computed.
            let result = match &pass.result {
                Some(result) => result.clone(),
                None => evaluation.parameters(flow, &input)?,
            };
            let assigned = evaluation.assigned(state.assign.as_ref(), &result)?;
            let merged = Evaluation::merged(flow.result_path.as_ref(), &visit.input, result)?;
            Ok((evaluation.output(&flow.paths, &merged)?, assigned))
        })?;
        let output = within_limit(output, &state.name)?;
        Ok(Exit { transition: pass.transition, output, assigned })
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
        let (output, assigned) = self.evaluate(id, Moment::of(state, visit), |evaluation| {
            let input = evaluation.input_path(paths, &visit.input)?;
            let assigned = evaluation.assigned(state.assign.as_ref(), &input)?;
            Ok((evaluation.output(paths, &input)?, assigned))
        })?;
        let output = within_limit(output, &state.name)?;
        Ok(Exit { transition, output, assigned })
    }

    pub(super) fn choice(
        &mut self,
        id: StrandId,
        state: &State,
        choice: &ChoiceState,
        visit: &Visit,
    ) -> Result<Exit, Failure> {
        let (next, output, assigned) =
            self.evaluate(id, Moment::of(state, visit), |evaluation| {
                let input = evaluation.input_path(&choice.paths, &visit.input)?;
                let mut chosen = None;
                for rule in &choice.rules {
                    if rule.condition.holds(evaluation, &input)? {
                        chosen = Some(rule);
                        break;
                    }
                }
                let (next, assign) = match (chosen, choice.default) {
                    (Some(rule), _) => (rule.next, rule.assign.as_ref()),
                    (None, Some(default)) => (default, state.assign.as_ref()),
                    (None, None) => {
                        let problem = "Failed to transition out of the state. The state does not point to a next state.";
                        return Err(problem.to_owned().into());
                    }
                };
                let assigned = evaluation.assigned(assign, &input)?;
                Ok((next, evaluation.choice_output(choice, chosen, &input)?, assigned))
            })?;
        let output = within_limit(output, &state.name)?;
        Ok(Exit { transition: Transition::Next(next), output, assigned })
    }

    /// What a state that did something hands on: its result, selected, merged into its input and
    /// cut to its output.
    pub(super) fn result_exit(
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
        let (output, assigned) = self.evaluate(id, moment, |evaluation| {
            let selected = evaluation.selected(flow, result)?;
            let assigned = evaluation.assigned(state.assign.as_ref(), &selected)?;
            let merged = Evaluation::merged(flow.result_path.as_ref(), &visit.input, selected)?;
            Ok((evaluation.output(&flow.paths, &merged)?, assigned))
        })?;
        let output = within_limit(output, &state.name)?;
        Ok(Exit { transition, output, assigned })
    }
}
