//! What the requests of `states run --batch` and `states validate --batch` have in common.

use firedrill_states::WorkflowType;
use serde_json::Value;

use crate::batch::{error_answer, text_of};

/// A definition and the type of its workflow.
#[derive(Debug)]
pub(super) struct DefinitionRequest {
    pub(super) definition: String,
    pub(super) workflow_type: WorkflowType,
}

impl DefinitionRequest {
    /// Reads the members `definition` and `type`, or says what is wrong with them.
    pub(super) fn read(request: &Value) -> Result<Self, Value> {
        let definition = text_of(request, "definition")
            .ok_or_else(|| invalid("the member `definition` is missing"))?;
        let workflow_type = match request.get("type") {
            None | Some(Value::Null) => WorkflowType::Standard,
            Some(Value::String(name)) if name == "STANDARD" => WorkflowType::Standard,
            Some(Value::String(name)) if name == "EXPRESS" => WorkflowType::Express,
            Some(_) => return Err(invalid("`type` is neither `STANDARD` nor `EXPRESS`")),
        };
        Ok(Self { definition, workflow_type })
    }
}

/// The answer to a request that is not of the form.
pub(super) fn invalid(message: &str) -> Value {
    error_answer("InvalidRequest", message)
}
