//! Which rule of a Choice state holds, and what the state hands on for it.

use super::data_flow::Evaluation;
use super::exit::Exit;
use super::problem::Problem;
use crate::definition::{ChoiceRule, ChoiceState, State, Transition};
use crate::payload::Payload;

impl Evaluation<'_> {
    /// Where a Choice state leads with an input that is behind its `InputPath`: to the state of the
    /// first rule that holds, or to its `Default`.
    pub(crate) fn chosen(
        &mut self,
        state: &State,
        choice: &ChoiceState,
        input: &Payload,
    ) -> Result<Exit, Problem> {
        let mut chosen = None;
        for rule in &choice.rules {
            if rule.condition.holds(self, input)? {
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
        let assigned = self.assigned(assign, input)?;
        let output = self.choice_output(choice, chosen, input)?;
        Ok(Exit { transition: Transition::Next(next), output, assigned })
    }

    fn choice_output(
        &mut self,
        choice: &ChoiceState,
        chosen: Option<&ChoiceRule>,
        input: &Payload,
    ) -> Result<Payload, Problem> {
        match chosen.map(|rule| &rule.output) {
            Some(Some(template)) => Ok(Payload::of(self.query(template)?)),
            // As with `Assign`, what the state itself says is for its `Default`.
            Some(None) if choice.paths.output.is_some() => Ok(input.clone()),
            _ => self.output(&choice.paths, input),
        }
    }
}
