//! A suite's outcome for a terminal.

use std::collections::HashSet;

use firedrill_record::{
    AssertionResult, AssertionVerdict, RecordExtent, RunRecord, ScenarioResult, ScenarioVerdict,
    SuiteReport, VerdictCounts,
};

use crate::assertion_text::{AssertionText, assertion_words, wrong_message};
use crate::chain::{chain_text, duration};
use crate::escape::{escape, escape_lines};
use crate::source_line::source_line_text;
use crate::stages::{assumed_text, backend_text, notes_text, stage_tables};
use crate::theme::{Theme, styled};

/// How much a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detail {
    /// Failures and the summary.
    Quiet,
    /// One line a scenario, failures, what was assumed, and the summary.
    Normal,
    /// The stages and the assertions of every scenario as well.
    Verbose,
}

/// The whole report.
#[must_use]
pub fn suite_text(suite: &SuiteReport, detail: Detail, theme: &Theme) -> String {
    let mut text = String::new();
    for scenario in &suite.scenarios {
        if detail > Detail::Quiet {
            text.push_str(&scenario_line(scenario, theme));
        }
        if detail == Detail::Verbose {
            text.push_str(&indented(&scenario_story(scenario, theme), 2));
        }
    }
    let failures: Vec<_> =
        suite.scenarios.iter().map(|scenario| scenario_failure(scenario, theme)).collect();
    for failure in failures.iter().filter(|failure| !failure.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(failure);
    }
    if detail > Detail::Quiet {
        text.push_str(&grounds(suite, theme));
    }
    text.push_str(&summary_line(suite.counts(), theme));
    text
}

/// One line on a scenario: what became of it, its name, and how long it ran on its backend's clock.
#[must_use]
pub fn scenario_line(scenario: &ScenarioResult, theme: &Theme) -> String {
    let (style, word) = match scenario.verdict {
        ScenarioVerdict::Passed => (theme.passed, "ok"),
        ScenarioVerdict::PassedInPart => (theme.warning, "PASSED IN PART"),
        ScenarioVerdict::Failed => (theme.failed, "FAILED"),
        ScenarioVerdict::NotEvaluated => (theme.failed, "NOT EVALUATED"),
        ScenarioVerdict::NotModelled => (theme.failed, "NOT MODELLED"),
        ScenarioVerdict::BackendFailed => (theme.failed, "BACKEND FAILED"),
        ScenarioVerdict::Invalid => (theme.failed, "INVALID"),
    };
    let mut line =
        format!("{} {}", styled(style, format_args!("{word:<6}")), escape(&scenario.name));
    if scenario.record.as_ref().is_some_and(|record| record.extent == RecordExtent::Full) {
        line.push_str(&styled(theme.faint, format_args!(" ({})", duration(scenario.duration))));
    }
    if scenario.expects_failure && scenario.verdict == ScenarioVerdict::Passed {
        line.push_str(&styled(theme.faint, ", failed as expected"));
    }
    match count(scenario, AssertionVerdict::NotEvaluated) {
        0 => {}
        unjudged => {
            line.push_str(&styled(theme.warning, format_args!(", {unjudged} not evaluated")))
        }
    }
    line.push('\n');
    line
}

/// Why a scenario did not pass: the place in the file, what was expected and what came, and the
/// hops that led there; of one that passed in part, what could not be judged. Empty for one that
/// passed.
#[must_use]
pub fn scenario_failure(scenario: &ScenarioResult, theme: &Theme) -> String {
    if scenario.verdict == ScenarioVerdict::Passed {
        return String::new();
    }
    let mut text = scenario_line(scenario, theme);
    if let Some(because) = &scenario.because {
        text.push_str(&format!("  because {}\n", escape(because)));
    }
    if let Some(problem) = &scenario.problem {
        let code = match &problem.code {
            Some(code) => styled(theme.faint, format_args!(" [{}]", escape(code))),
            None => String::new(),
        };
        text.push_str(&format!("  {}{code}\n", styled(theme.emphasis, escape(&problem.message))));
        if let Some(source) = &problem.source {
            text.push_str(&indented(&source_line_text(source, theme), 2));
        }
        if let Some(help) = &problem.help {
            text.push_str(&format!("  help: {}\n", escape(help)));
        }
    }
    for assertion in scenario.assertions.iter().filter(|assertion| assertion.is_wrong()) {
        text.push_str(&indented(&assertion_text(assertion, scenario.record.as_ref(), theme), 2));
    }
    for assertion in &scenario.assertions {
        if assertion.verdict() == AssertionVerdict::NotEvaluated {
            text.push_str(&indented(&unjudged_text(assertion, theme), 2));
        }
    }
    if let Some(record) = &scenario.record {
        text.push_str(&indented(&stage_tables(record, theme), 2));
        text.push_str(&indented(&assumed_text(record, theme), 2));
    }
    text
}

