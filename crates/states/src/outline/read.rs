//! Reading the outline of a definition.

use std::collections::HashMap;

use super::state::{StateOutline, TransitionKind, TransitionOutline, WorkflowOutline};
use crate::definition::StateType;
use crate::json::{Member, Node, NodeKind};

impl<'n> WorkflowOutline<'n> {
    /// Reads the outline of a definition. What is missing or of another kind is left out.
    pub(crate) fn read(definition: &'n Node) -> Self {
        let jsonata = is_jsonata(definition, false);
        workflow(definition, "", jsonata)
    }
}

/// Only the exact text `JSONPath` is that language: any other value counts as JSONata, besides
/// being refused.
fn is_jsonata(node: &Node, inherited: bool) -> bool {
    node.get("QueryLanguage").map_or(inherited, |language| language.as_str() != Some("JSONPath"))
}

/// A nested workflow speaks the language of the machine, whatever the state around it speaks.
fn workflow<'n>(node: &'n Node, location: &str, machine_is_jsonata: bool) -> WorkflowOutline<'n> {
    let members = node.get("States").and_then(Node::as_object).unwrap_or_default();
    let last: HashMap<_, _> =
        members.iter().enumerate().map(|(at, member)| (member.key.as_str(), at)).collect();
    let states = members
        .iter()
        .enumerate()
        .filter(|(at, member)| last.get(member.key.as_str()) == Some(at))
        .map(|(_, member)| state(member, location, machine_is_jsonata))
        .collect();
    WorkflowOutline { start_at: node.get("StartAt").and_then(Node::as_str), states }
}

fn state<'n>(member: &'n Member, location: &str, machine_is_jsonata: bool) -> StateOutline<'n> {
    let node = &member.value;
    let location = format!("{location}/States/{}", member.key);
    let state_type = node.get("Type").and_then(Node::as_str).and_then(StateType::parse);
    let ends = matches!(state_type, Some(StateType::Succeed | StateType::Fail))
        || node.get("End").is_some_and(|end| end.kind == NodeKind::Bool(true));
    StateOutline {
        name: &member.key,
        name_span: member.key_span.clone(),
        state_type,
        jsonata: is_jsonata(node, machine_is_jsonata),
        transitions: transitions(node),
        ends,
        nested: nested(node, state_type, &location, machine_is_jsonata),
        node,
        location,
    }
}

fn transitions(node: &Node) -> Vec<TransitionOutline<'_>> {
    let listed = |field: &str, kind: fn(usize) -> TransitionKind| {
        let items = node.get(field).and_then(Node::as_array).unwrap_or_default();
        let targets = items.iter().enumerate().map(move |(at, item)| (kind(at), item.get("Next")));
        targets.collect::<Vec<_>>()
    };
    let mut transitions = listed("Choices", TransitionKind::Choice);
    transitions.push((TransitionKind::Default, node.get("Default")));
    transitions.push((TransitionKind::Next, node.get("Next")));
    transitions.extend(listed("Catch", TransitionKind::Catch));
    transitions
        .into_iter()
        .filter_map(|(kind, node)| Some(TransitionOutline { kind, target: node?.as_str()? }))
        .collect()
}

fn nested<'n>(
    node: &'n Node,
    state_type: Option<StateType>,
    location: &str,
    machine_is_jsonata: bool,
) -> Vec<WorkflowOutline<'n>> {
    match state_type {
        Some(StateType::Parallel) => {
            let branches = node.get("Branches").and_then(Node::as_array).unwrap_or_default();
            branches
                .iter()
                .enumerate()
                .map(|(at, branch)| {
                    workflow(branch, &format!("{location}/Branches[{at}]"), machine_is_jsonata)
                })
                .collect()
        }
        Some(StateType::Map) => ["ItemProcessor", "Iterator"]
            .into_iter()
            .find_map(|field| Some((field, node.get(field)?)))
            .map(|(field, node)| workflow(node, &format!("{location}/{field}"), machine_is_jsonata))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn states_know_where_they_are_and_where_they_lead() {
        let text = r#"{
            "StartAt": "Both", "QueryLanguage": "JSONata",
            "States": {
                "Both": {
                    "Type": "Parallel", "Next": "Which",
                    "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}],
                    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}]
                },
                "Which": {
                    "Type": "Choice", "Choices": [{"Condition": "{% true %}", "Next": "Both"}],
                    "Default": "Sorry"
                },
                "Sorry": {"Type": "Fail"}
            }
        }"#;
        let root = json::document(text).unwrap();
        let outline = WorkflowOutline::read(&root);
        let all: Vec<_> = outline.all_states().iter().map(|state| state.location.clone()).collect();
        assert_eq!(
            all,
            ["/States/Both", "/States/Both/Branches[0]/States/A", "/States/Which", "/States/Sorry"]
        );
        let leads = |name: &str| -> Vec<(TransitionKind, String)> {
            let state = outline.states.iter().find(|state| state.name == name).unwrap();
            state.transitions.iter().map(|t| (t.kind, t.target.to_owned())).collect()
        };
        assert_eq!(
            leads("Both"),
            [
                (TransitionKind::Next, "Which".to_owned()),
                (TransitionKind::Catch(0), "Sorry".to_owned())
            ]
        );
        assert_eq!(
            leads("Which"),
            [
                (TransitionKind::Choice(0), "Both".to_owned()),
                (TransitionKind::Default, "Sorry".to_owned())
            ]
        );
        let ends: Vec<_> = outline.states.iter().filter(|state| state.ends).collect();
        assert_eq!(ends.iter().map(|state| state.name).collect::<Vec<_>>(), ["Sorry"]);
        assert!(outline.all_states().iter().all(|state| state.jsonata));
        assert_eq!(outline.all_workflows().len(), 2);
    }

    #[test]
    fn what_is_no_definition_has_an_empty_outline() {
        for text in ["[]", "{}", r#"{"States": 1}"#, r#"{"States": {"A": null}, "StartAt": {}}"#] {
            let root = json::document(text).unwrap();
            let outline = WorkflowOutline::read(&root);
            assert_eq!(outline.start_at, None, "{text}");
            assert!(outline.all_states().iter().all(|state| state.transitions.is_empty()));
        }
    }
}
