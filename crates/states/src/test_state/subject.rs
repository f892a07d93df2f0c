//! The state that is tested, found in the definition.

use serde_json::{Map, Value, json};

use super::error::TestStateError;
use super::request::TestStateRequest;
use crate::definition::{DiagnosticCode, StateMachine};
use crate::json::{self, Node};
use crate::outline::{StateOutline, WorkflowOutline};

/// The name of a state that is given by itself. Recorded.
pub(super) const LONE_STATE: &str = "StateName";

/// What is tested: a state of a machine, and how it is written.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) machine: StateMachine,
    pub(super) name: String,
    pub(super) written: WrittenState,
}

/// What the text of a definition says of a state.
#[derive(Debug)]
pub(super) struct WrittenState {
    pub(super) node: Node,
    /// The names of the states within it.
    pub(super) nested: Vec<String>,
}

impl WrittenState {
    /// Finds a state by its name, wherever it is nested.
    fn find(outline: &WorkflowOutline<'_>, name: &str) -> Option<Self> {
        let states = outline.all_states();
        let state = states.iter().find(|state| state.name == name)?;
        Some(Self {
            node: state.node.clone(),
            nested: nested(state).map(|state| state.name.to_owned()).collect(),
        })
    }
}

/// The states within a state.
fn nested<'o, 'n>(state: &'o StateOutline<'n>) -> impl Iterator<Item = &'o StateOutline<'n>> {
    state.nested.iter().flat_map(WorkflowOutline::all_states)
}

impl Subject {
    /// Finds the state that a request is about.
    ///
    /// A state by itself is read as the only one of a machine, in which whatever it leads to ends
    /// it: TestState does not ask whether that exists.
    pub(super) fn of(request: &TestStateRequest) -> Result<Self, TestStateError> {
        let (definition, name) = match &request.state_name {
            Some(name) => (request.definition.clone(), name.clone()),
            None => (lone(&request.definition)?, LONE_STATE.to_owned()),
        };
        let root = json::document(&definition).ok();
        let outline = root.as_ref().map(WorkflowOutline::read);
        let written = outline.as_ref().and_then(|outline| WrittenState::find(outline, &name));
        let Some(written) = written else {
            // A definition without states is refused as what it is.
            if outline.is_none_or(|outline| outline.states.is_empty()) {
                StateMachine::parse(&definition)?;
            }
            return Err(TestStateError::validation("State not found in definition"));
        };
        let machine = StateMachine::parse(&definition).map_err(|mut error| {
            if request.state_name.is_none() {
                // Whether a way leads to an end is no question of a state by itself.
                let of_state = |code| code != DiagnosticCode::MissingEndState;
                if error.diagnostics.iter().any(|diagnostic| of_state(diagnostic.code)) {
                    error = error.only(|diagnostic| of_state(diagnostic.code));
                }
            }
            error
        })?;
        Ok(Self { machine, name, written })
    }
}

/// A machine around a state that is given by itself.
fn lone(definition: &str) -> Result<String, TestStateError> {
    let state = json::document(definition).ok().filter(|state| state.as_object().is_some());
    let Some(state) = state else {
        // What is no JSON, or no object, is refused as a machine would be.
        StateMachine::parse(definition)?;
        return Err(TestStateError::validation("`definition` is no state"));
    };
    let mut states = Map::new();
    let wrapped = state.to_value();
    for target in targets(&wrapped) {
        states.insert(target, json!({ "Type": "Succeed" }));
    }
    states.insert(LONE_STATE.to_owned(), wrapped);
    Ok(json!({ "StartAt": LONE_STATE, "States": states }).to_string())
}

/// The states that a state leads to.
fn targets(state: &Value) -> Vec<String> {
    let machine = json!({ "StartAt": LONE_STATE, "States": { LONE_STATE: state } }).to_string();
    let Ok(root) = json::document(&machine) else { return Vec::new() };
    let outline = WorkflowOutline::read(&root);
    let transitions = outline.states.iter().flat_map(|state| &state.transitions);
    transitions.map(|transition| transition.target.to_owned()).collect()
}
