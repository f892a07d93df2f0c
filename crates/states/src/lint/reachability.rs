//! States that are never entered, or never led out of.

use std::collections::HashMap;

use super::handlers;
use super::linter::Warnings;
use crate::definition::DiagnosticCode;
use crate::outline::{TransitionKind, WorkflowOutline, reached, terminating};

/// AWS itself refuses a state that no transition leads to, and a workflow without an end; here a
/// catcher that never fires leads nowhere, and each state must be able to reach an end.
pub(super) fn check(workflow: &WorkflowOutline<'_>, warnings: &mut Warnings) {
    let connected = reached(workflow, |_, _| true);
    let dead: HashMap<_, _> =
        workflow.states.iter().map(|state| (state.name, handlers::dead_catchers(state))).collect();
    let entered = reached(workflow, |state, transition| match transition.kind {
        TransitionKind::Catch(place) => {
            !dead.get(state.name).is_some_and(|dead| dead.contains(&place))
        }
        _ => true,
    });
    let terminating = terminating(workflow);
    for state in &workflow.states {
        if connected.contains(state.name) && !entered.contains(state.name) {
            warnings.warn(
                DiagnosticCode::UnreachableState,
                format!("only a catcher that never fires leads to the state `{}`", state.name),
                &state.location,
                &state.name_span,
                None,
            );
        }
        // Where no state ends the workflow, AWS says so itself.
        if !terminating.is_empty()
            && connected.contains(state.name)
            && !terminating.contains(state.name)
        {
            warnings.warn(
                DiagnosticCode::NoWayToEnd,
                format!("no way leads from the state `{}` to an end", state.name),
                &state.location,
                &state.name_span,
                Some("give a state of the loop `End`, or a transition out of it".to_owned()),
            );
        }
    }
}
