//! `rule` and `input`: what the rule said of the event, and what its target received.

use firedrill_record::{Hop, HopKind, LeafVerdict, TransformOutcome};

use super::{Judgement, Story};
use crate::file::{InputAssertion, RuleAssertion, RuleVerdict};

pub(super) fn judge_rule(story: Story<'_>, wanted: &RuleAssertion) -> Judgement {
    if story.is_unobservable(|kind| matches!(kind, HopKind::RuleEvaluated { .. })) {
        return Judgement::not_evaluated("the backend does not show what rules say");
    }
    let evaluations: Vec<(&Hop, bool, &[LeafVerdict])> = story
        .hops()
        .filter_map(|hop| match &hop.kind {
            HopKind::RuleEvaluated { rule, event_id, matched, leaves }
                if *rule == story.names.rule && story.is_stimulus_event(event_id) =>
            {
                Some((hop, *matched, leaves.as_slice()))
            }
            _ => None,
        })
        .collect();
    let expected = expected(wanted);
    let Some((last, _, _)) = evaluations.last() else {
        let message = "the rule saw no event";
        return Judgement::failed(message, "no event came to the rule", expected, None);
    };
    match wanted.verdict {
        RuleVerdict::Matched => match evaluations.iter().find(|(_, matched, _)| !matched) {
            None => Judgement::passed("the rule matched", Some(last.id)),
            Some((hop, _, leaves)) => Judgement::failed(
                "the rule did not match",
                failed_leaves(leaves),
                expected,
                Some(hop.id),
            ),
        },
        RuleVerdict::NotMatched => {
            if let Some((hop, _, _)) = evaluations.iter().find(|(_, matched, _)| *matched) {
                return Judgement::failed("the rule matched", "matched", expected, Some(hop.id));
            }
            let leaf_decided = wanted.leaf.as_ref().is_none_or(|leaf| {
                evaluations.iter().all(|(_, _, leaves)| {
                    leaves.iter().any(|verdict| !verdict.matched && verdict.path == *leaf)
                })
            });
            if leaf_decided {
                return Judgement::passed("the rule did not match", Some(last.id));
            }
            let leaves = evaluations.iter().flat_map(|(_, _, leaves)| leaves.iter());
            let leaves: Vec<LeafVerdict> = leaves.cloned().collect();
            let message = "the rule did not match for another reason";
            Judgement::failed(message, failed_leaves(&leaves), expected, Some(last.id))
        }
    }
}

fn expected(wanted: &RuleAssertion) -> String {
    match (wanted.verdict, &wanted.leaf) {
        (RuleVerdict::Matched, _) => "matched".to_owned(),
        (RuleVerdict::NotMatched, None) => "not matched".to_owned(),
        (RuleVerdict::NotMatched, Some(leaf)) => format!("not matched because of `{leaf}`"),
    }
}

fn failed_leaves(leaves: &[LeafVerdict]) -> String {
    let failed = leaves.iter().filter(|leaf| !leaf.matched);
    let reasons: Vec<String> =
        failed.map(|leaf| format!("`{}`: {}", leaf.path, leaf.reason)).collect();
    if reasons.is_empty() { "not matched".to_owned() } else { reasons.join("; ") }
}

/// Every input that was made of a stimulus must be as wanted, as every evaluation must be.
pub(super) fn judge_input(story: Story<'_>, wanted: &InputAssertion) -> Judgement {
    if story.is_unobservable(|kind| matches!(kind, HopKind::InputTransformed { .. })) {
        return Judgement::not_evaluated("the backend does not show what targets receive");
    }
    let (delivered, matcher) = match wanted {
        InputAssertion::Delivered(matcher) => (true, matcher),
        InputAssertion::NotDelivered(matcher) => (false, matcher),
    };
    let matcher = matcher.map(|text| story.names.expand(text));
    let expected = format!("{}: {matcher}", if delivered { "delivered" } else { "not delivered" });
    let mut last = None;
    for hop in story.hops().filter(|hop| story.is_of_stimulus_event(hop)) {
        let HopKind::InputTransformed { outcome, rule, .. } = &hop.kind else { continue };
        if *rule != story.names.rule {
            continue;
        }
        last = Some(hop.id);
        let (was_delivered, text) = match outcome {
            TransformOutcome::Delivered { input } => (true, input),
            TransformOutcome::NotDelivered { reason } => (false, reason),
        };
        if was_delivered != delivered || !matcher.holds(text) {
            let word = if was_delivered { "delivered" } else { "not delivered" };
            let message = "an input of the target is another";
            return Judgement::failed(message, format!("{word}: {text}"), expected, last);
        }
    }
    match last {
        Some(_) => Judgement::passed("every input of the target is as wanted", last),
        None => {
            let message = "the target's input was never made";
            Judgement::failed(message, "no event came to the target", expected, None)
        }
    }
}
