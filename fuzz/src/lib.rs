//! Executions in virtual time, and what holds of every history.
//!
//! Owns how the targets that run state machines drive them. Refuses to know what is fuzzed.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_states::{
    EventDetails, Execution, ExecutionContext, HistoryEvent, Outcome, Payload, Poll, StateMachine,
    TaskFailure, TaskRequest, TaskResource, WorkflowType,
};
use jiff::Timestamp;
use serde_json::json;

/// How often an execution is polled before it is stopped: a retrier may try for a year.
const POLLS: u32 = 2_000;

/// An execution that starts at the Unix epoch.
#[must_use]
pub fn start(machine: Arc<StateMachine>, input: Payload, workflow_type: WorkflowType) -> Execution {
    let context = ExecutionContext {
        workflow_type,
        ..ExecutionContext::example("quarantine", "eu-west-1", input)
    };
    Execution::start(machine, context, Timestamp::UNIX_EPOCH)
}

/// Runs an execution to its end in virtual time and checks its history; nothing if it reached what
/// is not modelled, as one that goes round at one instant for ever does.
pub fn run(execution: &mut Execution) -> Option<Outcome> {
    let mut now = Timestamp::UNIX_EPOCH;
    for _ in 0..POLLS {
        match execution.poll(now) {
            Poll::Done(outcome) => {
                assert_in_form(execution.history(), &outcome);
                return Some(outcome);
            }
            Poll::NotModelled(not_modelled) => {
                assert!(!not_modelled.feature.is_empty());
                assert_numbered(execution.history());
                return None;
            }
            Poll::Pending { tasks, wake_at } => {
                let mut answered = false;
                for task in tasks {
                    if let TaskResource::Activity { .. } = *task.resource {
                        execution.start_task(task.id, None, now);
                    }
                    if let Some(answer) = answer(&task) {
                        execution.complete_task(task.id, answer, now);
                        answered = true;
                    }
                }
                if !answered {
                    let wake_at = wake_at.expect("nothing can move it");
                    assert!(wake_at > now, "it waits for a time that has come");
                    now = wake_at;
                }
            }
        }
    }
    execution.stop(None, None, now);
    let outcome = execution.outcome().cloned().expect("it was stopped");
    assert_in_form(execution.history(), &outcome);
    Some(outcome)
}

/// Every kind of answer in turn, so that the attempts of one task get different ones.
fn answer(task: &TaskRequest) -> Option<Result<Payload, TaskFailure>> {
    match task.id.0 % 4 {
        0 => Some(Ok(task.parameters.clone())),
        1 => Some(Ok(json!({}).into())),
        2 => Some(Err(TaskFailure { error: Some("Busy".into()), cause: None })),
        _ => task.timeout.is_none().then(|| Ok(json!([1, "2"]).into())),
    }
}

fn assert_numbered(history: &[HistoryEvent]) {
    for (id, event) in (1..).zip(history) {
        assert_eq!(event.id.0, id);
        assert!(event.previous_event_id < event.id, "{event:?}");
    }
}

/// Asserts what holds of every history: it is numbered, begins and ends with the execution, and
/// leaves no state that was not entered.
fn assert_in_form(history: &[HistoryEvent], outcome: &Outcome) {
    assert_numbered(history);
    let mut open: BTreeMap<&str, u64> = BTreeMap::new();
    for event in history {
        match &event.details {
            EventDetails::StateEntered { name, .. } => *open.entry(name).or_default() += 1,
            EventDetails::StateExited { name, .. } => {
                let open = open.entry(name).or_default();
                *open = open.checked_sub(1).expect("a state is left more often than entered");
            }
            _ => {}
        }
    }
    let types: Vec<_> = history.iter().map(HistoryEvent::event_type).collect();
    assert_eq!(types.first(), Some(&"ExecutionStarted"));
    let ends = |event_type: &&&str| {
        let ends = ["Succeeded", "Failed", "TimedOut", "Aborted"];
        event_type.strip_prefix("Execution").is_some_and(|end| ends.contains(&end))
    };
    assert_eq!(types.iter().filter(ends).count(), 1, "{types:?}");
    let last = match outcome {
        Outcome::Succeeded { .. } => "ExecutionSucceeded",
        Outcome::Failed { .. } => "ExecutionFailed",
        Outcome::TimedOut => "ExecutionTimedOut",
        Outcome::Aborted { .. } => "ExecutionAborted",
    };
    assert_eq!(types.last(), Some(&last));
}
