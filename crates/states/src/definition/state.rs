//! The states of a machine.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::choice::ChoiceState;
use super::error_handling::ErrorHandling;
use super::known_fields::QueryLanguage;
use super::map::MapState;
use super::state_type::StateType;
use crate::jsonata::JsonataTemplate;
use crate::not_modelled::NotModelled;
use crate::path::{JsonPath, ReferencePath};
use crate::payload::Payload;
use crate::resource::TaskResource;
use crate::template::Template;

/// Names a state within its machine, those of branches and iterations included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct StateId(pub(super) usize);

/// A map of states with an entrance: the machine itself, a branch, or what a Map runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Workflow {
    pub(crate) start_at: StateId,
}

/// A state.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) name: Arc<str>,
    pub(crate) state_type: StateType,
    pub(crate) language: QueryLanguage,
    pub(crate) assign: Option<Template>,
    pub(crate) kind: StateKind,
}

/// What comes after a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transition {
    Next(StateId),
    End,
}

#[derive(Debug, Clone)]
pub(crate) enum StateKind {
    Task(Box<TaskState>),
    Pass(Box<PassState>),
    Choice(ChoiceState),
    Wait(WaitState),
    Succeed(Paths),
    Fail(FailState),
    Parallel(Box<ParallelState>),
    Map(Box<MapState>),
    /// A state that the interpreter cannot play yet.
    NotModelled(NotModelled),
}

/// What a state takes of its input, and what it hands on.
///
/// `InputPath` and `OutputPath` of JSONPath, where none stands for `null`, the empty object; a state
/// of JSONata takes all of its input, and has `Output`.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    pub(crate) input_path: Option<JsonPath>,
    pub(crate) output_path: Option<JsonPath>,
    pub(crate) output: Option<JsonataTemplate>,
}

/// How data goes into a state that does something, and comes out again. A state of JSONata has
/// `Arguments` for `Parameters`, and neither of the others.
#[derive(Debug, Clone)]
pub(crate) struct DataFlow {
    pub(crate) paths: Paths,
    pub(crate) parameters: Option<Template>,
    pub(crate) result_selector: Option<Template>,
    /// None stands for `null`: the result is dropped.
    pub(crate) result_path: Option<ReferencePath>,
}

#[derive(Debug, Clone)]
pub(crate) struct TaskState {
    pub(crate) resource: Arc<TaskResource>,
    pub(crate) data_flow: DataFlow,
    pub(crate) timeout: Option<Seconds>,
    pub(crate) heartbeat: Option<Seconds>,
    /// `Credentials`: the role that is assumed for the task.
    pub(crate) credentials: Option<Template>,
    pub(crate) handling: ErrorHandling,
    pub(crate) transition: Transition,
}

#[derive(Debug, Clone)]
pub(crate) struct ParallelState {
    pub(crate) branches: Vec<Workflow>,
    pub(crate) data_flow: DataFlow,
    pub(crate) handling: ErrorHandling,
    pub(crate) transition: Transition,
}

#[derive(Debug, Clone)]
pub(crate) struct PassState {
    pub(crate) data_flow: DataFlow,
    /// `Result`, taken word for word.
    pub(crate) result: Option<Payload>,
    pub(crate) transition: Transition,
}

#[derive(Debug, Clone)]
pub(crate) struct WaitState {
    pub(crate) paths: Paths,
    pub(crate) until: WaitUntil,
    pub(crate) transition: Transition,
}

#[derive(Debug, Clone)]
pub(crate) enum WaitUntil {
    Seconds(u64),
    SecondsPath(JsonPath),
    SecondsQuery(JsonataTemplate),
    Timestamp(jiff::Timestamp),
    TimestampPath(JsonPath),
    TimestampQuery(JsonataTemplate),
}

#[derive(Debug, Clone)]
pub(crate) struct FailState {
    pub(crate) error: Option<TextSource>,
    pub(crate) cause: Option<TextSource>,
}

/// A text, or where it is taken from.
#[derive(Debug, Clone)]
pub(crate) enum TextSource {
    Literal(Arc<str>),
    Path(JsonPath),
    Intrinsic(crate::intrinsic::IntrinsicCall),
    Query(JsonataTemplate),
}

/// A number of seconds, or where it is taken from.
#[derive(Debug, Clone)]
pub(crate) enum Seconds {
    Literal(u64),
    Path(JsonPath),
    Query(JsonataTemplate),
}
