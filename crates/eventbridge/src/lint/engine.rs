//! Patterns of which event-ruler, the engine that the service embeds, gives another verdict than its
//! documentation and the user guide. Ours is the documented one; which way the service goes is not
//! recorded.

use std::collections::BTreeMap;

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning};
use crate::pattern::{Branch, Leaf};
use crate::value::{AnythingBut, ValueTest, Wildcard, WildcardPart};

/// So many branches are compared with each other: the work grows with their square.
const COMPARED: usize = 100;

pub(super) fn check(check: &mut Check<'_>) {
    check_branches(check);
    for (_, leaf) in check.leaves() {
        check_order(check, leaf);
    }
}

/// A branch of `$or` that is taken for one that is known, as it has an alternative in common with an
/// earlier one on each of the same fields.
fn check_branches(check: &mut Check<'_>) {
    let branches = check.pattern.branches();
    for (position, later) in branches.iter().enumerate().take(COMPARED) {
        let earlier = branches.iter().take(position).find(|earlier| {
            let pairs = pairs_of(check, earlier, later);
            pairs.is_some_and(|pairs| is_taken_for_known(&pairs))
        });
        let Some(earlier) = earlier else { continue };
        let mut choices = earlier.choices.iter().zip(&later.choices);
        let Some((first, second)) = choices.find(|(one, other)| one.object != other.object) else {
            continue;
        };
        check.warn(
            PatternWarning::new(
                PatternLint::LostBranch,
                second.object.clone(),
                "the engine that EventBridge embeds may lose this branch of `$or`: on each field it \
                 has an alternative in common with an earlier one",
                "may never match",
            )
            .at(first.object.clone(), "has the same fields")
            .with_help(
                "give each alternative to one branch only, or ask for something else in one of them",
            ),
        );
        return;
    }
}

/// The leaves of two branches that are about the same fields, field by field.
fn pairs_of<'p>(
    check: &Check<'p>,
    one: &Branch,
    other: &Branch,
) -> Option<Vec<(&'p Leaf, &'p Leaf)>> {
    let leaves = |branch: &Branch| -> BTreeMap<&'p str, &'p Leaf> {
        let leaves = branch.leaves.iter().filter_map(|leaf| check.pattern.leaves().get(*leaf));
        leaves.map(|leaf| (leaf.path.as_str(), leaf)).collect()
    };
    let (one, other) = (leaves(one), leaves(other));
    let pairs = one.iter().map(|(path, leaf)| Some((*leaf, *other.get(path)?)));
    if one.len() == other.len() { pairs.collect() } else { None }
}

/// Whether the later leaves share an alternative with each of the earlier ones, and ask for more.
fn is_taken_for_known(pairs: &[(&Leaf, &Leaf)]) -> bool {
    let knows = |earlier: &Leaf, test: &ValueTest| earlier.tests().any(|known| known == test);
    pairs.iter().all(|(earlier, later)| later.tests().any(|test| knows(earlier, test)))
        && pairs.iter().any(|(earlier, later)| later.tests().any(|test| !knows(earlier, test)))
}

/// An alternative that ignores case and follows a wildcard that starts with `*`.
fn check_order(check: &mut Check<'_>, leaf: &Leaf) {
    let wildcard = tests(leaf).find(|(_, _, test)| starts_with_star(test));
    let Some((first, wildcard, _)) = wildcard else { return };
    let follower = tests(leaf).find(|(number, _, test)| *number > first && ignores_case(test));
    let Some((_, place, _)) = follower else { return };
    check.warn(
        PatternWarning::new(
            PatternLint::WildcardBeforeIgnoreCase,
            place.span.clone(),
            format!(
                "in the engine that EventBridge embeds, this alternative of `{}` may match anywhere in \
                 a string, as it follows a wildcard that starts with `*`",
                leaf.path
            ),
            "may look anywhere",
        )
        .at(wildcard.span.clone(), "comes first")
        .with_help("put the alternative that ignores case before the wildcard"),
    );
}

fn starts_with_star(test: &ValueTest) -> bool {
    let starts = |wildcard: &Wildcard| wildcard.parts().first() == Some(&WildcardPart::Star);
    match test {
        ValueTest::Wildcard(wildcard) => starts(wildcard),
        ValueTest::AnythingBut(AnythingBut::Wildcards(wildcards)) => wildcards.iter().any(starts),
        _ => false,
    }
}

fn ignores_case(test: &ValueTest) -> bool {
    matches!(
        test,
        ValueTest::EqualsIgnoringCase(_)
            | ValueTest::PrefixIgnoringCase(_)
            | ValueTest::SuffixIgnoringCase(_)
            | ValueTest::AnythingBut(AnythingBut::IgnoringCase(_))
    )
}
