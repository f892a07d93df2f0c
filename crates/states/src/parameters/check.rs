//! The walk through the parameters of a task.

use firedrill_api::{
    Member as ShapeMember, Shape, ShapeKind, Structure, customised_member_name, is_member_spelt,
    sdk_member_name,
};
use firedrill_diagnostic::nearest;

use super::misfit::{in_optimised_integration, in_sdk_request};
use super::problem::{ParameterProblem, ParameterProblemKind, ParameterProblems, Refusal};
use super::similar::offered;
use crate::json::{Member, Node, NodeKind};
use crate::jsonata::delimited;
use crate::resource::{IntegrationPattern, STARTED_BY, TaskResource};
use crate::service_action::ServiceAction;

/// What is wrong with the parameters that a task passes to an action.
///
/// What a template computes can be anything, so only names are checked of it. Of an operation whose
/// shapes are not described only the names are known, and AWS is not taken to refuse anything.
pub(crate) fn problems(action: ServiceAction<'_>, node: &Node, jsonata: bool) -> ParameterProblems {
    let Some(members) = node.as_object() else { return ParameterProblems::default() };
    let mut walk = Walk { action, jsonata, streamed: streamed(action), found: Vec::new() };
    walk.unsupported(members);
    match action.operation().map(|operation| operation.input()) {
        Some(Some(shape)) => walk.value(shape, node, ""),
        Some(None) => {}
        None => walk.named(node, members),
    }
    walk.missing(node, members, walk.streamed, "", Refusal::Each);
    ParameterProblems::of(walk.found)
}

/// The body that an operation streams: no member of its request in AWS SDK for Java, and never to
/// be left out. Recorded of `PutObject`; of other operations by analogy.
fn streamed(action: ServiceAction<'_>) -> Option<&'static str> {
    let input = action.operation().filter(|_| is_sdk_request(action))?.input()?.structure()?;
    input.body().filter(|body| body.is_streamed()).map(ShapeMember::name)
}

fn is_sdk_request(action: ServiceAction<'_>) -> bool {
    matches!(action.resource, TaskResource::AwsSdk { .. })
}

struct Walk<'a> {
    action: ServiceAction<'a>,
    jsonata: bool,
    streamed: Option<&'static str>,
    found: Vec<ParameterProblem>,
}

