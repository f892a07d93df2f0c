//! `$or` that makes no difference.

use std::collections::BTreeSet;

use super::check::Check;
use super::{PatternLint, PatternWarning};
use crate::json::compact;
use crate::pattern::Branch;

/// So many branches are compared with each other: the work grows with their square.
const COMPARED: usize = 100;

/// What a branch asks, as paths with the texts of their alternatives.
type Asks<'p> = BTreeSet<(&'p str, String)>;

pub(super) fn check(check: &mut Check<'_>) {
    let branches = check.pattern.branches();
    if branches.len() < 2 {
        return;
    }
    let asks: Vec<Asks<'_>> =
        branches.iter().take(COMPARED).map(|branch| asks(check, branch)).collect();
    for (position, (branch, wide)) in branches.iter().zip(&asks).enumerate() {
        for (other_position, (other, narrow)) in branches.iter().zip(&asks).enumerate() {
            let equal_and_later = wide == narrow && other_position > position;
            if position != other_position
                && wide.is_subset(narrow)
                && (wide != narrow || equal_and_later)
                && let Some(warning) = needless(branch, other, wide == narrow)
            {
                check.warn(warning);
                return;
            }
        }
    }
}

fn needless(kept: &Branch, needless: &Branch, equal: bool) -> Option<PatternWarning> {
    let (kept, needless) = kept
        .choices
        .iter()
        .zip(&needless.choices)
        .find(|(one, other)| one.object != other.object)?;
    let message = if equal {
        "two branches of `$or` ask for the same"
    } else {
        "a branch of `$or` asks for all that another one asks for, and more"
    };
    Some(
        PatternWarning::new(
            PatternLint::OrWithoutEffect,
            needless.object.clone(),
            message,
            "this branch lets nothing more through",
        )
        .at(kept.object.clone(), "than this one does")
        .with_help(
            "leave the branch out; if a field outside of `$or` overwrites one inside, name it in \
             one place only",
        ),
    )
}

fn asks<'p>(check: &Check<'p>, branch: &Branch) -> Asks<'p> {
    let leaves = branch.leaves.iter().filter_map(|leaf| check.pattern.leaves().get(*leaf));
    leaves
        .map(|leaf| {
            let mut text = String::new();
            // A pattern that was parsed has no fault.
            let _ = compact(check.text(&leaf.span), &mut text);
            (leaf.path.as_str(), text)
        })
        .collect()
}
