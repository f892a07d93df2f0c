//! Workflows, states and transitions as they are written.

use std::ops::Range;

use crate::definition::StateType;
use crate::json::Node;

/// A workflow: the machine itself, a branch of a Parallel state, or what a Map state runs.
#[derive(Debug, Clone)]
pub(crate) struct WorkflowOutline<'n> {
    pub(crate) start_at: Option<&'n str>,
    /// The states in the order of the text; of a repeated name the last.
    pub(crate) states: Vec<StateOutline<'n>>,
}

/// A state.
#[derive(Debug, Clone)]
pub(crate) struct StateOutline<'n> {
    pub(crate) name: &'n str,
    /// The bytes of the name.
    pub(crate) name_span: Range<usize>,
    /// Where it is, as AWS gives it: `/States/Stop/Branches[0]/States/Tell`.
    pub(crate) location: String,
    pub(crate) node: &'n Node,
    /// None where the definition names no type that there is.
    pub(crate) state_type: Option<StateType>,
    /// Whether its query language is JSONata.
    pub(crate) jsonata: bool,
    /// The transitions, in the order in which they are tried.
    pub(crate) transitions: Vec<TransitionOutline<'n>>,
    /// Whether the workflow can end here.
    pub(crate) ends: bool,
    /// The branches of a Parallel state, or the one workflow of a Map state.
    pub(crate) nested: Vec<WorkflowOutline<'n>>,
}

/// A transition to another state.
#[derive(Debug, Clone)]
pub(crate) struct TransitionOutline<'n> {
    pub(crate) kind: TransitionKind,
    pub(crate) target: &'n str,
}

/// What makes a state take a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransitionKind {
    /// It is done.
    Next,
    /// The rule at this place of `Choices` holds.
    Choice(usize),
    /// No rule holds.
    Default,
    /// It failed, and the catcher at this place of `Catch` takes the error.
    Catch(usize),
}

impl<'n> WorkflowOutline<'n> {
    /// All states, those of nested workflows behind the state that they are nested in.
    pub(crate) fn all_states(&self) -> Vec<&StateOutline<'n>> {
        let mut all = Vec::new();
        self.collect(&mut all);
        all
    }

    fn collect<'a>(&'a self, all: &mut Vec<&'a StateOutline<'n>>) {
        for state in &self.states {
            all.push(state);
            for workflow in &state.nested {
                workflow.collect(all);
            }
        }
    }

    /// This workflow and all that are nested in it.
    pub(crate) fn all_workflows(&self) -> Vec<&Self> {
        let nested = self.states.iter().flat_map(|state| &state.nested);
        std::iter::once(self).chain(nested.flat_map(Self::all_workflows)).collect()
    }
}
