//! What the requests of `states run --batch` and `states validate --batch` have in common.

use firedrill_states::WorkflowType;
use serde_json::Value;

use crate::batch::{BatchRequest, invalid};

/// A definition and the type of its workflow.
#[derive(Debug)]
pub(super) struct DefinitionRequest {
    pub(super) definition: String,
    pub(super) workflow_type: WorkflowType,
}

impl DefinitionRequest {
    /// Reads the members `definition` and `type`, or says what is wrong with them.
    pub(super) fn read(request: &BatchRequest) -> Result<Self, Value> {
        let definition = request
            .text_of("definition")
            .ok_or_else(|| invalid("the member `definition` is missing"))?;
        let workflow_type = match request.text("type")?.as_deref() {
            None | Some("STANDARD") => WorkflowType::Standard,
            Some("EXPRESS") => WorkflowType::Express,
            Some(_) => return Err(invalid("`type` is neither `STANDARD` nor `EXPRESS`")),
        };
        Ok(Self { definition, workflow_type })
    }
}
