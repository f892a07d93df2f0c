//! The outcome of an assertion in words: what was found, what the record shows and what the
//! scenario wants.
//!
//! The texts are not escaped: they hold what strangers chose, and whoever shows them escapes them
//! once.

use firedrill_record::{
    AssertionKind, AssertionOutcome, AssertionResult, CallConditions, Comparison, ExecutionStatus,
    MessageConditions, NotEvaluated, SeenCall, SeenEffect, SeenMessage, SeenRule, SeenStages,
    StageName, TextConditions,
};
use jiff::SignedDuration;

/// An assertion in words.
pub(crate) struct AssertionText {
    /// What was found, as a fragment of a sentence.
    pub(crate) message: String,
    /// What the record shows, of one that does not hold.
    pub(crate) actual: Option<String>,
    /// What the scenario wants, of one that does not hold.
    pub(crate) expected: Option<String>,
}

/// What became of an assertion.
pub(crate) fn assertion_words(assertion: &AssertionResult) -> AssertionText {
    match &assertion.outcome {
        AssertionOutcome::Passed { comparison } => AssertionText {
            message: held(assertion.kind, comparison),
            actual: None,
            expected: None,
        },
        AssertionOutcome::Failed { comparison } => AssertionText {
            message: broken(assertion.kind, comparison),
            actual: Some(actual(comparison)),
            expected: Some(expected(assertion.kind, comparison)),
        },
        AssertionOutcome::NotEvaluated { reason } => {
            AssertionText { message: not_evaluated(reason), actual: None, expected: None }
        }
    }
}

/// What is said of an assertion that did not come out as it should.
pub(crate) fn wrong_message(assertion: &AssertionResult) -> String {
    let message = assertion_words(assertion).message;
    if assertion.expected_to_fail {
        format!("{message}, but the scenario expects this to fail")
    } else {
        message
    }
}

fn not_evaluated(reason: &NotEvaluated) -> String {
    match reason {
        NotEvaluated::Unobservable { hop_type } => {
            format!("the backend does not show hops of the kind `{hop_type}`")
        }
        NotEvaluated::Incomplete { hop_type } => {
            format!("the backend may miss hops of the kind `{hop_type}`")
        }
        NotEvaluated::UnknownCause { hop, hop_type } => format!(
            "the hop #{} of the kind `{hop_type}` decides, and nobody knows what led to it",
            hop.0
        ),
        NotEvaluated::TooCoarse { lateness } => {
            format!("the backend sees a stage up to {lateness:#} late, and that decides")
        }
    }
}

fn held(kind: AssertionKind, comparison: &Comparison) -> String {
    match comparison {
        Comparison::Rule { wanted: true, .. } => "the rule matched".to_owned(),
        Comparison::Rule { wanted: false, .. } => "the rule did not match".to_owned(),
        Comparison::Input { .. } => "every input of the target is as wanted".to_owned(),
        Comparison::Executions { wanted: 0, .. } => "no execution started".to_owned(),
        Comparison::Executions { .. }
        | Comparison::ExecutionStatus { .. }
        | Comparison::ExecutionPath { .. }
        | Comparison::ExecutionError { .. }
        | Comparison::ExecutionCause { .. } => "the execution went as wanted".to_owned(),
        Comparison::TaskNeverStatus { unwanted, .. } => format!("the task was never {unwanted}"),
        Comparison::TaskSeen { .. }
        | Comparison::TaskStatus { .. }
        | Comparison::StoppedReason { .. }
        | Comparison::StopCode { .. } => "the task is as wanted".to_owned(),
        Comparison::RunningTasks { .. } | Comparison::StartedTasks { .. } => {
            "the service's tasks are as wanted".to_owned()
        }
        Comparison::Messages { .. } if kind == AssertionKind::Never => {
            "no such message was sent".to_owned()
        }
        Comparison::Messages { like: None, .. } => "no message was sent".to_owned(),
        Comparison::Messages { .. } => "the message was sent as wanted".to_owned(),
        Comparison::Calls { .. } if kind == AssertionKind::Never => {
            "no such call was made".to_owned()
        }
        Comparison::Calls { like: None, .. } => "the flow made no call".to_owned(),
        Comparison::Calls { .. } => "the call was made as wanted".to_owned(),
        Comparison::Within { got: Some(SeenStages::Reached { took }), .. } => {
            format!("it took {took:#}")
        }
        Comparison::Within { .. } => "it did not take too long".to_owned(),
        Comparison::NothingElse { .. } => "nothing else happened".to_owned(),
    }
}

