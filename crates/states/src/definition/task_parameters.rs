//! Which parameters a Task may pass to its action.

use super::diagnostic::{DefinitionDiagnostic, DiagnosticCode};
use super::fields::Fields;
use super::known_fields::QueryLanguage;
use super::reader::Reader;
use crate::parameters::problems;
use crate::resource::TaskResource;
use crate::service_action::ServiceAction;

impl Reader {
    /// Notes what the service refuses of the parameters of a Task. Recorded: it names the field
    /// that holds all of them, however deep the one is that is wrong.
    pub(super) fn refuse_parameters(
        &mut self,
        state: Fields<'_>,
        resource: &TaskResource,
        location: &str,
    ) {
        let (field, jsonata) = match self.language {
            QueryLanguage::JsonPath => ("Parameters", false),
            QueryLanguage::Jsonata => ("Arguments", true),
        };
        let (Some(action), Some(node)) = (ServiceAction::of(resource), state.get(field)) else {
            return;
        };
        for problem in problems(action, node, jsonata).refused {
            self.findings.note(DefinitionDiagnostic {
                code: DiagnosticCode::SchemaValidationFailed,
                message: problem.message,
                location: Some(format!("{location}/{field}")),
                span: problem.span,
                help: problem.help,
            });
        }
    }
}
