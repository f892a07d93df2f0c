//! Paths that find nothing, whatever the input of the flow is.
//!
//! The shape of the data is followed from state to state: what a rule's target or a template makes,
//! what an operation answers by its API, what a `Result` says. Where a state can be entered from
//! several, what any of them hands on can be there, so that no path is warned of that can find
//! something.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use firedrill_diagnostic::nearest;

use super::linter::Warnings;
use super::passage::{PassedState, UnmetPath};
use crate::data::{DataShape, Missing};
use crate::definition::DiagnosticCode;
use crate::outline::{TransitionKind, WorkflowOutline};

/// How often the input of a state may turn out larger than was known before nothing is said of it:
/// in a circle of states it could be so for ever.
const MOST_CHANGES: u32 = 8;

/// How many names a help lists.
const MOST_NAMES: usize = 6;

pub(super) fn check(
    workflow: &WorkflowOutline<'_>,
    input: &Arc<DataShape>,
    warnings: &mut Warnings,
) {
    let states: HashMap<_, _> =
        workflow.states.iter().map(|state| (state.name, PassedState::new(state))).collect();
    let inputs = inputs(workflow.start_at, &states, input);
    for state in &workflow.states {
        let (Some(passed), Some(input)) = (states.get(state.name), inputs.get(state.name)) else {
            continue;
        };
        let passage = passed.passage(input);
        for unmet in &passage.unmet {
            warn(unmet, warnings);
        }
        for (nested, input) in state.nested.iter().zip(&passage.nested_inputs) {
            check(nested, input, warnings);
        }
    }
}

/// The shape of the input of each state that can be entered.
fn inputs<'n>(
    start_at: Option<&str>,
    states: &HashMap<&'n str, PassedState<'_, 'n>>,
    input: &Arc<DataShape>,
) -> HashMap<&'n str, Arc<DataShape>> {
    let mut inputs: HashMap<&str, Arc<DataShape>> = HashMap::new();
    let mut changes: HashMap<&str, u32> = HashMap::new();
    let mut waiting = VecDeque::new();
    let mut is_waiting = HashSet::new();
    if let Some(start) = start_at.and_then(|name| states.get(name)) {
        inputs.insert(start.outline.name, Arc::clone(input));
        waiting.push_back(start);
    }
    while let Some(state) = waiting.pop_front() {
        is_waiting.remove(state.outline.name);
        let Some(input) = inputs.get(state.outline.name) else { continue };
        let passage = state.passage(input);
        for transition in &state.outline.transitions {
            let Some(next) = states.get(transition.target) else { continue };
            let name = next.outline.name;
            let handed_on = match transition.kind {
                TransitionKind::Catch(place) => passage.caught.get(place),
                TransitionKind::Choice(place) => passage.chosen.get(place),
                TransitionKind::Next | TransitionKind::Default => Some(&passage.output),
            };
            let Some(handed_on) = handed_on else { continue };
            let known = inputs.get(name);
            let either = known.map_or_else(|| Arc::clone(handed_on), |known| known.or(handed_on));
            if known.is_some_and(|known| **known == *either) {
                continue;
            }
            let changes = changes.entry(name).or_default();
            *changes += 1;
            let either =
                if *changes > MOST_CHANGES { Arc::new(DataShape::Any) } else { either.bounded() };
            inputs.insert(name, either);
            if is_waiting.insert(name) {
                waiting.push_back(next);
            }
        }
    }
    inputs
}

fn warn(unmet: &UnmetPath<'_>, warnings: &mut Warnings) {
    let UnmetPath { path, missing: Missing { name, known }, location, node } = unmet;
    let help = match nearest(name, known.iter().cloned()) {
        Some(similar) => Some(format!("did you mean `{similar}`?")),
        None if known.is_empty() => Some(format!("`{name}` is looked for in what has no members")),
        None if known.len() <= MOST_NAMES => Some(format!("there are `{}`", known.join("`, `"))),
        None => None,
    };
    warnings.warn(
        DiagnosticCode::UnsatisfiablePath,
        format!("no input of this flow has a value at `{path}`"),
        location,
        &node.span,
        help,
    );
}
