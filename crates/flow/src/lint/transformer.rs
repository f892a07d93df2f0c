//! What the input transformer takes from a finding, and what of it may not be there.

use std::collections::BTreeMap;
use std::ops::Range;

use firedrill_eventbridge::{
    EventPattern, InputTransformer, Leaf, RuleContext, Transformed, ValueTest,
};
use jiff::Timestamp;

use super::FlowLint;
use super::corpus::{SampleFinding, SampleKind};
use super::fields::{FieldKind, FindingFields};
use super::matching::Screening;
use super::paths::{dotted, place_of};
use super::warning::{FlowWarning, warn};

/// The members that every finding has, besides those of the envelope.
const ALWAYS: [&str; 20] = [
    "detail.schemaVersion",
    "detail.accountId",
    "detail.region",
    "detail.partition",
    "detail.id",
    "detail.arn",
    "detail.type",
    "detail.severity",
    "detail.createdAt",
    "detail.updatedAt",
    "detail.title",
    "detail.description",
    "detail.resource",
    "detail.resource.resourceType",
    "detail.service",
    "detail.service.serviceName",
    "detail.service.detectorId",
    "detail.service.archived",
    "detail.service.count",
    "detail.service.eventFirstSeen",
];

/// The object that findings with this resource type have.
const CLUSTER: (&str, &str) = ("ECSCluster", "detail.resource.ecsClusterDetails");

/// One input path and its place.
struct Input {
    name: String,
    path: String,
    dotted: String,
    place: Range<usize>,
}

/// Warnings about the file of input paths.
pub(super) fn check_paths(
    pattern: &EventPattern,
    transformer: &InputTransformer,
    text: &str,
    fields: &FindingFields,
    screening: &Screening<'_>,
) -> Vec<FlowWarning> {
    let anything_gets_through = screening.obstacle().is_none();
    let used = used_names(transformer);
    let inputs: Vec<Input> = transformer
        .paths()
        .map(|(name, path)| Input {
            name: name.to_owned(),
            path: path.as_str().to_owned(),
            dotted: dotted(path.as_str()),
            place: place_of(text, name, path.as_str()),
        })
        .collect();
    let mut warnings = Vec::new();
    let mut unguarded: BTreeMap<String, Vec<&Input>> = BTreeMap::new();
    for input in &inputs {
        if !used.contains(&input.name) {
            warnings.push(unused(input));
        }
        if input.dotted.is_empty() {
            continue;
        }
        match fields.kind(&input.dotted) {
            FieldKind::Unknown(nearest) => warnings.push(unknown(input, nearest)),
            _ if anything_gets_through
                && used.contains(&input.name)
                && !is_guarded(pattern, &input.dotted) =>
            {
                let around = input.dotted.rsplit_once('.').map_or("", |(around, _)| around);
                unguarded.entry(around.to_owned()).or_default().push(input);
            }
            _ => {}
        }
    }
    warnings.extend(unguarded.iter().map(|(around, inputs)| unguarded_paths(around, inputs)));
    warnings
}

fn used_names(transformer: &InputTransformer) -> Vec<String> {
    // No value is looked at, so any event will do.
    let values = transformer.values("{}", &context()).unwrap_or_default();
    values.into_iter().map(|value| value.name).collect()
}

fn unused(input: &Input) -> FlowWarning {
    warn(
        FlowLint::UnusedInputPath,
        format!("the template does not use `{}`", input.name),
        format!("write `<{}>` in the template, or leave the path out", input.name),
    )
    .at(input.place.clone(), "not used")
}

fn unknown(input: &Input, nearest: Option<String>) -> FlowWarning {
    warn(
        FlowLint::UnknownField,
        format!("no finding has `{}`", input.path),
        match nearest {
            Some(nearest) => format!("did you mean `$.{nearest}`?"),
            None => "fields are spelt as in events, not as in the GuardDuty API".to_owned(),
        },
    )
    .at(input.place.clone(), "selects nothing")
}

fn unguarded_paths(around: &str, inputs: &[&Input]) -> FlowWarning {
    let names: Vec<String> = inputs.iter().map(|input| format!("`{}`", input.name)).collect();
    let last = inputs.first().map_or("", |input| input.dotted.as_str());
    let warning = warn(
        FlowLint::UnguardedPath,
        format!(
            "{} {} from `{around}`, which a finding that gets through may not have",
            names.join(" and "),
            if names.len() == 1 { "comes" } else { "come" },
        ),
        format!(
            "what a path selects that is not there is an empty text or drops the event without a \
             word: ask for it in the pattern, as `{last}` with `[{{\"exists\": true}}]`"
        ),
    );
    inputs
        .iter()
        .fold(warning, |warning, input| warning.at(input.place.clone(), "may select nothing"))
}

/// Whether every event that the pattern lets through has a path.
fn is_guarded(pattern: &EventPattern, path: &str) -> bool {
    if !path.starts_with("detail") || path == "detail" || ALWAYS.contains(&path) {
        return true;
    }
    pattern.branches().iter().all(|branch| {
        let leaves = || branch.leaves.iter().filter_map(|leaf| pattern.leaves().get(*leaf));
        let (resource_type, cluster) = CLUSTER;
        let has_cluster = leaves().any(|leaf| is_only(leaf, resource_type));
        // What lies in an object is there if the pattern asks for anything in that object.
        let around = match path.rsplit_once('.') {
            Some((around, _)) if around == cluster && has_cluster => return true,
            Some((around, _)) if around != "detail" && !ALWAYS.contains(&around) => around,
            _ => path,
        };
        leaves().any(|leaf| {
            let asked = leaf.path.as_str();
            let within = asked
                .strip_prefix(around)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            within && !accepts_absence(leaf)
        })
    })
}

fn is_only(leaf: &Leaf, resource_type: &str) -> bool {
    leaf.path.as_str() == "detail.resource.resourceType"
        && leaf.alternatives.iter().all(
            |alternative| matches!(&alternative.test, ValueTest::Text(text) if text == resource_type),
        )
}

fn accepts_absence(leaf: &Leaf) -> bool {
    leaf.alternatives.iter().any(|alternative| alternative.test == ValueTest::Absent)
}

/// Warnings about the template: a finding that is let through and whose event is dropped.
pub(super) fn check_template(
    transformer: &InputTransformer,
    screening: &Screening<'_>,
) -> Option<FlowWarning> {
    let mut on_tasks = screening.let_through(SampleKind::OnTask);
    let (sample, reason) = on_tasks.find_map(|sample| {
        let SampleFinding { event, .. } = sample;
        match transformer.transform(event, &context()) {
            Transformed::Delivered(_) => None,
            Transformed::NotDelivered(reason) => Some((sample, reason)),
        }
    })?;
    let template = transformer.template();
    let culprit = reason.split('`').nth(1).filter(|part| part.starts_with('<'));
    let place = culprit
        .and_then(|culprit| template.find(culprit).map(|at| at..at + culprit.len()))
        .unwrap_or(0..template.len());
    Some(
        warn(
            FlowLint::NotDelivered,
            format!(
                "a finding of type `{}` is let through and then dropped: {reason}",
                sample.finding_type
            ),
            "EventBridge tells nobody: take the quotes away, or select a string within it",
        )
        .at(place, "makes the input invalid"),
    )
}

/// The rule's own facts, which no lint depends on.
pub(super) fn context() -> RuleContext {
    RuleContext {
        rule_arn: String::new(),
        rule_name: String::new(),
        ingestion_time: Timestamp::UNIX_EPOCH,
    }
}
