//! Files that sub-commands of `states` read: definitions, inputs and mocks.

use std::fs::File;
use std::io::{self, Read};

use camino::Utf8Path;
use firedrill_states::{DefinitionDiagnostic, DefinitionError, StateMachine, WorkflowType};
use miette::{Diagnostic, NamedSource};

/// What a file may weigh: far more than a definition may, or the answers of any test case do.
const FILE_LIMIT_BYTES: u64 = 64 * 1024 * 1024;

/// Why a file could not be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(super) enum StatesFileError {
    /// It cannot be read.
    #[error("cannot read `{path}`: {reason}")]
    #[diagnostic(code(firedrill::states::unreadable))]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// It is not JSON.
    #[error("`{path}` is not JSON: {reason}")]
    #[diagnostic(code(firedrill::states::not_json))]
    NotJson {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
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
pub(super) fn read(path: &Utf8Path) -> Result<String, StatesFileError> {
    let mut text = String::new();
    let most = FILE_LIMIT_BYTES + 1;
    let read = if path == "-" {
        io::stdin().lock().take(most).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_string(&mut text))
    };
    let reason = match read {
        Ok(_) if text.len() as u64 <= FILE_LIMIT_BYTES => return Ok(text),
        Ok(_) => format!("it has more than {FILE_LIMIT_BYTES} bytes"),
        Err(error) => error.to_string(),
    };
    Err(StatesFileError::Unreadable { path: path.to_string(), reason })
}

/// Reads a definition.
pub(super) fn machine(
    path: &Utf8Path,
    workflow_type: WorkflowType,
) -> Result<StateMachine, StatesFileError> {
    let text = read(path)?;
    StateMachine::parse_as(&text, workflow_type).map_err(|DefinitionError { diagnostics }| {
        StatesFileError::Refused {
            path: path.to_string(),
            source_code: NamedSource::new(path, text),
            diagnostics,
        }
    })
}