fn broken(kind: AssertionKind, comparison: &Comparison) -> String {
    let fixed = match comparison {
        Comparison::Rule { got: None, .. } => "the rule saw no event",
        Comparison::Rule { got: Some(SeenRule { matched: true, .. }), .. } => "the rule matched",
        Comparison::Rule { wanted: true, .. } => "the rule did not match",
        Comparison::Rule { .. } => "the rule did not match for another reason",
        Comparison::Input { got: None, .. } => "the target's input was never made",
        Comparison::Input { .. } => "an input of the target is another",
        Comparison::Executions { wanted: 0, .. } => "an execution started",
        Comparison::Executions { .. } => "the number of executions is another",
        Comparison::ExecutionStatus { .. } => "the execution stands otherwise",
        Comparison::ExecutionPath { .. } => "the execution took another path",
        Comparison::ExecutionError { .. } => "the error is another",
        Comparison::ExecutionCause { .. } => "the cause is another",
        Comparison::TaskSeen { .. } => "the task never ran",
        Comparison::TaskStatus { .. } => "the task stands otherwise",
        Comparison::TaskNeverStatus { .. } => "the task was in that status",
        Comparison::StoppedReason { .. } => "the task's reason is another",
        Comparison::StopCode { .. } => "the task's stop code is another",
        Comparison::RunningTasks { .. } => "another number of the service's tasks runs",
        Comparison::StartedTasks { .. } => "another number of the service's tasks started",
        Comparison::Messages { .. } if kind == AssertionKind::Never => "such a message was sent",
        Comparison::Messages { like: None, .. } => "a message was sent",
        Comparison::Messages { got: 0, .. } => "no message is like this",
        Comparison::Messages { got, .. } => return format!("{got} messages are like this"),
        Comparison::Calls { .. } if kind == AssertionKind::Never => "such a call was made",
        Comparison::Calls { like: None, .. } => "the flow made a call",
        Comparison::Calls { got, .. } => return format!("{got} calls are like this"),
        Comparison::Within { got: None, .. } => "nothing set it off",
        Comparison::Within { got: Some(SeenStages::NotReached { stage }), .. } => {
            return format!("the stage `{}` was not reached", stage.as_str());
        }
        Comparison::Within { limit, got: Some(SeenStages::Reached { took }), .. } => {
            return if took.is_negative() {
                format!("it came {:#} before", took.abs())
            } else {
                format!("it took {:#} longer than the limit", took.saturating_sub(*limit))
            };
        }
        Comparison::NothingElse { .. } => "something else happened",
    };
    fixed.to_owned()
}

