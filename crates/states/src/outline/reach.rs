//! Which states of a workflow can be entered, and from which an end can be reached.

use std::collections::{HashMap, HashSet};

use super::state::{StateOutline, TransitionOutline, WorkflowOutline};

/// The names of the states that can be entered by transitions that `counts` lets count.
pub(crate) fn reached<'n>(
    workflow: &WorkflowOutline<'n>,
    counts: impl Fn(&StateOutline<'n>, &TransitionOutline<'n>) -> bool,
) -> HashSet<&'n str> {
    let states: HashMap<_, _> = workflow.states.iter().map(|state| (state.name, state)).collect();
    let mut reached = HashSet::new();
    let mut open: Vec<_> = workflow.start_at.into_iter().collect();
    while let Some(name) = open.pop() {
        if let Some(state) = states.get(name)
            && reached.insert(state.name)
        {
            let counting = state.transitions.iter().filter(|transition| counts(state, transition));
            open.extend(counting.map(|transition| transition.target));
        }
    }
    reached
}

/// The names of the states from which the workflow can come to an end. A state that leads to
/// nothing, or to no state, is refused for that, and counts as an end here.
pub(crate) fn terminating<'n>(workflow: &WorkflowOutline<'n>) -> HashSet<&'n str> {
    let mut entered_from: HashMap<&str, Vec<&'n str>> = HashMap::new();
    for state in &workflow.states {
        for transition in &state.transitions {
            entered_from.entry(transition.target).or_default().push(state.name);
        }
    }
    let names: HashSet<_> = workflow.states.iter().map(|state| state.name).collect();
    let breaks_off = |state: &StateOutline<'_>| {
        let mut targets = state.transitions.iter().map(|transition| transition.target);
        state.transitions.is_empty() || targets.any(|target| !names.contains(target))
    };
    let ends = workflow.states.iter().filter(|state| state.ends || breaks_off(state));
    let mut terminating = HashSet::new();
    let mut open: Vec<_> = ends.map(|state| state.name).collect();
    while let Some(name) = open.pop() {
        if terminating.insert(name) {
            open.extend(entered_from.get(name).into_iter().flatten());
        }
    }
    terminating
}
