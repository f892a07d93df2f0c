//! What a rule said of the leaves of its pattern.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What a rule said of one leaf of its pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafVerdict {
    /// The dotted path of the leaf.
    pub path: String,
    /// Whether an alternative of the leaf matched.
    pub matched: bool,
    /// Why, in one sentence.
    pub reason: String,
    /// The first alternative that matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<MatchedAlternative>,
}

/// An alternative of a leaf that matched: its place in the pattern, so that a reader can tell which
/// alternatives a suite ever meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchedAlternative {
    /// Its position among the alternatives of its leaf, from 0.
    pub index: usize,
    /// Where it stands in the text of the pattern, in bytes.
    pub span: Range<usize>,
}
