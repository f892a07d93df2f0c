//! Reading a definition: what all fields share.

use std::collections::{HashMap, HashSet};

use firedrill_diagnostic::nearest;

use super::diagnostic::{DefinitionDiagnostic, DiagnosticCode};
use super::fields::{Fields, Findings};
use super::known_fields::QueryLanguage;
use super::state::{Paths, State, StateId, Transition};
use crate::execution::WorkflowType;
use crate::json::Node;
use crate::not_modelled::NotModelled;
use crate::path::{JsonPath, ReferencePath, ReferencePathError};
use crate::template::{PathTemplate, Template};

/// Among how many states a similar name is looked for: comparing each with each takes its time, and
/// nobody writes so many by hand.
const MOST_COMPARED: usize = 200;

/// A definition in the making.
pub(super) struct Reader {
    pub(super) findings: Findings,
    pub(super) workflow_type: WorkflowType,
    pub(super) machine_is_jsonata: bool,
    /// The language of the state that is read.
    pub(super) language: QueryLanguage,
    /// The place of the state that is read.
    pub(super) state_location: String,
    /// The states by id; none for one that could not be read.
    pub(super) states: Vec<Option<State>>,
    /// The names that transitions can lead to where the reader stands.
    pub(super) targets: HashMap<String, StateId>,
    /// The names of all states so far: a name is one state's in the whole machine.
    pub(super) names: HashSet<String>,
    pub(super) not_modelled: Vec<NotModelled>,
}

/// A field whose value is a path, or `null`.
type OptionalPath = Option<JsonPath>;

impl Reader {
    pub(super) fn new(workflow_type: WorkflowType) -> Self {
        Self {
            findings: Findings::default(),
            workflow_type,
            machine_is_jsonata: false,
            language: QueryLanguage::JsonPath,
            state_location: String::new(),
            states: Vec::new(),
            targets: HashMap::new(),
            names: HashSet::new(),
            not_modelled: Vec::new(),
        }
    }

    /// The state that a field names.
    pub(super) fn target(&mut self, node: &Node, location: &str) -> Option<StateId> {
        let name = self.findings.string(node, location)?;
        let target = self.targets.get(name).copied();
        if target.is_none() {
            self.findings.note(DefinitionDiagnostic {
                code: DiagnosticCode::MissingTransitionTarget,
                message: format!("Missing 'Next' target: {name}"),
                location: Some(location.to_owned()),
                span: node.span.clone(),
                help: self.similar_target(name),
            });
        }
        target
    }

    fn similar_target(&self, name: &str) -> Option<String> {
        if self.targets.len() > MOST_COMPARED {
            return None;
        }
        // Sorted, so that of two names that are alike the same one is offered every time.
        let mut targets: Vec<_> = self.targets.keys().cloned().collect();
        targets.sort_unstable();
        nearest(name, targets).map(|target| format!("there is a state `{target}`"))
    }

    /// `Next` alone, as in rules and catchers.
    pub(super) fn next(&mut self, fields: Fields<'_>, location: &str) -> Option<Transition> {
        if !self.findings.require(fields, location, &["Next"]) {
            return None;
        }
        self.target(fields.get("Next")?, &format!("{location}/Next")).map(Transition::Next)
    }

    /// `Next` or `End`, one of which a state must have.
    pub(super) fn transition(&mut self, state: Fields<'_>, location: &str) -> Option<Transition> {
        self.findings.at_most_one(state, location, &["Next", "End"]);
        match (state.get("Next"), state.get("End")) {
            (Some(next), _) => self.target(next, &format!("{location}/Next")).map(Transition::Next),
            (None, Some(end)) => {
                let place = format!("{location}/End");
                let ends = self.findings.boolean(end, &place)?;
                if !ends {
                    self.findings.schema(end, &place, "The field 'End' should be true");
                }
                ends.then_some(Transition::End)
            }
            (None, None) => {
                let message = "One of the following fields is required: [Next, End]";
                self.findings.schema_at(state.span(), location, message);
                None
            }
        }
    }

    /// A field that must be a JSONPath.
    pub(super) fn path(&mut self, node: &Node, location: &str) -> Option<JsonPath> {
        let text = self.findings.string(node, location)?;
        match JsonPath::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                self.findings.note(DefinitionDiagnostic {
                    code: DiagnosticCode::SchemaValidationFailed,
                    message: "Value is not a valid JSONPath".to_owned(),
                    location: Some(location.to_owned()),
                    span: node.span.clone(),
                    help: Some(error.reason),
                });
                None
            }
        }
    }

    /// `InputPath` or `OutputPath`: the whole data if it is missing, none if it is `null`.
    fn data_path(
        &mut self,
        state: Fields<'_>,
        location: &str,
        field: &str,
    ) -> Option<OptionalPath> {
        match state.get(field) {
            None => JsonPath::parse("$").ok().map(Some),
            Some(node) if node.is_null() => Some(None),
            Some(node) => self.path(node, &format!("{location}/{field}")).map(Some),
        }
    }

    pub(super) fn paths(&mut self, state: Fields<'_>, location: &str) -> Option<Paths> {
        let input_path = self.data_path(state, location, "InputPath");
        let output_path = self.data_path(state, location, "OutputPath");
        let output = self.output(state, location);
        Some(Paths { input_path: input_path?, output_path: output_path?, output })
    }

    pub(super) fn result_path(
        &mut self,
        fields: Fields<'_>,
        location: &str,
    ) -> Option<Option<ReferencePath>> {
        let (node, text) = match fields.get("ResultPath") {
            None => return ReferencePath::parse("$").ok().map(Some),
            Some(node) if node.is_null() => return Some(None),
            Some(node) => (node, self.findings.string(node, &format!("{location}/ResultPath"))?),
        };
        match ReferencePath::parse(text) {
            Ok(path) => Some(Some(path)),
            Err(error) => {
                let help = match error {
                    ReferencePathError::Syntax(error) => error.reason,
                    ReferencePathError::NotReference => {
                        "a reference path names one place: names and indices only".to_owned()
                    }
                };
                self.findings.note(DefinitionDiagnostic {
                    code: DiagnosticCode::SchemaValidationFailed,
                    message: "Value is not a Reference Path".to_owned(),
                    location: Some(format!("{location}/ResultPath")),
                    span: node.span.clone(),
                    help: Some(help),
                });
                None
            }
        }
    }

    /// `Assign`: an object of names and what they stand for.
    pub(super) fn assign(&mut self, fields: Fields<'_>, location: &str) -> Option<Template> {
        let node = fields.get("Assign")?;
        if !self.is_expression(node) {
            self.findings.object(node, &format!("{location}/Assign"))?;
        }
        self.template(fields, location, "Assign")
    }

    pub(super) fn template(
        &mut self,
        fields: Fields<'_>,
        location: &str,
        field: &str,
    ) -> Option<Template> {
        let node = fields.get(field)?;
        if self.language == QueryLanguage::Jsonata {
            return self.query(fields, location, field).map(Template::Jsonata);
        }
        let mut invalid = Vec::new();
        let template = PathTemplate::read(node, &format!("{location}/{field}"), &mut invalid);
        for member in invalid {
            let message = format!(
                "The value for the field '{}' must be a valid JSONPath or a valid intrinsic function call",
                member.key
            );
            self.findings.schema(member.node, &member.location, message);
        }
        Some(Template::Path(template))
    }
}
