//! The outcome of a suite: what each scenario promised, and what its record says of that.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{HopId, RunRecord};

/// The version of the suite report's form; it grows when a member changes its meaning or goes away.
pub const SUITE_VERSION: u32 = 1;

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
                .filter(|assertion| assertion.verdict == AssertionVerdict::NotEvaluated)
                .count();
        }
        counts
    }
}

/// How many scenarios ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerdictCounts {
    /// Scenarios that kept every promise that could be judged.
    pub passed: usize,
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
        let judged = self.passed + self.failed;
        judged + self.unjudged + self.not_modelled + self.backend_failed + self.invalid
    }
}

/// What became of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScenarioVerdict {
    /// At least one assertion was judged, every one that was held, and each failure that was
    /// expected came.
    Passed,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// Which kind it is: its key in the file, such as `task`.
    pub kind: String,
    /// Where it stands, and the line it stands in.
    pub source: SourceLine,
    /// What became of it.
    pub verdict: AssertionVerdict,
    /// Whether the scenario says that it must fail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expected_to_fail: bool,
    /// What it says of the record, as a fragment of a sentence.
    pub message: String,
    /// What the record shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// What the scenario wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The hops that led to the outcome, the first cause first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<HopId>,
}

impl AssertionResult {
    /// Whether it came out as it should not: it failed, or held although the scenario says that it
    /// must fail. One that nobody could judge is not wrong.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        match self.verdict {
            AssertionVerdict::Passed => self.expected_to_fail,
            AssertionVerdict::Failed => !self.expected_to_fail,
            AssertionVerdict::NotEvaluated => false,
        }
    }
}

/// A stretch of one line of a user's file, kept with the text of the line so that a report can show
/// it without the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLine {
    /// The file, as the user named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub length: usize,
    /// The whole line, without its line break.
    pub text: String,
}

impl SourceLine {
    /// Finds the line of `source` in which the bytes from `offset` on lie.
    ///
    /// A stretch that runs over the end of its line ends with the line; an offset behind the end
    /// of the text, or inside a character, means the place before it.
    #[must_use]
    pub fn locate(file: &str, source: &str, offset: usize, length: usize) -> Self {
        let mut offset = offset.min(source.len());
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let (before, after) = source.split_at(offset);
        let line = before.matches('\n').count() + 1;
        let head = before.rsplit('\n').next().unwrap_or_default();
        let tail = after.split('\n').next().unwrap_or_default();
        let tail = tail.strip_suffix('\r').unwrap_or(tail);
        let meant = tail.char_indices().take_while(|(at, _)| *at < length).count();
        Self {
            file: file.to_owned(),
            line,
            column: head.chars().count() + 1,
            length: meant.max(1),
            text: format!("{head}{tail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_characters_and_never_leaves_its_line() {
        let source = "then:\r\n  - tâsk: { name: web }\r\n";
        let offset = source.find("name").unwrap();

        let place = SourceLine::locate("a.yaml", source, offset, 4);
        assert_eq!((place.line, place.column, place.length), (2, 13, 4));
        assert_eq!(place.text, "  - tâsk: { name: web }");

        let long = SourceLine::locate("a.yaml", source, offset, 400);
        assert_eq!(long.length, "name: web }".len());
    }

    #[test]
    fn a_place_outside_the_text_or_inside_a_character_is_the_one_before_it() {
        let behind = SourceLine::locate("a.yaml", "é", 99, 0);
        assert_eq!((behind.line, behind.column, behind.length), (1, 2, 1));
        let inside = SourceLine::locate("a.yaml", "é", 1, 1);
        assert_eq!((inside.line, inside.column), (1, 1));
        assert_eq!(SourceLine::locate("a.yaml", "", 0, 0).text, "");
    }

    #[test]
    fn an_assertion_is_wrong_when_it_is_not_as_expected() {
        use AssertionVerdict::{Failed, NotEvaluated, Passed};

        let is_wrong = |verdict, expected_to_fail| {
            let result = AssertionResult {
                kind: "rule".into(),
                source: SourceLine::locate("a.yaml", "x", 0, 1),
                verdict,
                expected_to_fail,
                message: String::new(),
                actual: None,
                expected: None,
                chain: Vec::new(),
            };
            result.is_wrong()
        };
        assert_eq!(
            [Passed, Failed, NotEvaluated].map(|v| is_wrong(v, false)),
            [false, true, false]
        );
        assert_eq!([Passed, Failed, NotEvaluated].map(|v| is_wrong(v, true)), [true, false, false]);
    }

    #[test]
    fn every_scenario_is_counted_once_and_unjudged_assertions_apart() {
        let source = SourceLine::locate("a.yaml", "x", 0, 1);
        let assertion = |verdict| AssertionResult {
            kind: "rule".into(),
            source: source.clone(),
            verdict,
            expected_to_fail: false,
            message: String::new(),
            actual: None,
            expected: None,
            chain: Vec::new(),
        };
        let scenario = |verdict, assertions| ScenarioResult {
            name: "s".into(),
            file: "a.yaml".into(),
            because: None,
            verdict,
            expects_failure: false,
            problem: None,
            duration: SignedDuration::ZERO,
            assertions,
            record: None,
        };
        let suite = SuiteReport {
            version: SUITE_VERSION,
            firedrill: "0.0.0".into(),
            scenarios: vec![
                scenario(
                    ScenarioVerdict::Passed,
                    vec![
                        assertion(AssertionVerdict::Passed),
                        assertion(AssertionVerdict::NotEvaluated),
                    ],
                ),
                scenario(ScenarioVerdict::Failed, vec![assertion(AssertionVerdict::Failed)]),
                scenario(ScenarioVerdict::Invalid, vec![]),
            ],
        };

        let counts = suite.counts();
        assert_eq!((counts.passed, counts.failed, counts.invalid), (1, 1, 1));
        assert_eq!((counts.not_evaluated, counts.scenarios()), (1, 3));

        let text = serde_json::to_string(&suite).unwrap();
        assert_eq!(serde_json::from_str::<SuiteReport>(&text).unwrap(), suite);
    }
}
