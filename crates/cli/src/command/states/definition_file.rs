//! Files that sub-commands of `states` read: definitions, inputs and mocks.

use std::io::{self, Read};

use camino::Utf8Path;
use firedrill_states::{DefinitionDiagnostic, DefinitionError, StateMachine, WorkflowType};
use miette::{Diagnostic, NamedSource};

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
    let text = if path == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| StatesFileError::Unreadable {
        path: path.to_string(),
        reason: error.to_string(),
    })
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
