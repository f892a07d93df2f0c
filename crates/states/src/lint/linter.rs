//! All rules over one definition.

use std::ops::Range;
use std::sync::Arc;

use super::task_call::TaskCall;
use super::{data_paths, errors, handlers, literals, parameters, reachability, repeated, retries};
use crate::data::DataShape;
use crate::definition::{DefinitionDiagnostic, DiagnosticCode};
use crate::json;
use crate::outline::WorkflowOutline;

/// Warns of what a definition does not do although it seems to, in the order of the text.
///
/// The warnings do not depend on whether AWS would create the definition; a text that is not JSON
/// has none.
///
/// ```
/// let warnings = firedrill_states::lint(
///     r#"{"StartAt": "Say", "States": {
///         "Say": {"Type": "Pass", "Parameters": {"Name": "$.name"}, "End": true}
///     }}"#,
/// );
/// let codes: Vec<_> = warnings.iter().map(|warning| warning.code.as_str()).collect();
/// assert_eq!(codes, ["NO_DOLLAR"]);
/// ```
#[must_use]
pub fn lint(definition: &str) -> Vec<DefinitionDiagnostic> {
    lint_with_input(definition, DataShape::Any)
}

/// Warns as [`lint`] does of a machine whose executions are started with inputs of this shape.
///
/// ```
/// use firedrill_states::{DataShape, lint_with_input};
///
/// let machine = r#"{"StartAt": "Stop", "States": {
///     "Stop": {"Type": "Pass", "InputPath": "$.taskArn", "End": true}
/// }}"#;
/// let input = DataShape::object([("TaskArn".to_owned(), DataShape::Any)]);
/// let warnings = lint_with_input(machine, input);
/// assert_eq!(warnings[0].message, "no input of this flow has a value at `$.taskArn`");
/// assert_eq!(warnings[0].help.as_deref(), Some("did you mean `TaskArn`?"));
/// ```
#[must_use]
pub fn lint_with_input(definition: &str, input: DataShape) -> Vec<DefinitionDiagnostic> {
    let Ok(root) = json::document(definition) else { return Vec::new() };
    let outline = WorkflowOutline::read(&root);
    let mut warnings = Warnings::default();
    for workflow in outline.all_workflows() {
        reachability::check(workflow, &mut warnings);
    }
    data_paths::check(&outline, &Arc::new(input), &mut warnings);
    for state in outline.all_states() {
        repeated::check(state, &mut warnings);
        literals::check(state, &mut warnings);
        handlers::check(state, &mut warnings);
        let call = TaskCall::of(state);
        errors::check(state, call.as_ref(), &mut warnings);
        if let Some(call) = &call {
            retries::check(state, call, &mut warnings);
            parameters::check(state, call, &mut warnings);
        }
    }
    warnings.0.sort_by_key(|warning| (warning.span.start, warning.code.as_str()));
    warnings.0
}

/// The warnings so far.
#[derive(Debug, Default)]
pub(super) struct Warnings(Vec<DefinitionDiagnostic>);

impl Warnings {
    pub(super) fn warn(
        &mut self,
        code: DiagnosticCode,
        message: String,
        location: &str,
        span: &Range<usize>,
        help: Option<String>,
    ) {
        let location = Some(location.to_owned());
        self.0.push(DefinitionDiagnostic { code, message, location, span: span.clone(), help });
    }
}
