//! Judging assertions: each one is a question to the record, and to nothing else.

mod call;
mod execution;
mod judge;
mod message;
mod nothing_else;
mod rule;
mod story;
mod task;
mod within;

pub use judge::judge;
pub use story::{Story, StoryIndex};

use firedrill_record::{AssertionVerdict, HopId};

/// What the record says of an assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it holds.
    pub verdict: AssertionVerdict,
    /// What was found, as a fragment of a sentence.
    pub message: String,
    /// What the record shows.
    pub actual: Option<String>,
    /// What the scenario wants.
    pub expected: Option<String>,
    /// The hop that decided.
    pub decided_by: Option<HopId>,
}

impl Judgement {
    fn passed(message: impl Into<String>, decided_by: Option<HopId>) -> Self {
        Self {
            verdict: AssertionVerdict::Passed,
            message: message.into(),
            actual: None,
            expected: None,
            decided_by,
        }
    }

    fn failed(
        message: impl Into<String>,
        actual: impl Into<String>,
        expected: impl Into<String>,
        decided_by: Option<HopId>,
    ) -> Self {
        Self {
            verdict: AssertionVerdict::Failed,
            message: message.into(),
            actual: Some(actual.into()),
            expected: Some(expected.into()),
            decided_by,
        }
    }

    fn not_evaluated(message: impl Into<String>) -> Self {
        Self {
            verdict: AssertionVerdict::NotEvaluated,
            message: message.into(),
            actual: None,
            expected: None,
            decided_by: None,
        }
    }
}
