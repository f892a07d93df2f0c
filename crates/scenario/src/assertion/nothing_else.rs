//! `nothing-else`: no task stopped, no message was sent and no call was made that the other
//! assertions do not speak of.

use std::collections::BTreeSet;

use firedrill_record::{ApiOutcome, Comparison, Hop, HopId, HopKind, HopType, SeenEffect};
use serde_json::Value;

use super::story::is_flow_call;
use super::{Judged, Judgement, Story, call, message};
use crate::file::{Assertion, MessageAssertion, OrNone, TaskStatus};

pub(super) fn judge<'a>(story: Story<'a>, others: &[&'a Assertion]) -> Judged {
    let claimed = Claimed::of(story, others);
    let unclaimed =
        || story.hops().filter_map(|hop| claimed.unclaimed(hop).map(|what| (hop, what)));
    let is_call = |(_, what): &(&Hop, SeenEffect)| matches!(what, SeenEffect::Call(_));
    let effect = unclaimed().find(|found| !is_call(found));
    if effect.is_none() {
        // A call may be claimed by an effect that is not seen, or not known to be one.
        story.require_seen(HopType::TaskStatus)?;
        story.require_complete(HopType::MessagePublished)?;
        story.require_no_doubt(|hop| claimed.is_wanted(hop))?;
    }
    let unclaimed = effect.or_else(|| unclaimed().next());
    if unclaimed.is_none() {
        story.require_complete(HopType::ApiCall)?;
        story.require_no_doubt(|hop| claimed.unclaimed(hop).is_some())?;
    }
    let (hop, got) = unclaimed.unzip();
    let comparison = Comparison::NothingElse { got };
    Ok(Judgement::of(hop.is_none(), comparison, hop.map(|hop| hop.id)))
}

/// What the other assertions speak of.
struct Claimed<'a> {
    story: Story<'a>,
    stopped: BTreeSet<&'a str>,
    wanted_messages: Vec<&'a MessageAssertion>,
    messages: BTreeSet<HopId>,
    calls: BTreeSet<HopId>,
    /// The hops that led to a stop or to a message that is spoken of, and these themselves.
    causes: BTreeSet<HopId>,
}

