//! `message`: what was sent to the topic.

use firedrill_record::{Hop, HopKind};

use super::{Judgement, Story};
use crate::file::{MessageAssertion, OrNone};

/// A message in the story.
pub(super) struct Seen<'a> {
    pub(super) hop: &'a Hop,
    subject: Option<&'a str>,
    body: &'a str,
}

pub(super) fn messages(story: Story<'_>) -> Vec<Seen<'_>> {
    story
        .hops()
        .filter_map(|hop| match &hop.kind {
            HopKind::MessagePublished { subject, body, .. } => {
                Some(Seen { hop, subject: subject.as_deref(), body })
            }
            _ => None,
        })
        .collect()
}

/// Whether a message is like this one.
pub(super) fn is_like(story: Story<'_>, seen: &Seen<'_>, wanted: &MessageAssertion) -> bool {
    let subject = wanted.subject.as_ref().map(|text| text.map(|text| story.names.expand(text)));
    let body = wanted.body.as_ref().map(|text| text.map(|text| story.names.expand(text)));
    subject.is_none_or(|wanted| seen.subject.is_some_and(|subject| wanted.holds(subject)))
        && body.is_none_or(|wanted| wanted.holds(seen.body))
}

pub(super) fn judge(story: Story<'_>, wanted: &OrNone<MessageAssertion>) -> Judgement {
    if story.is_unobservable(|kind| matches!(kind, HopKind::MessagePublished { .. })) {
        return Judgement::not_evaluated("the backend does not show messages");
    }
    let seen = messages(story);
    let last = seen.last().map(|seen| seen.hop.id);
    let wanted = match wanted {
        OrNone::Some(wanted) => wanted,
        OrNone::None if seen.is_empty() => {
            return Judgement::passed("no message was sent", None);
        }
        OrNone::None => {
            return Judgement::failed("a message was sent", described(&seen), "none", last);
        }
    };
    let like: Vec<_> = seen.iter().filter(|seen| is_like(story, seen, wanted)).collect();
    let count = wanted.count.unwrap_or(1);
    if like.len() == count {
        let decided_by = like.last().map(|seen| seen.hop.id);
        return Judgement::passed("the message was sent as wanted", decided_by);
    }
    let actual = if seen.is_empty() { "no message was sent".to_owned() } else { described(&seen) };
    let expected = format!("{} with {}", times(count), conditions(story, wanted));
    let message = match like.len() {
        0 => "no message is like this".to_owned(),
        number => format!("{number} messages are like this"),
    };
    Judgement::failed(message, actual, expected, last)
}

pub(super) fn judge_never(story: Story<'_>, unwanted: &MessageAssertion) -> Judgement {
    if story.is_unobservable(|kind| matches!(kind, HopKind::MessagePublished { .. })) {
        return Judgement::not_evaluated("the backend does not show messages");
    }
    let seen = messages(story);
    match seen.iter().find(|seen| is_like(story, seen, unwanted)) {
        None => Judgement::passed("no such message was sent", None),
        Some(found) => Judgement::failed(
            "such a message was sent",
            described(std::slice::from_ref(found)),
            format!("never one with {}", conditions(story, unwanted)),
            Some(found.hop.id),
        ),
    }
}

fn described(seen: &[Seen<'_>]) -> String {
    let one = |seen: &Seen<'_>| {
        format!("subject `{}`, body `{}`", seen.subject.unwrap_or_default(), seen.body)
    };
    seen.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn conditions(story: Story<'_>, wanted: &MessageAssertion) -> String {
    let expand = |text: &str| story.names.expand(text);
    let subject = wanted.subject.as_ref().map(|text| format!("subject {}", text.map(expand)));
    let body = wanted.body.as_ref().map(|text| format!("body {}", text.map(expand)));
    let parts: Vec<String> = [subject, body].into_iter().flatten().collect();
    if parts.is_empty() { "any text".to_owned() } else { parts.join(" and ") }
}

fn times(count: usize) -> String {
    match count {
        0 => "no message".to_owned(),
        1 => "one message".to_owned(),
        _ => format!("{count} messages"),
    }
}
