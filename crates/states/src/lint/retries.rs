//! Calls that AWS may throttle and that are not tried again.

use super::handlers::names;
use super::linter::Warnings;
use super::task_call::TaskCall;
use crate::definition::DiagnosticCode;
use crate::definition::error_name::{ALL, TASK_FAILED};
use crate::json::Node;
use crate::outline::StateOutline;
use crate::resource::TaskResource;
use crate::service_action::ServiceAction;

/// What the names of throttling errors have in them.
const THROTTLING: [&str; 4] =
    ["Throttl", "TooManyRequests", "RequestLimitExceeded", "ThroughputExceeded"];

pub(super) fn check(state: &StateOutline<'_>, call: &TaskCall<'_>, warnings: &mut Warnings) {
    // An activity is polled for by its workers: nothing is called.
    if matches!(call.resource, TaskResource::Activity { .. }) {
        return;
    }
    let base = call.action().map(base_error);
    let retriers = state.node.get("Retry").and_then(Node::as_array).unwrap_or_default();
    let retried = retriers.iter().flat_map(names).any(|(_, name)| {
        [ALL, TASK_FAILED].contains(&name)
            || base.as_deref() == Some(name)
            || THROTTLING.iter().any(|part| name.contains(part))
    });
    if retried {
        return;
    }
    warnings.warn(
        DiagnosticCode::MissingRetry,
        format!("a call of `{}` that is throttled is not tried again", call.resource),
        &state.location,
        &call.node.span,
        Some(
            "add a `Retry` for `States.TaskFailed`, or for the error of a throttled call"
                .to_owned(),
        ),
    );
}

/// The name under which errors come that the API does not list, throttling mostly among them.
fn base_error(action: ServiceAction<'_>) -> String {
    format!("{}.{}", action.error_prefix(), action.service.base_exception_name())
}
