//! What is drawn: the states of a machine and what leads where.

use std::collections::HashMap;

use firedrill_arn::Arn;
use miette::Diagnostic;
use thiserror::Error;

use super::condition_label;
use super::visits::VisitedStates;
use super::{layout, mermaid, svg};
use crate::definition::StateType;
use crate::json::{self, JsonError, Node};
use crate::jsonata::delimited;
use crate::outline::{StateOutline, TransitionKind, WorkflowOutline};
use crate::resource::TaskResource;

/// The graph of a state machine.
///
/// ```
/// use firedrill_states::graph::Graph;
///
/// let graph = Graph::read(
///     r#"{"StartAt": "Stop", "States": {"Stop": {"Type": "Pass", "End": true}}}"#,
/// )?;
/// assert!(graph.to_mermaid(None).starts_with("flowchart TD"));
/// assert!(graph.to_svg(None)?.contains("Stop"));
/// # Ok::<(), firedrill_states::graph::GraphError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Graph {
    pub(super) workflow: DrawnWorkflow,
}

/// Why a definition cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum GraphError {
    /// It is not JSON.
    #[error("the definition is not JSON: {0}")]
    #[diagnostic(code(firedrill::states::graph_not_json))]
    NotJson(#[from] JsonError),
    /// It has no states.
    #[error("the definition has no `States`")]
    #[diagnostic(code(firedrill::states::graph_empty))]
    NoStates,
    /// It is larger than anything that can be looked at.
    #[error("the graph needs more than {limit} points")]
    #[diagnostic(
        code(firedrill::states::graph_too_large),
        help("Mermaid text has no limit: use `--mermaid`")
    )]
    TooLarge {
        /// How many points a drawing may have: states, labels, and where lines pass others.
        limit: usize,
    },
}

/// A workflow that is drawn: the machine, or what is nested in a state of it.
#[derive(Debug, Clone)]
pub(super) struct DrawnWorkflow {
    pub(super) nodes: Vec<DrawnNode>,
    pub(super) edges: Vec<DrawnEdge>,
}

/// Something that edges lead to.
#[derive(Debug, Clone)]
pub(super) struct DrawnNode {
    pub(super) kind: DrawnKind,
    pub(super) nested: Vec<DrawnWorkflow>,
}

#[derive(Debug, Clone)]
pub(super) enum DrawnKind {
    Start,
    End,
    State { name: String, caption: String, state_type: Option<StateType> },
}

/// An edge between two nodes of a workflow, by their places in it.
#[derive(Debug, Clone)]
pub(super) struct DrawnEdge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: Option<String>,
    /// Whether it is taken when the state failed.
    pub(super) catches: bool,
}

impl DrawnNode {
    /// The name by which a history knows the node.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.kind {
            DrawnKind::State { name, .. } => Some(name),
            DrawnKind::Start | DrawnKind::End => None,
        }
    }
}

impl Graph {
    /// Reads the graph of a definition, which need not be one that AWS would create.
    ///
    /// # Errors
    /// [`GraphError`] if there is nothing to draw.
    pub fn read(definition: &str) -> Result<Self, GraphError> {
        let root = json::document(definition)?;
        let outline = WorkflowOutline::read(&root);
        if outline.states.is_empty() {
            return Err(GraphError::NoStates);
        }
        Ok(Self { workflow: DrawnWorkflow::of(&outline, true) })
    }

    /// The graph as Mermaid text, which GitHub and many others render within Markdown.
    #[must_use]
    pub fn to_mermaid(&self, visited: Option<&VisitedStates>) -> String {
        mermaid::write(self, visited)
    }

    /// The graph as an SVG document that needs nothing else.
    ///
    /// # Errors
    /// [`GraphError::TooLarge`] if laying it out would take too long.
    pub fn to_svg(&self, visited: Option<&VisitedStates>) -> Result<String, GraphError> {
        let layout = layout::of(&self.workflow)?;
        Ok(svg::write(&layout, visited))
    }
}

