//! Generated histories: in any order they are the same, and one change is one difference.

use firedrill_states::{DifferenceKind, HistoryDifference};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::compare;
use crate::planned::{Part, Plan, plan};

/// Gives every state a name of its own, as every machine has it; iterations share theirs.
fn name(parts: &mut [Part], next: &mut usize) {
    for part in parts {
        *next += 1;
        let own = format!("State {next}");
        match part {
            Part::Pass { name } | Part::Task { name, .. } => *name = own,
            Part::Map { name: map, items } => {
                *map = own;
                let first = *next;
                let mut last = first;
                for item in items {
                    let mut next = first;
                    name(item, &mut next);
                    last = last.max(next);
                }
                *next = last;
            }
            Part::Parallel { name: parallel, branches } => {
                *parallel = own;
                for branch in branches {
                    name(branch, next);
                }
            }
        }
    }
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let unnamed = String::new;
    let leaf = prop_oneof![
        Just(Part::Pass { name: unnamed() }),
        (1..4_usize).prop_map(move |attempts| Part::Task { name: unnamed(), attempts }),
    ];
    let part = leaf.prop_recursive(3, 24, 4, move |inner| {
        let strands = prop::collection::vec(prop::collection::vec(inner, 1..3), 1..4);
        prop_oneof![
            strands.clone().prop_map(move |items| Part::Map { name: unnamed(), items }),
            strands.prop_map(move |branches| Part::Parallel { name: unnamed(), branches }),
        ]
    });
    prop::collection::vec(part, 1..4)
}

fn plans() -> impl Strategy<Value = Plan> {
    parts().prop_map(|mut parts| {
        name(&mut parts, &mut 0);
        plan(&parts)
    })
}

/// Takes an event out; what followed from it follows from what it followed from.
fn without(events: &[Value], place: usize) -> Vec<Value> {
    let (id, previous) = (&events[place]["id"], &events[place]["previousEventId"]);
    let mut left = events.to_vec();
    left.remove(place);
    for event in &mut left {
        if event["previousEventId"] == *id {
            event["previousEventId"] = previous.clone();
        }
    }
    left
}

/// Numbers events anew, with gaps, and lists them the other way round.
fn renumbered(events: &[Value]) -> Vec<Value> {
    let mut events = events.to_vec();
    for event in &mut events {
        for member in ["id", "previousEventId"] {
            event[member] = json!(event[member].as_u64().unwrap() * 3);
        }
    }
    events.reverse();
    events
}

fn mirrored(difference: HistoryDifference) -> HistoryDifference {
    let HistoryDifference { mut place, kind } = difference;
    // The place of an event in both is told as in the one that is expected.
    if place.expected_id.is_some() && place.actual_id.is_some() {
        place.attempt = 0;
        place.iterations.clear();
    }
    std::mem::swap(&mut place.expected_id, &mut place.actual_id);
    let kind = match kind {
        DifferenceKind::Missing { following } => DifferenceKind::Unexpected { following },
        DifferenceKind::Unexpected { following } => DifferenceKind::Missing { following },
        DifferenceKind::Previous { expected, actual } => {
            DifferenceKind::Previous { expected: actual, actual: expected }
        }
        DifferenceKind::Time { expected, actual } => {
            DifferenceKind::Time { expected: actual, actual: expected }
        }
        DifferenceKind::Details(mut values) => {
            for value in &mut values {
                std::mem::swap(&mut value.expected, &mut value.actual);
            }
            values.sort_by(|a, b| (&a.member, &a.path).cmp(&(&b.member, &b.path)));
            DifferenceKind::Details(values)
        }
    };
    HistoryDifference { place, kind }
}

fn sorted(found: impl IntoIterator<Item = HistoryDifference>) -> Vec<String> {
    let mut found: Vec<_> = found.into_iter().map(|found| format!("{found:?}")).collect();
    found.sort();
    found
}

/// Whether branches begin at an event: taken out, it takes a level of the graph along.
fn is_fork(event: &Value) -> bool {
    ["MapStateStarted", "ParallelStateStarted"].iter().any(|fork| event["type"] == **fork)
}

proptest! {
    #[test]
    fn a_history_is_the_same_in_every_order(plan in plans(), one: u64, other: u64) {
        let (one, other) = (plan.in_order(one), plan.in_order(other));
        prop_assert_eq!(compare(&one, &other), []);
        prop_assert_eq!(compare(&one, &renumbered(&other)), []);
    }

    #[test]
    fn what_one_event_tells_is_one_difference(
        plan in plans(), one: u64, other: u64, which: Index,
    ) {
        let expected = plan.in_order(one);
        let mut actual = plan.in_order(other);
        let changed = which.get(&actual).clone();
        let place = actual.iter().position(|event| *event == changed).unwrap();
        actual[place]["changedEventDetails"] = json!({ "changed": true });
        let found = compare(&expected, &actual);
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        prop_assert_eq!(found[0].place.actual_id.unwrap().0, place as u64 + 1);
        prop_assert!(matches!(found[0].kind, DifferenceKind::Details(_)), "{:?}", found);
        let back = compare(&actual, &expected).into_iter().map(mirrored);
        prop_assert_eq!(sorted(back), sorted(found.into_iter().map(mirrored).map(mirrored)));
    }

    #[test]
    fn an_event_that_is_missing_is_one_difference(
        plan in plans(), one: u64, other: u64, which: Index,
    ) {
        let expected = plan.in_order(one);
        let all = plan.in_order(other);
        let place = which.index(all.len());
        prop_assume!(!is_fork(&all[place]));
        let found = compare(&expected, &without(&all, place));
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        prop_assert_eq!(&found[0].kind, &DifferenceKind::Missing { following: 0 });
        prop_assert_eq!(&json!(found[0].place.event_type), &all[place]["type"]);
    }

    #[test]
    fn either_way_round_finds_the_same(left in plans(), right in plans(), one: u64, other: u64) {
        let (left, right) = (left.in_order(one), right.in_order(other));
        let found = compare(&left, &right);
        let back = compare(&right, &left).into_iter().map(mirrored);
        prop_assert_eq!(sorted(found.into_iter().map(mirrored).map(mirrored)), sorted(back));
    }

    /// Any events that follow from earlier ones: whatever they are, a history equals itself.
    #[test]
    fn no_history_is_too_odd(
        events in prop::collection::vec((0..9_usize, any::<Index>(), 0..3_u64), 1..40),
    ) {
        let types = ["MapStateStarted", "ParallelStateStarted", "MapIterationStarted",
            "MapStateSucceeded", "ParallelStateFailed", "MapStateExited", "MapStateEntered",
            "ExecutionFailed", "TaskScheduled"];
        let events: Vec<_> = events.into_iter().enumerate().map(|(place, (kind, previous, name))| {
            json!({ "id": place + 1, "previousEventId": previous.index(place + 1), "type": types[kind],
                "someEventDetails": { "name": name.to_string(), "index": name } })
        }).collect();
        prop_assert_eq!(compare(&events, &events), []);
        let fewer = &events[..events.len() / 2 + 1];
        let found = compare(&events, fewer);
        let back = compare(fewer, &events).into_iter().map(mirrored);
        prop_assert_eq!(sorted(back), sorted(found.into_iter().map(mirrored).map(mirrored)));
    }
}
