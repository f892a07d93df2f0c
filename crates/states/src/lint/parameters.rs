//! Parameters that an action does not take, and those that it cannot do without.
//!
//! AWS creates such a machine and fails the task when it runs ("The field … is not supported by
//! Step Functions").

use firedrill_api::{Shape, ShapeKind, nearest, sdk_member_name};

use super::linter::Warnings;
use super::service_action::{ServiceAction, TaskCall};
use crate::data::is_spelt;
use crate::definition::DiagnosticCode;
use crate::json::{Member, Node, NodeKind};
use crate::jsonata::delimited;
use crate::outline::StateOutline;
use crate::resource::TaskResource;

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
    let Some(members) = node.as_object() else { return };
    let location = format!("{}/{field}", state.location);
    let customised = !matches!(action.resource, TaskResource::AwsSdk { .. });
    let mut check = Check {
        warnings,
        json_for_text: customised,
        scalars_as_one: customised && action.service.name() == "dynamodb",
        jsonata: state.jsonata,
    };
    match action.operation().map(|operation| operation.input()) {
        Some(Some(shape)) => check.value(shape, node, &location),
        Some(None) => {}
        None => check.named(action, members, &location),
    }
}

/// The name of a parameter, and its value if that is written out.
fn parameter(member: &Member, jsonata: bool) -> (&str, Option<&Node>) {
    match member.key.strip_suffix(".$") {
        Some(name) if !jsonata => (name, None),
        _ => (member.key.as_str(), Some(&member.value)),
    }
}

struct Check<'w> {
    warnings: &'w mut Warnings,
    /// Whether JSON may stand where a text is wanted, as in optimised integrations.
    json_for_text: bool,
    /// Whether one scalar may stand for another and a text for the value of an attribute, as in
    /// the optimised integration of Amazon DynamoDB: published state machines count on both.
    scalars_as_one: bool,
    jsonata: bool,
}

impl Check<'_> {
    /// Checks names only, where the shapes of the operation are not described.
    fn named(&mut self, action: ServiceAction<'_>, members: &[Member], location: &str) {
        let known = action.service.input_members(action.operation_name).unwrap_or_default();
        let known: Vec<_> = known.into_iter().map(sdk_member_name).collect();
        for member in members {
            let (name, _) = parameter(member, self.jsonata);
            if !known.iter().any(|known| known == name) {
                self.unknown(member, name, known.iter().cloned(), location);
            }
        }
    }

    fn value(&mut self, shape: &Shape, node: &Node, location: &str) {
        match (shape.kind(), &node.kind) {
            (ShapeKind::Structure(structure), NodeKind::Object(members)) => {
                for member in members {
                    let (name, value) = parameter(member, self.jsonata);
                    let mut known = structure.members().iter();
                    match (known.find(|known| sdk_member_name(known.name()) == name), value) {
                        (Some(known), Some(value)) => {
                            self.value(known.shape(), value, &format!("{location}/{name}"));
                        }
                        (Some(_), None) => {}
                        (None, _) => {
                            let names = structure.members().iter();
                            let names = names.map(|known| sdk_member_name(known.name()));
                            self.unknown(member, name, names, location);
                        }
                    }
                }
                let required = structure
                    .members()
                    .iter()
                    .filter(|known| known.is_required() && !known.is_idempotency_token());
                for name in required.map(|known| sdk_member_name(known.name())) {
                    let given = members.iter().any(|m| parameter(m, self.jsonata).0 == name);
                    if !given {
                        self.missing(node, &name, location);
                    }
                }
            }
            (ShapeKind::List(list), NodeKind::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.value(list.member(), item, &format!("{location}[{at}]"));
                }
            }
            (ShapeKind::Map(map), NodeKind::Object(members)) => {
                for member in members {
                    let (name, value) = parameter(member, self.jsonata);
                    if let Some(value) = value {
                        self.value(map.value(), value, &format!("{location}/{name}"));
                    }
                }
            }
            _ => self.kind(shape, node, location),
        }
    }

    fn is_taken_for(&self, shape: &Shape, node: &Node) -> bool {
        self.scalars_as_one
            && match shape.kind() {
                ShapeKind::Structure(_) => {
                    shape.name() == "AttributeValue" && node.as_str().is_some()
                }
                ShapeKind::List(_) | ShapeKind::Map(_) => false,
                _ => !matches!(node.kind, NodeKind::Object(_) | NodeKind::Array(_)),
            }
    }

    fn kind(&mut self, shape: &Shape, node: &Node, location: &str) {
        let is_text = node.as_str().is_some();
        let is_expression = self.jsonata && node.as_str().and_then(delimited).is_some();
        let (fits, expected) = match shape.kind() {
            ShapeKind::Structure(_) | ShapeKind::Map(_) => (false, "OBJECT"),
            ShapeKind::List(_) => (false, "ARRAY"),
            ShapeKind::String(_) => {
                let json = matches!(node.kind, NodeKind::Object(_) | NodeKind::Array(_));
                (is_text || (json && self.json_for_text), "STRING")
            }
            ShapeKind::Timestamp => (is_text, "STRING"),
            ShapeKind::Boolean => (matches!(node.kind, NodeKind::Bool(_)), "BOOLEAN"),
            ShapeKind::Integer(_)
            | ShapeKind::Long(_)
            | ShapeKind::Float(_)
            | ShapeKind::Double(_) => (matches!(node.kind, NodeKind::Number(_)), "NUMBER"),
            ShapeKind::Blob(_) | ShapeKind::Document => (true, ""),
        };
        if fits || is_expression || node.is_null() || self.is_taken_for(shape, node) {
            return;
        }
        let field = location.rsplit('/').next().unwrap_or(location);
        self.warnings.warn(
            DiagnosticCode::ParameterKind,
            format!("The value for the field '{field}' must be a {expected}"),
            location,
            &node.span,
            None,
        );
    }

    fn unknown(
        &mut self,
        member: &Member,
        name: &str,
        known: impl Iterator<Item = String>,
        location: &str,
    ) {
        let known: Vec<_> = known.collect();
        if known.iter().any(|known| is_spelt(known, name)) {
            return;
        }
        let help =
            nearest(name, known.into_iter()).map(|similar| format!("did you mean `{similar}`?"));
        self.warnings.warn(
            DiagnosticCode::UnknownParameter,
            format!("The field \"{name}\" is not supported by Step Functions"),
            &format!("{location}/{}", member.key),
            &member.key_span,
            help,
        );
    }

    fn missing(&mut self, node: &Node, name: &str, location: &str) {
        self.warnings.warn(
            DiagnosticCode::MissingParameter,
            format!("The field '{name}' is required but was missing"),
            location,
            &node.span,
            None,
        );
    }
}
