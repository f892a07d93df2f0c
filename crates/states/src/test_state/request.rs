//! What TestState is asked.

use serde_json::{Map, Value};

use super::error::TestStateError;
use crate::execution::TaskFailure;
use crate::json;

/// How much of what happens is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InspectionLevel {
    /// The outcome.
    #[default]
    Info,
    /// The data after each step as well.
    Debug,
    /// As `Debug`; of an HTTP task, AWS shows the request and the response too.
    Trace,
}

/// How strictly a mocked result is held against the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FieldValidationMode {
    /// Required members must be there, and all that are there must be right.
    #[default]
    Strict,
    /// All members that are there must be right.
    Present,
    /// Anything goes.
    None,
}

/// What stands in for the work of a state.
#[derive(Debug, Clone, PartialEq)]
pub struct Mock {
    /// What the work comes to.
    pub answer: MockedAnswer,
    /// How strictly a result is held against the API.
    pub validation: FieldValidationMode,
}

/// What mocked work comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum MockedAnswer {
    /// It succeeds with this JSON.
    Result(String),
    /// It fails.
    Failure(TaskFailure),
}

/// What went before the state that is tested.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StateConfiguration {
    /// How often the retrier that takes the error was used.
    pub retrier_retry_count: Option<u64>,
    /// The state within a Parallel or Map state that failed.
    pub error_caused_by_state: Option<String>,
    /// How many iterations of a Map state failed.
    pub map_iteration_failure_count: Option<u64>,
    /// What the reader of a distributed Map state read.
    pub map_item_reader_data: Option<String>,
}

/// A request of TestState.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TestStateRequest {
    /// A state, or a whole machine of which [`Self::state_name`] names one.
    pub definition: String,
    /// The state to test, in a definition of a whole machine.
    pub state_name: Option<String>,
    /// The role; a task that is not mocked needs one.
    pub role_arn: Option<String>,
    /// The input, as JSON.
    pub input: Option<String>,
    /// How much is shown.
    pub inspection_level: InspectionLevel,
    /// Whether secrets of an HTTP task are shown.
    pub reveal_secrets: bool,
    /// The variables that the state sees, as a JSON object.
    pub variables: Option<String>,
    /// The context object, as a JSON object.
    pub context: Option<String>,
    /// What stands in for the work of the state.
    pub mock: Option<Mock>,
    /// What went before.
    pub state_configuration: StateConfiguration,
}

impl TestStateRequest {
    /// Reads a request in the form of the API. `definition` may be JSON or its text.
    ///
    /// # Errors
    /// [`TestStateError::Validation`] if a member is of another kind than it should be.
    pub fn read(request: &Value) -> Result<Self, TestStateError> {
        let request =
            request.as_object().ok_or_else(|| invalid("the request is not a JSON object"))?;
        let definition = match request.get("definition") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => return Err(invalid("`definition` is missing")),
            Some(definition) => definition.to_string(),
        };
        Ok(Self {
            definition,
            state_name: text(request, "stateName")?,
            role_arn: text(request, "roleArn")?,
            input: text(request, "input")?,
            inspection_level: match text(request, "inspectionLevel")?.as_deref() {
                None | Some("INFO") => InspectionLevel::Info,
                Some("DEBUG") => InspectionLevel::Debug,
                Some("TRACE") => InspectionLevel::Trace,
                Some(_) => {
                    return Err(invalid("`inspectionLevel` is none of `INFO`, `DEBUG`, `TRACE`"));
                }
            },
            reveal_secrets: request.get("revealSecrets") == Some(&Value::Bool(true)),
            variables: text(request, "variables")?,
            context: text(request, "context")?,
            mock: object(request, "mock")?.map(mock).transpose()?,
            state_configuration: object(request, "stateConfiguration")?
                .map(state_configuration)
                .transpose()?
                .unwrap_or_default(),
        })
    }
}

fn mock(mock: &Map<String, Value>) -> Result<Mock, TestStateError> {
    let validation = match text(mock, "fieldValidationMode")?.as_deref() {
        None | Some("STRICT") => FieldValidationMode::Strict,
        Some("PRESENT") => FieldValidationMode::Present,
        Some("NONE") => FieldValidationMode::None,
        Some(_) => {
            return Err(invalid("`fieldValidationMode` is none of `STRICT`, `PRESENT`, `NONE`"));
        }
    };
    let answer = match (text(mock, "result")?, object(mock, "errorOutput")?) {
        (Some(result), None) => MockedAnswer::Result(result),
        (None, Some(failure)) => MockedAnswer::Failure(TaskFailure {
            error: text(failure, "error")?,
            cause: text(failure, "cause")?,
        }),
        (Some(_), Some(_)) | (None, None) => {
            let message =
                "A test mock should have only one of the following fields: [result, errorOutput].";
            return Err(invalid(message));
        }
    };
    Ok(Mock { answer, validation })
}

fn state_configuration(members: &Map<String, Value>) -> Result<StateConfiguration, TestStateError> {
    Ok(StateConfiguration {
        retrier_retry_count: count(members, "retrierRetryCount")?,
        error_caused_by_state: text(members, "errorCausedByState")?,
        map_iteration_failure_count: count(members, "mapIterationFailureCount")?,
        map_item_reader_data: text(members, "mapItemReaderData")?,
    })
}

fn invalid(message: &str) -> TestStateError {
    TestStateError::validation(message)
}

fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, TestStateError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(invalid(&format!("`{name}` is not a text"))),
    }
}

fn count(members: &Map<String, Value>, name: &str) -> Result<Option<u64>, TestStateError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(number) => number
            .as_u64()
            .map(Some)
            .ok_or_else(|| invalid(&format!("`{name}` is not a whole number from 0 on"))),
    }
}

fn object<'v>(
    members: &'v Map<String, Value>,
    name: &str,
) -> Result<Option<&'v Map<String, Value>>, TestStateError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(invalid(&format!("`{name}` is not an object"))),
    }
}

/// A member that is the text of a JSON object.
pub(super) fn parsed_object(
    text: Option<&str>,
    what: &str,
) -> Result<Option<Map<String, Value>>, TestStateError> {
    match text.map(json::value) {
        None => Ok(None),
        Some(Ok(Value::Object(object))) => Ok(Some(object)),
        Some(Ok(_)) => Err(invalid(&format!("{what} must be a JSON object"))),
        Some(Err(error)) => Err(invalid(&format!("{what} must be a JSON object: {error}"))),
    }
}
