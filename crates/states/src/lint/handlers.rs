//! Retriers and catchers that never fire, because others before them take their errors.

use std::collections::{HashMap, HashSet};

use super::linter::Warnings;
use crate::definition::error_name::{
    ALL, DATA_LIMIT_EXCEEDED, HEARTBEAT_TIMEOUT, RUNTIME, TASK_FAILED, TIMEOUT,
};
use crate::definition::{DiagnosticCode, StateType};
use crate::json::Node;
use crate::outline::StateOutline;

/// The names that a retrier or catcher is for.
pub(super) fn names(handler: &Node) -> impl Iterator<Item = (&Node, &str)> {
    let names = handler.get("ErrorEquals").and_then(Node::as_array).unwrap_or_default();
    names.iter().filter_map(|node| Some((node, node.as_str()?)))
}

/// Why an error never gets to a handler.
enum Lost<'n> {
    /// Nothing can handle it.
    Uncatchable,
    /// A name before it takes it, in the handler of this place.
    Taken { taker: &'n str, place: usize },
}

/// A name of a handler that is for nothing.
struct LostName<'n> {
    place: usize,
    at: usize,
    node: &'n Node,
    name: &'n str,
    lost: Lost<'n>,
}

/// The names before which a name is for nothing, as "Handling errors in Step Functions workflows"
/// of the developer guide has it: `States.ALL` takes any error that can be handled,
/// `States.TaskFailed` any of a task save a time-out, and `States.Timeout` a missed heartbeat too.
fn takers(name: &str, of_task: bool) -> impl Iterator<Item = &str> {
    let timing = [ALL, TIMEOUT, HEARTBEAT_TIMEOUT, DATA_LIMIT_EXCEEDED].contains(&name);
    let task_failed = (of_task && !timing).then_some(TASK_FAILED);
    let timeout = (name == HEARTBEAT_TIMEOUT).then_some(TIMEOUT);
    [Some(name), Some(ALL), task_failed, timeout].into_iter().flatten()
}

/// The names of the handlers of a state that are for nothing.
///
/// Within one list another name that takes the error as well changes nothing, so there only the
/// same name counts.
fn lost_names<'n>(state: &StateOutline<'n>, handlers: &'n [Node]) -> Vec<LostName<'n>> {
    let of_task = state.state_type == Some(StateType::Task);
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut all_lost = Vec::new();
    for (place, handler) in handlers.iter().enumerate() {
        let mut own = HashSet::new();
        for (at, (node, name)) in names(handler).enumerate() {
            let before = takers(name, of_task).find_map(|taker| places.get_key_value(taker));
            let lost = match before {
                _ if name == RUNTIME => Some(Lost::Uncatchable),
                Some((taker, place)) => Some(Lost::Taken { taker, place: *place }),
                None if own.contains(name) => Some(Lost::Taken { taker: name, place }),
                None => None,
            };
            own.insert(name);
            all_lost.extend(lost.map(|lost| LostName { place, at, node, name, lost }));
        }
        for name in own {
            places.entry(name).or_insert(place);
        }
    }
    all_lost
}

/// The places of the catchers of a state that fire for none of their names.
pub(super) fn dead_catchers(state: &StateOutline<'_>) -> HashSet<usize> {
    let catchers = state.node.get("Catch").and_then(Node::as_array).unwrap_or_default();
    let mut lost: HashMap<usize, usize> = HashMap::new();
    for name in lost_names(state, catchers) {
        *lost.entry(name.place).or_default() += 1;
    }
    let all = |place: usize| catchers.get(place).map_or(0, |catcher| names(catcher).count());
    lost.into_iter().filter(|(place, lost)| all(*place) == *lost).map(|(place, _)| place).collect()
}

pub(super) fn check(state: &StateOutline<'_>, warnings: &mut Warnings) {
    for field in ["Retry", "Catch"] {
        let handlers = state.node.get(field).and_then(Node::as_array).unwrap_or_default();
        let lost = lost_names(state, handlers);
        for lost in lost.chunk_by(|one, other| one.place == other.place) {
            let Some(first) = lost.first() else { continue };
            let Some(handler) = handlers.get(first.place) else { continue };
            let location = format!("{}/{field}[{}]/ErrorEquals", state.location, first.place);
            if names(handler).count() == lost.len() && lost.len() > 1 {
                let node = handler.get("ErrorEquals").unwrap_or(handler);
                let message =
                    format!("none of these errors ever gets here: {}", reason(first, field));
                let code = DiagnosticCode::HandlerNeverFires;
                warnings.warn(code, message, &location, &node.span, help(first));
                continue;
            }
            for name in lost {
                let message = format!("`{}` never gets here: {}", name.name, reason(name, field));
                let location = format!("{location}[{}]", name.at);
                let code = DiagnosticCode::HandlerNeverFires;
                warnings.warn(code, message, &location, &name.node.span, help(name));
            }
        }
    }
}

fn reason(name: &LostName<'_>, field: &str) -> String {
    match name.lost {
        Lost::Uncatchable => format!("nothing handles `{}`", name.name),
        Lost::Taken { taker, place } if taker == name.name => {
            format!("`{field}[{place}]` already names `{taker}`")
        }
        Lost::Taken { taker, place } => format!("`{taker}` in `{field}[{place}]` comes first"),
    }
}

fn help(name: &LostName<'_>) -> Option<String> {
    match name.lost {
        Lost::Taken { taker, .. } if taker != name.name => {
            Some(format!("put it before the one for `{taker}`"))
        }
        Lost::Uncatchable => Some("`States.Runtime` always fails the execution".to_owned()),
        Lost::Taken { .. } => None,
    }
}
