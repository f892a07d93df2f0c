//! The state machine.

use std::sync::Arc;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::diagnostic::{DefinitionDiagnostic, DefinitionError, DiagnosticCode};
use super::fields::Fields;
use super::known_fields::QueryLanguage;
use super::reader::Reader;
use super::state::{State, StateId, Workflow};
use crate::execution::WorkflowType;
use crate::json::{self, JsonError};
use crate::not_modelled::NotModelled;

/// The largest definition, as "Service quotas" of the developer guide gives it.
pub const DEFINITION_LIMIT_BYTES: usize = 1_048_576;

/// A state machine that AWS would create.
///
/// ```
/// use firedrill_states::StateMachine;
///
/// let machine = StateMachine::parse(
///     r#"{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}"#,
/// )?;
/// assert!(machine.not_modelled().is_empty());
///
/// let refused = StateMachine::parse(r#"{"StartAt": "Done"}"#).unwrap_err();
/// assert_eq!(
///     refused.service_message(),
///     "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'"
/// );
/// # Ok::<(), firedrill_states::DefinitionError>(())
/// ```
#[derive(Debug, Clone)]
pub struct StateMachine {
    source: Arc<str>,
    workflow_type: WorkflowType,
    comment: Option<String>,
    timeout: Option<SignedDuration>,
    workflow: Workflow,
    states: Vec<State>,
    not_modelled: Vec<NotModelled>,
}

impl StateMachine {
    /// Reads the definition of a Standard workflow.
    ///
    /// # Errors
    /// [`DefinitionError`] with everything that CreateStateMachine would refuse.
    pub fn parse(definition: &str) -> Result<Self, DefinitionError> {
        Self::parse_as(definition, WorkflowType::Standard)
    }

    /// Reads the definition of a workflow of the given type.
    ///
    /// # Errors
    /// As [`Self::parse`]; an Express workflow has neither `.sync` nor `.waitForTaskToken`.
    pub fn parse_as(
        definition: &str,
        workflow_type: WorkflowType,
    ) -> Result<Self, DefinitionError> {
        let refuse = |diagnostic| DefinitionError::new(vec![diagnostic]);
        if definition.len() > DEFINITION_LIMIT_BYTES {
            let message =
                format!("Member must have length less than or equal to {DEFINITION_LIMIT_BYTES}");
            return Err(refuse(whole(message, 0..0)));
        }
        let root =
            json::document(definition).map_err(|error| refuse(not_json(definition, error)))?;
        let Some(fields) = Fields::of(&root) else {
            let message = "Definition must be a valid JSON object".to_owned();
            return Err(refuse(whole(message, root.span)));
        };
        let mut reader = Reader::new(workflow_type);
        reader.findings.refuse_unknown(
            fields,
            "/",
            &[&["Comment", "StartAt", "States", "TimeoutSeconds", "Version", "QueryLanguage"]],
        );
        let jsonata = reader.query_language(fields, "", false) == QueryLanguage::Jsonata;
        reader.machine_is_jsonata = jsonata;
        let timeout = fields
            .get("TimeoutSeconds")
            .and_then(|node| reader.findings.integer(node, "/TimeoutSeconds", 1))
            .and_then(|seconds| i64::try_from(seconds).ok())
            .map(SignedDuration::from_secs);
        let comment = fields
            .get("Comment")
            .and_then(|node| reader.findings.string(node, "/Comment"))
            .map(str::to_owned);
        let workflow = reader.workflow(fields, "", jsonata);
        let states: Option<Vec<_>> = reader.states.into_iter().collect();
        let diagnostics = reader.findings.into_diagnostics();
        match (workflow, states) {
            (Some(workflow), Some(states)) if diagnostics.is_empty() => Ok(Self {
                source: Arc::from(definition),
                workflow_type,
                comment,
                timeout,
                workflow,
                states,
                not_modelled: reader.not_modelled,
            }),
            _ => Err(DefinitionError::new(diagnostics)),
        }
    }

    /// The definition as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its `Comment`.
    #[must_use]
    pub fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    /// Its `TimeoutSeconds`.
    #[must_use]
    pub fn timeout(&self) -> Option<SignedDuration> {
        self.timeout
    }

    /// Returns the names of its states, those within Parallel and Map states included.
    pub fn state_names(&self) -> impl Iterator<Item = &str> {
        self.states.iter().map(|state| &*state.name)
    }

    /// Everything that the definition uses and this interpreter does not play; an execution that
    /// never gets there runs as it should.
    #[must_use]
    pub fn not_modelled(&self) -> &[NotModelled] {
        &self.not_modelled
    }

    /// Whether there is a state with this id; one that was read from outside may be of another
    /// machine.
    pub(crate) fn has_state(&self, id: StateId) -> bool {
        id.0 < self.states.len()
    }

    pub(crate) fn workflow(&self) -> &Workflow {
        &self.workflow
    }

    /// The state of a name; a name is one state's in the whole machine.
    pub(crate) fn state_named(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| &*state.name == name)
    }

    #[expect(clippy::indexing_slicing, reason = "only the reader of this machine makes its ids")]
    pub(crate) fn state(&self, id: StateId) -> &State {
        &self.states[id.0]
    }
}

/// What is kept of a machine: the text that it is read from again.
#[derive(Serialize, Deserialize)]
struct Kept {
    definition: Arc<str>,
    workflow_type: WorkflowType,
}

impl Serialize for StateMachine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let definition = Arc::clone(&self.source);
        Kept { definition, workflow_type: self.workflow_type }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StateMachine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kept = Kept::deserialize(deserializer)?;
        Self::parse_as(&kept.definition, kept.workflow_type).map_err(serde::de::Error::custom)
    }
}

fn whole(message: String, span: std::ops::Range<usize>) -> DefinitionDiagnostic {
    DefinitionDiagnostic {
        code: DiagnosticCode::SchemaValidationFailed,
        message,
        location: Some("/".to_owned()),
        span,
        help: None,
    }
}

/// The service quotes its parser, and the first characters of the text.
fn not_json(definition: &str, error: JsonError) -> DefinitionDiagnostic {
    const QUOTED_CHARACTERS: usize = 500;
    let mut quoted: String = definition.chars().take(QUOTED_CHARACTERS).collect();
    quoted = format!("\"{quoted}\"");
    let left_out = definition.chars().count().saturating_sub(QUOTED_CHARACTERS);
    if left_out > 0 {
        quoted = format!("{quoted}[truncated {left_out} chars]");
    }
    let location = format!(
        "[Source: (String){quoted}; line: {}, column: {}]",
        error.position.line, error.position.column
    );
    DefinitionDiagnostic {
        code: DiagnosticCode::InvalidJsonDescription,
        message: format!("{}\n at {location}", error.reason),
        location: Some(location),
        span: error.span,
        help: None,
    }
}
