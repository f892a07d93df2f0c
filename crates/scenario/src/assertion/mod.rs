//! Judging assertions: each one is a question to the record, and to nothing else.
//!
//! What a stimulus led to is certain; what has an unknown cause is in [doubt](Story::doubtful). An
//! assertion passes or fails only where that stands whatever became of the doubtful hops, and
//! whatever hops the backend may have missed: else it is not evaluated.

mod amount;
mod call;
mod execution;
mod judge;
mod message;
#[cfg(test)]
mod negative_tests;
mod nothing_else;
mod rule;
mod story;
mod task;
mod within;

pub use judge::judge;
pub use story::{Story, StoryIndex};

use firedrill_record::{AssertionOutcome, Comparison, HopId, NotEvaluated};

/// What the record says of an assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it holds, and what was compared.
    pub outcome: AssertionOutcome,
    /// The hop that decided, or that kept it from being decided.
    pub decided_by: Option<HopId>,
}

/// A judgement, or why there is none.
type Judged = Result<Judgement, NotEvaluated>;

impl Judgement {
    fn of(holds: bool, comparison: Comparison, decided_by: Option<HopId>) -> Self {
        if holds {
            Self::passed(comparison, decided_by)
        } else {
            Self::failed(comparison, decided_by)
        }
    }

    fn passed(comparison: Comparison, decided_by: Option<HopId>) -> Self {
        Self { outcome: AssertionOutcome::Passed { comparison }, decided_by }
    }

    fn failed(comparison: Comparison, decided_by: Option<HopId>) -> Self {
        Self { outcome: AssertionOutcome::Failed { comparison }, decided_by }
    }

    fn not_evaluated(reason: NotEvaluated) -> Self {
        let decided_by = match reason {
            NotEvaluated::UnknownCause { hop, .. } => Some(hop),
            _ => None,
        };
        Self { outcome: AssertionOutcome::NotEvaluated { reason }, decided_by }
    }
}
