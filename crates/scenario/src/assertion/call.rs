//! `call`: the API calls that the flow made.

use firedrill_record::{ApiOutcome, Hop, HopKind};

use super::{Judgement, Story};
use crate::file::{CallAssertion, OrNone};

/// Whether a call is like this one.
pub(super) fn is_like(story: Story<'_>, hop: &Hop, wanted: &CallAssertion) -> bool {
    let HopKind::ApiCall { service, operation, outcome, .. } = &hop.kind else { return false };
    let (code, text) = match outcome {
        ApiOutcome::Succeeded { .. } => ("none", None),
        ApiOutcome::Failed { code, message, .. } => (code.as_str(), Some(message.as_str())),
    };
    let message = wanted.message.as_ref().map(|text| text.map(|text| story.names.expand(text)));
    *operation == wanted.operation
        && wanted.service.as_ref().is_none_or(|wanted| wanted == service)
        && wanted.error.as_ref().is_none_or(|wanted| wanted == code)
        && message.is_none_or(|wanted| text.is_some_and(|text| wanted.holds(text)))
}

pub(super) fn judge(story: Story<'_>, wanted: &OrNone<CallAssertion>) -> Judgement {
    if story.is_unobservable(|kind| matches!(kind, HopKind::ApiCall { .. })) {
        return Judgement::not_evaluated("the backend does not show API calls");
    }
    let seen: Vec<&Hop> = story.flow_calls().collect();
    let last = seen.last().map(|hop| hop.id);
    let wanted = match wanted {
        OrNone::Some(wanted) => wanted,
        OrNone::None if seen.is_empty() => {
            return Judgement::passed("the flow made no call", None);
        }
        OrNone::None => {
            return Judgement::failed("the flow made a call", described(&seen), "none", last);
        }
    };
    let like: Vec<_> = seen.iter().filter(|hop| is_like(story, hop, wanted)).collect();
    let count = wanted.count.unwrap_or(1);
    if like.len() == count {
        let decided_by = like.last().map(|hop| hop.id);
        return Judgement::passed("the call was made as wanted", decided_by);
    }
    let message = format!("{} calls are like this", like.len());
    let expected = format!("{} × {}", count, conditions(wanted));
    let actual = if seen.is_empty() { "no call".to_owned() } else { described(&seen) };
    Judgement::failed(message, actual, expected, last)
}

pub(super) fn judge_never(story: Story<'_>, unwanted: &CallAssertion) -> Judgement {
    if story.is_unobservable(|kind| matches!(kind, HopKind::ApiCall { .. })) {
        return Judgement::not_evaluated("the backend does not show API calls");
    }
    match story.flow_calls().find(|hop| is_like(story, hop, unwanted)) {
        None => Judgement::passed("no such call was made", None),
        Some(hop) => Judgement::failed(
            "such a call was made",
            described(&[hop]),
            format!("never {}", conditions(unwanted)),
            Some(hop.id),
        ),
    }
}

/// One line for each call: what was called and how it ended.
pub(super) fn described(hops: &[&Hop]) -> String {
    let one = |hop: &&Hop| match &hop.kind {
        HopKind::ApiCall { service, operation, outcome, .. } => match outcome {
            ApiOutcome::Succeeded { .. } => format!("{service}:{operation} succeeded"),
            ApiOutcome::Failed { code, message, .. } => {
                format!("{service}:{operation} failed with {code}: {message}")
            }
        },
        _ => String::new(),
    };
    hops.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn conditions(wanted: &CallAssertion) -> String {
    let service = wanted.service.as_deref().map_or(String::new(), |service| format!("{service}:"));
    let mut text = format!("{service}{}", wanted.operation);
    match wanted.error.as_deref() {
        Some("none") => text.push_str(" that succeeded"),
        Some(code) => text.push_str(&format!(" that failed with {code}")),
        None => {}
    }
    if let Some(message) = &wanted.message {
        text.push_str(&format!(" and a message that {message}"));
    }
    text
}
