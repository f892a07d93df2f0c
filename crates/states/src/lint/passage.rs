//! What becomes of the data that passes a state, in shapes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::task_call::TaskCall;
use crate::data::{DataShape, Missing};
use crate::definition::StateType;
use crate::intrinsic::IntrinsicCall;
use crate::json::{Node, NodeKind};
use crate::jsonata::delimited;
use crate::outline::StateOutline;
use crate::path::{JsonPath, ReferencePath};
use crate::resource::{IntegrationPattern, TaskResource};

/// The fields of a state that hold a path into its effective input, by the type of the state.
const PATH_FIELDS: [(StateType, &[&str]); 4] = [
    (StateType::Task, &["TimeoutSecondsPath", "HeartbeatSecondsPath"]),
    (StateType::Wait, &["SecondsPath", "TimestampPath"]),
    (StateType::Fail, &["ErrorPath", "CausePath"]),
    (
        StateType::Map,
        &["MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath"],
    ),
];

/// What comes out of a state for one shape of its input.
pub(super) struct Passage<'n> {
    /// What it hands on.
    pub(super) output: Arc<DataShape>,
    /// What it hands on by each rule of a Choice state.
    pub(super) chosen: Vec<Arc<DataShape>>,
    /// What it hands on by each catcher.
    pub(super) caught: Vec<Arc<DataShape>>,
    /// What the workflows nested in it are started with.
    pub(super) nested_inputs: Vec<Arc<DataShape>>,
    /// The paths that find nothing.
    pub(super) unmet: Vec<UnmetPath<'n>>,
}

/// A path that finds nothing.
pub(super) struct UnmetPath<'n> {
    pub(super) path: String,
    pub(super) missing: Missing,
    pub(super) location: String,
    pub(super) node: &'n Node,
}

/// A state that data passes, once for each shape of its input that comes to be known.
pub(super) struct PassedState<'s, 'n> {
    pub(super) outline: &'s StateOutline<'n>,
    /// What its task answers.
    answer: Arc<DataShape>,
}

impl<'s, 'n> PassedState<'s, 'n> {
    pub(super) fn new(outline: &'s StateOutline<'n>) -> Self {
        Self { outline, answer: answer(outline) }
    }

    pub(super) fn passage(&self, input: &Arc<DataShape>) -> Passage<'n> {
        let Self { outline: state, answer } = self;
        let mut reader = Reader { location: &state.location, answer, unmet: Vec::new() };
        let mut passage = if state.jsonata {
            reader.jsonata(state, input)
        } else {
            reader.jsonpath(state, input)
        };
        passage.unmet = reader.unmet;
        passage
    }
}

/// Reads the fields of a state in the order in which they count.
struct Reader<'s, 'n> {
    location: &'s str,
    answer: &'s Arc<DataShape>,
    unmet: Vec<UnmetPath<'n>>,
}