/// What the record shows.
fn actual(comparison: &Comparison) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    match comparison {
        Comparison::Rule { got: None, .. } => "no event came to the rule".to_owned(),
        Comparison::Rule { got: Some(rule), .. } => seen_rule(rule),
        Comparison::Input { got: None, .. } => "no event came to the target".to_owned(),
        Comparison::Input { got: Some(input), .. } => {
            format!("{}: {}", delivered(input.delivered), input.text)
        }
        Comparison::Executions { wanted: 0, got } => format!("{} started", executions(*got)),
        Comparison::Executions { got, .. } => executions(*got),
        Comparison::ExecutionStatus { got, error, cause, .. } => {
            let status = status_name(*got);
            match (error, cause) {
                (Some(error), Some(cause)) => format!("{status} with {error}: {cause}"),
                (Some(error), None) => format!("{status} with {error}"),
                _ => status.to_owned(),
            }
        }
        Comparison::ExecutionPath { got, .. } => got.join(" → "),
        Comparison::ExecutionError { got, .. }
        | Comparison::ExecutionCause { got, .. }
        | Comparison::StoppedReason { got, .. }
        | Comparison::StopCode { got, .. } => text(got),
        Comparison::TaskSeen { .. } => "no status was seen".to_owned(),
        Comparison::TaskStatus { got, reason: Some(reason), .. } => format!("{got} ({reason})"),
        Comparison::TaskStatus { got, .. } => got.clone(),
        Comparison::TaskNeverStatus { unwanted, .. } => unwanted.clone(),
        Comparison::RunningTasks { got, seen, .. } => format!("{got} running of {seen} seen"),
        Comparison::StartedTasks { got, .. } => format!("{got} started"),
        Comparison::Messages { seen, .. } if seen.is_empty() => "no message was sent".to_owned(),
        Comparison::Messages { seen, .. } => joined(seen, seen_message),
        Comparison::Calls { seen, .. } if seen.is_empty() => "no call".to_owned(),
        Comparison::Calls { seen, .. } => joined(seen, seen_call),
        Comparison::Within { got: Some(SeenStages::Reached { took }), .. } => {
            if took.is_negative() { "the other order".to_owned() } else { format!("{took:#}") }
        }
        Comparison::Within { .. } => "not reached".to_owned(),
        Comparison::NothingElse { got } => {
            got.as_ref().map_or_else(|| "nothing".to_owned(), seen_effect)
        }
    }
}

/// What the scenario wants.
fn expected(kind: AssertionKind, comparison: &Comparison) -> String {
    match comparison {
        Comparison::Rule { wanted: true, .. } => "matched".to_owned(),
        Comparison::Rule { leaf: None, .. } => "not matched".to_owned(),
        Comparison::Rule { leaf: Some(leaf), .. } => format!("not matched because of `{leaf}`"),
        Comparison::Input { delivered: wanted, wanted: text, .. } => {
            format!("{}: {}", delivered(*wanted), conditions(text))
        }
        Comparison::Executions { wanted: 0, .. } => "none".to_owned(),
        Comparison::Executions { wanted, .. } => executions(*wanted),
        Comparison::ExecutionStatus { wanted, .. } => status_name(*wanted).to_owned(),
        Comparison::ExecutionPath { wanted, .. } => wanted.join(" → "),
        Comparison::ExecutionError { wanted, .. }
        | Comparison::ExecutionCause { wanted, .. }
        | Comparison::StoppedReason { wanted, .. }
        | Comparison::StopCode { wanted, .. } => conditions(wanted),
        Comparison::TaskSeen { .. } => "a task".to_owned(),
        Comparison::TaskStatus { wanted, .. } => wanted.clone(),
        Comparison::TaskNeverStatus { unwanted, .. } => format!("never {unwanted}"),
        Comparison::RunningTasks { wanted, .. } => format!("{wanted} running"),
        Comparison::StartedTasks { wanted, .. } => format!("{wanted} started"),
        Comparison::Messages { like: None, .. } | Comparison::Calls { like: None, .. } => {
            "none".to_owned()
        }
        Comparison::Messages { like: Some(like), .. } if kind == AssertionKind::Never => {
            format!("never one with {}", message_conditions(like))
        }
        Comparison::Messages { wanted, like: Some(like), .. } => {
            format!("{} with {}", messages(*wanted), message_conditions(like))
        }
        Comparison::Calls { like: Some(like), .. } if kind == AssertionKind::Never => {
            format!("never {}", call_conditions(like))
        }
        Comparison::Calls { wanted, like: Some(like), .. } => {
            format!("{wanted} × {}", call_conditions(like))
        }
        Comparison::Within { from, to, limit, .. } => within(*from, *to, *limit),
        Comparison::NothingElse { .. } => {
            "nothing beside what the other assertions speak of".to_owned()
        }
    }
}

