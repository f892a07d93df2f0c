//! Reading workflows: the machine itself and those nested in its states.

use std::collections::{HashMap, HashSet};

use super::diagnostic::{DefinitionDiagnostic, DiagnosticCode};
use super::fields::Fields;
use super::known_fields::QueryLanguage;
use super::reader::Reader;
use super::state::{State, StateId, Workflow};
use super::state_type::StateType;
use crate::json::Node;

impl Reader {
    /// Reads `StartAt` and `States`.
    pub(super) fn workflow(
        &mut self,
        fields: Fields<'_>,
        location: &str,
        jsonata: bool,
    ) -> Option<Workflow> {
        let own_location = if location.is_empty() { "/" } else { location };
        self.findings.require(fields, own_location, &["States", "StartAt"]);
        let states_location = format!("{location}/States");
        let states = self.findings.object(fields.get("States")?, &states_location)?;
        if states.members().is_empty() {
            self.findings.schema_at(
                states.span(),
                &states_location,
                "Minimum number of items is 1",
            );
            return None;
        }
        let targets = self.reserve(states, &states_location);
        let outer_targets = std::mem::replace(&mut self.targets, targets);
        let start_at = fields
            .get("StartAt")
            .and_then(|node| self.target(node, &format!("{location}/StartAt")));
        for member in states.members() {
            let location = format!("{states_location}/{}", member.key);
            let state = self.any_state(&member.key, &member.value, &location, jsonata);
            if let (Some(id), Some(state)) = (self.targets.get(&member.key), state)
                && let Some(place) = self.states.get_mut(id.0)
            {
                *place = Some(state);
            }
        }
        if fields.has("StartAt") {
            self.check_reachability(fields, states, &states_location);
        }
        self.targets = outer_targets;
        start_at.map(|start_at| Workflow { start_at })
    }

    /// Gives each state its id before any is read, so that transitions can lead anywhere.
    fn reserve(&mut self, states: Fields<'_>, location: &str) -> HashMap<String, StateId> {
        let mut targets = HashMap::new();
        for member in states.members() {
            let id = StateId(self.states.len());
            self.states.push(None);
            targets.insert(member.key.clone(), id);
            if !self.names.insert(member.key.clone()) {
                self.findings.note(DefinitionDiagnostic {
                    code: DiagnosticCode::DuplicateStateName,
                    message: format!("Duplicate State name: {}", member.key),
                    location: Some(format!("{location}/{}", member.key)),
                    span: member.key_span.clone(),
                    help: None,
                });
            }
        }
        targets
    }

    fn any_state(
        &mut self,
        name: &str,
        node: &Node,
        location: &str,
        machine_is_jsonata: bool,
    ) -> Option<State> {
        let state = self.findings.object(node, location)?;
        let state_type = self.state_type(state, location);
        let language = self.query_language(state, location, machine_is_jsonata);
        let state_type = state_type?;
        // The states within a Parallel or Map state are read on the way.
        let outer_language = std::mem::replace(&mut self.language, language);
        let outer_location = std::mem::replace(&mut self.state_location, location.to_owned());
        let state = self.state(name, state_type, state, location);
        self.language = outer_language;
        self.state_location = outer_location;
        state
    }

    fn state_type(&mut self, state: Fields<'_>, location: &str) -> Option<StateType> {
        if !self.findings.require(state, location, &["Type"]) {
            return None;
        }
        let node = state.get("Type")?;
        let state_type = node.as_str().and_then(StateType::parse);
        if state_type.is_none() {
            self.findings.schema(
                node,
                &format!("{location}/Type"),
                "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
            );
        }
        state_type
    }

    /// The language of the machine or of a state of it.
    pub(super) fn query_language(
        &mut self,
        fields: Fields<'_>,
        location: &str,
        machine_is_jsonata: bool,
    ) -> QueryLanguage {
        let inherited =
            if machine_is_jsonata { QueryLanguage::Jsonata } else { QueryLanguage::JsonPath };
        let Some(node) = fields.get("QueryLanguage") else { return inherited };
        match node.as_str() {
            Some("JSONata") => QueryLanguage::Jsonata,
            Some("JSONPath") => {
                if machine_is_jsonata {
                    let message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
                    self.findings.schema(node, location, message);
                }
                inherited
            }
            other => {
                let message = match other {
                    Some(_) => "Value should be one of the following: [JSONPath, JSONata]",
                    None => "Expected value of type [STRING]",
                };
                self.findings.schema(node, &format!("{location}/QueryLanguage"), message);
                inherited
            }
        }
    }

    /// Reads the branches of a Parallel state. They may speak JSONPath again only in a machine that
    /// does.
    pub(super) fn branches(&mut self, state: Fields<'_>, location: &str) -> Option<Vec<Workflow>> {
        self.findings.require(state, location, &["Branches"]);
        let location = format!("{location}/Branches");
        let branches = self.findings.array(state.get("Branches")?, &location)?;
        let read: Vec<_> = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                let location = format!("{location}[{index}]");
                let fields = self.findings.object(branch, &location)?;
                let known: &[&[&str]] = &[&["Comment", "StartAt", "States"]];
                self.findings.refuse_unknown(fields, &location, known);
                self.workflow(fields, &location, self.machine_is_jsonata)
            })
            .collect();
        read.into_iter().collect()
    }

    /// Notes a workflow that cannot end, or else each state that nothing leads to.
    fn check_reachability(&mut self, fields: Fields<'_>, states: Fields<'_>, location: &str) {
        let ends = |node: &Node| {
            let Some(state) = Fields::of(node) else { return true };
            let state_type = state.get("Type").and_then(Node::as_str);
            matches!(state_type, None | Some("Succeed" | "Fail"))
                || state.get("End").is_some_and(|end| end.to_value() == true)
        };
        if !states.members().iter().any(|member| ends(&member.value)) {
            self.findings.note(DefinitionDiagnostic {
                code: DiagnosticCode::MissingEndState,
                message: "Workflow has no terminal state".to_owned(),
                location: None,
                span: fields.span(),
                help: None,
            });
            return;
        }
        let by_name: HashMap<&str, &Node> =
            states.members().iter().map(|member| (member.key.as_str(), &member.value)).collect();
        let mut reached: HashSet<&str> = HashSet::new();
        let mut open: Vec<&str> =
            fields.get("StartAt").and_then(Node::as_str).into_iter().collect();
        while let Some(name) = open.pop() {
            if reached.insert(name)
                && let Some(state) = by_name.get(name).copied().and_then(Fields::of)
            {
                open.extend(transitions(state));
            }
        }
        for member in states.members() {
            if !reached.contains(member.key.as_str()) {
                self.findings.note(DefinitionDiagnostic {
                    code: DiagnosticCode::MissingTransitionTarget,
                    message: format!("State \"{}\" is not reachable.", member.key),
                    location: Some(format!("{location}/{}", member.key)),
                    span: member.key_span.clone(),
                    help: None,
                });
            }
        }
    }
}

/// The names of the states that a state can lead to.
fn transitions<'n>(state: Fields<'n>) -> impl Iterator<Item = &'n str> {
    let own = [state.get("Next"), state.get("Default")];
    let listed = [state.get("Choices"), state.get("Catch")]
        .into_iter()
        .flatten()
        .filter_map(Node::as_array)
        .flatten()
        .map(|item| Fields::of(item).and_then(|fields| fields.get("Next")));
    own.into_iter().chain(listed).flatten().filter_map(Node::as_str)
}