impl<'n> Reader<'_, 'n> {
    fn jsonpath(&mut self, state: &StateOutline<'n>, input: &Arc<DataShape>) -> Passage<'n> {
        let node = state.node;
        let effective = self.whole_or_path(node, "InputPath", input);
        for (_, fields) in PATH_FIELDS.iter().filter(|(of, _)| Some(*of) == state.state_type) {
            for field in *fields {
                self.path_field(node, field, &effective);
            }
        }
        let given = match node.get("Parameters") {
            Some(template) => self.template(template, &effective, "/Parameters"),
            None => Arc::clone(&effective),
        };
        let mut nested_inputs = Vec::new();
        let mut chosen = Vec::new();
        let result = match state.state_type {
            Some(StateType::Task) => {
                if let Some(credentials) = node.get("Credentials") {
                    self.template(credentials, &effective, "/Credentials");
                }
                Arc::clone(self.answer)
            }
            Some(StateType::Pass) => match node.get("Result") {
                Some(result) => literal(result),
                None => given,
            },
            Some(StateType::Parallel) => {
                nested_inputs = vec![given; state.nested.len()];
                Arc::new(DataShape::Array(Arc::new(DataShape::Any)))
            }
            Some(StateType::Map) => {
                nested_inputs = vec![self.item_input(node, &effective)];
                let result = if node.get("ResultWriter").is_some() {
                    DataShape::Any
                } else {
                    DataShape::Array(Arc::new(DataShape::Any))
                };
                Arc::new(result)
            }
            Some(StateType::Choice) => {
                self.conditions(node, &effective);
                let rules = node.get("Choices").and_then(Node::as_array).unwrap_or_default();
                let output = self.whole_or_path(node, "OutputPath", &effective);
                chosen = vec![output; rules.len()];
                effective.clone()
            }
            _ => Arc::clone(&effective),
        };
        let selected = match node.get("ResultSelector") {
            Some(template) => self.template(template, &result, "/ResultSelector"),
            None => result,
        };
        if let Some(assign) = node.get("Assign") {
            self.template(assign, &selected, "/Assign");
        }
        let merged = match state.state_type {
            Some(StateType::Task | StateType::Pass | StateType::Parallel | StateType::Map) => {
                put(node, input, selected)
            }
            _ => selected,
        };
        let catchers = node.get("Catch").and_then(Node::as_array).unwrap_or_default();
        let caught = catchers.iter().map(|catcher| put(catcher, input, error_output()));
        Passage {
            caught: caught.map(DataShape::bounded).collect(),
            output: self.whole_or_path(node, "OutputPath", &merged).bounded(),
            chosen,
            nested_inputs,
            unmet: Vec::new(),
        }
    }

    /// Expressions are not looked into: their values can be anything.
    fn jsonata(&mut self, state: &StateOutline<'n>, input: &Arc<DataShape>) -> Passage<'n> {
        let node = state.node;
        let any = || Arc::new(DataShape::Any);
        let result = match state.state_type {
            Some(StateType::Task) => Arc::clone(self.answer),
            Some(StateType::Parallel | StateType::Map) => any(),
            _ => Arc::clone(input),
        };
        let output = |node: &Node, otherwise: &Arc<DataShape>| {
            node.get("Output").map_or_else(|| Arc::clone(otherwise), written)
        };
        let listed = |field: &str, otherwise: &Arc<DataShape>| {
            let items = node.get(field).and_then(Node::as_array).unwrap_or_default();
            items.iter().map(|item| output(item, otherwise).bounded()).collect()
        };
        let start = match state.state_type {
            Some(StateType::Parallel) => {
                node.get("Arguments").map_or_else(|| Arc::clone(input), written)
            }
            _ => node.get("ItemSelector").map_or_else(any, written),
        };
        Passage {
            output: output(node, &result).bounded(),
            chosen: listed("Choices", input),
            caught: listed("Catch", &error_output()),
            nested_inputs: vec![start; state.nested.len()],
            unmet: Vec::new(),
        }
    }

    fn item_input(&mut self, node: &'n Node, effective: &Arc<DataShape>) -> Arc<DataShape> {
        let items = match node.get("ItemsPath") {
            Some(path) => self.path(path, effective, "/ItemsPath"),
            None => Arc::clone(effective),
        };
        let selector = ["ItemSelector", "Parameters"]
            .into_iter()
            .find_map(|field| Some((field, node.get(field)?)));
        let selected = selector
            .map(|(field, template)| self.template(template, effective, &format!("/{field}")));
        if node.get("ItemBatcher").is_some() {
            return Arc::new(DataShape::Any);
        }
        match (selected, node.get("ItemReader")) {
            (Some(selected), _) => selected,
            (None, Some(_)) => Arc::new(DataShape::Any),
            (None, None) => items.items(),
        }
    }

    /// The variables of conditions, but those whose presence is asked for.
    fn conditions(&mut self, node: &'n Node, effective: &Arc<DataShape>) {
        let Some(choices) = node.get("Choices") else { return };
        let mut guarded = Vec::new();
        guards(choices, &mut guarded);
        self.condition(choices, "/Choices", &guarded, effective);
    }

    fn condition(
        &mut self,
        node: &'n Node,
        location: &str,
        guarded: &[&str],
        effective: &Arc<DataShape>,
    ) {
        match &node.kind {
            NodeKind::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    self.condition(item, &format!("{location}[{place}]"), guarded, effective);
                }
            }
            NodeKind::Object(members) => {
                for member in members {
                    let location = format!("{location}/{}", member.key);
                    let is_guarded = member
                        .value
                        .as_str()
                        .is_some_and(|path| guarded.iter().any(|guard| path.starts_with(guard)));
                    match member.key.as_str() {
                        "And" | "Or" | "Not" => {
                            self.condition(&member.value, &location, guarded, effective);
                        }
                        "Assign" => {
                            self.template(&member.value, effective, &location);
                        }
                        key if (key == "Variable" || key.ends_with("Path")) && !is_guarded => {
                            self.path(&member.value, effective, &location);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn whole_or_path(
        &mut self,
        node: &'n Node,
        field: &str,
        data: &Arc<DataShape>,
    ) -> Arc<DataShape> {
        match node.get(field) {
            None => Arc::clone(data),
            Some(path) if path.is_null() => Arc::new(DataShape::object([])),
            Some(path) => self.path(path, data, &format!("/{field}")),
        }
    }

    fn path_field(&mut self, node: &'n Node, field: &str, data: &Arc<DataShape>) {
        if let Some(path) = node.get(field) {
            self.computed(path, data, &format!("/{field}"));
        }
    }

    fn path(&mut self, node: &'n Node, data: &Arc<DataShape>, location: &str) -> Arc<DataShape> {
        let Some(path) = node.as_str().and_then(|text| JsonPath::parse(text).ok()) else {
            return Arc::new(DataShape::Any);
        };
        self.found(&path, node, data, location)
    }

    fn found(
        &mut self,
        path: &JsonPath,
        node: &'n Node,
        data: &Arc<DataShape>,
        location: &str,
    ) -> Arc<DataShape> {
        data.at(path).unwrap_or_else(|missing| {
            let location = format!("{}{location}", self.location);
            self.unmet.push(UnmetPath { path: path.to_string(), missing, location, node });
            Arc::new(DataShape::Any)
        })
    }

    /// What a path or an intrinsic call makes.
    fn computed(
        &mut self,
        node: &'n Node,
        data: &Arc<DataShape>,
        location: &str,
    ) -> Arc<DataShape> {
        let Some(text) = node.as_str() else { return Arc::new(DataShape::Any) };
        let Ok(call) = IntrinsicCall::parse(text) else { return self.path(node, data, location) };
        for path in call.paths() {
            self.found(path, node, data, location);
        }
        Arc::new(DataShape::Any)
    }

    /// What a payload template makes.
    fn template(
        &mut self,
        node: &'n Node,
        data: &Arc<DataShape>,
        location: &str,
    ) -> Arc<DataShape> {
        Arc::new(match &node.kind {
            NodeKind::Object(members) => {
                let mut made = BTreeMap::new();
                for member in members {
                    let location = format!("{location}/{}", member.key);
                    let (name, shape) = match member.key.strip_suffix(".$") {
                        Some(name) => (name, self.computed(&member.value, data, &location)),
                        None => {
                            (member.key.as_str(), self.template(&member.value, data, &location))
                        }
                    };
                    made.insert(name.to_owned(), shape);
                }
                DataShape::Object { members: made, is_open: false }
            }
            NodeKind::Array(items) => {
                let mut made = None::<Arc<DataShape>>;
                for (place, item) in items.iter().enumerate() {
                    let item = self.template(item, data, &format!("{location}[{place}]"));
                    made = Some(made.map_or_else(|| Arc::clone(&item), |made| made.or(&item)));
                }
                DataShape::Array(made.unwrap_or_else(|| Arc::new(DataShape::Any)))
            }
            _ => DataShape::Scalar,
        })
    }
}

/// The paths whose presence is asked for.
fn guards<'n>(node: &'n Node, guarded: &mut Vec<&'n str>) {
    match &node.kind {
        NodeKind::Array(items) => items.iter().for_each(|item| guards(item, guarded)),
        NodeKind::Object(members) => {
            if node.get("IsPresent").is_some() {
                guarded.extend(node.get("Variable").and_then(Node::as_str));
            }
            members.iter().for_each(|member| guards(&member.value, guarded));
        }
        _ => {}
    }
}

/// JSON that is taken word for word.
fn literal(node: &Node) -> Arc<DataShape> {
    json_shape(node, &|_| DataShape::Scalar)
}

/// JSON with expressions of JSONata in it.
fn written(node: &Node) -> Arc<DataShape> {
    json_shape(node, &|text| {
        if delimited(text).is_some() { DataShape::Any } else { DataShape::Scalar }
    })
}

fn json_shape(node: &Node, of_text: &dyn Fn(&str) -> DataShape) -> Arc<DataShape> {
    Arc::new(match &node.kind {
        NodeKind::Object(members) => {
            let members = members
                .iter()
                .map(|member| (member.key.clone(), json_shape(&member.value, of_text)));
            DataShape::Object { members: members.collect(), is_open: false }
        }
        NodeKind::Array(items) => {
            let items = items.iter().map(|item| json_shape(item, of_text));
            let item = items.reduce(|one, other| one.or(&other));
            DataShape::Array(item.unwrap_or_else(|| Arc::new(DataShape::Any)))
        }
        _ => node.as_str().map_or(DataShape::Scalar, of_text),
    })
}

/// What the action of a Task state answers. Only calls through the SDK answer what the API says, and
/// nothing beside it.
fn answer(state: &StateOutline<'_>) -> Arc<DataShape> {
    let call = TaskCall::of(state);
    let Some(action) = call.as_ref().and_then(TaskCall::action) else {
        return Arc::new(DataShape::Any);
    };
    let TaskResource::AwsSdk { pattern: IntegrationPattern::RequestResponse, .. } = action.resource
    else {
        return Arc::new(DataShape::Any);
    };
    Arc::new(match action.operation().map(|operation| operation.output()) {
        Some(Some(output)) => DataShape::of_answer(output),
        Some(None) => DataShape::object([]),
        None => DataShape::Any,
    })
}

/// What a catcher is handed.
fn error_output() -> Arc<DataShape> {
    let members = ["Error", "Cause"].map(|name| (name.to_owned(), DataShape::Scalar));
    Arc::new(DataShape::object(members))
}

/// A result put into the input of the state, as `ResultPath` says.
fn put(node: &Node, input: &Arc<DataShape>, result: Arc<DataShape>) -> Arc<DataShape> {
    match node.get("ResultPath") {
        None => result,
        Some(path) if path.is_null() => Arc::clone(input),
        Some(path) => {
            let path = path.as_str().and_then(|text| ReferencePath::parse(text).ok());
            match path.as_ref().and_then(ReferencePath::names) {
                Some(names) => input.with(&names, result),
                None => Arc::new(DataShape::Any),
            }
        }
    }
}
