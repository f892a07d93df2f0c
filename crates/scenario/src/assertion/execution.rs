//! `execution`: whether one started, the states it entered, and how it ended.

use firedrill_record::{ExecutionStatus, Hop, HopId, HopKind};

use super::{Judgement, Story};
use crate::file::{ExecutionAssertion, OrNone};

/// An execution as the record shows it.
struct Seen<'a> {
    status: ExecutionStatus,
    path: Vec<&'a str>,
    error: Option<&'a str>,
    cause: Option<&'a str>,
    last: HopId,
}

pub(super) fn judge(story: Story<'_>, wanted: &OrNone<ExecutionAssertion>) -> Judgement {
    if story.is_unobservable(|kind| matches!(kind, HopKind::ExecutionStarted { .. })) {
        return Judgement::not_evaluated("the backend does not show executions");
    }
    let seen: Vec<Seen<'_>> = story.hops().filter_map(|hop| seen(story, hop)).collect();
    let wanted = match wanted {
        OrNone::Some(wanted) => wanted,
        OrNone::None => {
            return match seen.first() {
                None => Judgement::passed("no execution started", None),
                Some(first) => Judgement::failed(
                    "an execution started",
                    format!("{} started", count(seen.len())),
                    "none",
                    Some(first.last),
                ),
            };
        }
    };
    if seen.len() != wanted.count {
        let decided_by = seen.last().map(|seen| seen.last);
        return Judgement::failed(
            "the number of executions is another",
            count(seen.len()),
            count(wanted.count),
            decided_by,
        );
    }
    let difference = seen.iter().find_map(|seen| difference(story, seen, wanted));
    let last = seen.last().map(|seen| seen.last);
    difference.unwrap_or_else(|| Judgement::passed("the execution went as wanted", last))
}

fn seen<'a>(story: Story<'a>, hop: &'a Hop) -> Option<Seen<'a>> {
    let HopKind::ExecutionStarted { execution: arn, .. } = &hop.kind else { return None };
    let mut seen = Seen {
        status: ExecutionStatus::Running,
        path: Vec::new(),
        error: None,
        cause: None,
        last: hop.id,
    };
    for later in story.of_execution(arn) {
        match &later.kind {
            HopKind::History { event, .. } => {
                seen.last = later.id;
                let entered = event.get("stateEnteredEventDetails");
                let name = entered.and_then(|details| details.get("name"));
                seen.path.extend(name.and_then(serde_json::Value::as_str));
            }
            HopKind::ExecutionEnded { status, error, cause, .. } => {
                seen.last = later.id;
                seen.status = *status;
                seen.error = error.as_deref();
                seen.cause = cause.as_deref();
            }
            _ => {}
        }
    }
    Some(seen)
}

fn difference(story: Story<'_>, seen: &Seen<'_>, wanted: &ExecutionAssertion) -> Option<Judgement> {
    let last = Some(seen.last);
    if let Some(status) = wanted.status.filter(|status| *status != seen.status) {
        let because = match (seen.error, seen.cause) {
            (Some(error), Some(cause)) => format!(" with {error}: {cause}"),
            (Some(error), None) => format!(" with {error}"),
            _ => String::new(),
        };
        let actual = format!("{}{because}", spelled(seen.status));
        let message = "the execution stands otherwise";
        return Some(Judgement::failed(message, actual, spelled(status), last));
    }
    if let Some(path) = wanted.path.as_ref().filter(|path| **path != seen.path) {
        let message = "the execution took another path";
        let actual = seen.path.join(" → ");
        return Some(Judgement::failed(message, actual, path.join(" → "), last));
    }
    let texts = [("error", &wanted.error, seen.error), ("cause", &wanted.cause, seen.cause)];
    texts.into_iter().find_map(|(what, matcher, actual)| {
        let matcher = matcher.as_ref()?.map(|text| story.names.expand(text));
        let holds = actual.is_some_and(|actual| matcher.holds(actual));
        (!holds).then(|| {
            let message = format!("the {what} is another");
            Judgement::failed(message, actual.unwrap_or("none"), matcher.to_string(), last)
        })
    })
}

fn spelled(status: ExecutionStatus) -> &'static str {
    match status {
        ExecutionStatus::Running => "RUNNING",
        ExecutionStatus::Succeeded => "SUCCEEDED",
        ExecutionStatus::Failed => "FAILED",
        ExecutionStatus::TimedOut => "TIMED_OUT",
        ExecutionStatus::Aborted => "ABORTED",
    }
}

fn count(number: usize) -> String {
    match number {
        0 => "no execution".to_owned(),
        1 => "1 execution".to_owned(),
        _ => format!("{number} executions"),
    }
}
