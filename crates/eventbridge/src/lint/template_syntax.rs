//! Strings that a template engine should have replaced.

use std::ops::Range;

use super::check::{Check, tests};
use super::operand::operands;
use super::{PatternLint, PatternWarning};
use crate::pattern::{Entry, Node, PatternObject};

/// Tags of CloudFormation, which only its own reader of YAML knows.
const TAGS: [&str; 9] = [
    "!Ref ",
    "!Sub ",
    "!GetAtt ",
    "!ImportValue ",
    "!Join ",
    "!FindInMap ",
    "!Select ",
    "!Split ",
    "!If ",
];

pub(super) fn check(check: &mut Check<'_>) {
    for (_, leaf) in check.leaves() {
        for (_, place, test) in tests(leaf) {
            if let Some(syntax) = operands(test).into_iter().find_map(syntax_of) {
                warn(check, place.span.clone(), syntax, "is compared as it stands");
            }
        }
    }
    check_names(check, check.pattern.object());
}

fn check_names<'p>(check: &mut Check<'p>, object: &'p PatternObject) {
    for entry in &object.entries {
        match entry {
            Entry::Field { name, node } => {
                if let Some(syntax) = syntax_of(&name.text) {
                    warn(check, name.span.clone(), syntax, "is a field name as it stands");
                }
                if let Node::Object(object) = node {
                    check_names(check, object);
                }
            }
            Entry::Or { alternatives, .. } => {
                for object in alternatives {
                    check_names(check, object);
                }
            }
        }
    }
}

fn warn(check: &mut Check<'_>, span: Range<usize>, syntax: &str, label: &str) {
    check.warn(
        PatternWarning::new(
            PatternLint::TemplateSyntax,
            span,
            format!("`{syntax}` looks like a template's, and nothing replaces it here"),
            label,
        )
        .with_help(
            "CloudFormation replaces within strings only under `!Sub` or `Fn::Sub`, Terraform only \
             in its own files: check what was deployed with `describe-rule`",
        ),
    );
}

/// What in a text looks as if it had not been replaced yet.
fn syntax_of(text: &str) -> Option<&str> {
    if let Some(tag) = TAGS.iter().find(|tag| text.starts_with(**tag)) {
        return Some(tag.trim_end());
    }
    if text.starts_with("Fn::") {
        return Some("Fn::");
    }
    [("${", "}"), ("{{", "}}"), ("#{", "}")].into_iter().find_map(|(open, close)| {
        let start = text.find(open)?;
        let rest = text.get(start..)?;
        let end = rest.find(close)?;
        rest.get(..end + close.len())
    })
}
