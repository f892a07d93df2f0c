//! Alternatives that add nothing to their leaf, because others accept the same and more.

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning};
use crate::json::compact;
use crate::pattern::Leaf;
use crate::value::{Seen, ValueTest};

pub(super) fn check(check: &mut Check<'_>) {
    for (_, leaf) in check.leaves() {
        if let Some(warning) = takes_everything(leaf) {
            check.warn(warning);
        } else {
            needless(check, leaf);
        }
        undocumented(check, leaf);
    }
}

/// `exists: true` beside something narrower, or beside `exists: false`.
fn takes_everything(leaf: &Leaf) -> Option<PatternWarning> {
    let (_, place, _) = tests(leaf).find(|(_, _, test)| **test == ValueTest::Present)?;
    let other = tests(leaf).find(|(_, _, test)| **test != ValueTest::Present)?;
    let either = tests(leaf).any(|(_, _, test)| *test == ValueTest::Absent);
    let (message, help) = if either {
        ("the field may be there or not, so nothing is asked of it", "leave the field out")
    } else {
        (
            "`exists: true` accepts every value, so the other alternatives ask for nothing",
            "alternatives are joined by or: leave `exists` out, as the others want the field anyway",
        )
    };
    Some(
        PatternWarning::new(
            PatternLint::TakesEverything,
            place.span.clone(),
            format!("`{}`: {message}", leaf.path),
            "accepts every value",
        )
        .at(other.1.span.clone(), "makes no difference")
        .with_help(help),
    )
}

fn needless(check: &mut Check<'_>, leaf: &Leaf) {
    for (number, place, test) in tests(leaf) {
        let covering = tests(leaf).find(|(other, _, wide)| {
            *other != number && covers(wide, test) && (*other < number || !covers(test, wide))
        });
        let Some((_, wide_place, wide)) = covering else { continue };
        // Numbers in several spellings are told of once for the whole list.
        if matches!((test, wide), (ValueTest::Number(_), ValueTest::Number(_))) {
            continue;
        }
        let (text, wide_text) = (written(check, &place.span), written(check, &wide_place.span));
        let message = if covers(test, wide) {
            format!("`{text}` is listed twice")
        } else {
            format!("`{text}` adds nothing to `{wide_text}`")
        };
        check.warn(
            PatternWarning::new(
                PatternLint::NeedlessAlternative,
                place.span.clone(),
                message,
                "makes no difference",
            )
            .at(wide_place.span.clone(), "accepts the same")
            .with_help("leave it out"),
        );
    }
}

/// Whether one alternative surely accepts all that another one accepts.
fn covers(wide: &ValueTest, narrow: &ValueTest) -> bool {
    match (wide, narrow) {
        (ValueTest::Number(one), ValueTest::Number(other)) => match (one.value, other.value) {
            (Some(one), Some(other)) => one == other,
            _ => one.text == other.text,
        },
        (ValueTest::Address { range: one, .. }, ValueTest::Address { range: other, .. }) => {
            one == other
        }
        (wide, narrow) if wide == narrow => true,
        (ValueTest::Prefix(wide), ValueTest::Prefix(narrow)) => narrow.starts_with(wide.as_str()),
        (ValueTest::Suffix(wide), ValueTest::Suffix(narrow)) => narrow.ends_with(wide.as_str()),
        (
            ValueTest::Prefix(_)
            | ValueTest::PrefixIgnoringCase(_)
            | ValueTest::Suffix(_)
            | ValueTest::SuffixIgnoringCase(_)
            | ValueTest::EqualsIgnoringCase(_)
            | ValueTest::Wildcard(_),
            ValueTest::Text(text),
        ) => wide.accepts(Seen::Text(text)),
        (ValueTest::Numeric(range), ValueTest::Number(literal)) => {
            literal.value.is_some_and(|value| range.contains(value))
        }
        _ => false,
    }
}

fn undocumented(check: &mut Check<'_>, leaf: &Leaf) {
    for (_, place, test) in tests(leaf) {
        if matches!(test, ValueTest::Exactly(_)) {
            check.warn(
                PatternWarning::new(
                    PatternLint::UndocumentedOperator,
                    place.span.clone(),
                    "`exactly` is an operator of event-ruler that EventBridge does not document",
                    "may be refused",
                )
                .with_help("write the string itself"),
            );
        }
    }
}

/// An alternative as it is written, without white space.
fn written(check: &Check<'_>, span: &std::ops::Range<usize>) -> String {
    let mut text = String::new();
    // A pattern that was parsed has no fault.
    let _ = compact(check.text(span), &mut text);
    text
}