impl Walk<'_> {
    /// The name of a parameter, and its value if that is written out.
    fn parameter<'n>(&self, member: &'n Member) -> (&'n str, Option<&'n Node>) {
        match member.key.strip_suffix(".$") {
            Some(name) if !self.jsonata => (name, None),
            _ => (member.key.as_str(), Some(&member.value)),
        }
    }

    /// What a member of a shape is called in this integration.
    fn spelt(&self, member: &str) -> String {
        if is_sdk_request(self.action) {
            sdk_member_name(member)
        } else {
            customised_member_name(member)
        }
    }

    /// Parameters of the operation that its integration does not take. Recorded: a job of Amazon
    /// ECS is one task, and is told apart by who started it. What Step Functions writes there of
    /// itself is let pass: that it is refused is not recorded.
    fn unsupported(&mut self, members: &[Member]) {
        let TaskResource::Optimized { service, action, pattern } = self.action.resource else {
            return;
        };
        let is_job = matches!(pattern, IntegrationPattern::Sync | IntegrationPattern::SyncV2);
        if !is_job || service != "ecs" || action != "runTask" {
            return;
        }
        for member in members {
            let (name, value) = self.parameter(member);
            let is_its_own = value.and_then(Node::as_str) == Some(STARTED_BY);
            if name == "Count" || (name == "StartedBy" && !is_its_own) {
                self.found.push(ParameterProblem {
                    kind: ParameterProblemKind::Unknown,
                    message: format!("The field '{name}' is not supported by Step Functions"),
                    path: format!("/{}", member.key),
                    span: member.key_span.clone(),
                    help: Some(
                        "a task that is waited for runs once, and Step Functions itself is who starts it"
                            .to_owned(),
                    ),
                    refusal: Refusal::Each,
                });
            }
        }
    }

    /// Checks names only, where the shapes of the operation are not described.
    fn named(&mut self, node: &Node, members: &[Member]) {
        let ServiceAction { service, operation_name, .. } = self.action;
        let known = service.input_members(operation_name).unwrap_or_default();
        for member in members {
            let (name, _) = self.parameter(member);
            self.unknown(member, name, &known, "");
        }
        let required = service.required_input_members(operation_name).unwrap_or_default();
        self.missing(node, members, required, "", Refusal::Never);
    }

    fn value(&mut self, shape: &Shape, node: &Node, path: &str) {
        match (shape.kind(), &node.kind) {
            (ShapeKind::Structure(structure), NodeKind::Object(members)) => {
                self.structure(structure, node, members, path);
            }
            (ShapeKind::List(list), NodeKind::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.value(list.member(), item, &format!("{path}[{at}]"));
                }
            }
            (ShapeKind::Map(map), NodeKind::Object(members)) => {
                for member in members {
                    let (name, value) = self.parameter(member);
                    if let Some(value) = value {
                        self.value(map.value(), value, &format!("{path}/{name}"));
                    }
                }
            }
            _ => self.kind(shape, node, path),
        }
    }

    fn structure(&mut self, structure: &Structure, node: &Node, members: &[Member], path: &str) {
        let names: Vec<_> = structure.members().iter().map(ShapeMember::name).collect();
        for member in members {
            let (name, value) = self.parameter(member);
            let mut known = structure.members().iter();
            match (known.find(|known| is_member_spelt(known.name(), name)), value) {
                (Some(known), Some(value)) => {
                    self.value(known.shape(), value, &format!("{path}/{name}"));
                }
                (Some(_), None) => {}
                (None, _) => self.unknown(member, name, &names, path),
            }
        }
        // Recorded: what is required further inside is left to the service to miss.
        let refusal = match path {
            "" if is_sdk_request(self.action) => Refusal::Each,
            _ => Refusal::Never,
        };
        let required = structure.members().iter();
        let required = required.filter(|known| known.is_left_to_caller());
        self.missing(node, members, required.map(ShapeMember::name), path, refusal);
    }

    fn kind(&mut self, shape: &Shape, node: &Node, path: &str) {
        if self.jsonata && node.as_str().and_then(delimited).is_some() {
            return;
        }
        let field = path.rsplit('/').next().unwrap_or(path);
        let misfit = if is_sdk_request(self.action) {
            in_sdk_request(self.action, shape, field, node)
        } else {
            let scalars_as_one = self.action.service.name() == "dynamodb";
            in_optimised_integration(shape, field, node, scalars_as_one)
        };
        let Some(misfit) = misfit else { return };
        self.found.push(ParameterProblem {
            kind: ParameterProblemKind::Kind,
            message: misfit.message,
            path: path.to_owned(),
            span: node.span.clone(),
            help: misfit.help,
            refusal: misfit.refusal,
        });
    }

    fn unknown(&mut self, member: &Member, name: &str, known: &[&str], path: &str) {
        if known.iter().any(|known| is_member_spelt(known, name)) {
            return;
        }
        let known: Vec<_> = known.iter().map(|known| self.spelt(known)).collect();
        let is_refused = is_sdk_request(self.action) && self.action.operation().is_some();
        let refusal = if is_refused { Refusal::First } else { Refusal::Never };
        let of_request = known.iter().filter(|known| self.streamed != Some(known.as_str()));
        let offered = offered(name, of_request).filter(|_| is_refused);
        let mut message = format!("The field \"{name}\" is not supported by Step Functions");
        let mut help = None;
        if let Some(similar) = offered {
            message = format!("{message}. Did you mean '{similar}'?");
        } else if let Some(similar) = nearest(name, known) {
            help = Some(format!("did you mean `{similar}`?"));
        }
        self.found.push(ParameterProblem {
            kind: ParameterProblemKind::Unknown,
            message,
            path: format!("{path}/{}", member.key),
            span: member.key_span.clone(),
            help,
            refusal,
        });
    }

    fn missing<'r>(
        &mut self,
        node: &Node,
        members: &[Member],
        required: impl IntoIterator<Item = &'r str>,
        path: &str,
        refusal: Refusal,
    ) {
        let given: Vec<_> = members.iter().map(|member| self.parameter(member).0).collect();
        for required in required {
            if given.iter().any(|given| is_member_spelt(required, given)) {
                continue;
            }
            let name = self.spelt(required);
            let otherwise = given.iter().find(|given| given.eq_ignore_ascii_case(&name));
            self.found.push(ParameterProblem {
                kind: ParameterProblemKind::Missing,
                message: format!("The field '{name}' is required but was missing"),
                path: path.to_owned(),
                span: node.span.clone(),
                help: otherwise.map(|given| format!("`{given}` is spelt `{name}` here")),
                refusal,
            });
        }
    }
}
