//! One hop as one line of words.

use firedrill_record::{
    ApiCaller, ApiOutcome, Evidence, ExecutionStatus, HistoryEvent, Hop, HopKind, LeafVerdict,
    TransformOutcome,
};

use crate::escape::{elide, escape};

/// So many characters of a request, an input or a message go into a line.
const LINE: usize = 160;

/// What happened, in words, on one line that is safe to show.
#[must_use]
pub fn hop_line(hop: &Hop) -> String {
    let line = kind_line(&hop.kind);
    match hop.evidence {
        Evidence::Observed => line,
        Evidence::Computed => format!("{line} (computed)"),
    }
}

fn kind_line(kind: &HopKind) -> String {
    match kind {
        HopKind::Trigger { description, task } => match task {
            Some(task) => format!("trigger in {}: {}", resource(task), escape(description)),
            None => format!("trigger: {}", escape(description)),
        },
        HopKind::FindingPublished { finding_id, finding_type, task } => {
            let about = match task {
                Some(task) => format!(" about {}", resource(task)),
                None => String::new(),
            };
            format!("finding {} {}{about}", escape(finding_type), escape(finding_id))
        }
        HopKind::EventOnBus { bus, event_id, source, detail_type } => format!(
            "event `{}` of {} on bus {}, id {}",
            escape(detail_type),
            escape(source),
            escape(bus),
            escape(event_id)
        ),
        HopKind::RuleEvaluated { rule, matched, leaves, .. } => rule_line(rule, *matched, leaves),
        HopKind::InputTransformed { target, outcome, .. } => match outcome {
            TransformOutcome::Delivered { input } => {
                format!("input for target {}: {}", escape(target), shown(input))
            }
            TransformOutcome::NotDelivered { reason } => {
                format!("no input for target {}: {}", escape(target), escape(reason))
            }
        },
        HopKind::TargetFailed { target, target_arn, reason, .. } => format!(
            "target {} could not be invoked: {}: {}",
            escape(target),
            resource(target_arn),
            escape(reason)
        ),
        HopKind::ExecutionStarted { execution, .. } => format!("{} started", resource(execution)),
        HopKind::History { event, .. } => history_line(event),
        HopKind::ExecutionEnded { execution, status, output, error, cause } => {
            let mut line = format!("{} {}", resource(execution), status_word(*status));
            for text in [output, error, cause].into_iter().flatten() {
                line.push_str(": ");
                line.push_str(&shown(text));
            }
            line
        }
        HopKind::ApiCall { service, operation, caller, request, outcome, .. } => {
            let call = format!("{}:{}", escape(service), escape(operation));
            let request = shown(&request.to_string());
            format!("{} called {call} {request}: {}", caller_word(caller), outcome_line(outcome))
        }
        HopKind::TaskStatus {
            task,
            last_status,
            desired_status,
            stop_code,
            stopped_reason,
            ..
        } => {
            let mut line = format!("{} is {}", resource(task), escape(last_status));
            if last_status != desired_status {
                line.push_str(&format!(", wanted {}", escape(desired_status)));
            }
            for text in [stop_code, stopped_reason].into_iter().flatten() {
                line.push_str(": ");
                line.push_str(&shown(text));
            }
            line
        }
        HopKind::MessagePublished { topic, subject, body, .. } => {
            let text = subject.as_ref().unwrap_or(body);
            format!("message on topic {}: {}", resource(topic), shown(text))
        }
        HopKind::MessageDelivered { protocol, endpoint, .. } => {
            format!("message delivered to {} {}", escape(protocol), resource(endpoint))
        }
        HopKind::MessageDead { protocol, endpoint, reason, .. } => format!(
            "message for {} {} given up: {}",
            escape(protocol),
            resource(endpoint),
            escape(reason)
        ),
        HopKind::RequestRefused { method, path, message, status, .. } => format!(
            "a request {} {} could not be read: {status}: {}",
            escape(method),
            shown(path),
            escape(message)
        ),
        HopKind::NotModelled { what } => format!("not modelled: {}", escape(what)),
        // The record may grow kinds before their words are found.
        other => format!("{}", escape(&shown(&format!("{other:?}")))),
    }
}

