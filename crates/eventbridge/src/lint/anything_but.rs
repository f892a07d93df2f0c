//! `anything-but` and the fields that are null or not there.

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning, envelope};
use crate::pattern::Leaf;
use crate::value::{AnythingBut, ValueTest};

pub(super) fn check(check: &mut Check<'_>) {
    for (_, leaf) in check.leaves() {
        check_null(check, leaf);
        check_absence(check, leaf);
    }
}

/// Strings that are excluded in place of a field without a value.
fn check_null(check: &mut Check<'_>, leaf: &Leaf) {
    for (_, place, test) in tests(leaf) {
        let ValueTest::AnythingBut(AnythingBut::Texts(texts)) = test else { continue };
        let stands_for_null = |text: &&String| {
            ["", "null", "nil", "none", "undefined"].contains(&text.to_ascii_lowercase().as_str())
        };
        if envelope::is_always_text(&leaf.path) {
            continue;
        }
        let Some(text) = texts.iter().find(stands_for_null) else { continue };
        check.warn(
            PatternWarning::new(
                PatternLint::AnythingButNull,
                place.span.clone(),
                format!("this excludes the string `\"{text}\"` only: `null` still matches"),
                "accepts null, booleans and numbers",
            )
            .with_help(
                "a pattern cannot exclude `null`: list what is allowed, or leave it to the target",
            ),
        );
    }
}

/// A field that must be there for `anything-but` to hold.
fn check_absence(check: &mut Check<'_>, leaf: &Leaf) {
    let absence_is_asked =
        tests(leaf).any(|(_, _, test)| matches!(test, ValueTest::Absent | ValueTest::Present));
    if absence_is_asked || envelope::is_always_text(&leaf.path) {
        return;
    }
    let excluding = tests(leaf).find(|(_, _, test)| matches!(test, ValueTest::AnythingBut(_)));
    let Some((_, place, _)) = excluding else { return };
    check.warn(
        PatternWarning::new(
            PatternLint::AnythingButAbsent,
            place.span.clone(),
            format!("an event without `{}` does not match", leaf.path),
            "wants some other value",
        )
        .with_help("if such events are meant as well, add `{\"exists\": false}` to the array"),
    );
}
