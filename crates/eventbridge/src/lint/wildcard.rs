//! Wildcards: those that are nearly refused, and those that need not be wildcards.

use std::collections::BTreeSet;

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning};
use crate::pattern::{Alternative, Limits, complexities};
use crate::value::{AddressRange, ValueTest, Wildcard, WildcardPart};

/// How far below the cap a leaf is close to it.
const CLOSE: usize = 2;

pub(super) fn check(check: &mut Check<'_>) {
    check_complexity(check);
    for (_, leaf) in check.leaves() {
        for (_, place, test) in tests(leaf) {
            let warning = match test {
                ValueTest::Wildcard(wildcard) if wildcard.parts() == [WildcardPart::Star] => {
                    any_string(place)
                }
                ValueTest::Prefix(text) | ValueTest::Suffix(text) if text.is_empty() => {
                    any_string(place)
                }
                ValueTest::Wildcard(wildcard) => match simpler(wildcard) {
                    Some(instead) => PatternWarning::new(
                        PatternLint::NeedlessWildcard,
                        place.span.clone(),
                        "this can be said more simply",
                        "needs no operator of its own",
                    )
                    .with_help(instead),
                    None => continue,
                },
                _ => continue,
            };
            check.warn(warning);
        }
    }
}

fn any_string(place: &Alternative) -> PatternWarning {
    PatternWarning::new(
        PatternLint::NeedlessWildcard,
        place.span.clone(),
        "this asks nothing of the text",
        "accepts any string, but no number, boolean or null",
    )
    .with_help("if any value will do, use `{\"exists\": true}`, which accepts those too")
}

/// Fields whose wildcards are close to the cap, each told of once.
fn check_complexity(check: &mut Check<'_>) {
    let (leaves, cap) = (check.pattern.leaves(), Limits::SERVICE.complexity);
    let mut told = BTreeSet::new();
    for field in complexities(leaves, check.pattern.branches(), cap) {
        let Some(leaf) = leaves.get(field.leaf) else { continue };
        if field.complexity + CLOSE < cap || !told.insert(field.leaf) {
            continue;
        }
        check.warn(
            PatternWarning::new(
                PatternLint::WildcardComplexity,
                leaf.span.clone(),
                format!(
                    "the wildcards of `{}` have a complexity of {}, and {cap} is refused",
                    leaf.path, field.complexity
                ),
                "one more wildcard, or one more repetition after a `*`, may be too much",
            )
            .with_help(
                "use `prefix` or `suffix` where they do, or split the alternatives into several rules",
            ),
        );
    }
}

/// What says the same as a wildcard. The text of an IP address has no simpler form: as a literal it
/// would be compared as an address, and a wildcard is how to compare it as a string.
fn simpler(wildcard: &Wildcard) -> Option<String> {
    let parts = wildcard.parts();
    let stars = parts.iter().filter(|part| **part == WildcardPart::Star).count();
    let plain: Vec<u8> = parts
        .iter()
        .filter_map(|part| match part {
            WildcardPart::Byte(byte) => Some(*byte),
            WildcardPart::Star => None,
        })
        .collect();
    let plain = String::from_utf8(plain).ok()?;
    let text = serde_json::Value::from(plain.as_str()).to_string();
    match (stars, parts.first(), parts.last()) {
        (0, ..) if AddressRange::of_address(&plain).is_some() => None,
        (0, ..) => Some(format!("there is no `*` in it: write `{text}`, if that is meant")),
        (1, Some(WildcardPart::Star), _) => Some(format!("write `{{\"suffix\": {text}}}`")),
        (1, _, Some(WildcardPart::Star)) => Some(format!("write `{{\"prefix\": {text}}}`")),
        _ => None,
    }
}
