//! Which mocks TestState takes for which states.

use serde_json::Value;

use super::error::TestStateError;
use super::mock_shape;
use super::request::{FieldValidationMode, Mock, MockedAnswer, TestStateRequest};
use super::subject::Subject;
use crate::definition::StateType;
use crate::json::{self, Node};
use crate::resource::TaskResource;

/// Checks the mock of a request, or that it can do without.
pub(super) fn check(request: &TestStateRequest, subject: &Subject) -> Result<(), TestStateError> {
    let state = subject.machine.state_named(&subject.name);
    let Some(state_type) = state.map(|state| state.state_type) else { return Ok(()) };
    match &request.mock {
        Some(mock) => check_given(request, mock, state_type, &subject.written),
        None => check_absent(request, state_type),
    }
}

fn check_absent(request: &TestStateRequest, state_type: StateType) -> Result<(), TestStateError> {
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
        StateType::Task if request.role_arn.is_none() => {
            Err(TestStateError::validation("RoleArn must be specified when testing a Task state"))
        }
        _ => Ok(()),
    }
}

fn check_given(
    request: &TestStateRequest,
    mock: &Mock,
    state_type: StateType,
    state: &Node,
) -> Result<(), TestStateError> {
    let refuse = |message: &str| Err(TestStateError::validation(message));
    if !matches!(state_type, StateType::Task | StateType::Map | StateType::Parallel) {
        let name = state_type.name();
        return refuse(&format!("State type '{name}' is not supported when a mock is specified"));
    }
    if request.reveal_secrets {
        return refuse("TestState does not support RevealSecrets when a mock is specified.");
    }
    if state.get("ItemReader").is_some()
        && request.state_configuration.map_item_reader_data.is_none()
    {
        // The words are not the service's.
        return refuse("MapItemReaderData must be specified when a Map state has an ItemReader.");
    }
    let MockedAnswer::Result(result) = &mock.answer else { return Ok(()) };
    let Ok(result) = json::value(result) else { return refuse("Mocked result must be valid JSON") };
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
        StateType::Task => return check_shape(mock, state, &result),
        _ => {}
    }
    Ok(())
}

fn check_shape(mock: &Mock, state: &Node, result: &Value) -> Result<(), TestStateError> {
    let resource = state.get("Resource").and_then(Node::as_str);
    let Some(Ok(resource)) = resource.map(TaskResource::parse) else { return Ok(()) };
    if mock.validation == FieldValidationMode::None {
        return Ok(());
    }
    mock_shape::check(&resource, result, mock.validation == FieldValidationMode::Strict).map_err(
        |problem| {
            TestStateError::validation(format!("Mock result schema validation error: {problem}"))
        },
    )
}
