//! `task`, `service` and `never: task`: how tasks stand, and how they must never have stood.
//!
//! How a task stands is a fact whoever led to it, so its hops count whatever their causes.

use std::collections::BTreeMap;

use firedrill_record::{Comparison, Hop, HopKind, HopType, NotEvaluated};

use super::amount::Amount;
use super::{Judged, Judgement, Story};
use crate::file::{NeverTask, ServiceAssertion, TaskAssertion, TaskStatus};

pub(super) fn judge_task(story: Story<'_>, wanted: &TaskAssertion) -> Judged {
    let Some(arn) = arn_of(story, &wanted.name)? else { return never_seen(story, &wanted.name) };
    let Some((hop, status)) =
        story.all_hops().filter_map(|hop| Status::of(hop, arn).map(|status| (hop, status))).last()
    else {
        return never_seen(story, &wanted.name);
    };
    let decided_by = Some(hop.id);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let expand = |text: &str| story.names.expand(text);
    let stands = |wanted: &str| Comparison::TaskStatus {
        task: name(story, arn),
        wanted: wanted.to_owned(),
        got: status.last.to_owned(),
        reason: owned(status.reason),
    };
    if let Some(wanted) = wanted.status.filter(|wanted| wanted.as_str() != status.last) {
        return Ok(Judgement::failed(stands(wanted.as_str()), decided_by));
    }
    if let Some(matcher) = wanted.reason.as_ref().map(|matcher| matcher.map(expand))
        && !status.reason.is_some_and(|reason| matcher.holds(reason))
    {
        let wanted = matcher.conditions();
        let comparison = Comparison::StoppedReason { wanted, got: owned(status.reason) };
        return Ok(Judgement::failed(comparison, decided_by));
    }
    if let Some(matcher) = wanted.stop_code.as_ref().map(|matcher| matcher.map(expand))
        && !status.stop_code.is_some_and(|code| matcher.holds(code))
    {
        let wanted = matcher.conditions();
        let comparison = Comparison::StopCode { wanted, got: owned(status.stop_code) };
        return Ok(Judgement::failed(comparison, decided_by));
    }
    let wanted = wanted.status.map_or(status.last, |status| status.as_str());
    Ok(Judgement::passed(stands(wanted), decided_by))
}

pub(super) fn judge_service(story: Story<'_>, wanted: &ServiceAssertion) -> Judged {
    story.require_seen(HopType::TaskStatus)?;
    let of_service = |hop: &Hop| match &hop.kind {
        HopKind::TaskStatus { group, cluster, .. } => {
            group.strip_prefix("service:") == Some(&wanted.name)
                && wanted.cluster.as_ref().is_none_or(|name| cluster_name(cluster) == name)
        }
        _ => false,
    };
    // Each task with its first hop and its last status.
    let mut tasks: BTreeMap<&str, (&Hop, &str)> = BTreeMap::new();
    let mut last = None;
    for hop in story.all_hops().filter(|hop| of_service(hop)) {
        let HopKind::TaskStatus { task, last_status, .. } = &hop.kind else { continue };
        last = Some(hop.id);
        tasks.entry(task).or_insert((hop, last_status)).1 = last_status;
    }
    let running = tasks.values().filter(|(_, status)| *status == "RUNNING").count();
    let comparison =
        Comparison::RunningTasks { wanted: wanted.running, got: running, seen: tasks.len() };
    if running != wanted.running {
        return Ok(Judgement::failed(comparison, last));
    }
    let Some(wanted) = wanted.started else { return Ok(Judgement::passed(comparison, last)) };
    let is_first = |hop: &Hop| tasks.values().any(|(first, _)| first.id == hop.id);
    let started = Amount::of(story, HopType::TaskStatus, is_first)?;
    let comparison = Comparison::StartedTasks { wanted, got: started.certain.len() };
    Ok(Judgement::of(started.is(wanted)?, comparison, last))
}

pub(super) fn judge_never(story: Story<'_>, unwanted: &NeverTask) -> Judged {
    let Some(arn) = arn_of(story, &unwanted.name)? else {
        return never_seen(story, &unwanted.name);
    };
    let status = unwanted.status.as_str();
    let stood_so = |hop: &Hop| Status::of(hop, arn).is_some_and(|seen| seen.last == status);
    let found = story.hops().find(|hop| stood_so(hop));
    if found.is_none() {
        story.require_no_doubt(stood_so)?;
        // A task that stopped stays so; every other status can come and go between two looks.
        if unwanted.status != TaskStatus::Stopped {
            story.require_complete(HopType::TaskStatus)?;
        }
    }
    let comparison = Comparison::TaskNeverStatus {
        task: unwanted.name.clone(),
        unwanted: status.to_owned(),
        got: found.is_some(),
    };
    Ok(Judgement::of(found.is_none(), comparison, found.map(|hop| hop.id)))
}

/// The ARN of a task of the scenario, where the backend shows how tasks stand.
fn arn_of<'a>(story: Story<'a>, name: &str) -> Result<Option<&'a str>, NotEvaluated> {
    story.require_seen(HopType::TaskStatus)?;
    Ok(story.names.tasks.get(name).map(|task| task.arn.as_str()))
}

/// A task that was never seen did not run, where every status is seen.
fn never_seen(story: Story<'_>, task: &str) -> Judged {
    story.require_complete(HopType::TaskStatus)?;
    let comparison = Comparison::TaskSeen { task: task.to_owned(), got: false };
    Ok(Judgement::failed(comparison, None))
}

fn name(story: Story<'_>, arn: &str) -> String {
    story.names.task_named(arn).unwrap_or(arn).to_owned()
}

/// The name of a cluster, which its ARN ends with.
fn cluster_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

struct Status<'a> {
    last: &'a str,
    reason: Option<&'a str>,
    stop_code: Option<&'a str>,
}

impl<'a> Status<'a> {
    /// What a hop says of the task with this ARN.
    fn of(hop: &'a Hop, arn: &str) -> Option<Status<'a>> {
        match &hop.kind {
            HopKind::TaskStatus { task, last_status, stopped_reason, stop_code, .. }
                if task == arn =>
            {
                Some(Self {
                    last: last_status,
                    reason: stopped_reason.as_deref(),
                    stop_code: stop_code.as_deref(),
                })
            }
            _ => None,
        }
    }
}
