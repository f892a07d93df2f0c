//! Patterns that no event can match, and branches of `$or` that none can.

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning};
use crate::pattern::{Branch, Leaf};

pub(super) fn check(check: &mut Check<'_>) {
    let branches = check.pattern.branches();
    let dead: Vec<Option<&Leaf>> =
        branches.iter().map(|branch| impossible_leaf(check, branch)).collect();
    if dead.iter().all(Option::is_some) {
        if let Some(leaf) = dead.first().copied().flatten() {
            let branches = if branches.len() > 1 { "in any branch of `$or` " } else { "" };
            check.warn(
                PatternWarning::new(
                    PatternLint::Impossible,
                    leaf.span.clone(),
                    format!(
                        "no event matches this pattern: nothing {branches}can satisfy `{}`",
                        leaf.path
                    ),
                    "accepts nothing",
                )
                .with_help("the other warnings about this field say why"),
            );
        }
        return;
    }
    for (branch, leaf) in branches.iter().zip(dead) {
        let (Some(leaf), Some(choice)) = (leaf, branch.choices.last()) else { continue };
        check.warn(
            PatternWarning::new(
                PatternLint::Impossible,
                leaf.span.clone(),
                format!(
                    "no event matches this branch of `$or`: nothing can satisfy `{}`",
                    leaf.path
                ),
                "accepts nothing",
            )
            .at(choice.object.clone(), "in this branch")
            .with_help("the other warnings about this field say why"),
        );
        // One is enough: branches that share the leaf would all say the same.
        return;
    }
}

/// A leaf of a branch none of whose alternatives can accept anything.
fn impossible_leaf<'p>(check: &Check<'p>, branch: &Branch) -> Option<&'p Leaf> {
    branch.leaves.iter().find_map(|number| {
        let leaf = check.pattern.leaves().get(*number)?;
        tests(leaf).all(|(alternative, _, _)| check.is_dead(*number, alternative)).then_some(leaf)
    })
}
