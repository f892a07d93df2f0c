//! The index of many rules against the oracle and the matcher of a single one.

use firedrill_eventbridge::{EventPattern, RuleIndex, Scratch};
use proptest::prelude::*;
use proptest::sample::Index;

use super::events::{self, Json};
use super::patterns::{self, Pattern};
use super::{cases, oracle};

/// How many sets of rules are tried for each pair that is tried of the single matcher.
const SETS: u32 = 50;

proptest! {
    #![proptest_config(ProptestConfig { cases: cases().div_ceil(SETS), ..ProptestConfig::default() })]

    #[test]
    fn index_agrees_with_the_oracle_and_the_single_matcher(
        (rules, events) in rules_and_events(),
        removals in prop::collection::vec(any::<Index>(), 0..12),
        replacement in any::<(Index, Index)>(),
    ) {
        let parsed: Vec<EventPattern> =
            rules.iter().map(|rule| EventPattern::parse(&rule.write()).unwrap()).collect();
        let mut index = RuleIndex::new();
        let mut present: Vec<(usize, usize)> = Vec::new();
        for (id, pattern) in parsed.iter().enumerate() {
            prop_assert!(!index.insert(id, pattern));
            present.push((id, id));
        }
        let mut scratch = Scratch::new();
        agrees(&index, &present, &rules, &parsed, &events, &mut scratch)?;

        for removal in removals {
            let id = removal.index(rules.len());
            let known = present.iter().any(|(present, _)| *present == id);
            prop_assert_eq!(index.contains(&id), known);
            prop_assert_eq!(index.remove(&id), known);
            present.retain(|(present, _)| *present != id);
        }
        let (id, pattern) = (replacement.0.index(rules.len()), replacement.1.index(rules.len()));
        let known = present.iter().any(|(present, _)| *present == id);
        prop_assert_eq!(index.insert(id, &parsed[pattern]), known);
        present.retain(|(present, _)| *present != id);
        present.push((id, pattern));
        agrees(&index, &present, &rules, &parsed, &events, &mut scratch)?;
    }
}

/// Checks which rules match each event: the ids that are present, each with its pattern.
fn agrees(
    index: &RuleIndex<usize>,
    present: &[(usize, usize)],
    rules: &[Pattern],
    parsed: &[EventPattern],
    events: &[Json],
    scratch: &mut Scratch,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(index.len(), present.len());
    for event in events {
        let text = event.write();
        let expected: Vec<&usize> = present
            .iter()
            .filter(|(_, pattern)| oracle::matches(&rules[*pattern], event))
            .map(|(id, _)| id)
            .collect();
        let found = index.matching_with(&text, scratch).unwrap();
        prop_assert_eq!(&found, &expected, "{} on {:?}", &text, rules);
        for (id, pattern) in present {
            let matched = parsed[*pattern].matches_with(&text, scratch).unwrap();
            prop_assert_eq!(matched, found.contains(&id));
        }
    }
    Ok(())
}

/// Rules of any form with events of any form, or both about arrays of objects; enough rules for
/// keys to be crowded.
fn rules_and_events() -> impl Strategy<Value = (Vec<Pattern>, Vec<Json>)> {
    let rules = 1..40_usize;
    let events = 1..4_usize;
    prop_oneof![
        (
            prop::collection::vec(patterns::object(), rules.clone()),
            prop::collection::vec(events::object(), events.clone()),
        ),
        (
            prop::collection::vec(patterns::of_arrays(), rules),
            prop::collection::vec(events::of_arrays(), events),
        ),
    ]
}

/// Rules that come and go until the index has been cleared several times.
#[test]
fn rules_that_were_removed_are_cleared_away() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut draw =
        |strategy: BoxedStrategy<Pattern>| strategy.new_tree(&mut runner).unwrap().current();
    let rules: Vec<Pattern> = (0..300).map(|_| draw(patterns::object().boxed())).collect();
    let parsed: Vec<EventPattern> =
        rules.iter().map(|rule| EventPattern::parse(&rule.write()).unwrap()).collect();
    let mut runner = TestRunner::deterministic();
    let events: Vec<Json> =
        (0..20).map(|_| events::object().new_tree(&mut runner).unwrap().current()).collect();
    let mut index = RuleIndex::new();
    let mut present = Vec::new();
    let mut scratch = Scratch::new();
    for round in 0..3 {
        for (number, pattern) in parsed.iter().enumerate() {
            let id = round * rules.len() + number;
            index.insert(id, pattern);
            present.push((id, number));
        }
        let stays = |id: usize| id % 7 == round;
        for (id, _) in &present {
            assert!(stays(*id) || index.remove(id));
        }
        present.retain(|(id, _)| stays(*id));
        agrees(&index, &present, &rules, &parsed, &events, &mut scratch).unwrap();
    }
    assert!(index.matching("{").is_err() && RuleIndex::<u8>::new().matching("{").is_err());
}
