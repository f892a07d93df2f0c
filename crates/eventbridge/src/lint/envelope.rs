//! The envelope that every event on a bus has ("Events in Amazon EventBridge" in the user guide).

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning};
use crate::pattern::{FieldPath, Leaf};
use crate::value::{AnythingBut, ValueTest};

/// The members whose values are strings and which every event has.
const TEXTS: [&str; 7] = ["version", "id", "detail-type", "source", "account", "time", "region"];

/// The other members: `replay-name` is there when an archive is replayed.
const OTHERS: [&str; 3] = ["detail", "resources", "replay-name"];

pub(super) fn check(check: &mut Check<'_>) {
    let about_a_bus = is_about_a_bus(check);
    for (number, leaf) in check.leaves() {
        let mut steps = leaf.path.steps();
        let (first, rest) = (steps.next().unwrap_or_default(), steps.next());
        if is_text(first) && rest.is_none() {
            check_text(check, number, leaf);
        } else if is_text(first) {
            check_within_text(check, number, leaf, first);
        } else if !is_member(first) {
            check_unknown(check, number, leaf, first, about_a_bus);
        }
    }
}

/// Whether every event has this path, with a string.
pub(super) fn is_always_text(path: &FieldPath) -> bool {
    is_text(path.as_str())
}

fn is_text(name: &str) -> bool {
    TEXTS.contains(&name)
}

fn is_member(name: &str) -> bool {
    is_text(name) || OTHERS.contains(&name)
}

/// Whether a pattern is one of a rule. Pipes and Lambda event source mappings use patterns as well,
/// on records such as `{"body": ...}` that have none of these members.
fn is_about_a_bus(check: &Check<'_>) -> bool {
    check.leaves().any(|(_, leaf)| leaf.path.steps().next().is_some_and(is_member))
}

fn check_unknown(check: &mut Check<'_>, number: usize, leaf: &Leaf, name: &str, about_a_bus: bool) {
    let meant = TEXTS.iter().chain(&OTHERS).find(|member| plain(member) == plain(name));
    if meant.is_none() && !about_a_bus {
        return;
    }
    let mut wants_value = false;
    for (alternative, _, test) in tests(leaf) {
        if *test != ValueTest::Absent {
            check.kill(number, alternative);
            wants_value = true;
        }
    }
    if !wants_value {
        return;
    }
    let help = match meant {
        Some(member) => format!("did you mean `{member}`?"),
        None => format!(
            "an event has {}; the fields that a service adds are within `detail`",
            TEXTS
                .iter()
                .chain(&OTHERS)
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    check.warn(
        PatternWarning::new(
            PatternLint::UnknownEnvelopeField,
            leaf.name.clone(),
            format!("no event of EventBridge has `{name}` at its top"),
            "never there",
        )
        .with_help(help),
    );
}

/// A field within a string.
fn check_within_text(check: &mut Check<'_>, number: usize, leaf: &Leaf, name: &str) {
    for (alternative, _, test) in tests(leaf) {
        if *test != ValueTest::Absent {
            check.kill(number, alternative);
        }
    }
    check.warn(
        PatternWarning::new(
            PatternLint::EnvelopeValue,
            leaf.name.clone(),
            format!("`{name}` is always a string, and nothing is within it"),
            "never there",
        )
        .with_help(format!("write `\"{name}\": [...]`")),
    );
}

fn check_text(check: &mut Check<'_>, number: usize, leaf: &Leaf) {
    let path = &leaf.path;
    for (alternative, place, test) in tests(leaf) {
        let (what, help) = match test {
            ValueTest::Number(literal) => {
                (format!("the number `{}`", literal.text), format!("write `\"{}\"`", literal.text))
            }
            ValueTest::Numeric(_) => {
                ("a comparison of numbers".to_owned(), "compare strings with `prefix`".to_owned())
            }
            ValueTest::Null | ValueTest::Boolean(_) => {
                ("a literal that is no string".to_owned(), "leave it out".to_owned())
            }
            ValueTest::Absent => {
                ("its absence".to_owned(), "every event has the field: leave it out".to_owned())
            }
            ValueTest::AnythingBut(AnythingBut::Numbers(_)) => {
                check.warn(
                    PatternWarning::new(
                        PatternLint::EnvelopeValue,
                        place.span.clone(),
                        format!(
                            "`{path}` is always a string, so to exclude numbers excludes nothing"
                        ),
                        "accepts every event",
                    )
                    .with_help("write the numbers as strings"),
                );
                continue;
            }
            // A number without its leading zeros is shorter.
            ValueTest::Text(text)
                if path.as_str() == "account" && is_number_of_other_length(text) =>
            {
                (format!("an account of {} digits", text.len()), "an account has 12".to_owned())
            }
            _ => continue,
        };
        check.kill(number, alternative);
        check.warn(
            PatternWarning::new(
                PatternLint::EnvelopeValue,
                place.span.clone(),
                format!("`{path}` is always a string, and this asks for {what}"),
                "never matches",
            )
            .with_help(help),
        );
    }
}

fn is_number_of_other_length(text: &str) -> bool {
    text.len() != 12 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name without what people mix up: case, `-` and `_`.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
