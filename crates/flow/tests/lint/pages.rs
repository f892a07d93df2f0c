//! Every lint has a page, every page a lint, and the examples of the pages are true.

use std::collections::BTreeSet;

use firedrill_diagnostic::Lint;
use firedrill_eventbridge::{EventPattern, PatternLint};
use firedrill_flow::FlowLint;
use firedrill_states::{DiagnosticCode, DiagnosticSeverity, lint};
use miette::Severity;

use crate::root;

/// Every lint with what it weighs.
fn lints() -> Vec<(String, Severity)> {
    let patterns = PatternLint::ALL.iter().map(|lint| (lint.code().to_owned(), lint.severity()));
    let flows = FlowLint::ALL.iter().map(|lint| (lint.code().to_owned(), lint.severity()));
    let machines = machine_lints().map(|code| (machine_code(code), Severity::Warning));
    patterns.chain(flows).chain(machines).collect()
}

/// What the reader of a definition refuses has no page: it is the service's own.
fn machine_lints() -> impl Iterator<Item = DiagnosticCode> {
    DiagnosticCode::ALL.into_iter().filter(|code| code.severity() == DiagnosticSeverity::Warning)
}

fn machine_code(code: DiagnosticCode) -> String {
    format!("firedrill::states::{}", code.as_str().to_lowercase())
}

fn codes() -> BTreeSet<String> {
    lints().into_iter().map(|(code, _)| code).collect()
}

/// The examples of a page: one that is warned of, and one that is not.
fn examples(page: &str) -> [&str; 2] {
    let examples: Vec<&str> =
        page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let [before, after] = examples[..] else { panic!("no two examples: {page}") };
    [before, after]
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(format!("docs/lints/{name}.md"))).unwrap()
}

fn name_of(code: &str) -> &str {
    code.rsplit("::").next().unwrap()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<String> = root()
        .join("docs/lints")
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().strip_suffix(".md").unwrap().to_owned())
        .filter(|name| name != "README")
        .collect();
    let names: BTreeSet<String> = codes().iter().map(|code| name_of(code).to_owned()).collect();
    assert_eq!(names, pages);
    assert_eq!(names.len(), codes().len(), "two lints share a name");
    for code in codes() {
        let page = page(name_of(&code));
        assert!(page.starts_with(&format!("# `{code}`: ")), "{code}: {page}");
    }
}

#[test]
fn the_index_lists_every_page_with_its_title_and_weight() {
    let index = page("README");
    for (code, severity) in lints() {
        let name = name_of(&code);
        let page = page(name);
        let (title, _) = page.split_once('\n').unwrap();
        let (_, title) = title.split_once(": ").unwrap();
        let weight = if severity == Severity::Advice { "advice" } else { "warning" };
        let line = format!("| [`{name}`]({name}.md) | {weight} | {title} |");
        assert!(index.contains(&line), "the index lacks {line}");
    }
}

#[test]
fn the_examples_of_the_pages_are_true() {
    for lint in PatternLint::ALL {
        // Its example would fill the page.
        if lint == PatternLint::LongPattern {
            continue;
        }
        let page = page(name_of(lint.code()));
        let warned = |pattern: &str| {
            let pattern = EventPattern::parse(pattern).unwrap();
            pattern.lint().iter().any(|warning| warning.lint() == lint)
        };
        let [before, after] = examples(&page);
        assert!(warned(before), "{lint:?} is silent about {before}");
        assert!(!warned(after), "{lint:?} warns about {after}");
    }
}

#[test]
fn the_examples_of_state_machines_are_true() {
    for code in machine_lints() {
        let page = page(name_of(&machine_code(code)));
        let warned = |example: &str| {
            let is_machine = example.contains("\"States\"");
            let machine = if is_machine {
                example.to_owned()
            } else {
                format!(r#"{{"StartAt": "S", "States": {{"S": {example}}}}}"#)
            };
            lint(&machine).iter().any(|warning| warning.code == code)
        };
        let [before, after] = examples(&page);
        assert!(warned(before), "{code:?} is silent about {before}");
        assert!(!warned(after), "{code:?} warns about {after}");
    }
}

#[test]
fn pages_say_how_much_a_lint_weighs() {
    for (code, severity) in lints() {
        let word = if severity == Severity::Advice { "\nAdvice. " } else { "\nA warning. " };
        assert!(page(name_of(&code)).contains(word), "{code}");
    }
}
