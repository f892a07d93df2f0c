//! The outcome of a suite: what each scenario promised, and what its record says of that.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{AssertionKind, AssertionOutcome, HopId, RunRecord, SourceLine};

/// The version of the suite report's form; it grows when a member changes its meaning or goes away.
///
/// 2: records of version 2, outcomes of assertions as data, scenarios that passed in part.
pub const SUITE_VERSION: u32 = 2;

/// What came of a suite of scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuiteReport {
    /// [`SUITE_VERSION`] of the writer.
    pub version: u32,
    /// The version of the `firedrill` that wrote it.
    pub firedrill: String,
    /// One result for each scenario, in the order of their files and of their places in them.
    pub scenarios: Vec<ScenarioResult>,
}

impl SuiteReport {
    /// Counts the scenarios by what became of them.
    #[must_use]
    pub fn counts(&self) -> VerdictCounts {
        let mut counts = VerdictCounts::default();
        for scenario in &self.scenarios {
            let count = match scenario.verdict {
                ScenarioVerdict::Passed => &mut counts.passed,
                ScenarioVerdict::PassedInPart => &mut counts.passed_in_part,
                ScenarioVerdict::Failed => &mut counts.failed,
                ScenarioVerdict::NotEvaluated => &mut counts.unjudged,
                ScenarioVerdict::NotModelled => &mut counts.not_modelled,
                ScenarioVerdict::BackendFailed => &mut counts.backend_failed,
                ScenarioVerdict::Invalid => &mut counts.invalid,
            };
            *count += 1;
            counts.not_evaluated += scenario
                .assertions
                .iter()
                .filter(|assertion| assertion.verdict() == AssertionVerdict::NotEvaluated)
                .count();
        }
        counts
    }
}

/// How many scenarios ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerdictCounts {
    /// Scenarios that kept every promise.
    pub passed: usize,
    /// Scenarios that kept every promise that could be judged, where others could not.
    pub passed_in_part: usize,
    /// Scenarios that broke one.
    pub failed: usize,
    /// Scenarios of which the backend shows too little to judge them.
    pub unjudged: usize,
    /// Scenarios that asked for what the backend does not model.
    pub not_modelled: usize,
    /// Scenarios whose backend was unavailable or failed.
    pub backend_failed: usize,
    /// Scenarios that could not be read.
    pub invalid: usize,
    /// Assertions, of whichever scenario, that nobody could judge.
    pub not_evaluated: usize,
}

impl VerdictCounts {
    /// How many scenarios there were.
    #[must_use]
    pub fn scenarios(&self) -> usize {
        let judged = self.passed + self.passed_in_part + self.failed;
        judged + self.unjudged + self.not_modelled + self.backend_failed + self.invalid
    }
}

/// What became of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScenarioVerdict {
    /// Every assertion was judged and held, and each failure that was expected came.
    Passed,
    /// Every assertion that was judged came out as it should, and at least one could not be judged:
    /// what it promises is not shown.
    PassedInPart,
    /// An assertion did not hold, or an expected failure did not come.
    Failed,
    /// No assertion could be judged, or not the one that is expected to fail; never a pass.
    NotEvaluated,
    /// The backend does not model something that the scenario led to.
    NotModelled,
    /// The backend was unavailable, failed, or ran out of time.
    BackendFailed,
    /// The scenario, or a file that it names, could not be read.
    Invalid,
}

/// One scenario's result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioResult {
    /// Its name.
    pub name: String,
    /// The file it stands in, as the user named it.
    pub file: String,
    /// Why the scenario exists, in its author's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// What became of it.
    pub verdict: ScenarioVerdict,
    /// Whether the scenario says that an assertion must fail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expects_failure: bool,
    /// What kept it from being judged, for every verdict but passed and failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// How long it ran, on the backend's clock.
    pub duration: SignedDuration,
    /// What it promised, in the order of the file.
    pub assertions: Vec<AssertionResult>,
    /// What happened; none where it never ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RunRecord>,
}

/// Why a scenario could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A code to look up, such as `firedrill::scenario::unknown_key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What is wrong, as a fragment of a sentence.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where, if it lies in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceLine>,
}