fn within(from: StageName, to: StageName, limit: SignedDuration) -> String {
    format!("`{}` at most {limit:#} after `{}`", to.as_str(), from.as_str())
}

fn delivered(delivered: bool) -> &'static str {
    if delivered { "delivered" } else { "not delivered" }
}

fn seen_rule(rule: &SeenRule) -> String {
    if rule.matched {
        return "matched".to_owned();
    }
    let leaves = &rule.failed_leaves;
    let reasons: Vec<String> =
        leaves.iter().map(|leaf| format!("`{}`: {}", leaf.path, leaf.reason)).collect();
    if reasons.is_empty() { "not matched".to_owned() } else { reasons.join("; ") }
}

fn seen_message(message: &SeenMessage) -> String {
    let subject = message.subject.as_deref().unwrap_or_default();
    format!("subject `{subject}`, body `{}`", message.body)
}

fn seen_call(call: &SeenCall) -> String {
    let SeenCall { service, operation, error } = call;
    match error {
        None => format!("{service}:{operation} succeeded"),
        Some(error) => {
            format!("{service}:{operation} failed with {}: {}", error.code, error.message)
        }
    }
}

fn seen_effect(effect: &SeenEffect) -> String {
    match effect {
        SeenEffect::TaskStopped { task } => format!("the task `{task}` was stopped"),
        SeenEffect::Message { subject } => {
            format!("a message was sent: {}", subject.as_deref().unwrap_or_default())
        }
        SeenEffect::Call(call) => format!("a call was made: {}", seen_call(call)),
    }
}

fn joined<T>(seen: &[T], words: impl Fn(&T) -> String) -> String {
    seen.iter().map(words).collect::<Vec<_>>().join("; ")
}

fn executions(number: usize) -> String {
    match number {
        0 => "no execution".to_owned(),
        1 => "1 execution".to_owned(),
        _ => format!("{number} executions"),
    }
}

fn messages(number: usize) -> String {
    match number {
        0 => "no message".to_owned(),
        1 => "one message".to_owned(),
        _ => format!("{number} messages"),
    }
}

fn status_name(status: ExecutionStatus) -> &'static str {
    match status {
        ExecutionStatus::Running => "RUNNING",
        ExecutionStatus::Succeeded => "SUCCEEDED",
        ExecutionStatus::Failed => "FAILED",
        ExecutionStatus::TimedOut => "TIMED_OUT",
        ExecutionStatus::Aborted => "ABORTED",
    }
}

fn conditions(conditions: &TextConditions) -> String {
    let TextConditions { equals, contains, starts_with, ends_with, lacks } = conditions;
    let mut parts = Vec::new();
    parts.extend(equals.iter().map(|whole| format!("`{whole}`")));
    parts.extend(contains.iter().map(|part| format!("contains `{part}`")));
    parts.extend(starts_with.iter().map(|start| format!("starts with `{start}`")));
    parts.extend(ends_with.iter().map(|end| format!("ends with `{end}`")));
    parts.extend(lacks.iter().map(|part| format!("lacks `{part}`")));
    parts.join(" and ")
}

fn message_conditions(wanted: &MessageConditions) -> String {
    let subject = wanted.subject.as_ref().map(|text| format!("subject {}", conditions(text)));
    let body = wanted.body.as_ref().map(|text| format!("body {}", conditions(text)));
    let parts: Vec<String> = [subject, body].into_iter().flatten().collect();
    if parts.is_empty() { "any text".to_owned() } else { parts.join(" and ") }
}

fn call_conditions(wanted: &CallConditions) -> String {
    let service = wanted.service.as_deref().map_or(String::new(), |service| format!("{service}:"));
    let mut text = format!("{service}{}", wanted.operation);
    match wanted.error.as_deref() {
        Some("none") => text.push_str(" that succeeded"),
        Some(code) => text.push_str(&format!(" that failed with {code}")),
        None => {}
    }
    if let Some(message) = &wanted.message {
        text.push_str(&format!(" and a message that {}", conditions(message)));
    }
    text
}
