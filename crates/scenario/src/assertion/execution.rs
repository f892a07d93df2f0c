//! `execution`: whether one started, the states it entered, and how it ended.

use firedrill_record::{Comparison, ExecutionStatus, Hop, HopId, HopKind, HopType};

use super::amount::Amount;
use super::{Judged, Judgement, Story};
use crate::file::{ExecutionAssertion, OrNone};

/// An execution as the record shows it.
struct Seen<'a> {
    status: ExecutionStatus,
    path: Vec<&'a str>,
    error: Option<&'a str>,
    cause: Option<&'a str>,
    last: HopId,
}

pub(super) fn judge(story: Story<'_>, wanted: &OrNone<ExecutionAssertion>) -> Judged {
    let started = Amount::of(story, HopType::ExecutionStarted, |_| true)?;
    let count = match wanted {
        OrNone::None => 0,
        OrNone::Some(wanted) => wanted.count,
    };
    let holds = started.is(count)?;
    let seen: Vec<Seen<'_>> = started.certain.iter().filter_map(|hop| seen(story, hop)).collect();
    let comparison = Comparison::Executions { wanted: count, got: started.certain.len() };
    let OrNone::Some(wanted) = wanted else {
        return Ok(Judgement::of(holds, comparison, seen.first().map(|seen| seen.last)));
    };
    let last = seen.last().map(|seen| seen.last);
    if !holds {
        return Ok(Judgement::failed(comparison, last));
    }
    if wanted.path.is_some() {
        story.require_complete(HopType::History)?;
    }
    if wanted.status.is_some() || wanted.error.is_some() || wanted.cause.is_some() {
        story.require_complete(HopType::ExecutionEnded)?;
    }
    let difference = seen.iter().find_map(|seen| difference(story, seen, wanted));
    Ok(difference.unwrap_or_else(|| Judgement::passed(comparison, last)))
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
                seen.path.extend(event.entered());
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
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let differs = |comparison| Some(Judgement::failed(comparison, Some(seen.last)));
    if let Some(status) = wanted.status.filter(|status| *status != seen.status) {
        return differs(Comparison::ExecutionStatus {
            wanted: status,
            got: seen.status,
            error: owned(seen.error),
            cause: owned(seen.cause),
        });
    }
    if let Some(path) = wanted.path.as_ref().filter(|path| **path != seen.path) {
        let got = seen.path.iter().map(|state| (*state).to_owned()).collect();
        return differs(Comparison::ExecutionPath { wanted: path.clone(), got });
    }
    let expand = |text: &str| story.names.expand(text);
    if let Some(matcher) = wanted.error.as_ref().map(|matcher| matcher.map(expand))
        && !seen.error.is_some_and(|error| matcher.holds(error))
    {
        let wanted = matcher.conditions();
        return differs(Comparison::ExecutionError { wanted, got: owned(seen.error) });
    }
    if let Some(matcher) = wanted.cause.as_ref().map(|matcher| matcher.map(expand))
        && !seen.cause.is_some_and(|cause| matcher.holds(cause))
    {
        let wanted = matcher.conditions();
        return differs(Comparison::ExecutionCause { wanted, got: owned(seen.cause) });
    }
    None
}