/// The last line: how many scenarios there were, and how they ended.
#[must_use]
pub fn summary_line(counts: VerdictCounts, theme: &Theme) -> String {
    let parts: Vec<String> = [
        (counts.passed, "passed", theme.passed),
        (counts.passed_in_part, "passed in part", theme.warning),
        (counts.failed, "failed", theme.failed),
        (counts.unjudged, "not evaluated", theme.failed),
        (counts.not_modelled, "not modelled", theme.failed),
        (counts.backend_failed, "without a backend", theme.failed),
        (counts.invalid, "invalid", theme.failed),
    ]
    .into_iter()
    .filter(|(count, word, _)| *count > 0 || *word == "passed")
    .map(|(count, word, style)| styled(style, format_args!("{count} {word}")))
    .collect();

    let all = counts.scenarios();
    let noun = if all == 1 { "scenario" } else { "scenarios" };
    let mut line = format!("{all} {noun}: {}", parts.join(", "));
    if counts.not_evaluated > 0 {
        let noun = if counts.not_evaluated == 1 { "assertion" } else { "assertions" };
        let unjudged = format!("{} {noun} not evaluated", counts.not_evaluated);
        line.push_str(&format!("; {}", styled(theme.warning, unjudged)));
    }
    line.push('\n');
    line
}

fn count(scenario: &ScenarioResult, verdict: AssertionVerdict) -> usize {
    scenario.assertions.iter().filter(|assertion| assertion.verdict() == verdict).count()
}

/// What became of each promise of a scenario, and the stages of one that passed; those of the others
/// stand with their failures.
fn scenario_story(scenario: &ScenarioResult, theme: &Theme) -> String {
    let mut text = String::new();
    for assertion in &scenario.assertions {
        let (style, word) = match (assertion.verdict(), assertion.expected_to_fail) {
            (AssertionVerdict::Passed, false) => (theme.passed, "ok"),
            (AssertionVerdict::Passed, true) => (theme.failed, "held, but must fail"),
            (AssertionVerdict::Failed, false) => (theme.failed, "failed"),
            (AssertionVerdict::Failed, true) => (theme.passed, "failed as expected"),
            (AssertionVerdict::NotEvaluated, _) => (theme.warning, "not evaluated"),
        };
        let message = assertion_words(assertion).message;
        let line = format!("{}: {}", assertion.kind.as_str(), escape(&message));
        text.push_str(&format!("{} {line}\n", styled(style, word)));
    }
    if let Some(record) = &scenario.record
        && scenario.verdict == ScenarioVerdict::Passed
    {
        text.push_str(&stage_tables(record, theme));
    }
    text
}

fn assertion_text(
    assertion: &AssertionResult,
    record: Option<&RunRecord>,
    theme: &Theme,
) -> String {
    let message = format!("{}: {}", assertion.kind.as_str(), escape(&wrong_message(assertion)));
    let mut text = format!("{}\n", styled(theme.failed, message));
    text.push_str(&source_line_text(&assertion.source, theme));
    let AssertionText { actual, expected, .. } = assertion_words(assertion);
    for (word, value) in [("actual:  ", actual), ("expected:", expected)] {
        if let Some(value) = value {
            let value = escape_lines(&value).replace('\n', "\n            ");
            text.push_str(&format!("  {} {value}\n", styled(theme.emphasis, word)));
        }
    }
    if let Some(record) = record {
        let chain = chain_text(&record.hops, &assertion.chain, theme);
        if !chain.is_empty() {
            text.push_str(&format!("  {}\n", styled(theme.emphasis, "what led there:")));
            text.push_str(&indented(&chain, 4));
        }
    }
    text
}

/// Why nobody could judge an assertion.
fn unjudged_text(assertion: &AssertionResult, theme: &Theme) -> String {
    let message = assertion_words(assertion).message;
    let kind = assertion.kind.as_str();
    let line = format!("{kind}: not evaluated: {}", escape(&message));
    format!("{}\n{}", styled(theme.warning, line), source_line_text(&assertion.source, theme))
}

/// What the outcome of the suite rests on, each once however many scenarios share it.
fn grounds(suite: &SuiteReport, theme: &Theme) -> String {
    let mut known: HashSet<String> = HashSet::new();
    let mut text = String::new();
    for ground in [backend_text, assumed_text, notes_text] {
        for record in suite.scenarios.iter().filter_map(|scenario| scenario.record.as_ref()) {
            for line in ground(record, theme).lines() {
                if known.insert(line.to_owned()) {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

fn indented(text: &str, columns: usize) -> String {
    let indent = " ".repeat(columns);
    text.lines().map(|line| format!("{indent}{line}\n")).collect()
}
