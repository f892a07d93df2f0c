//! A driver that answers every task from a function, and checks each execution on its way.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_states::{
    EventDetails, Execution, ExecutionContext, HistoryEvent, Outcome, Payload, Poll, StateMachine,
    TaskFailure, TaskRequest, WorkflowType,
};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What a task answers: its result or failure, or nothing, so that it times out.
pub(crate) type Answer = Option<Result<Value, TaskFailure>>;

/// A workflow whose nested workflows name their states as nobody else does, as the service asks.
pub(crate) fn with_distinct_names(workflow: &Value) -> Value {
    let mut workflow = workflow.clone();
    rename(&mut workflow, "", &mut 0);
    workflow
}

fn rename(workflow: &mut Value, suffix: &str, count: &mut u32) {
    let states = std::mem::take(&mut workflow["States"]);
    let mut renamed = serde_json::Map::new();
    for (name, mut state) in states.as_object().unwrap().clone() {
        let own = ["Next", "Default"].into_iter().filter_map(|field| {
            state
                .get(field)
                .and_then(Value::as_str)
                .map(|target| (field, format!("{target}{suffix}")))
        });
        for (field, target) in own.collect::<Vec<_>>() {
            state[field] = target.into();
        }
        for handler in ["Choices", "Catch"] {
            for item in state.get_mut(handler).and_then(Value::as_array_mut).into_iter().flatten() {
                item["Next"] = format!("{}{suffix}", item["Next"].as_str().unwrap()).into();
            }
        }
        let branches = state.get_mut("Branches").and_then(Value::as_array_mut);
        for inner in branches.into_iter().flatten() {
            *count += 1;
            rename(inner, &format!("-{count}"), count);
        }
        if let Some(inner) = state.get_mut("ItemProcessor") {
            *count += 1;
            rename(inner, &format!("-{count}"), count);
        }
        renamed.insert(format!("{name}{suffix}"), state);
    }
    workflow["States"] = renamed.into();
    workflow["StartAt"] = format!("{}{suffix}", workflow["StartAt"].as_str().unwrap()).into();
}

/// Where a Map state runs its iterations: in its own execution, or in child executions.
pub(crate) fn processor_config(is_distributed: bool) -> Value {
    if is_distributed {
        json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" })
    } else {
        json!({ "Mode": "INLINE" })
    }
}

/// Starts a Standard execution at the Unix epoch.
pub(crate) fn start(definition: &Value, input: &str) -> Execution {
    start_as(definition, input, WorkflowType::Standard)
}

pub(crate) fn start_as(definition: &Value, input: &str, workflow_type: WorkflowType) -> Execution {
    let machine = StateMachine::parse_as(&definition.to_string(), workflow_type).unwrap();
    let context = ExecutionContext {
        workflow_type,
        ..ExecutionContext::example("quarantine", "eu-west-1", Payload::parse(input).unwrap())
    };
    Execution::start(Arc::new(machine), context, Timestamp::UNIX_EPOCH)
}

/// An execution on its way, with what its driver knows.
#[derive(Clone)]
struct Drive {
    execution: Execution,
    now: Timestamp,
    attempts: BTreeMap<Arc<str>, u32>,
    /// How often it is still redriven where it does not succeed and can be.
    redrives: u32,
}

impl Drive {
    fn new(execution: Execution, redrives: u32) -> Self {
        Self { execution, now: Timestamp::UNIX_EPOCH, attempts: BTreeMap::new(), redrives }
    }

    /// Polls once and answers what is asked; the outcome, once there is one.
    fn step(&mut self, answer: &dyn Fn(&TaskRequest, u32) -> Answer) -> Option<Outcome> {
        match self.execution.poll(self.now) {
            Poll::Done(outcome) => {
                if self.redrives == 0 || self.execution.redrivable(self.now).is_err() {
                    return Some(outcome);
                }
                self.redrives -= 1;
                self.now = self.now.checked_add(jiff::SignedDuration::from_mins(1)).unwrap();
                self.execution.redrive(self.now).unwrap();
                None
            }
            Poll::NotModelled(not_modelled) => panic!("{not_modelled}"),
            Poll::Pending { tasks, wake_at } => {
                let mut answered = false;
                for task in tasks {
                    let attempts = self.attempts.entry(Arc::clone(&task.state)).or_default();
                    let attempt = *attempts;
                    *attempts += 1;
                    if let Some(result) = answer(&task, attempt) {
                        self.execution.complete_task(task.id, result.map(Into::into), self.now);
                        answered = true;
                    }
                }
                if !answered {
                    self.now = wake_at.unwrap();
                }
                None
            }
        }
    }

    fn finish(&mut self, answer: &dyn Fn(&TaskRequest, u32) -> Answer) -> Outcome {
        for _ in 0..100_000 {
            if let Some(outcome) = self.step(answer) {
                return outcome;
            }
        }
        panic!("it does not end");
    }
}

/// Runs to the end in virtual time.
pub(crate) fn run(
    execution: Execution,
    answer: &dyn Fn(&TaskRequest, u32) -> Answer,
) -> (Outcome, Execution) {
    run_and_redrive(execution, 0, answer)
}

