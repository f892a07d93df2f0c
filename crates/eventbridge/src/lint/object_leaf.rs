//! Leaves at paths that lead to objects, where there is nothing to match.

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning};
use crate::pattern::{FieldPath, Leaf};
use crate::value::ValueTest;

pub(super) fn check(check: &mut Check<'_>) {
    for (number, leaf) in check.leaves() {
        if leaf.path.as_str() == "detail" {
            check_detail(check, number, leaf);
        } else if tests(leaf)
            .any(|(_, _, test)| matches!(test, ValueTest::Present | ValueTest::Absent))
            && let Some(within) = field_within(check, number, &leaf.path)
        {
            check_known(check, leaf, within);
        }
    }
}

/// `detail` of every event is an object ("PutEventsRequestEntry" in the API reference).
fn check_detail(check: &mut Check<'_>, number: usize, leaf: &Leaf) {
    let mut accepts_absence = false;
    for (alternative, _, test) in tests(leaf) {
        if *test == ValueTest::Absent {
            accepts_absence = true;
        } else {
            check.kill(number, alternative);
        }
    }
    let consequence = if accepts_absence { "always holds" } else { "never holds" };
    check.warn(
        PatternWarning::new(
            PatternLint::ObjectLeaf,
            leaf.span.clone(),
            "`detail` is an object, and only strings, numbers, booleans and null are matched",
            consequence,
        )
        .with_help("ask for a field within it"),
    );
}

/// `exists` on a path that the pattern itself goes on from.
fn check_known(check: &mut Check<'_>, leaf: &Leaf, within: &FieldPath) {
    let path = &leaf.path;
    for (_, place, test) in tests(leaf) {
        let consequence = match test {
            ValueTest::Present => "never holds where the path leads to an object",
            ValueTest::Absent => "always holds where the path leads to an object",
            _ => continue,
        };
        check.warn(
            PatternWarning::new(
                PatternLint::ObjectLeaf,
                place.span.clone(),
                format!("`exists` is about values, and `{path}` holds `{within}`: it is an object"),
                consequence,
            )
            .with_help(format!("move `exists` to a field within `{path}` that is always there")),
        );
    }
}

/// A field that the pattern asks for within a path, in the same branch.
fn field_within<'p>(check: &Check<'p>, number: usize, path: &FieldPath) -> Option<&'p FieldPath> {
    let leaves = check.pattern.leaves();
    check.pattern.branches().iter().filter(|branch| branch.leaves.contains(&number)).find_map(
        |branch| {
            branch
                .leaves
                .iter()
                .filter_map(|other| leaves.get(*other))
                .map(|other| &other.path)
                .find(|other| {
                    let rest = other.as_str().strip_prefix(path.as_str());
                    rest.is_some_and(|rest| rest.starts_with('.'))
                })
        },
    )
}
