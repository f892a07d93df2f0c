//! Reading the fields of an object, and noting what is wrong with them.

use std::ops::Range;

use super::diagnostic::{DefinitionDiagnostic, DiagnosticCode};
use crate::json::{Member, Node, NodeKind};

/// The fields of one object of a definition.
#[derive(Clone, Copy)]
pub(super) struct Fields<'n> {
    node: &'n Node,
    members: &'n [Member],
}

impl<'n> Fields<'n> {
    pub(super) fn of(node: &'n Node) -> Option<Self> {
        node.as_object().map(|members| Self { node, members })
    }

    pub(super) fn members(self) -> &'n [Member] {
        self.members
    }

    pub(super) fn span(self) -> Range<usize> {
        self.node.span.clone()
    }

    /// The value of a field; of a repeated one the last.
    pub(super) fn get(self, name: &str) -> Option<&'n Node> {
        self.node.get(name)
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// Everything that was found wrong so far.
#[derive(Default)]
pub(super) struct Findings {
    diagnostics: Vec<DefinitionDiagnostic>,
}

impl Findings {
    pub(super) fn into_diagnostics(self) -> Vec<DefinitionDiagnostic> {
        self.diagnostics
    }

    pub(super) fn note(&mut self, diagnostic: DefinitionDiagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn schema(&mut self, node: &Node, location: &str, message: impl Into<String>) {
        self.schema_at(node.span.clone(), location, message);
    }

    pub(super) fn schema_at(
        &mut self,
        span: Range<usize>,
        location: &str,
        message: impl Into<String>,
    ) {
        self.note(DefinitionDiagnostic {
            code: DiagnosticCode::SchemaValidationFailed,
            message: message.into(),
            location: Some(location.to_owned()),
            span,
            help: None,
        });
    }

    /// Notes the fields that are missing; says whether all are there.
    pub(super) fn require(&mut self, fields: Fields<'_>, location: &str, names: &[&str]) -> bool {
        let missing: Vec<_> = names.iter().copied().filter(|name| !fields.has(name)).collect();
        if !missing.is_empty() {
            let message = format!("These fields are required: [{}]", missing.join(", "));
            self.schema_at(fields.span(), location, message);
        }
        missing.is_empty()
    }

    /// Notes each field that is none of the known ones.
    pub(super) fn refuse_unknown(&mut self, fields: Fields<'_>, location: &str, known: &[&[&str]]) {
        for member in fields.members() {
            if !known.iter().any(|names| names.contains(&member.key.as_str())) {
                let message = format!("Field '{}' is not supported", member.key);
                self.schema_at(member.key_span.clone(), location, message);
            }
        }
    }

    /// Notes that more than one of the fields is there.
    pub(super) fn at_most_one(&mut self, fields: Fields<'_>, location: &str, names: &[&str]) {
        if names.iter().filter(|name| fields.has(name)).count() > 1 {
            let message =
                format!("There should only be one of the following fields: [{}]", names.join(", "));
            self.schema_at(fields.span(), location, message);
        }
    }

    pub(super) fn object<'n>(&mut self, node: &'n Node, location: &str) -> Option<Fields<'n>> {
        let fields = Fields::of(node);
        if fields.is_none() {
            self.schema(node, location, "Expected value of type [OBJECT]");
        }
        fields
    }

    pub(super) fn array<'n>(&mut self, node: &'n Node, location: &str) -> Option<&'n [Node]> {
        let items = node.as_array();
        if items.is_none() {
            self.schema(node, location, "Expected value of type [ARRAY]");
        }
        items
    }

    pub(super) fn string<'n>(&mut self, node: &'n Node, location: &str) -> Option<&'n str> {
        let text = node.as_str();
        if text.is_none() {
            self.schema(node, location, "Expected value of type [STRING]");
        }
        text
    }

    /// A field that takes one of some texts, if it is there.
    pub(super) fn one_of<'n>(
        &mut self,
        fields: Fields<'n>,
        location: &str,
        field: &str,
        texts: &[&str],
    ) -> Option<&'n str> {
        let node = fields.get(field)?;
        let text = node.as_str().filter(|text| texts.contains(text));
        if text.is_none() {
            let known = texts.join(", ");
            let message = format!("The field '{field}' should have one of these values: [{known}]");
            self.schema(node, &format!("{location}/{field}"), message);
        }
        text
    }

    pub(super) fn boolean(&mut self, node: &Node, location: &str) -> Option<bool> {
        match node.kind {
            NodeKind::Bool(bool) => Some(bool),
            _ => {
                self.schema(node, location, "Expected value of type [BOOLEAN]");
                None
            }
        }
    }

    /// A whole number from `minimum` on.
    pub(super) fn integer(&mut self, node: &Node, location: &str, minimum: u64) -> Option<u64> {
        let NodeKind::Number(number) = &node.kind else {
            self.schema(node, location, "Expected value of type [INTEGER]");
            return None;
        };
        match number.as_u64() {
            Some(integer) if integer >= minimum => Some(integer),
            None if !number.is_i64() => {
                self.schema(node, location, "Expected value of type [INTEGER]");
                None
            }
            _ => {
                self.schema(node, location, format!("Minimum value is {minimum}"));
                None
            }
        }
    }
}