impl DrawnWorkflow {
    /// Only the machine itself has marks for its start and its end: in the box of a state the
    /// workflow begins at the top.
    fn of(outline: &WorkflowOutline<'_>, marked: bool) -> Self {
        let states = &outline.states;
        let offset = usize::from(marked);
        let places: HashMap<&str, usize> =
            states.iter().enumerate().map(|(at, state)| (state.name, at + offset)).collect();
        let mut nodes = Vec::new();
        let mut edges = Vec::new();
        if marked {
            nodes.push(DrawnNode { kind: DrawnKind::Start, nested: Vec::new() });
            let first = outline.start_at.and_then(|name| places.get(name));
            edges.extend(first.map(|to| DrawnEdge {
                from: 0,
                to: *to,
                label: None,
                catches: false,
            }));
        }
        nodes.extend(states.iter().map(|state| node(state)));
        for (at, state) in states.iter().enumerate() {
            for transition in &state.transitions {
                if let Some(to) = places.get(transition.target) {
                    edges.push(DrawnEdge {
                        from: at + offset,
                        to: *to,
                        label: label(state, transition.kind),
                        catches: matches!(transition.kind, TransitionKind::Catch(_)),
                    });
                }
            }
        }
        let ends =
            |state: &&StateOutline<'_>| state.ends && state.state_type != Some(StateType::Fail);
        if marked && states.iter().any(|state| ends(&state)) {
            let end = nodes.len();
            nodes.push(DrawnNode { kind: DrawnKind::End, nested: Vec::new() });
            let ending = states.iter().filter(ends).filter_map(|state| places.get(state.name));
            edges.extend(ending.map(|from| DrawnEdge {
                from: *from,
                to: end,
                label: None,
                catches: false,
            }));
        }
        Self { nodes, edges }
    }
}

fn node(state: &StateOutline<'_>) -> DrawnNode {
    let kind = DrawnKind::State {
        name: state.name.to_owned(),
        caption: caption(state),
        state_type: state.state_type,
    };
    let nested = state.nested.iter().map(|workflow| DrawnWorkflow::of(workflow, false)).collect();
    DrawnNode { kind, nested }
}

/// What a state does, in a few words.
fn caption(state: &StateOutline<'_>) -> String {
    let Some(state_type) = state.state_type else { return "?".to_owned() };
    let field = |name: &str| state.node.get(name).map(|node| node.to_value());
    let detail = match state_type {
        StateType::Task => resource(state.node),
        StateType::Wait => match (field("Seconds"), field("Timestamp")) {
            (Some(seconds), _) if seconds.is_number() => Some(format!("{seconds} s")),
            (None, Some(serde_json::Value::String(until))) if delimited(&until).is_none() => {
                Some(format!("until {until}"))
            }
            _ => None,
        },
        StateType::Fail => field("Error").and_then(|error| error.as_str().map(str::to_owned)),
        _ => None,
    };
    match detail {
        Some(detail) => format!("{} · {detail}", state_type.name()),
        None => state_type.name().to_owned(),
    }
}

/// What a task calls: `ecs:stopTask`, or the name of a function or activity.
fn resource(state: &Node) -> Option<String> {
    let text = state.get("Resource")?.as_str()?;
    Some(match TaskResource::parse(text) {
        Ok(
            TaskResource::AwsSdk { service, action, pattern }
            | TaskResource::Optimized { service, action, pattern },
        ) => format!("{service}:{action}{}", pattern.suffix()),
        Ok(TaskResource::LambdaFunction { arn } | TaskResource::Activity { arn }) => {
            let named = Arn::parse(&arn).ok().and_then(|arn| arn.kind_and_name());
            named.map_or_else(|| arn.clone(), |(_, name)| name.to_owned())
        }
        Err(_) => text.to_owned(),
    })
}

fn label(state: &StateOutline<'_>, kind: TransitionKind) -> Option<String> {
    let item = |field: &str, at: usize| state.node.get(field)?.as_array()?.get(at);
    match kind {
        TransitionKind::Next => None,
        TransitionKind::Default => Some("otherwise".to_owned()),
        TransitionKind::Choice(at) => item("Choices", at).map(condition_label::of_rule),
        TransitionKind::Catch(at) => {
            let names = item("Catch", at)?.get("ErrorEquals")?.as_array()?;
            let names: Vec<_> = names.iter().filter_map(Node::as_str).collect();
            Some(names.join(", "))
        }
    }
}