/// What became of an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AssertionVerdict {
    /// It held.
    Passed,
    /// It did not hold.
    Failed,
    /// The backend gives no way to see what it is about; never a pass.
    NotEvaluated,
}

/// One promise of a scenario, and what the record says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssertionResult {
    /// Which kind it is.
    pub kind: AssertionKind,
    /// Where it stands, and the line it stands in.
    pub source: SourceLine,
    /// Whether the scenario says that it must fail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expected_to_fail: bool,
    /// What the record says of it.
    #[serde(flatten)]
    pub outcome: AssertionOutcome,
    /// The hops that led to the outcome, the first cause first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<HopId>,
}

impl AssertionResult {
    /// What became of it.
    #[must_use]
    pub fn verdict(&self) -> AssertionVerdict {
        match self.outcome {
            AssertionOutcome::Passed { .. } => AssertionVerdict::Passed,
            AssertionOutcome::Failed { .. } => AssertionVerdict::Failed,
            AssertionOutcome::NotEvaluated { .. } => AssertionVerdict::NotEvaluated,
        }
    }

    /// Whether it came out as it should not: it failed, or held although the scenario says that it
    /// must fail. One that nobody could judge is not wrong.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        match self.verdict() {
            AssertionVerdict::Passed => self.expected_to_fail,
            AssertionVerdict::Failed => !self.expected_to_fail,
            AssertionVerdict::NotEvaluated => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Comparison, HopType, NotEvaluated};

    fn result(verdict: AssertionVerdict, expected_to_fail: bool) -> AssertionResult {
        let comparison = Comparison::Executions { wanted: 1, got: 1 };
        AssertionResult {
            kind: AssertionKind::Execution,
            source: SourceLine::locate("a.yaml", "x", 0, 1),
            expected_to_fail,
            outcome: match verdict {
                AssertionVerdict::Passed => AssertionOutcome::Passed { comparison },
                AssertionVerdict::Failed => AssertionOutcome::Failed { comparison },
                AssertionVerdict::NotEvaluated => AssertionOutcome::NotEvaluated {
                    reason: NotEvaluated::Unobservable { hop_type: HopType::ExecutionStarted },
                },
            },
            chain: Vec::new(),
        }
    }

    #[test]
    fn an_assertion_is_wrong_when_it_is_not_as_expected() {
        use AssertionVerdict::{Failed, NotEvaluated, Passed};

        let is_wrong = |expected| {
            [Passed, Failed, NotEvaluated].map(|verdict| result(verdict, expected).is_wrong())
        };
        assert_eq!(is_wrong(false), [false, true, false]);
        assert_eq!(is_wrong(true), [true, false, false]);
    }

    #[test]
    fn every_scenario_is_counted_once_and_unjudged_assertions_apart() {
        let scenario = |verdict, assertions: &[AssertionVerdict]| ScenarioResult {
            name: "s".into(),
            file: "a.yaml".into(),
            because: None,
            verdict,
            expects_failure: false,
            problem: None,
            duration: SignedDuration::ZERO,
            assertions: assertions.iter().map(|verdict| result(*verdict, false)).collect(),
            record: None,
        };
        let suite = SuiteReport {
            version: SUITE_VERSION,
            firedrill: "0.0.0".into(),
            scenarios: vec![
                scenario(
                    ScenarioVerdict::PassedInPart,
                    &[AssertionVerdict::Passed, AssertionVerdict::NotEvaluated],
                ),
                scenario(ScenarioVerdict::Failed, &[AssertionVerdict::Failed]),
                scenario(ScenarioVerdict::Invalid, &[]),
            ],
        };

        let counts = suite.counts();
        assert_eq!((counts.passed_in_part, counts.failed, counts.invalid), (1, 1, 1));
        assert_eq!((counts.passed, counts.not_evaluated, counts.scenarios()), (0, 1, 3));

        let text = serde_json::to_string(&suite).unwrap();
        assert_eq!(serde_json::from_str::<SuiteReport>(&text).unwrap(), suite);
    }
}