impl<'a> Claimed<'a> {
    fn of(story: Story<'a>, others: &[&'a Assertion]) -> Self {
        let mut claimed = Self {
            story,
            stopped: BTreeSet::new(),
            wanted_messages: Vec::new(),
            messages: BTreeSet::new(),
            calls: BTreeSet::new(),
            causes: BTreeSet::new(),
        };
        for other in others {
            match other {
                Assertion::Task(task) if task.status.is_some_and(is_stopping) => {
                    let named = story.names.tasks.get(&task.name);
                    claimed.stopped.extend(named.map(|task| task.arn.as_str()));
                }
                Assertion::Message(OrNone::Some(wanted)) => {
                    let like = story.hops().filter(|hop| message::is_like(story, hop, wanted));
                    claimed.messages.extend(like.map(|hop| hop.id));
                    claimed.wanted_messages.push(wanted);
                }
                Assertion::Call(OrNone::Some(wanted)) => {
                    let like = story.hops().filter(|hop| is_flow_call(hop));
                    let like = like.filter(|hop| call::is_like(story, hop, wanted));
                    claimed.calls.extend(like.map(|hop| hop.id));
                }
                _ => {}
            }
        }
        for hop in story.hops() {
            let is_effect = match &hop.kind {
                HopKind::TaskStatus { task, .. } => claimed.stopped.contains(task.as_str()),
                _ => claimed.messages.contains(&hop.id),
            };
            let mut cause = is_effect.then_some(hop.id);
            // What led to a hop that is known to be a cause is known as well.
            while let Some(id) = cause.filter(|id| claimed.causes.insert(*id)) {
                cause = story.record.hops.get(id).and_then(|hop| hop.cause.hop());
            }
        }
        claimed
    }

    /// Whether a hop is a stop or a message that an assertion asks for, whatever led to it.
    fn is_wanted(&self, hop: &Hop) -> bool {
        match &hop.kind {
            HopKind::TaskStatus { task, .. } => self.stopped.contains(task.as_str()),
            HopKind::MessagePublished { .. } => {
                self.wanted_messages.iter().any(|wanted| message::is_like(self.story, hop, wanted))
            }
            _ => false,
        }
    }

    /// What a hop is, if no assertion speaks of it.
    fn unclaimed(&self, hop: &Hop) -> Option<SeenEffect> {
        match &hop.kind {
            HopKind::TaskStatus { task, desired_status, last_status, .. }
                if (desired_status == "STOPPED" || last_status == "STOPPED")
                    && !self.stopped.contains(task.as_str()) =>
            {
                let name = self.story.names.task_named(task).unwrap_or(task);
                Some(SeenEffect::TaskStopped { task: name.to_owned() })
            }
            HopKind::MessagePublished { subject, .. } if !self.messages.contains(&hop.id) => {
                Some(SeenEffect::Message { subject: subject.clone() })
            }
            HopKind::ApiCall { .. }
                if is_flow_call(hop)
                    && !self.calls.contains(&hop.id)
                    && !self.is_claimed_by_its_effect(hop) =>
            {
                call::seen(hop).map(SeenEffect::Call)
            }
            _ => None,
        }
    }

    /// Whether a call did what an assertion speaks of: stopped a task that must stop, or sent a
    /// message that must be sent.
    fn is_claimed_by_its_effect(&self, call: &Hop) -> bool {
        self.causes.contains(&call.id) || self.asks_for_a_stop_again(call)
    }

    /// Whether a call is a StopTask for a task that must stop, and found it stopping already.
    fn asks_for_a_stop_again(&self, call: &Hop) -> bool {
        let HopKind::ApiCall { operation, request, outcome: ApiOutcome::Succeeded { .. }, .. } =
            &call.kind
        else {
            return false;
        };
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use firedrill_record::{ApiCaller, AssertionOutcome, Cause};
    use serde_json::json;

    use super::super::StoryIndex;
    use super::super::story::tests::{because, record};
    use super::*;
    use crate::file::TaskAssertion;
    use crate::names::{NamedTask, Names};

    fn stop_task(outcome: ApiOutcome) -> HopKind {
        HopKind::ApiCall {
            service: "ecs".into(),
            operation: "StopTask".into(),
            caller: ApiCaller::Execution { execution: "e".into(), role: "r".into() },
            request_id: "x".into(),
            request: json!({ "task": "arn/web" }),
            outcome,
        }
    }

    /// Whether nothing else happened in a story in which `web` is stopped as it must, and StopTask called again.
    fn called_again(outcome: ApiOutcome) -> bool {
        let stopped = HopKind::TaskStatus {
            task: "arn/web".into(),
            cluster: "c".into(),
            group: "g".into(),
            last_status: "STOPPED".into(),
            desired_status: "STOPPED".into(),
            stop_code: None,
            stopped_reason: None,
        };
        let record = record(
            vec![
                (Cause::Nobody, HopKind::Trigger { description: "x".into(), task: None }),
                (because(1), stop_task(ApiOutcome::Succeeded { response: json!({}) })),
                (because(2), stopped),
                (because(1), stop_task(outcome)),
            ],
            &[1],
        );
        let web = NamedTask { arn: "arn/web".into(), cluster: "c".into(), definition: "d".into() };
        let names = Names { tasks: BTreeMap::from([("web".into(), web)]), ..Names::default() };
        let index = StoryIndex::of(&record);
        let web = Assertion::Task(TaskAssertion {
            name: "web".into(),
            status: Some(TaskStatus::Stopped),
            reason: None,
            stop_code: None,
        });
        let judgement = judge(Story { record: &record, names: &names, index: &index }, &[&web]);
        matches!(judgement.unwrap().outcome, AssertionOutcome::Passed { .. })
    }

    #[test]
    fn a_stop_that_is_asked_for_again_is_something_else_only_when_it_is_refused() {
        let again = ApiOutcome::Succeeded { response: json!({}) };
        assert!(called_again(again));
        let refused = ApiOutcome::Failed {
            code: "ThrottlingException".into(),
            message: "Rate exceeded".into(),
            status: 400,
            injected: false,
        };
        assert!(!called_again(refused));
    }
}
