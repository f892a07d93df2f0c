//! Which findings a pattern lets through, whatever account and region they are of.

use std::collections::BTreeMap;

use firedrill_eventbridge::{
    BranchExplanation, EventPattern, Explanation, LeafExplanation, NearMiss,
};

use super::corpus::{SampleFinding, SampleKind};

/// The fields whose values the corpus has all of: what a pattern asks of them decides. Values of
/// other fields belong to an account, and whatever is asked of them is taken to hold.
const DECISIVE: [&str; 11] = [
    "source",
    "detail-type",
    "detail.schemaVersion",
    "detail.type",
    "detail.severity",
    "detail.resource.resourceType",
    "detail.resource.ecsClusterDetails.taskDetails.launchType",
    "detail.service.serviceName",
    "detail.service.featureName",
    "detail.service.archived",
    "detail.service.additionalInfo.sample",
];

/// What a pattern says of the events of a corpus, gathered event by event: a pattern may have a
/// thousand branches, and all explanations together would be too large to keep.
#[derive(Debug, Default)]
pub(super) struct Screening<'c> {
    let_through: Vec<&'c SampleFinding>,
    /// The leaf that keeps a finding on a task out, of the branch with the fewest such leaves.
    obstacle: Option<(usize, LeafExplanation)>,
    /// By the place of a leaf: what was told of it, if all values seen so far were of a wrong type.
    wrong_types: BTreeMap<usize, Option<LeafExplanation>>,
}

impl<'c> Screening<'c> {
    pub(super) fn of(pattern: &EventPattern, corpus: &'c [SampleFinding]) -> Self {
        let mut screening = Self::default();
        for sample in corpus {
            // Whatever was generated can be read.
            let Ok(explanation) = pattern.explain(&sample.event) else { continue };
            screening.add(sample, explanation);
        }
        screening
    }

    fn add(&mut self, sample: &'c SampleFinding, explanation: Explanation) {
        if explanation.branches.iter().any(|branch| branch.leaves.iter().all(holds)) {
            self.let_through.push(sample);
        }
        for branch in explanation.branches {
            let obstacles = branch.leaves.iter().filter(|leaf| !holds(leaf)).count();
            let nearer = self.obstacle.as_ref().is_none_or(|(fewest, _)| obstacles < *fewest);
            if sample.kind == SampleKind::OnTask
                && nearer
                && let Some(leaf) = obstacle_of(&branch)
            {
                self.obstacle = Some((obstacles, leaf.clone()));
            }
            for leaf in branch.leaves {
                self.add_type(leaf);
            }
        }
    }

    fn add_type(&mut self, leaf: LeafExplanation) {
        // Members without a value are null in some findings, which tells nothing of their type.
        if leaf.value_count == 0 || leaf.values.iter().all(|value| value == "null") {
            return;
        }
        let wrong = !leaf.matched
            && leaf.alternatives.iter().all(|alternative| is_wrong_type(alternative.near_miss));
        let start = leaf.span.start;
        if wrong {
            self.wrong_types.entry(start).or_insert(Some(leaf));
        } else {
            self.wrong_types.insert(start, None);
        }
    }

    /// The events of one kind that are let through.
    pub(super) fn let_through(&self, kind: SampleKind) -> impl Iterator<Item = &'c SampleFinding> {
        self.let_through.iter().copied().filter(move |sample| sample.kind == kind)
    }

    /// A leaf that keeps the nearest finding on a task out, if all are kept out.
    pub(super) fn obstacle(&self) -> Option<&LeafExplanation> {
        let all_are_kept_out = self.let_through(SampleKind::OnTask).next().is_none();
        self.obstacle.as_ref().filter(|_| all_are_kept_out).map(|(_, leaf)| leaf)
    }

    /// Leaves that no value of any finding satisfies, for the sole reason of its type.
    pub(super) fn wrong_types(&self) -> impl Iterator<Item = &LeafExplanation> {
        self.wrong_types.values().flatten()
    }
}

/// The leaf that keeps an event out. What is no finding at all is kept out for that reason.
fn obstacle_of(branch: &BranchExplanation) -> Option<&LeafExplanation> {
    let failed = || branch.leaves.iter().filter(|leaf| !holds(leaf));
    failed().find(|leaf| is_about_findings(leaf)).or_else(|| failed().next())
}

/// Whether a leaf decides that an event is a finding.
pub(super) fn is_about_findings(leaf: &LeafExplanation) -> bool {
    ["source", "detail-type"].contains(&leaf.path.as_str())
}

fn is_wrong_type(miss: Option<NearMiss>) -> bool {
    matches!(
        miss,
        Some(
            NearMiss::Type
                | NearMiss::StringForNumber
                | NearMiss::NumberForString
                | NearMiss::StringForLiteral
        )
    )
}

fn holds(leaf: &LeafExplanation) -> bool {
    let decisive = DECISIVE.contains(&leaf.path.as_str());
    leaf.matched || (!decisive && leaf.value_count > 0)
}
