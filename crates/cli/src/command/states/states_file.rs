//! Files and arguments that sub-commands of `states` read: definitions, inputs, mocks and histories.

use std::path::Path;

use camino::Utf8Path;
use firedrill_states::{
    DefinitionDiagnostic, DefinitionError, RecordedHistory, RecordedHistoryError, StateMachine,
    WorkflowType, json,
};
use miette::{Diagnostic, NamedSource};
use serde_json::Value;

use crate::ExpectedError;
use crate::input::Inputs;

/// What a file may weigh: far more than a definition may, or the answers of any test case do.
const FILE_LIMIT_BYTES: usize = 64 * 1024 * 1024;

/// Why a file could not be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
enum StatesFileError {
    /// It is not JSON.
    #[error("`{path}` is not JSON: {reason}")]
    #[diagnostic(code(firedrill::states::not_json))]
    NotJson {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It is JSON and no history.
    #[error("`{path}` is {error}")]
    #[diagnostic(code(firedrill::states::history))]
    NoHistory {
        /// The file.
        path: String,
        /// What is wrong with it.
        error: RecordedHistoryError,
        /// What a history is.
        #[help]
        help: &'static str,
    },
    /// CreateStateMachine would refuse the definition.
    #[error("CreateStateMachine refuses the definition `{path}`")]
    #[diagnostic(code(firedrill::states::definition))]
    Refused {
        /// The file.
        path: String,
        /// Its text.
        #[source_code]
        source_code: NamedSource<String>,
        /// What is wrong.
        #[related]
        diagnostics: Vec<DefinitionDiagnostic>,
    },
}

/// The text of a file, or of standard input for `-`.
pub(super) fn read(inputs: &mut Inputs, path: &Utf8Path) -> Result<String, ExpectedError> {
    Ok(inputs.read(path.as_str(), "a file of Step Functions", FILE_LIMIT_BYTES)?.text)
}

/// The JSON in a file.
pub(super) fn read_json(inputs: &mut Inputs, path: &Utf8Path) -> Result<Value, ExpectedError> {
    let text = read(inputs, path)?;
    json::value(&text).map_err(|error| {
        let (path, reason) = (path.to_string(), error.to_string());
        ExpectedError::invalid(StatesFileError::NotJson { path, reason })
    })
}

/// The history in a file.
pub(super) fn read_history(
    inputs: &mut Inputs,
    path: &Utf8Path,
) -> Result<RecordedHistory, ExpectedError> {
    let json = read_json(inputs, path)?;
    RecordedHistory::read(&json).map_err(|error| {
        ExpectedError::invalid(StatesFileError::NoHistory {
            path: path.to_string(),
            help: error.help,
            error,
        })
    })
}

/// An argument that is JSON or names a file of it, as text: no path begins as JSON does. What is
/// neither is given back as it is, and is no JSON.
pub(super) fn json_or_file(inputs: &mut Inputs, given: &str) -> Result<String, ExpectedError> {
    if json::value(given).is_err() && Path::new(given).is_file() {
        return read(inputs, Utf8Path::new(given));
    }
    Ok(given.to_owned())
}

/// The machine of a definition.
pub(super) fn machine(
    inputs: &mut Inputs,
    path: &Utf8Path,
    workflow_type: WorkflowType,
) -> Result<StateMachine, ExpectedError> {
    let text = read(inputs, path)?;
    StateMachine::parse_as(&text, workflow_type).map_err(
        |DefinitionError { diagnostics, .. }| {
            ExpectedError::invalid(StatesFileError::Refused {
                path: path.to_string(),
                source_code: NamedSource::new(path, text),
                diagnostics,
            })
        },
    )
}
