//! `nothing-else`: no task stopped, no message was sent and no call was made that the other
//! assertions do not speak of.

use std::collections::BTreeSet;

use firedrill_record::{Hop, HopKind};
use serde_json::Value;

use super::{Judgement, Story, call, message};
use crate::file::{Assertion, OrNone, TaskStatus};

pub(super) fn judge(story: Story<'_>, others: &[&Assertion]) -> Judgement {
    let unseen = story.is_unobservable(|kind| {
        matches!(
            kind,
            HopKind::TaskStatus { .. } | HopKind::MessagePublished { .. } | HopKind::ApiCall { .. }
        )
    });
    if unseen {
        return Judgement::not_evaluated("the backend does not show all that happened");
    }
    let spoken = Spoken::of(story, others);
    let unspoken = story.hops().find_map(|hop| spoken.unspoken(hop).map(|what| (hop, what)));
    match unspoken {
        None => Judgement::passed("nothing else happened", None),
        Some((hop, what)) => {
            let expected = "nothing beside what the other assertions speak of";
            Judgement::failed("something else happened", what, expected, Some(hop.id))
        }
    }
}

/// What the other assertions speak of.
struct Spoken<'a> {
    story: Story<'a>,
    stopped: BTreeSet<&'a str>,
    messages: BTreeSet<u64>,
    calls: BTreeSet<u64>,
}

impl<'a> Spoken<'a> {
    fn of(story: Story<'a>, others: &[&Assertion]) -> Self {
        let mut spoken = Self {
            story,
            stopped: BTreeSet::new(),
            messages: BTreeSet::new(),
            calls: BTreeSet::new(),
        };
        for other in others {
            match other {
                Assertion::Task(task) if task.status.is_some_and(is_stopping) => {
                    let named = story.names.tasks.get(&task.name);
                    spoken.stopped.extend(named.map(|task| task.arn.as_str()));
                }
                Assertion::Message(OrNone::Some(wanted)) => {
                    let like = message::messages(story).into_iter();
                    let like = like.filter(|seen| message::is_like(story, seen, wanted));
                    spoken.messages.extend(like.map(|seen| seen.hop.id.0));
                }
                Assertion::Call(OrNone::Some(wanted)) => {
                    let like = story.flow_calls().filter(|hop| call::is_like(story, hop, wanted));
                    spoken.calls.extend(like.map(|hop| hop.id.0));
                }
                _ => {}
            }
        }
        spoken
    }

    /// What a hop is, if no assertion speaks of it.
    fn unspoken(&self, hop: &Hop) -> Option<String> {
        match &hop.kind {
            HopKind::TaskStatus { task, desired_status, last_status, .. }
                if (desired_status == "STOPPED" || last_status == "STOPPED")
                    && !self.stopped.contains(task.as_str()) =>
            {
                let name = self.story.names.task_named(task).unwrap_or(task);
                Some(format!("the task `{name}` was stopped"))
            }
            HopKind::MessagePublished { subject, .. } if !self.messages.contains(&hop.id.0) => {
                Some(format!("a message was sent: {}", subject.as_deref().unwrap_or_default()))
            }
            HopKind::ApiCall { .. }
                if self.story.flow_calls().any(|call| call.id == hop.id)
                    && !self.calls.contains(&hop.id.0)
                    && !self.is_spoken_of_by_its_effect(hop) =>
            {
                Some(format!("a call was made: {}", call::described(&[hop])))
            }
            _ => None,
        }
    }

    /// Whether a call did what an assertion speaks of: stopped a task that must stop, or sent a
    /// message that must be sent.
    fn is_spoken_of_by_its_effect(&self, call: &Hop) -> bool {
        let led_to = |hop: &Hop| self.story.record.hops.descends_from(hop.id, call.id);
        let stopped = self.story.hops().any(|hop| match &hop.kind {
            HopKind::TaskStatus { task, .. } => self.stopped.contains(task.as_str()) && led_to(hop),
            _ => false,
        });
        let sent = self.messages.iter().any(|message| {
            self.story.record.hops.get(firedrill_record::HopId(*message)).is_some_and(led_to)
        });
        stopped || sent || self.asks_for_a_stop_again(call)
    }

    /// Whether a call is a StopTask for a task that must stop, and found it stopping already.
    fn asks_for_a_stop_again(&self, call: &Hop) -> bool {
        let HopKind::ApiCall { operation, request, .. } = &call.kind else { return false };
        let task = request.get("task").and_then(Value::as_str);
        operation == "StopTask"
            && task.is_some_and(|task| {
                self.stopped.iter().any(|arn| *arn == task || arn.ends_with(&format!("/{task}")))
            })
    }
}

fn is_stopping(status: TaskStatus) -> bool {
    matches!(
        status,
        TaskStatus::Deactivating
            | TaskStatus::Stopping
            | TaskStatus::Deprovisioning
            | TaskStatus::Stopped
    )
}
