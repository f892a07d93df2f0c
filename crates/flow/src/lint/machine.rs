//! Warnings about a state machine, for the inputs that the targets of rules give it.

use std::collections::BTreeSet;

use firedrill_eventbridge::{InputTransformer, Transformed};
use firedrill_states::{DataShape, DefinitionDiagnostic, lint_with_input};
use serde_json::Value;

use super::check::ScreenedRule;
use super::corpus::SampleKind;
use super::matching::Screening;
use super::transformer::context;
use crate::Flow;
use crate::graph::{ResourceId, ResourceKind, StateMachine, TargetInput};

/// Returns all warnings about a machine whose executions are started with what the transformers of
/// its rules make of the findings that are let through.
pub(super) fn check(
    flow: &Flow,
    machine: &StateMachine,
    rules: &[ScreenedRule<'_>],
) -> Vec<DefinitionDiagnostic> {
    let input = input_shape(flow, machine, rules).unwrap_or(DataShape::Any);
    lint_with_input(machine.definition.text.source(), input)
}

/// An object of all members that some target gives it; what is within them may come from the
/// finding, and can be anything. None if some input is not known, or is no object.
fn input_shape(
    flow: &Flow,
    machine: &StateMachine,
    rules: &[ScreenedRule<'_>],
) -> Option<DataShape> {
    let id = ResourceId::new(ResourceKind::StateMachine, &machine.name);
    if flow.resources.state_machines.iter().any(|other| {
        // A machine that starts this one gives it whatever it likes.
        other.definition.text.references().any(|(reference, _)| *reference == id)
    }) {
        return None;
    }
    let mut names = BTreeSet::new();
    for rule in rules {
        for target in rule.rule.targets.iter().filter(|target| target.to.to == id) {
            let TargetInput::Transformer(transformer) = &target.input else { return None };
            let screening = rule.screening.as_ref()?;
            names.extend(members_given(&transformer.parsed, screening)?);
        }
    }
    let members = names.into_iter().map(|name| (name, DataShape::Any));
    Some(DataShape::object(members)).filter(|shape| *shape != DataShape::object([]))
}

/// The members that a template gives any finding on a task; none if it makes no object.
fn members_given(
    transformer: &InputTransformer,
    screening: &Screening<'_>,
) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for sample in screening.let_through(SampleKind::OnTask) {
        let Transformed::Delivered(text) = transformer.transform(&sample.event, &context()) else {
            continue;
        };
        let Ok(Value::Object(members)) = serde_json::from_str(&text) else { return None };
        names.extend(members.into_iter().map(|(name, _)| name));
    }
    Some(names)
}
