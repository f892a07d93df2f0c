//! Warnings about the state machine, for the inputs that the rule's target gives it.

use std::collections::BTreeSet;

use firedrill_eventbridge::{InputTransformer, Transformed};
use firedrill_states::{DataShape, DefinitionDiagnostic, lint_with_input};
use serde_json::Value;

use super::corpus::SightingKind;
use super::matching::Screening;
use super::transformer::context;

/// All warnings about a definition whose executions are started with what the transformer makes of
/// the findings that are let through.
pub(super) fn check(
    definition: &str,
    transformer: Option<&InputTransformer>,
    screening: &Screening<'_>,
) -> Vec<DefinitionDiagnostic> {
    let input = transformer.and_then(|transformer| input_shape(transformer, screening));
    lint_with_input(definition, input.unwrap_or(DataShape::Any))
}

/// An object of all members that the template gives any finding on a task; what is within them may
/// come from the finding, and can be anything. None if nothing is delivered, or no object.
fn input_shape(transformer: &InputTransformer, screening: &Screening<'_>) -> Option<DataShape> {
    let mut names = BTreeSet::new();
    for sighting in screening.let_through(SightingKind::OnTask) {
        let Transformed::Delivered(text) = transformer.transform(&sighting.event, &context())
        else {
            continue;
        };
        let Ok(Value::Object(members)) = serde_json::from_str(&text) else { return None };
        names.extend(members.into_iter().map(|(name, _)| name));
    }
    let members = names.into_iter().map(|name| (name, DataShape::Any));
    Some(DataShape::object(members)).filter(|shape| *shape != DataShape::object([]))
}
