//! The matcher against a small, slow and obviously right one, on generated patterns and events.
//!
//! The oracle never reads JSON: it is given the trees from which the texts are written. So it
//! shares nothing with the matcher but the meaning. `PROPTEST_CASES` sets how many pairs are tried.

#[cfg(test)]
mod events;
#[cfg(test)]
mod index;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod patterns;

use firedrill_eventbridge::{EventPattern, PatternLint};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn matcher_and_explanation_agree_with_the_oracle(
        (pattern, event) in pair(),
    ) {
        let (pattern_text, event_text) = (pattern.write(), event.write());
        let parsed = EventPattern::parse(&pattern_text);
        prop_assert!(parsed.is_ok(), "{pattern_text}: {}", parsed.unwrap_err());
        let parsed = parsed.unwrap();
        let expected = oracle::matches(&pattern, &event);
        let matched = parsed.matches(&event_text).unwrap();
        prop_assert_eq!(matched, expected, "{} on {}", &pattern_text, &event_text);

        let explanation = parsed.explain(&event_text).unwrap();
        prop_assert_eq!(explanation.matched, matched);
        let deciding = explanation.branch().unwrap();
        prop_assert_eq!(deciding.matched, matched);
        for branch in &explanation.branches {
            let all_hold = branch.leaves.iter().all(|leaf| leaf.matched);
            prop_assert_eq!(branch.matched, all_hold && branch.conflict.is_none(), "{}", explanation);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn an_alternative_that_lint_calls_needless_is_needless(
        (pattern, event) in pair(),
    ) {
        let (text, event) = (pattern.write(), event.write());
        let whole = EventPattern::parse(&text).unwrap();
        for warning in whole.lint() {
            if warning.lint() != PatternLint::NeedlessAlternative {
                continue;
            }
            let less = EventPattern::parse(&without(&text, warning.span())).unwrap();
            prop_assert_eq!(
                whole.matches(&event).unwrap(),
                less.matches(&event).unwrap(),
                "{} on {}: {}",
                &text,
                &event,
                warning
            );
        }
    }
}

/// A pattern without what stands at a place of an array, and without one comma beside it.
#[cfg(test)]
fn without(text: &str, span: std::ops::Range<usize>) -> String {
    let before = text.get(..span.start).unwrap().trim_end();
    let after = text.get(span.end..).unwrap().trim_start();
    match (before.strip_suffix(','), after.strip_prefix(',')) {
        (_, Some(after)) => format!("{before}{after}"),
        (Some(before), None) => format!("{before}{after}"),
        (None, None) => panic!("the only alternative of its array is needless: {text}"),
    }
}

/// A pattern of any form with an event of any form, or both about arrays of objects.
#[cfg(test)]
fn pair() -> impl Strategy<Value = (patterns::Pattern, events::Json)> {
    prop_oneof![
        (patterns::object(), events::object()),
        (patterns::of_arrays(), events::of_arrays()),
    ]
}

/// The generators reach what the property is about: both verdicts, `$or`, and array conflicts.
#[test]
fn generated_pairs_are_worth_trying() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut matched, mut missed, mut chosen, mut conflicts) = (0, 0, 0, 0);
    for _ in 0..2000 {
        let (pattern, event) = pair().new_tree(&mut runner).unwrap().current();
        let pattern = EventPattern::parse(&pattern.write()).unwrap();
        let explanation = pattern.explain(&event.write()).unwrap();
        *(if explanation.matched { &mut matched } else { &mut missed }) += 1;
        chosen += usize::from(explanation.matched && explanation.branches.len() > 1);
        conflicts += usize::from(explanation.branch().unwrap().conflict.is_some());
    }
    let reached = [matched, missed, chosen, conflicts];
    assert!(matched > 200 && missed > 200 && chosen > 20 && conflicts > 20, "{reached:?}");
}

/// How many pairs are tried unless `PROPTEST_CASES` says otherwise.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3000)
}
