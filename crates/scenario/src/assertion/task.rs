//! `task`, `service` and `never: task`: how tasks stand, and how they must never have stood.

use firedrill_record::{Hop, HopKind};

use super::{Judgement, Story};
use crate::file::{NeverTask, ServiceAssertion, TaskAssertion};

const UNSEEN: &str = "the backend does not show the status of tasks";

fn is_status(kind: &HopKind) -> bool {
    matches!(kind, HopKind::TaskStatus { .. })
}

pub(super) fn judge_task(story: Story<'_>, wanted: &TaskAssertion) -> Judgement {
    if story.is_unobservable(is_status) {
        return Judgement::not_evaluated(UNSEEN);
    }
    let Some(task) = story.names.tasks.get(&wanted.name) else {
        return Judgement::failed("the task never ran", "unknown", "a task", None);
    };
    let last = story.all_hops().filter(|hop| is_of(hop, &task.arn)).last();
    let Some((hop, status)) = last.and_then(|hop| Some((hop, Status::of(hop)?))) else {
        return Judgement::failed("the task never ran", "no status was seen", "a task", None);
    };
    let decided_by = Some(hop.id);
    if let Some(wanted) = wanted.status.filter(|wanted| wanted.as_str() != status.last) {
        let actual = match status.reason {
            Some(reason) => format!("{} ({reason})", status.last),
            None => status.last.to_owned(),
        };
        let message = "the task stands otherwise";
        return Judgement::failed(message, actual, wanted.as_str(), decided_by);
    }
    let texts = [
        ("reason", &wanted.reason, status.reason),
        ("stop code", &wanted.stop_code, status.stop_code),
    ];
    for (what, matcher, actual) in texts {
        let Some(matcher) = matcher else { continue };
        let matcher = matcher.map(|text| story.names.expand(text));
        if !actual.is_some_and(|actual| matcher.holds(actual)) {
            let message = format!("the task's {what} is another");
            let actual = actual.unwrap_or("none");
            return Judgement::failed(message, actual, matcher.to_string(), decided_by);
        }
    }
    Judgement::passed("the task is as wanted", decided_by)
}

pub(super) fn judge_service(story: Story<'_>, wanted: &ServiceAssertion) -> Judgement {
    if story.is_unobservable(is_status) {
        return Judgement::not_evaluated(UNSEEN);
    }
    let group = format!("service:{}", wanted.name);
    let mut tasks: Vec<(&str, &str)> = Vec::new();
    let mut started = Vec::new();
    let mut last = None;
    for hop in story.all_hops() {
        let HopKind::TaskStatus { task, group: of, last_status, .. } = &hop.kind else { continue };
        if *of != group {
            continue;
        }
        last = Some(hop.id);
        match tasks.iter_mut().find(|(known, _)| known == task) {
            Some((_, status)) => *status = last_status,
            None => {
                tasks.push((task, last_status));
                if story.is_told(hop.id) {
                    started.push(task);
                }
            }
        }
    }
    let running = tasks.iter().filter(|(_, status)| *status == "RUNNING").count();
    if running != wanted.running {
        let message = "another number of the service's tasks runs";
        let actual = format!("{running} running of {} seen", tasks.len());
        return Judgement::failed(message, actual, format!("{} running", wanted.running), last);
    }
    if let Some(wanted) = wanted.started.filter(|wanted| *wanted != started.len()) {
        let message = "another number of the service's tasks started";
        let actual = format!("{} started", started.len());
        return Judgement::failed(message, actual, format!("{wanted} started"), last);
    }
    Judgement::passed("the service's tasks are as wanted", last)
}

pub(super) fn judge_never(story: Story<'_>, unwanted: &NeverTask) -> Judgement {
    if story.is_unobservable(is_status) {
        return Judgement::not_evaluated(UNSEEN);
    }
    let Some(task) = story.names.tasks.get(&unwanted.name) else {
        return Judgement::failed("the task never ran", "unknown", "a task", None);
    };
    let status = unwanted.status.as_str();
    let found = story.hops().find(|hop| {
        is_of(hop, &task.arn) && Status::of(hop).is_some_and(|seen| seen.last == status)
    });
    match found {
        None => Judgement::passed(format!("the task was never {status}"), None),
        Some(hop) => {
            let message = "the task was in that status";
            Judgement::failed(message, status, format!("never {status}"), Some(hop.id))
        }
    }
}

fn is_of(hop: &Hop, arn: &str) -> bool {
    matches!(&hop.kind, HopKind::TaskStatus { task, .. } if task == arn)
}

struct Status<'a> {
    last: &'a str,
    reason: Option<&'a str>,
    stop_code: Option<&'a str>,
}

impl<'a> Status<'a> {
    fn of(hop: &'a Hop) -> Option<Self> {
        match &hop.kind {
            HopKind::TaskStatus { last_status, stopped_reason, stop_code, .. } => Some(Self {
                last: last_status,
                reason: stopped_reason.as_deref(),
                stop_code: stop_code.as_deref(),
            }),
            _ => None,
        }
    }
}
