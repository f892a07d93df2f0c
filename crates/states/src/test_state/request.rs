//! What TestState is asked.

use firedrill_api::{Operation, check, from_document, service, validation_message};
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
    /// [`TestStateError::Validation`] if the request breaks the model of the API: a member is not
    /// known, is missing, or is not of the kind, length or range that it should be.
    pub fn read(request: &Value) -> Result<Self, TestStateError> {
        let Some(request) = request.as_object() else {
            return Err(TestStateError::validation("the request is not a JSON object"));
        };
        let mut request = request.clone();
        if let Some(definition) = request.get_mut("definition")
            && !definition.is_null()
            && !definition.is_string()
        {
            *definition = definition.to_string().into();
        }
        check_model(&request)?;
        let given = Given(&request);
        let level = given.text("inspectionLevel");
        Ok(Self {
            definition: given.text("definition").unwrap_or_default(),
            state_name: given.text("stateName"),
            role_arn: given.text("roleArn"),
            input: given.text("input"),
            inspection_level: match level.as_deref() {
                Some("DEBUG") => InspectionLevel::Debug,
                Some("TRACE") => InspectionLevel::Trace,
                _ => InspectionLevel::Info,
            },
            reveal_secrets: request.get("revealSecrets").and_then(Value::as_bool) == Some(true),
            variables: given.text("variables"),
            context: given.text("context"),
            mock: given.object("mock").map(mock).transpose()?,
            state_configuration: given
                .object("stateConfiguration")
                .map(state_configuration)
                .unwrap_or_default(),
        })
    }
}

/// Holds a request against the model of the API.
fn check_model(request: &Map<String, Value>) -> Result<(), TestStateError> {
    let operation = service("states").and_then(|service| service.operation("TestState"));
    let Some(model) = operation.and_then(Operation::input) else { return Ok(()) };
    let violations = check(model, &structure(request));
    if violations.is_empty() {
        return Ok(());
    }
    Err(TestStateError::validation(validation_message(&violations)))
}

/// The members of a request as the model has them, which knows no maps.
fn structure(members: &Map<String, Value>) -> firedrill_api::Value {
    let value = |json: &Value| match json {
        Value::Object(members) => structure(members),
        other => from_document(other),
    };
    let members = members.iter().map(|(name, json)| (name.clone(), value(json)));
    firedrill_api::Value::Structure(members.collect())
}

/// The members of a structure that keeps to the model.
#[derive(Clone, Copy)]
struct Given<'v>(&'v Map<String, Value>);

impl<'v> Given<'v> {
    fn text(self, name: &str) -> Option<String> {
        self.0.get(name)?.as_str().map(str::to_owned)
    }

    fn count(self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }

    fn object(self, name: &str) -> Option<Self> {
        self.0.get(name)?.as_object().map(Given)
    }
}

fn mock(mock: Given<'_>) -> Result<Mock, TestStateError> {
    let validation = match mock.text("fieldValidationMode").as_deref() {
        Some("PRESENT") => FieldValidationMode::Present,
        Some("NONE") => FieldValidationMode::None,
        _ => FieldValidationMode::Strict,
    };
    let answer = match (mock.text("result"), mock.object("errorOutput")) {
        (Some(result), None) => MockedAnswer::Result(result),
        (None, Some(failure)) => {
            let error = failure.text("error");
            if error.is_none() {
                let message = "An error was not specified in the mocked error output.";
                return Err(TestStateError::validation(message));
            }
            MockedAnswer::Failure(TaskFailure { error, cause: failure.text("cause") })
        }
        (Some(_), Some(_)) => {
            let message =
                "A test mock should have only one of the following fields: [result, errorOutput].";
            return Err(TestStateError::validation(message));
        }
        (None, None) => {
            let message =
                "One of the following fields is required for a test mock: [result, errorOutput].";
            return Err(TestStateError::validation(message));
        }
    };
    Ok(Mock { answer, validation })
}

fn state_configuration(given: Given<'_>) -> StateConfiguration {
    StateConfiguration {
        retrier_retry_count: given.count("retrierRetryCount"),
        error_caused_by_state: given.text("errorCausedByState"),
        map_iteration_failure_count: given.count("mapIterationFailureCount"),
        map_item_reader_data: given.text("mapItemReaderData"),
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
        Some(Ok(_)) => Err(TestStateError::validation(format!("{what} must be a JSON object"))),
        Some(Err(error)) => {
            Err(TestStateError::validation(format!("{what} must be a JSON object: {error}")))
        }
    }
}
