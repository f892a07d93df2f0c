//! Errors that a retrier or catcher names and its state cannot fail with.

use firedrill_api::services;
use firedrill_diagnostic::nearest;

use super::handlers::names;
use super::linter::Warnings;
use super::task_call::TaskCall;
use crate::definition::{DiagnosticCode, StateType, error_name};
use crate::json::Node;
use crate::outline::StateOutline;
use crate::resource::{IntegrationPattern, TaskResource};
use crate::service_action::ServiceAction;

/// The reserved names of what only a Parallel or Map state does.
const NOT_OF_TASKS: [&str; 4] = [
    error_name::BRANCH_FAILED,
    error_name::TOLERANCE_EXCEEDED,
    error_name::ITEM_READER_FAILED,
    error_name::RESULT_WRITER_FAILED,
];

/// Why a state cannot fail with an error, and what was meant instead.
struct Impossible {
    message: String,
    help: Option<String>,
}

pub(super) fn check(
    state: &StateOutline<'_>,
    call: Option<&TaskCall<'_>>,
    warnings: &mut Warnings,
) {
    let action = call.and_then(TaskCall::action);
    for field in ["Retry", "Catch"] {
        let handlers = state.node.get(field).and_then(Node::as_array).unwrap_or_default();
        for (place, handler) in handlers.iter().enumerate() {
            for (at, (node, name)) in names(handler).enumerate() {
                let Some(Impossible { message, help }) = impossible(state, action, name) else {
                    continue;
                };
                let location = format!("{}/{field}[{place}]/ErrorEquals[{at}]", state.location);
                warnings.warn(DiagnosticCode::UnknownError, message, &location, &node.span, help);
            }
        }
    }
}

/// A Parallel or Map state fails with whatever a state within it fails with.
fn impossible(
    state: &StateOutline<'_>,
    action: Option<ServiceAction<'_>>,
    name: &str,
) -> Option<Impossible> {
    if name.starts_with(error_name::PREFIX) {
        return reserved(state, name);
    }
    of_service(action?, name)
}

fn reserved(state: &StateOutline<'_>, name: &str) -> Option<Impossible> {
    if !error_name::RESERVED.contains(&name) {
        // Compared without what all of them begin with, which would make any two alike.
        let own = |name: &str| name.strip_prefix(error_name::PREFIX).unwrap_or(name).to_owned();
        let similar = nearest(&own(name), error_name::RESERVED.into_iter().map(own));
        return Some(Impossible {
            message: format!("the language names no error `{name}`"),
            help: similar.map(|similar| format!("did you mean `{}{similar}`?", error_name::PREFIX)),
        });
    }
    let is_task = state.state_type == Some(StateType::Task);
    let no_heartbeat =
        !state.node.as_object().unwrap_or_default().iter().any(|member| {
            matches!(member.key.as_str(), "HeartbeatSeconds" | "HeartbeatSecondsPath")
        });
    let reason = match name {
        _ if is_task && NOT_OF_TASKS.contains(&name) => "a Task state",
        error_name::HEARTBEAT_TIMEOUT if is_task && no_heartbeat => {
            "a task without `HeartbeatSeconds`"
        }
        error_name::QUERY_EVALUATION if is_task && !state.jsonata => {
            "a task whose query language is JSONPath"
        }
        _ => return None,
    };
    Some(Impossible { message: format!("{reason} cannot fail with `{name}`"), help: None })
}

/// Errors of a service go by `Client.Exception`.
///
/// Optimised integrations know errors of their own besides those of the model, and a task that
/// waits for a token fails with whatever SendTaskFailure says, so of those only the client's name
/// is looked at.
fn of_service(action: ServiceAction<'_>, name: &str) -> Option<Impossible> {
    let prefix = action.error_prefix();
    let (client, exception) = name.split_once('.').unwrap_or(("", name));
    let strict = matches!(action.resource, TaskResource::AwsSdk { .. })
        && action.resource.pattern() == IntegrationPattern::RequestResponse;
    if client == prefix {
        return strict.then(|| unknown_exception(action, exception)).flatten();
    }
    let other_client = services().iter().any(|service| service.client_name() == client);
    if !client.eq_ignore_ascii_case(prefix) && !strict && !other_client {
        return None;
    }
    let known = action.operation().map_or_else(
        || exception.ends_with("Exception") && !other_client,
        |operation| operation.errors().any(|error| error.exception_name() == exception),
    );
    let message = format!(
        "the action `{}` cannot fail with `{name}`: its errors begin with `{prefix}.`",
        action_name(action)
    );
    Some(Impossible {
        message,
        help: known.then(|| format!("did you mean `{prefix}.{exception}`?")),
    })
}

/// An error that the model does not name comes as the exception that all of a service's extend, as
/// was recorded of DynamoDB.
fn unknown_exception(action: ServiceAction<'_>, exception: &str) -> Option<Impossible> {
    let base = action.service.base_exception_name();
    let operation = action.operation()?;
    let client_side = ["SdkClientException", "SdkException"].contains(&exception);
    if exception == base
        || client_side
        || operation.errors().any(|error| error.exception_name() == exception)
    {
        return None;
    }
    let prefix = action.error_prefix();
    let names = operation.errors().map(|error| error.exception_name().to_owned());
    let help = match nearest(exception, names) {
        Some(similar) => format!("did you mean `{prefix}.{similar}`?"),
        None => format!("an error that the API does not list comes as `{prefix}.{base}`"),
    };
    let message =
        format!("the action `{}` cannot fail with `{prefix}.{exception}`", action_name(action));
    Some(Impossible { message, help: Some(help) })
}

fn action_name(action: ServiceAction<'_>) -> String {
    let resource = action.resource;
    format!("{}:{}", resource.history_resource_type(), resource.history_resource())
}
