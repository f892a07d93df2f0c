//! Parameters that do not suit their action, and that AWS creates the machine with.
//!
//! The task fails when it runs ("The field … is not supported by Step Functions"), or the service
//! refuses the call.

use super::linter::Warnings;
use super::task_call::TaskCall;
use crate::definition::DiagnosticCode;
use crate::outline::StateOutline;
use crate::parameters::{ParameterProblemKind, problems};

pub(super) fn check(state: &StateOutline<'_>, call: &TaskCall<'_>, warnings: &mut Warnings) {
    if let Some(name) = call.unknown_service() {
        let location = format!("{}/Resource", state.location);
        let message = format!(
            "the service `{name}` is not known here: its action and parameters are not checked"
        );
        let code = DiagnosticCode::NotChecked;
        warnings.warn(code, message, &location, &call.node.span, None);
    }
    let Some(action) = call.action() else { return };
    let field = if state.jsonata { "Arguments" } else { "Parameters" };
    // Without the field the input of the state is passed, and an expression may give anything.
    let Some(node) = state.node.get(field) else { return };
    for problem in problems(action, node, state.jsonata).passed {
        let code = match problem.kind {
            ParameterProblemKind::Missing => DiagnosticCode::MissingParameter,
            ParameterProblemKind::Unknown => DiagnosticCode::UnknownParameter,
            ParameterProblemKind::Kind => DiagnosticCode::ParameterKind,
        };
        let location = format!("{}/{field}{}", state.location, problem.path);
        warnings.warn(code, problem.message, &location, &problem.span, problem.help);
    }
}
