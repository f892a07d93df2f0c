//! Calls that AWS may throttle and that are not tried again.

use super::handlers::names;
use super::linter::Warnings;
use super::service_action::{ServiceAction, TaskApi};
use crate::definition::{DiagnosticCode, StateType};
use crate::json::Node;
use crate::outline::StateOutline;
use crate::resource::TaskResource;

/// What the names of throttling errors have in them.
const THROTTLING: [&str; 4] =
    ["Throttl", "TooManyRequests", "RequestLimitExceeded", "ThroughputExceeded"];

pub(super) fn check(state: &StateOutline<'_>, warnings: &mut Warnings) {
    if state.state_type != Some(StateType::Task) {
        return;
    }
    let Some(resource) = state.node.member("Resource") else { return };
    let Some(Ok(called)) = resource.value.as_str().map(TaskResource::parse) else { return };
    // An activity is polled for by its workers: nothing is called.
    if matches!(called, TaskResource::Activity { .. }) {
        return;
    }
    let base = match TaskApi::of(state) {
        TaskApi::Known(action) => Some(base_error(&action)),
        _ => None,
    };
    let retriers = state.node.get("Retry").and_then(Node::as_array).unwrap_or_default();
    let retried = retriers.iter().flat_map(names).any(|(_, name)| {
        matches!(name, "States.ALL" | "States.TaskFailed")
            || base.as_deref() == Some(name)
            || THROTTLING.iter().any(|part| name.contains(part))
    });
    if retried {
        return;
    }
    warnings.warn(
        DiagnosticCode::MissingRetry,
        format!("a call of `{called}` that is throttled is not tried again"),
        &state.location,
        &resource.value.span,
        Some(
            "add a `Retry` for `States.TaskFailed`, or for the error of a throttled call"
                .to_owned(),
        ),
    );
}

/// The name under which errors come that the API does not list, throttling mostly among them.
fn base_error(action: &ServiceAction) -> String {
    format!("{}.{}", action.error_prefix(), action.service.base_exception_name())
}
