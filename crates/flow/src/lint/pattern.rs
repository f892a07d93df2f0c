//! What the pattern lets through, and what it asks for that no finding has.

use std::ops::Range;

use firedrill_eventbridge::{
    Entry, EventPattern, Leaf, LeafExplanation, Node, PatternObject, ValueTest,
};
use firedrill_finding::{FindingType, SeverityBand};

use super::FlowLint;
use super::corpus::SampleKind;
use super::fields::{FieldKind, FindingFields};
use super::matching::{Screening, is_about_findings};
use super::warning::{FlowWarning, warn};

pub(super) fn check(
    pattern: &EventPattern,
    fields: &FindingFields,
    screening: &Screening<'_>,
) -> Vec<FlowWarning> {
    let obstacle = screening.obstacle();
    if let Some(obstacle) = obstacle.filter(|leaf| is_about_findings(leaf)) {
        // What is asked of other events cannot be judged by findings.
        return vec![no_finding(obstacle)];
    }
    let mut warnings: Vec<FlowWarning> = pattern
        .leaves()
        .iter()
        .flat_map(|leaf| field(leaf, fields).into_iter().chain(unknown_type(leaf)))
        .collect();
    warnings.extend(screening.wrong_types().map(wrong_type));
    if let Some(obstacle) = obstacle {
        // A field that no finding has, or not of this type, has been told of.
        if warnings.is_empty() {
            warnings.push(no_finding(obstacle));
        }
        return warnings;
    }
    warnings.extend(let_through(pattern, screening));
    warnings
}

fn no_finding(obstacle: &LeafExplanation) -> FlowWarning {
    warn(
        FlowLint::NoFindingMatches,
        format!("no Runtime Monitoring finding on an ECS task gets through: {}", obstacle.reason),
        "`firedrill pattern explain` shows the verdict on one event, field by field",
    )
    .at(obstacle.span.clone(), "keeps every finding out")
}

fn wrong_type(leaf: &LeafExplanation) -> FlowWarning {
    warn(
        FlowLint::WrongType,
        format!("no finding satisfies this: {}", leaf.reason),
        "write the value as findings do: numbers and booleans have no quotes",
    )
    .at(leaf.span.clone(), "another type of value")
}

/// A leaf at a path that no finding has.
fn field(leaf: &Leaf, fields: &FindingFields) -> Option<FlowWarning> {
    let path = leaf.path.as_str();
    match fields.kind(path) {
        FieldKind::Value => None,
        FieldKind::Object => Some(
            warn(
                FlowLint::ObjectField,
                format!("`{path}` of a finding is an object, and only values are matched"),
                "ask for a field within it, such as its `arn`, with `exists`",
            )
            .at(leaf.span.clone(), "never sees a value"),
        ),
        FieldKind::Unknown(nearest) => Some(
            warn(
                FlowLint::UnknownField,
                format!("no finding has `{path}`"),
                match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "fields are spelt as in events, not as in the GuardDuty API".to_owned(),
                },
            )
            .at(leaf.name.clone(), "never there"),
        ),
    }
}

/// A type of Runtime Monitoring that does not exist.
fn unknown_type(leaf: &Leaf) -> Option<FlowWarning> {
    if leaf.path.as_str() != "detail.type" {
        return None;
    }
    leaf.alternatives.iter().find_map(|alternative| {
        let ValueTest::Text(name) = &alternative.test else { return None };
        // The catalogue has all types of Runtime Monitoring, and few of others.
        let error = FindingType::named(name).err().filter(|_| name.contains(":Runtime/"))?;
        let help = match error.suggestion {
            Some(suggestion) => format!("did you mean `{suggestion}`?"),
            None => {
                "to take all of Runtime Monitoring use `{\"wildcard\": \"*:Runtime/*\"}`".into()
            }
        };
        Some(
            warn(
                FlowLint::UnknownFindingType,
                format!("Runtime Monitoring has no finding type `{name}`"),
                help,
            )
            .at(alternative.span.clone(), "no such type"),
        )
    })
}

/// Findings that should hardly stop a task.
fn let_through(pattern: &EventPattern, screening: &Screening<'_>) -> Vec<FlowWarning> {
    let place = service(pattern.object()).unwrap_or_else(|| start(pattern.object()));
    let mut warnings = Vec::new();
    if screening.let_through(SampleKind::MarkedSample).next().is_some() {
        warnings.push(
            warn(
                FlowLint::SamplesLetThrough,
                "sample findings get through, and name tasks that do not exist".to_owned(),
                "one click on `Generate sample findings` makes dozens: add `\"additionalInfo\": \
                 {\"sample\": [{\"exists\": false}]}` to `detail.service`",
            )
            .at(place.clone(), "does not ask for `additionalInfo.sample`"),
        );
    }
    if screening.let_through(SampleKind::Archived).next().is_some() {
        warnings.push(
            warn(
                FlowLint::ArchivedLetThrough,
                "findings that were archived by hand get through".to_owned(),
                "GuardDuty sends them on, and again for each later occurrence: add `\"archived\": \
                 [false]` to `detail.service`",
            )
            .at(place, "does not ask for `archived`"),
        );
    }
    let low = screening
        .let_through(SampleKind::OnTask)
        .find(|sample| sample.severity.band() == SeverityBand::Low);
    if let Some(low) = low {
        warnings.push(
            warn(
                FlowLint::LowSeverityLetThrough,
                format!("findings of low severity get through, such as `{}`", low.finding_type),
                "if they should not stop a task, add `\"severity\": [{\"numeric\": [\">=\", 4]}]` to \
                 `detail`",
            )
            .at(start(pattern.object()), "asks for no severity"),
        );
    }
    warnings
}

/// The name `service` within `detail`.
fn service(object: &PatternObject) -> Option<Range<usize>> {
    object.entries.iter().find_map(|entry| match entry {
        Entry::Field { name, node: Node::Object(object) } if name.text == "detail" => {
            object.entries.iter().find_map(|entry| match entry {
                Entry::Field { name, node: Node::Object(_) } if name.text == "service" => {
                    Some(name.span.clone())
                }
                _ => None,
            })
        }
        _ => None,
    })
}

/// The name `detail`, or the brace that opens the pattern.
fn start(object: &PatternObject) -> Range<usize> {
    let detail = object.entries.iter().find_map(|entry| match entry {
        Entry::Field { name, .. } if name.text == "detail" => Some(name.span.clone()),
        _ => None,
    });
    detail.unwrap_or(object.span.start..object.span.start + 1)
}
