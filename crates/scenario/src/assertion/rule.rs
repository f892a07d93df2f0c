//! `rule` and `input`: what the rule said of the event, and what its target received.

use firedrill_record::{
    Comparison, Hop, HopKind, HopType, LeafVerdict, SeenInput, SeenRule, TransformOutcome,
};

use super::{Judged, Judgement, Story};
use crate::file::{InputAssertion, RuleAssertion, RuleVerdict};

/// Every evaluation that was made of a stimulus must be as wanted.
pub(super) fn judge_rule(story: Story<'_>, wanted: &RuleAssertion) -> Judged {
    story.require_complete(HopType::RuleEvaluated)?;
    let must_match = wanted.verdict == RuleVerdict::Matched;
    let is_as_wanted = |hop: &Hop| match evaluation(story, hop) {
        Some((matched, leaves)) => {
            let leaf_decided = wanted.leaf.as_ref().is_none_or(|leaf| {
                leaves.iter().any(|verdict| !verdict.matched && verdict.path == *leaf)
            });
            matched == must_match && (must_match || leaf_decided)
        }
        None => true,
    };
    let last = story.hops().filter(|hop| evaluation(story, hop).is_some()).last();
    let differs = story.hops().find(|hop| !is_as_wanted(hop));
    if differs.is_none() {
        // One that may be of the story decides where it differs, or where it is the only one.
        story.require_no_doubt(|hop| {
            evaluation(story, hop).is_some() && (last.is_none() || !is_as_wanted(hop))
        })?;
    }
    let decided_by = differs.or(last);
    let got = decided_by.and_then(|hop| evaluation(story, hop)).map(|(matched, leaves)| SeenRule {
        matched,
        failed_leaves: leaves.iter().filter(|leaf| !leaf.matched).cloned().collect(),
    });
    let comparison = Comparison::Rule { wanted: must_match, leaf: wanted.leaf.clone(), got };
    let holds = differs.is_none() && last.is_some();
    Ok(Judgement::of(holds, comparison, decided_by.map(|hop| hop.id)))
}

/// What the flow's rule said of a stimulus, if this hop says it.
fn evaluation<'a>(story: Story<'_>, hop: &'a Hop) -> Option<(bool, &'a [LeafVerdict])> {
    match &hop.kind {
        HopKind::RuleEvaluated { rule, matched, leaves, .. }
            if *rule == story.names.rule && story.is_of_stimulus_event(hop) =>
        {
            Some((*matched, leaves))
        }
        _ => None,
    }
}

/// Every input that was made of a stimulus must be as wanted.
pub(super) fn judge_input(story: Story<'_>, wanted: &InputAssertion) -> Judged {
    story.require_complete(HopType::InputTransformed)?;
    let (delivered, matcher) = match wanted {
        InputAssertion::Delivered(matcher) => (true, matcher),
        InputAssertion::NotDelivered(matcher) => (false, matcher),
    };
    let matcher = matcher.map(|text| story.names.expand(text));
    let differs = |hop: &Hop| {
        input(story, hop).is_some_and(|(was, text)| was != delivered || !matcher.holds(text))
    };
    let inputs = || story.hops().filter(|hop| input(story, hop).is_some());
    let last = inputs().last();
    let different = inputs().find(|hop| differs(hop));
    if different.is_none() {
        story.require_no_doubt(|hop| {
            input(story, hop).is_some() && (last.is_none() || differs(hop))
        })?;
    }
    let decided_by = different.or(last);
    let got = decided_by
        .and_then(|hop| input(story, hop))
        .map(|(delivered, text)| SeenInput { delivered, text: text.to_owned() });
    let comparison = Comparison::Input { delivered, wanted: matcher.conditions(), got };
    let holds = different.is_none() && last.is_some();
    Ok(Judgement::of(holds, comparison, decided_by.map(|hop| hop.id)))
}

/// Whether the flow's target was given anything of a stimulus, and what, if this hop says it.
fn input<'a>(story: Story<'_>, hop: &'a Hop) -> Option<(bool, &'a str)> {
    match &hop.kind {
        HopKind::InputTransformed { rule, outcome, .. }
            if *rule == story.names.rule && story.is_of_stimulus_event(hop) =>
        {
            Some(match outcome {
                TransformOutcome::Delivered { input } => (true, input),
                TransformOutcome::NotDelivered { reason } => (false, reason),
            })
        }
        _ => None,
    }
}