/// As [`run`], redriven a minute after each end without success, so often at the most.
pub(crate) fn run_and_redrive(
    execution: Execution,
    redrives: u32,
    answer: &dyn Fn(&TaskRequest, u32) -> Answer,
) -> (Outcome, Execution) {
    let mut drive = Drive::new(execution, redrives);
    let outcome = drive.finish(answer);
    check_form(drive.execution.history(), &outcome);
    (outcome, drive.execution)
}

/// Runs to the end, and checks on the way that a clone, and a copy that was serialised and read
/// again, taken at any poll, write the same history.
pub(crate) fn run_and_resume(
    execution: Execution,
    answer: &dyn Fn(&TaskRequest, u32) -> Answer,
) -> (Outcome, Execution) {
    run_redrive_and_resume(execution, 0, answer)
}

/// As [`run_and_resume`], redriven a minute after each end without success, so often at the most.
pub(crate) fn run_redrive_and_resume(
    execution: Execution,
    redrives: u32,
    answer: &dyn Fn(&TaskRequest, u32) -> Answer,
) -> (Outcome, Execution) {
    let mut drive = Drive::new(execution, redrives);
    let mut copies = Vec::new();
    let outcome = loop {
        let stored = serde_json::to_string(&drive.execution).unwrap();
        copies.push(Drive { execution: serde_json::from_str(&stored).unwrap(), ..drive.clone() });
        copies.push(drive.clone());
        if let Some(outcome) = drive.step(answer) {
            break outcome;
        }
        assert!(copies.len() < 20_000, "it does not end");
    };
    for mut copy in copies {
        assert_eq!(copy.finish(answer), outcome);
        assert_eq!(copy.execution.history(), drive.execution.history());
    }
    check_form(drive.execution.history(), &outcome);
    (outcome, drive.execution)
}

/// What holds of every history: events are numbered and follow from earlier ones, the first and the
/// last are those of the execution, and nothing is left that was not entered.
pub(crate) fn check_form(history: &[HistoryEvent], outcome: &Outcome) {
    let mut open: BTreeMap<&str, i64> = BTreeMap::new();
    let mut undisturbed = true;
    for (place, event) in history.iter().enumerate() {
        assert_eq!(event.id.0, place as u64 + 1);
        assert!(event.previous_event_id < event.id, "{event:?}");
        match &event.details {
            EventDetails::StateEntered { name, .. } => *open.entry(name).or_default() += 1,
            EventDetails::StateExited { name, .. } => {
                let open = open.entry(name).or_default();
                *open -= 1;
                assert!(*open >= 0, "`{name}` is left more often than entered");
            }
            details => undisturbed &= !details.event_type().contains("Fail"),
        }
        let follows = |types: &[&str]| {
            let previous = &history[usize::try_from(event.previous_event_id.0).unwrap() - 1];
            assert!(types.contains(&previous.event_type()), "{event:?} follows from {previous:?}");
        };
        match event.event_type() {
            "MapRunStarted" | "MapRunRedriven" => follows(&["MapStateStarted"]),
            "MapRunSucceeded" | "MapRunFailed" => follows(&["MapRunStarted", "MapRunRedriven"]),
            _ => {}
        }
    }
    let ends = format!("Execution{}", capitalised(outcome.status()));
    assert_eq!(history.first().unwrap().event_type(), "ExecutionStarted");
    assert_eq!(history.last().unwrap().event_type(), ends);
    let ends = history.iter().filter(|event| {
        matches!(
            event.details,
            EventDetails::ExecutionSucceeded { .. }
                | EventDetails::ExecutionFailed { .. }
                | EventDetails::ExecutionTimedOut { .. }
                | EventDetails::ExecutionAborted { .. }
        )
    });
    let redriven = history.iter().enumerate().filter(|(place, event)| {
        let is_redrive = matches!(event.details, EventDetails::ExecutionRedriven { .. });
        assert!(!is_redrive || event.previous_event_id.0 == *place as u64);
        is_redrive
    });
    assert_eq!(ends.count(), 1 + redriven.count());
    if undisturbed && matches!(outcome, Outcome::Succeeded { .. }) {
        assert!(open.values().all(|open| *open == 0), "not all states are left: {open:?}");
    }
}

fn capitalised(status: &str) -> String {
    status
        .split('_')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{first}{}", rest.to_lowercase())
        })
        .collect()
}

/// The events as `id<-previous Type`.
pub(crate) fn chain(execution: &Execution) -> Vec<String> {
    let line = |event: &HistoryEvent| {
        format!("{}<-{} {}", event.id.0, event.previous_event_id.0, event.event_type())
    };
    execution.history().iter().map(line).collect()
}

pub(crate) fn types(execution: &Execution) -> Vec<&'static str> {
    execution.history().iter().map(HistoryEvent::event_type).collect()
}

/// The output of one that succeeded.
pub(crate) fn output(outcome: &Outcome) -> &Value {
    match outcome {
        Outcome::Succeeded { output } => output.value(),
        other => panic!("{other:?}"),
    }
}

/// The error and the cause of one that failed.
pub(crate) fn failure(outcome: &Outcome) -> (Option<&str>, Option<&str>) {
    match outcome {
        Outcome::Failed { error, cause } => (error.as_deref(), cause.as_deref()),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn fails(error: &str, cause: &str) -> Answer {
    Some(Err(TaskFailure { error: Some(error.into()), cause: Some(cause.into()) }))
}
