//! A suite's outcome as JUnit XML, for the tools of continuous integration.
//!
//! A file of scenarios is a test suite, a scenario a test case. Its time is that of the backend's
//! clock, so the same run gives the same bytes. A scenario that passed in part is a skipped test, with
//! the reason; assertions that nobody could judge stand among the properties of every test.

use std::io::{self, Write};

use firedrill_record::{
    AssertionResult, AssertionVerdict, ScenarioResult, ScenarioVerdict, SuiteReport,
};
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};
use thiserror::Error;

use crate::assertion_text::{assertion_words, wrong_message};
use crate::escape::{escape, escape_lines};
use crate::suite_text::scenario_failure;
use crate::theme::Theme;

/// Why the XML could not be written.
#[derive(Debug, Error)]
#[error("the JUnit report could not be written")]
pub struct JunitError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl From<JunitError> for io::Error {
    fn from(error: JunitError) -> Self {
        Self::other(error)
    }
}

/// Writes the report as JUnit XML.
pub fn write_suite_junit(suite: &SuiteReport, writer: impl Write) -> Result<(), JunitError> {
    let mut report = Report::new("firedrill");
    let mut file: Option<TestSuite> = None;
    for scenario in &suite.scenarios {
        let name = escape(&scenario.file);
        // Scenarios of one file stand together, so a new name closes the suite before it.
        if let Some(done) = file.take_if(|file| file.name.as_str() != name) {
            report.add_test_suite(done);
        }
        file.get_or_insert_with(|| TestSuite::new(name)).add_test_case(test_case(scenario));
    }
    if let Some(last) = file {
        report.add_test_suite(last);
    }
    report.serialize(writer).map_err(|error| JunitError(Box::new(error)))
}

fn test_case(scenario: &ScenarioResult) -> TestCase {
    let mut case = TestCase::new(escape(&scenario.name), status(scenario));
    case.set_classname(escape(&scenario.file));
    case.set_assertions(scenario.assertions.len());
    case.set_time(scenario.duration.unsigned_abs());
    if let Some(because) = &scenario.because {
        case.add_property(Property::new("because", escape(because)));
    }
    for assertion in &scenario.assertions {
        if assertion.verdict() == AssertionVerdict::NotEvaluated {
            case.add_property(Property::new("not-evaluated", escape(&unjudged(assertion))));
        }
    }
    case
}

fn unjudged(assertion: &AssertionResult) -> String {
    format!("{}: {}", assertion.kind.as_str(), assertion_words(assertion).message)
}

/// A scenario that passed in part is skipped: what it promises is not shown, and why stands there.
fn skipped(scenario: &ScenarioResult) -> TestCaseStatus {
    let assertions = scenario.assertions.iter();
    let reasons = assertions.filter(|one| one.verdict() == AssertionVerdict::NotEvaluated);
    let reasons: Vec<String> = reasons.map(unjudged).collect();
    let mut status = TestCaseStatus::skipped();
    status.set_type("passed-in-part");
    status.set_message(escape(&reasons.join("; ")));
    status
}

fn status(scenario: &ScenarioResult) -> TestCaseStatus {
    let (kind, word) = match scenario.verdict {
        ScenarioVerdict::Passed => return TestCaseStatus::success(),
        ScenarioVerdict::PassedInPart => return skipped(scenario),
        ScenarioVerdict::Failed => (NonSuccessKind::Failure, "failed"),
        ScenarioVerdict::NotEvaluated => (NonSuccessKind::Error, "not-evaluated"),
        ScenarioVerdict::NotModelled => (NonSuccessKind::Error, "not-modelled"),
        ScenarioVerdict::BackendFailed => (NonSuccessKind::Error, "backend-failed"),
        ScenarioVerdict::Invalid => (NonSuccessKind::Error, "invalid"),
    };
    let first = scenario.assertions.iter().find(|assertion| assertion.is_wrong());
    let problem = scenario.problem.as_ref().map(|problem| problem.message.clone());
    let message = problem.or_else(|| first.map(wrong_message));

    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(word);
    if let Some(message) = message {
        status.set_message(escape(&message));
    }
    status.set_description(escape_lines(&scenario_failure(scenario, &Theme::plain())));
    status
}
