//! `call`: the API calls that the flow made.

use firedrill_record::{
    ApiOutcome, CallConditions, Comparison, Hop, HopKind, HopType, SeenCall, SeenError,
};

use super::amount::Amount;
use super::story::is_flow_call;
use super::{Judged, Judgement, Story};
use crate::file::{CallAssertion, OrNone};

/// Whether a hop is a call like this.
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

pub(super) fn judge(story: Story<'_>, wanted: &OrNone<CallAssertion>) -> Judged {
    let (like, wanted) = match wanted {
        OrNone::None => (None, 0),
        OrNone::Some(like) => (Some(like), like.count.unwrap_or(1)),
    };
    let amount = Amount::of(story, HopType::ApiCall, |hop| {
        is_flow_call(hop) && like.is_none_or(|like| is_like(story, hop, like))
    })?;
    let holds = amount.is(wanted)?;
    let calls = || story.hops().filter(|hop| is_flow_call(hop));
    let comparison = Comparison::Calls {
        wanted,
        like: like.map(|like| conditions(story, like)),
        got: amount.certain.len(),
        seen: calls().filter_map(seen).collect(),
    };
    let decided_by = amount.certain.last().copied();
    let decided_by = decided_by.or_else(|| calls().last().filter(|_| !holds));
    Ok(Judgement::of(holds, comparison, decided_by.map(|hop| hop.id)))
}

pub(super) fn judge_never(story: Story<'_>, unwanted: &CallAssertion) -> Judged {
    let amount = Amount::of(story, HopType::ApiCall, |hop| {
        is_flow_call(hop) && is_like(story, hop, unwanted)
    })?;
    let comparison = Comparison::Calls {
        wanted: 0,
        like: Some(conditions(story, unwanted)),
        got: amount.certain.len(),
        seen: amount.certain.iter().filter_map(|hop| seen(hop)).collect(),
    };
    let decided_by = amount.certain.first().map(|hop| hop.id);
    Ok(Judgement::of(amount.is(0)?, comparison, decided_by))
}

/// What was called, and how it ended.
pub(super) fn seen(hop: &Hop) -> Option<SeenCall> {
    let HopKind::ApiCall { service, operation, outcome, .. } = &hop.kind else { return None };
    let error = match outcome {
        ApiOutcome::Succeeded { .. } => None,
        ApiOutcome::Failed { code, message, .. } => {
            Some(SeenError { code: code.clone(), message: message.clone() })
        }
    };
    Some(SeenCall { service: service.clone(), operation: operation.clone(), error })
}

fn conditions(story: Story<'_>, wanted: &CallAssertion) -> CallConditions {
    let CallAssertion { service, operation, error, message, .. } = wanted;
    CallConditions {
        service: service.clone(),
        operation: operation.clone(),
        error: error.clone(),
        message: message
            .as_ref()
            .map(|text| text.map(|text| story.names.expand(text)).conditions()),
    }
}
