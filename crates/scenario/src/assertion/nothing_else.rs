//! `nothing-else`: no task stopped, no message was sent and no call was made that the other
//! assertions do not speak of.

use std::collections::BTreeSet;

use firedrill_record::{ApiOutcome, Hop, HopId, HopKind};
use serde_json::Value;

use super::story::is_flow_call;
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
    messages: BTreeSet<HopId>,
    calls: BTreeSet<HopId>,
    /// The hops that led to a stop or to a message that is spoken of, and these themselves.
    causes: BTreeSet<HopId>,
}

impl<'a> Spoken<'a> {
    fn of(story: Story<'a>, others: &[&Assertion]) -> Self {
        let mut spoken = Self {
            story,
            stopped: BTreeSet::new(),
            messages: BTreeSet::new(),
            calls: BTreeSet::new(),
            causes: BTreeSet::new(),
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
                    spoken.messages.extend(like.map(|seen| seen.hop.id));
                }
                Assertion::Call(OrNone::Some(wanted)) => {
                    let like = story.flow_calls().filter(|hop| call::is_like(story, hop, wanted));
                    spoken.calls.extend(like.map(|hop| hop.id));
                }
                _ => {}
            }
        }
        for hop in story.hops() {
            let is_effect = match &hop.kind {
                HopKind::TaskStatus { task, .. } => spoken.stopped.contains(task.as_str()),
                _ => spoken.messages.contains(&hop.id),
            };
            let mut cause = is_effect.then_some(hop.id);
            // What led to a hop that is known to be a cause is known as well.
            while let Some(id) = cause.filter(|id| spoken.causes.insert(*id)) {
                cause = story.record.hops.get(id).and_then(|hop| hop.because);
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
            HopKind::MessagePublished { subject, .. } if !self.messages.contains(&hop.id) => {
                Some(format!("a message was sent: {}", subject.as_deref().unwrap_or_default()))
            }
            HopKind::ApiCall { .. }
                if is_flow_call(hop)
                    && !self.calls.contains(&hop.id)
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

    use firedrill_record::{ApiCaller, AssertionVerdict};
    use serde_json::json;

    use super::super::StoryIndex;
    use super::super::story::tests::record;
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

    /// What is said of a story in which `web` is stopped as it must, and StopTask called again.
    fn called_again(outcome: ApiOutcome) -> AssertionVerdict {
        let stopped = HopKind::TaskStatus {
            task: "arn/web".into(),
            cluster: "c".into(),
            group: "g".into(),
            last_status: "STOPPED".into(),
            desired_status: "STOPPED".into(),
            stop_code: None,
            stopped_reason: None,
        };
        let record = record(vec![
            (None, HopKind::Trigger { description: "x".into(), task: None }),
            (Some(1), stop_task(ApiOutcome::Succeeded { response: json!({}) })),
            (Some(2), stopped),
            (Some(1), stop_task(outcome)),
        ]);
        let web = NamedTask { arn: "arn/web".into(), cluster: "c".into(), definition: "d".into() };
        let names = Names { tasks: BTreeMap::from([("web".into(), web)]), ..Names::default() };
        let index = StoryIndex::of(&record, &[HopId(1)]);
        let web = Assertion::Task(TaskAssertion {
            name: "web".into(),
            status: Some(TaskStatus::Stopped),
            reason: None,
            stop_code: None,
        });
        judge(Story { record: &record, names: &names, index: &index }, &[&web]).verdict
    }

    #[test]
    fn a_stop_that_is_asked_for_again_is_something_else_only_when_it_is_refused() {
        let again = ApiOutcome::Succeeded { response: json!({}) };
        assert_eq!(called_again(again), AssertionVerdict::Passed);
        let refused = ApiOutcome::Failed {
            code: "ThrottlingException".into(),
            message: "Rate exceeded".into(),
            status: 400,
            injected: false,
        };
        assert_eq!(called_again(refused), AssertionVerdict::Failed);
    }
}
