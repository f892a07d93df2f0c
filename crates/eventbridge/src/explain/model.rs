//! What an explanation says, for people and for tools.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::NearMiss;
use crate::pattern::FieldPath;

/// Why a pattern matches an event, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The verdict.
    pub matched: bool,
    /// Which of the branches tells best: one that matches, else the one that fails least.
    pub deciding: usize,
    /// The conjunctions that the pattern stands for: one, unless it has `$or`.
    pub branches: Vec<BranchExplanation>,
}

impl Explanation {
    /// The branch that tells best.
    #[must_use]
    pub fn branch(&self) -> Option<&BranchExplanation> {
        self.branches.get(self.deciding)
    }

    /// The leaves of that branch.
    pub fn leaves(&self) -> impl Iterator<Item = &LeafExplanation> {
        self.branch().into_iter().flat_map(|branch| &branch.leaves)
    }
}

/// How one conjunction of leaves fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BranchExplanation {
    /// Whether all leaves hold together.
    pub matched: bool,
    /// What was chosen of each `$or`, in the order of the text.
    pub choices: Vec<BranchChoice>,
    /// The leaves in the order of their paths.
    pub leaves: Vec<LeafExplanation>,
    /// Why the leaves do not hold together, though each holds alone.
    pub conflict: Option<ArrayConflict>,
}

/// The object that a branch takes of one `$or`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BranchChoice {
    /// Its position in the array, from 0.
    pub index: usize,
    /// Where it stands in the pattern, in bytes.
    pub span: Range<usize>,
}

/// How one leaf fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeafExplanation {
    /// The path.
    pub path: FieldPath,
    /// Whether the leaf holds.
    pub matched: bool,
    /// Why, in one sentence without a full stop.
    pub reason: String,
    /// How the leaf was missed, when it was missed narrowly.
    pub near_miss: Option<NearMiss>,
    /// The values that the event has at the path, as JSON; the first ones, if there are many.
    pub values: Vec<String>,
    /// How many values the event has at the path.
    pub value_count: usize,
    /// What each alternative says.
    pub alternatives: Vec<AlternativeExplanation>,
    /// Where the leaf stands in the pattern, in bytes.
    pub span: Range<usize>,
}

/// How one alternative of a leaf fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AlternativeExplanation {
    /// The alternative as it is written, without white space.
    pub text: String,
    /// Whether it accepts a value, or their absence.
    pub matched: bool,
    /// Why, in one sentence without a full stop.
    pub reason: String,
    /// How it was missed, when it was missed narrowly.
    pub near_miss: Option<NearMiss>,
    /// Where it stands in the pattern, in bytes.
    pub span: Range<usize>,
}

/// Leaves that hold in different elements of one array, so that no match can take them together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArrayConflict {
    /// What happened, in one sentence without a full stop.
    pub reason: String,
    /// The leaves that exclude each other; none if more than two are needed for it.
    pub sides: Vec<ConflictSide>,
}

/// One of two leaves that exclude each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConflictSide {
    /// The path of the leaf.
    pub path: FieldPath,
    /// The elements of the array, from 0, in which it holds.
    pub elements: Vec<u32>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.matched { "matched\n" } else { "not matched\n" })?;
        let Some(branch) = self.branch() else { return Ok(()) };
        if self.branches.len() > 1 {
            let position = self.deciding + 1;
            writeln!(formatter, "  branch {position} of {} of $or", self.branches.len())?;
        }
        for leaf in &branch.leaves {
            let verdict = if leaf.matched { "yes" } else { "no " };
            writeln!(formatter, "  {verdict} {}", leaf.reason)?;
        }
        if let Some(conflict) = &branch.conflict {
            writeln!(formatter, "  no  {}", conflict.reason)?;
        }
        Ok(())
    }
}
