//! Every lint has a page, every page a lint, and the examples of the pages are true.

use std::collections::BTreeSet;

use firedrill_eventbridge::{EventPattern, PatternLint};
use firedrill_flow::FlowLint;

use crate::root;

fn codes() -> BTreeSet<String> {
    let patterns = PatternLint::ALL.iter().map(|lint| lint.code());
    patterns.chain(FlowLint::ALL.iter().map(|lint| lint.code())).map(str::to_owned).collect()
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
    let severities = PatternLint::ALL.iter().map(|lint| (lint.code(), lint.severity()));
    let flow = FlowLint::ALL.iter().map(|lint| (lint.code(), lint.severity()));
    for (code, severity) in severities.chain(flow) {
        let name = name_of(code);
        let page = page(name);
        let (title, _) = page.split_once('\n').unwrap();
        let (_, title) = title.split_once(": ").unwrap();
        let weight = if severity == miette::Severity::Advice { "advice" } else { "warning" };
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
        let examples: Vec<&str> =
            page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        let warned = |pattern: &str| {
            let pattern = EventPattern::parse(pattern).unwrap();
            pattern.lint().iter().any(|warning| warning.lint() == lint)
        };
        let [before, after] = examples[..] else { panic!("{lint:?} has no two examples") };
        assert!(warned(before), "{lint:?} is silent about {before}");
        assert!(!warned(after), "{lint:?} warns about {after}");
    }
}

#[test]
fn pages_say_how_much_a_lint_weighs() {
    let severities = PatternLint::ALL.iter().map(|lint| (lint.code(), lint.severity()));
    let severities =
        severities.chain(FlowLint::ALL.iter().map(|lint| (lint.code(), lint.severity())));
    for (code, severity) in severities {
        let word =
            if severity == miette::Severity::Advice { "\nAdvice. " } else { "\nA warning. " };
        assert!(page(name_of(code)).contains(word), "{code}");
    }
}
