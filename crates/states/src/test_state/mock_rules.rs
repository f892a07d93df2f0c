//! Which mocks TestState takes for which states.

use serde_json::Value;

use super::error::TestStateError;
use super::mock_shape;
use super::request::{FieldValidationMode, Mock, MockedAnswer, TestStateRequest};
use super::run::MockedWork;
use super::subject::{Subject, WrittenState};
use crate::definition::StateType;
use crate::json::{self, Node};
use crate::payload::Payload;
use crate::resource::{IntegrationPattern, TaskResource};

/// What the mock of a request makes of the work of the state; none if it can do without one.
pub(super) fn mocked(
    request: &TestStateRequest,
    subject: &Subject,
) -> Result<Option<MockedWork>, TestStateError> {
    let state = subject.machine.state_named(&subject.name);
    let Some(state_type) = state.map(|state| state.state_type) else { return Ok(None) };
    let Some(mock) = &request.mock else {
        check_absent(request, state_type, &subject.written.node)?;
        return Ok(None);
    };
    check_state(request, state_type, &subject.written)?;
    check_configuration(request, mock, state_type, &subject.written)?;
    Ok(Some(match &mock.answer {
        MockedAnswer::Result(text) => {
            Ok(Payload::of(result(mock, text, state_type, &subject.written.node)?))
        }
        MockedAnswer::Failure(failure) => Err(failure.clone().into()),
    }))
}

fn check_absent(
    request: &TestStateRequest,
    state_type: StateType,
    state: &Node,
) -> Result<(), TestStateError> {
    // Recorded of the iteration count; the others are said alike.
    let configuration = &request.state_configuration;
    let configured = [
        ("MapIterationFailureCount", configuration.map_iteration_failure_count.is_some()),
        ("RetrierRetryCount", configuration.retrier_retry_count.is_some()),
        ("ErrorCausedByState", configuration.error_caused_by_state.is_some()),
        ("MapItemReaderData", configuration.map_item_reader_data.is_some()),
    ];
    if let Some((name, _)) = configured.iter().find(|(_, given)| *given) {
        let message = format!("TestState does not support {name} when a mock is not specified.");
        return Err(TestStateError::validation(message));
    }
    match state_type {
        StateType::Map | StateType::Parallel => {
            let message = "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]";
            Err(TestStateError::InvalidDefinition { message: message.to_owned() })
        }
        StateType::Task if waits(state) => {
            let message = "TestState API does not support '.sync' or '.waitForTaskToken' integration patterns.";
            Err(TestStateError::InvalidDefinition { message: message.to_owned() })
        }
        StateType::Task if request.role_arn.is_none() => {
            Err(TestStateError::validation("RoleArn must be specified when testing a Task state"))
        }
        _ => Ok(()),
    }
}

/// Whether a task waits for more than the answer of a service.
fn waits(state: &Node) -> bool {
    resource(state)
        .is_some_and(|resource| resource.pattern() != IntegrationPattern::RequestResponse)
}

fn resource(state: &Node) -> Option<TaskResource> {
    TaskResource::parse(state.get("Resource")?.as_str()?).ok()
}

/// Whether a mock can stand in for the work of such a state.
fn check_state(
    request: &TestStateRequest,
    state_type: StateType,
    state: &WrittenState,
) -> Result<(), TestStateError> {
    if !matches!(state_type, StateType::Task | StateType::Map | StateType::Parallel) {
        let name = state_type.name();
        return refuse(format!("State type '{name}' is not supported when a mock is specified"));
    }
    if request.reveal_secrets {
        return refuse("TestState does not support RevealSecrets when a mock is specified.");
    }
    let given = request.state_configuration.map_item_reader_data.is_some();
    match state.node.get("ItemReader") {
        Some(_) if !given => refuse(
            "ItemReader data must be specified when testing a Map state with ItemReader specified.",
        ),
        // The words are not the service's.
        None if given && state_type == StateType::Map => {
            refuse("MapItemReaderData is specified, but the Map state has no ItemReader.")
        }
        _ => Ok(()),
    }
}

/// Whether what went before can have gone before such a state, as "TestStateConfiguration" of the
/// API reference has it. Recorded of the iteration count; the others are said alike.
fn check_configuration(
    request: &TestStateRequest,
    mock: &Mock,
    state_type: StateType,
    state: &WrittenState,
) -> Result<(), TestStateError> {
    let configuration = &request.state_configuration;
    let is_map = state_type == StateType::Map;
    let has_states = is_map || state_type == StateType::Parallel;
    for (name, given, takes, where_taken) in [
        (
            "MapIterationFailureCount",
            configuration.map_iteration_failure_count.is_some(),
            is_map,
            "a Map state",
        ),
        ("MapItemReaderData", configuration.map_item_reader_data.is_some(), is_map, "a Map state"),
        (
            "ErrorCausedByState",
            configuration.error_caused_by_state.is_some(),
            has_states,
            "a Map or Parallel state",
        ),
    ] {
        if given && !takes {
            return refuse(format!("{name} is only supported when testing {where_taken}."));
        }
    }
    // An error may come from the Map state itself, so none need be named.
    let Some(culprit) = &configuration.error_caused_by_state else { return Ok(()) };
    if matches!(mock.answer, MockedAnswer::Result(_)) {
        return refuse("TestState does not support ErrorCausedByState when a result is mocked.");
    }
    if !state.nested.contains(culprit) {
        return refuse(format!(
            "ErrorCausedByState names '{culprit}', which is no state within the tested one."
        ));
    }
    Ok(())
}

/// The result that a mock gives, if it is one of such a state.
fn result(
    mock: &Mock,
    text: &str,
    state_type: StateType,
    state: &Node,
) -> Result<Value, TestStateError> {
    let Ok(result) = json::value(text) else { return refuse("Mocked result must be valid JSON") };
    let writes = state.get("ResultWriter").is_some();
    match state_type {
        StateType::Map if writes && !result.is_object() => {
            return refuse("Mocked result must be a JSON object.");
        }
        StateType::Map if !writes && !result.is_array() => {
            return refuse("Mocked result must be an array.");
        }
        StateType::Parallel => {
            let branches = state.get("Branches").and_then(Node::as_array).map(<[Node]>::len);
            match result.as_array() {
                None => return refuse("Mocked result must be an array."),
                Some(results) if Some(results.len()) != branches => {
                    let message = "Mocked result must contain the same number of items as number of Parallel branches.";
                    return refuse(message);
                }
                Some(_) => {}
            }
        }
        StateType::Task => check_shape(mock, state, &result)?,
        _ => {}
    }
    Ok(result)
}

fn refuse<T>(message: impl Into<String>) -> Result<T, TestStateError> {
    Err(TestStateError::validation(message))
}

fn check_shape(mock: &Mock, state: &Node, result: &Value) -> Result<(), TestStateError> {
    let Some(resource) = resource(state) else { return Ok(()) };
    if mock.validation == FieldValidationMode::None {
        return Ok(());
    }
    // Recorded of `null`. A function answers anything by itself, and so does who holds a token.
    let is_of_service =
        matches!(resource, TaskResource::AwsSdk { .. } | TaskResource::Optimized { .. })
            && resource.pattern() != IntegrationPattern::WaitForTaskToken;
    if is_of_service && !result.is_object() {
        return refuse("Mocked result must be a valid JSON object.");
    }
    mock_shape::check(&resource, result, mock.validation == FieldValidationMode::Strict).map_err(
        |problem| {
            TestStateError::validation(format!("Mock result schema validation error: {problem}"))
        },
    )
}
