//! Why a pattern matches an event, or does not.
//!
//! An explanation is a proof: for every leaf of every branch the values that were seen and what
//! each alternative said of them, and where leaves hold one by one but not together, in which array
//! elements they did. This module owns the sentences. It refuses to decide anything: verdicts come
//! from matching.

mod absence;
mod build;
mod conflict;
mod miss;
mod model;
mod sentence;

pub(crate) use build::explain;
pub use miss::NearMiss;
pub use model::{
    AlternativeExplanation, ArrayConflict, BranchChoice, BranchExplanation, ConflictSide,
    Explanation, LeafExplanation,
};
