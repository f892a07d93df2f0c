//! Which states an execution came through, read from its history.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use miette::Diagnostic;
use serde_json::Value;
use thiserror::Error;

use VisitOutcome::{Aborted, Caught, Entered, Failed, Succeeded};

/// How the visits of a state ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VisitOutcome {
    /// All of them were left for the next state, or the end.
    Succeeded,
    /// One failed and was caught.
    Caught,
    /// One goes on.
    Entered,
    /// One was broken off.
    Aborted,
    /// One failed the execution, its branch or its iteration.
    Failed,
}

impl VisitOutcome {
    pub(super) const ALL: [Self; 5] =
        [Self::Succeeded, Self::Caught, Self::Entered, Self::Aborted, Self::Failed];

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Caught => "caught",
            Self::Entered => "entered",
            Self::Aborted => "aborted",
            Self::Failed => "failed",
        }
    }
}

/// A text that is no history.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("not a history: {reason}")]
#[diagnostic(
    code(firedrill::states::history),
    help(
        "a history is what GetExecutionHistory answers: {{\"events\": [...]}}, or the list alone"
    )
)]
pub struct HistoryError {
    /// What is wrong with it.
    pub reason: String,
}

/// The states that an execution entered, how that ended, and which ways it took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitedStates {
    outcomes: BTreeMap<String, VisitOutcome>,
    /// From state to state; none is the start or the end.
    ways: BTreeSet<(Option<String>, Option<String>)>,
}

/// An event, as far as it matters here.
struct Event<'h> {
    previous: u64,
    event_type: &'h str,
    state: Option<&'h str>,
}

impl VisitedStates {
    /// Reads the answer of GetExecutionHistory, or the list of events in it.
    ///
    /// # Errors
    /// [`HistoryError`] if it has another form.
    pub fn read(history: &Value) -> Result<Self, HistoryError> {
        let refused = |reason: &str| HistoryError { reason: reason.to_owned() };
        let events = history
            .as_array()
            .or_else(|| history.get("events").and_then(Value::as_array))
            .ok_or_else(|| refused("there is no list of events"))?;
        let mut read = BTreeMap::new();
        for event in events {
            let id = event.get("id").and_then(Value::as_u64);
            let event_type = event.get("type").and_then(Value::as_str);
            let (Some(id), Some(event_type)) = (id, event_type) else {
                return Err(refused("an event has no `id` or no `type`"));
            };
            let previous = event.get("previousEventId").and_then(Value::as_u64).unwrap_or_default();
            let details = ["stateEnteredEventDetails", "stateExitedEventDetails"];
            let state =
                details.iter().find_map(|details| event.get(*details)?.get("name")?.as_str());
            // An event that follows itself or a later one would never lead back to the start.
            let previous = if previous < id { previous } else { 0 };
            read.insert(id, Event { previous, event_type, state });
        }
        Ok(Self::of(&read))
    }

    fn of(events: &BTreeMap<u64, Event<'_>>) -> Self {
        let mut visited = Self::default();
        let mut open: HashMap<&str, i64> = HashMap::new();
        let mut left: BTreeMap<u64, &str> = BTreeMap::new();
        let mut succeeded_after = BTreeSet::new();
        for (id, event) in events {
            match (event.event_type, event.state) {
                (kind, Some(state)) if kind.ends_with("StateEntered") => {
                    *open.entry(state).or_default() += 1;
                    let from = left.get(&event.previous).map(|from| (*from).to_owned());
                    visited.ways.insert((from, Some(state.to_owned())));
                    let outcome = if kind == "FailStateEntered" { Failed } else { Succeeded };
                    visited.note(state, outcome);
                }
                (kind, Some(state)) if kind.ends_with("StateExited") => {
                    *open.entry(state).or_default() -= 1;
                    left.insert(*id, state);
                    if events.get(&event.previous).is_some_and(Event::is_failure) {
                        visited.note(state, Caught);
                    }
                }
                (kind, _) if kind.ends_with("StateAborted") => {
                    visited.note_state_of(events, event, Aborted, &mut open);
                }
                (
                    "ExecutionFailed"
                    | "MapIterationFailed"
                    | "MapStateFailed"
                    | "ParallelStateFailed",
                    _,
                ) => {
                    visited.note_state_of(events, event, Failed, &mut open);
                }
                ("ExecutionSucceeded" | "MapIterationSucceeded" | "ParallelStateSucceeded", _) => {
                    succeeded_after.insert(event.previous);
                }
                _ => {}
            }
        }
        for id in succeeded_after {
            if let Some(state) = left.get(&id) {
                visited.ways.insert((Some((*state).to_owned()), None));
            }
        }
        let ended = events.values().find_map(|event| match event.event_type {
            "ExecutionAborted" | "ExecutionTimedOut" | "ExecutionFailed" => Some(Aborted),
            _ => None,
        });
        for (state, visits) in open {
            if visits > 0 {
                visited.note(state, ended.unwrap_or(Entered));
            }
        }
        visited
    }

    /// The gravest of all visits is what is shown.
    fn note(&mut self, state: &str, outcome: VisitOutcome) {
        let noted = self.outcomes.entry(state.to_owned()).or_insert(outcome);
        *noted = outcome.max(*noted);
    }

    /// Notes what became of the state that an event is about: the one that was entered last on the
    /// way to it and is still open.
    ///
    /// That a Parallel or Map state fails is about the state in it that made it fail. It may be
    /// caught itself; so it counts as failed only where its own failure led to the event.
    fn note_state_of(
        &mut self,
        events: &BTreeMap<u64, Event<'_>>,
        event: &Event<'_>,
        outcome: VisitOutcome,
        open: &mut HashMap<&str, i64>,
    ) {
        let of_nested = ["MapIterationFailed", "MapStateFailed", "ParallelStateFailed"];
        let owner_is_spared = of_nested.contains(&event.event_type);
        let mut own_failures = Vec::new();
        let mut at = event.previous;
        while let Some(event) = events.get(&at) {
            at = event.previous;
            if of_nested.contains(&event.event_type) {
                own_failures.push(event.event_type.trim_end_matches("Failed"));
            }
            let Some(kind) = event.event_type.strip_suffix("Entered") else { continue };
            let Some(state) = event.state else { continue };
            let Some(visits) = open.get_mut(state).filter(|visits| **visits > 0) else { continue };
            let holds_others = matches!(kind, "MapState" | "ParallelState");
            if owner_is_spared && holds_others && !own_failures.contains(&kind) {
                return;
            }
            *visits -= 1;
            self.note(state, outcome);
            return;
        }
    }

    /// How the visits of a state ended; none if it was never entered.
    #[must_use]
    pub fn outcome(&self, state: &str) -> Option<VisitOutcome> {
        self.outcomes.get(state).copied()
    }

    /// Whether the execution went from one state to the other; none is the start or the end.
    #[must_use]
    pub fn went(&self, from: Option<&str>, to: Option<&str>) -> bool {
        self.ways.contains(&(from.map(str::to_owned), to.map(str::to_owned)))
    }
}

impl Event<'_> {
    /// Whether a state that is left right after it was left by a catcher.
    fn is_failure(&self) -> bool {
        let kind = self.event_type;
        !kind.starts_with("Execution") && (kind.ends_with("Failed") || kind.ends_with("TimedOut"))
    }
}