fn rule_line(rule: &str, matched: bool, leaves: &[LeafVerdict]) -> String {
    let rule = escape(rule);
    if matched {
        return format!("rule {rule} matched");
    }
    let failed = failed_leaves(leaves)
        .map(|leaf| format!("{}: {}", escape(&leaf.path), escape(&leaf.reason)))
        .collect::<Vec<_>>();
    if failed.is_empty() {
        format!("rule {rule} did not match")
    } else {
        format!("rule {rule} did not match: {}", failed.join("; "))
    }
}

/// The leaves of a pattern that kept it from matching.
pub(crate) fn failed_leaves(leaves: &[LeafVerdict]) -> impl Iterator<Item = &LeafVerdict> {
    leaves.iter().filter(|leaf| !leaf.matched)
}

/// A history event by its type, with the state that it names and the error that it tells of.
fn history_line(event: &HistoryEvent) -> String {
    let mut line = escape(&event.event_type).into_owned();
    for text in [&event.state, &event.error, &event.cause].into_iter().flatten() {
        line.push_str(": ");
        line.push_str(&shown(text));
    }
    line
}

pub(crate) fn caller_word(caller: &ApiCaller) -> String {
    match caller {
        ApiCaller::Client => "a client".to_owned(),
        ApiCaller::Execution { execution, .. } => resource(execution),
        ApiCaller::Service { principal, .. } => escape(principal).into_owned(),
    }
}

pub(crate) fn outcome_line(outcome: &ApiOutcome) -> String {
    match outcome {
        ApiOutcome::Succeeded { .. } => "succeeded".to_owned(),
        ApiOutcome::Failed { code, message, status, injected } => {
            let whose = if *injected { " (injected fault)" } else { "" };
            format!("{status} {}: {}{whose}", escape(code), escape(message))
        }
    }
}

pub(crate) fn status_word(status: ExecutionStatus) -> &'static str {
    match status {
        ExecutionStatus::Running => "is running",
        ExecutionStatus::Succeeded => "succeeded",
        ExecutionStatus::Failed => "failed",
        ExecutionStatus::TimedOut => "timed out",
        ExecutionStatus::Aborted => "was aborted",
    }
}

/// The part of an ARN that names the resource, or the text itself if it is no ARN.
pub(crate) fn resource(arn: &str) -> String {
    let name = arn.splitn(6, ':').nth(5).filter(|_| arn.starts_with("arn:")).unwrap_or(arn);
    escape(name).into_owned()
}

fn shown(text: &str) -> String {
    escape(&elide(text, LINE)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_called_by_its_resource_and_other_texts_by_themselves() {
        assert_eq!(resource("arn:aws:ecs:eu-west-1:111122223333:task/prod/1"), "task/prod/1");
        assert_eq!(resource("arn:aws:states:eu-west-1:1:execution:m:e"), "execution:m:e");
        assert_eq!(resource("arn:aws"), "arn:aws");
        assert_eq!(resource("dummy\u{1b}"), "dummy\\u{1b}");
    }

    #[test]
    fn a_rule_that_did_not_match_says_which_leaves_failed() {
        let leaf = |path: &str, matched| LeafVerdict {
            path: path.into(),
            matched,
            reason: "it is \"EbsVolumeScan\"".into(),
            alternative: None,
        };
        let line = rule_line("r", false, &[leaf("source", true), leaf("detail.service", false)]);
        assert_eq!(line, "rule r did not match: detail.service: it is \"EbsVolumeScan\"");
    }

    #[test]
    fn a_history_event_is_called_by_its_type_and_its_state() {
        let event = HistoryEvent {
            id: 2,
            previous_id: 1,
            event_type: "TaskStateEntered".into(),
            state: Some("StopTask".into()),
            error: None,
            cause: None,
            event: String::new(),
        };
        assert_eq!(history_line(&event), "TaskStateEntered: StopTask");
        let failed = HistoryEvent {
            event_type: "TaskFailed".into(),
            state: None,
            error: Some("Ecs.X".into()),
            cause: Some("no \u{1b}".into()),
            ..event
        };
        assert_eq!(history_line(&failed), "TaskFailed: Ecs.X: no \\u{1b}");
    }
}
