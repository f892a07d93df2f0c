//! Which findings a pattern lets through, whatever account and region they are of.

use firedrill_eventbridge::{
    BranchExplanation, EventPattern, Explanation, LeafExplanation, NearMiss,
};

use super::corpus::{Sighting, SightingKind};

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

/// What a pattern says of each event of a corpus.
#[derive(Debug)]
pub(super) struct Screening<'c> {
    explanations: Vec<(&'c Sighting, Explanation)>,
}

impl<'c> Screening<'c> {
    pub(super) fn of(pattern: &EventPattern, corpus: &'c [Sighting]) -> Self {
        let explanations = corpus
            .iter()
            .filter_map(|sighting| Some((sighting, pattern.explain(&sighting.event).ok()?)))
            .collect();
        Self { explanations }
    }

    /// The events of one kind that are let through.
    pub(super) fn let_through(&self, kind: SightingKind) -> impl Iterator<Item = &'c Sighting> {
        self.explanations.iter().filter_map(move |(sighting, explanation)| {
            let passes = sighting.kind == kind && explanation.branches.iter().any(passes);
            passes.then_some(*sighting)
        })
    }

    /// A leaf that keeps the nearest finding on a task out, if all are kept out.
    pub(super) fn obstacle(&self) -> Option<&LeafExplanation> {
        if self.let_through(SightingKind::OnTask).next().is_some() {
            return None;
        }
        let on_tasks = self.explanations.iter().filter(|(s, _)| s.kind == SightingKind::OnTask);
        let branches = on_tasks.flat_map(|(_, explanation)| &explanation.branches);
        let obstacles =
            |branch: &&BranchExplanation| branch.leaves.iter().filter(|leaf| !holds(leaf)).count();
        branches.min_by_key(obstacles)?.leaves.iter().find(|leaf| !holds(leaf))
    }

    /// Leaves that no value of any finding satisfies, for the sole reason of its type.
    pub(super) fn wrong_types(&self) -> Vec<&LeafExplanation> {
        let mut wrong: Vec<&LeafExplanation> = Vec::new();
        let mut right: Vec<usize> = Vec::new();
        for leaf in self.leaves() {
            let start = leaf.span.start;
            if leaf.value_count == 0 || right.contains(&start) {
                continue;
            }
            let of_wrong_type =
                leaf.alternatives.iter().all(|alternative| is_wrong_type(alternative.near_miss));
            // Members without a value are null in some findings, which tells nothing of their type.
            let is_null = leaf.values.iter().all(|value| value == "null");
            if leaf.matched || (!of_wrong_type && !is_null) {
                right.push(start);
                wrong.retain(|known| known.span.start != start);
            } else if of_wrong_type
                && !is_null
                && !wrong.iter().any(|known| known.span.start == start)
            {
                wrong.push(leaf);
            }
        }
        wrong
    }

    fn leaves(&self) -> impl Iterator<Item = &LeafExplanation> {
        self.explanations
            .iter()
            .flat_map(|(_, explanation)| &explanation.branches)
            .flat_map(|branch| &branch.leaves)
    }
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

fn passes(branch: &BranchExplanation) -> bool {
    branch.leaves.iter().all(holds)
}

fn holds(leaf: &LeafExplanation) -> bool {
    let decisive = DECISIVE.contains(&leaf.path.as_str());
    leaf.matched || (!decisive && leaf.value_count > 0)
}
