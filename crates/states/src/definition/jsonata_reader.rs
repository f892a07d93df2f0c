//! Reading what states of JSONata hold.

use super::diagnostic::{DefinitionDiagnostic, DiagnosticCode};
use super::fields::Fields;
use super::known_fields::QueryLanguage;
use super::reader::Reader;
use crate::json::Node;
use crate::jsonata::{self, JsonataTemplate, Refusal};
use crate::template::Template;

impl Reader {
    /// Whether a field holds an expression where it could hold a plain value.
    pub(super) fn is_expression(&self, node: &Node) -> bool {
        self.language == QueryLanguage::Jsonata
            && node.as_str().is_some_and(|text| jsonata::delimited(text).is_some())
    }

    /// `Parameters`, which are called `Arguments` in JSONata.
    pub(super) fn parameters(&mut self, fields: Fields<'_>, location: &str) -> Option<Template> {
        match self.language {
            QueryLanguage::JsonPath => self.template(fields, location, "Parameters"),
            QueryLanguage::Jsonata => self.template(fields, location, "Arguments"),
        }
    }

    /// `Output`, which only states of JSONata have.
    pub(super) fn output(&mut self, fields: Fields<'_>, location: &str) -> Option<JsonataTemplate> {
        match self.language {
            QueryLanguage::JsonPath => None,
            QueryLanguage::Jsonata => self.query(fields, location, "Output"),
        }
    }

    /// A field of a state of JSONata.
    pub(super) fn query(
        &mut self,
        fields: Fields<'_>,
        location: &str,
        field: &str,
    ) -> Option<JsonataTemplate> {
        let node = fields.get(field)?;
        Some(self.jsonata_template(node, &format!("{location}/{field}")))
    }

    /// Reads a template, and notes each expression in it that the service refuses.
    pub(super) fn jsonata_template(&mut self, node: &Node, location: &str) -> JsonataTemplate {
        // The service names a field within its state when it is evaluated, and within the machine
        // when it is refused.
        let within_machine = format!("{}/", self.state_location);
        let within_state = location.strip_prefix(&within_machine).unwrap_or(location);
        let in_catcher = within_state.starts_with("Catch[");
        let mut refused = Vec::new();
        let template = JsonataTemplate::read(node, within_state, in_catcher, &mut refused);
        for expression in refused {
            let (code, message, help) = match expression.why {
                Refusal::Invalid(error) => {
                    (DiagnosticCode::InvalidJsonataExpression, error.to_string(), error.advice)
                }
                Refusal::Unsupported(restriction) => (
                    DiagnosticCode::UnsupportedJsonataExpression,
                    restriction.to_string(),
                    Some(restriction.advice()),
                ),
            };
            self.findings.note(DefinitionDiagnostic {
                code,
                message,
                location: Some(format!("{within_machine}{}", expression.location)),
                span: expression.node.span.clone(),
                help: help.map(str::to_owned),
            });
        }
        template
    }
}
