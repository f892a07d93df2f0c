//! `message`: what was sent to the topic.

use firedrill_record::{Comparison, Hop, HopKind, HopType, MessageConditions, SeenMessage};

use super::amount::Amount;
use super::{Judged, Judgement, Story};
use crate::file::{MessageAssertion, OrNone};

/// Whether a hop is a message like this.
pub(super) fn is_like(story: Story<'_>, hop: &Hop, wanted: &MessageAssertion) -> bool {
    let HopKind::MessagePublished { subject, body, .. } = &hop.kind else { return false };
    let expand = |text: &str| story.names.expand(text);
    let wanted_subject = wanted.subject.as_ref().map(|text| text.map(expand));
    let wanted_body = wanted.body.as_ref().map(|text| text.map(expand));
    wanted_subject
        .is_none_or(|wanted| subject.as_ref().is_some_and(|subject| wanted.holds(subject)))
        && wanted_body.is_none_or(|wanted| wanted.holds(body))
}

pub(super) fn judge(story: Story<'_>, wanted: &OrNone<MessageAssertion>) -> Judged {
    let (like, wanted) = match wanted {
        OrNone::None => (None, 0),
        OrNone::Some(like) => (Some(like), like.count.unwrap_or(1)),
    };
    let amount = Amount::of(story, HopType::MessagePublished, |hop| {
        like.is_none_or(|like| is_like(story, hop, like))
    })?;
    let holds = amount.is(wanted)?;
    let comparison = Comparison::Messages {
        wanted,
        like: like.map(|like| conditions(story, like)),
        got: amount.certain.len(),
        seen: story.hops().filter_map(seen).collect(),
    };
    let decided_by = amount.certain.last().copied();
    let decided_by = decided_by.or_else(|| last(story).filter(|_| !holds));
    Ok(Judgement::of(holds, comparison, decided_by.map(|hop| hop.id)))
}

pub(super) fn judge_never(story: Story<'_>, unwanted: &MessageAssertion) -> Judged {
    let amount = Amount::of(story, HopType::MessagePublished, |hop| is_like(story, hop, unwanted))?;
    let comparison = Comparison::Messages {
        wanted: 0,
        like: Some(conditions(story, unwanted)),
        got: amount.certain.len(),
        seen: amount.certain.iter().filter_map(|hop| seen(hop)).collect(),
    };
    let decided_by = amount.certain.first().map(|hop| hop.id);
    Ok(Judgement::of(amount.is(0)?, comparison, decided_by))
}

fn last(story: Story<'_>) -> Option<&Hop> {
    story.hops().filter(|hop| matches!(hop.kind, HopKind::MessagePublished { .. })).last()
}

fn seen(hop: &Hop) -> Option<SeenMessage> {
    match &hop.kind {
        HopKind::MessagePublished { subject, body, .. } => {
            Some(SeenMessage { subject: subject.clone(), body: body.clone() })
        }
        _ => None,
    }
}

fn conditions(story: Story<'_>, wanted: &MessageAssertion) -> MessageConditions {
    let expand = |text: &str| story.names.expand(text);
    MessageConditions {
        subject: wanted.subject.as_ref().map(|text| text.map(expand).conditions()),
        body: wanted.body.as_ref().map(|text| text.map(expand).conditions()),
    }
}
