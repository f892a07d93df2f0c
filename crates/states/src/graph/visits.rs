//! Which states an execution came through, read from its history.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use VisitOutcome::{Aborted, Caught, Entered, Failed, Succeeded};

use crate::{EventId, RecordedEvent, RecordedHistory};

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

/// The states that an execution entered, how that ended, and which ways it took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitedStates {
    outcomes: BTreeMap<String, VisitOutcome>,
    /// From state to state; none is the start or the end.
    ways: BTreeSet<(Option<String>, Option<String>)>,
}

impl VisitedStates {
    /// Reads them from the history of an execution.
    #[must_use]
    pub fn of(history: &RecordedHistory) -> Self {
        let mut visited = Self::default();
        let mut open: HashMap<&str, i64> = HashMap::new();
        let mut left: HashMap<EventId, &str> = HashMap::new();
        let mut succeeded_after = BTreeSet::new();
        for event in history.events() {
            match (event.event_type.as_str(), event.name()) {
                (kind, Some(state)) if kind.ends_with("StateEntered") => {
                    *open.entry(state).or_default() += 1;
                    let from = left.get(&event.previous_event_id).map(|from| (*from).to_owned());
                    visited.ways.insert((from, Some(state.to_owned())));
                    let outcome = if kind == "FailStateEntered" { Failed } else { Succeeded };
                    visited.note(state, outcome);
                }
                (kind, Some(state)) if kind.ends_with("StateExited") => {
                    *open.entry(state).or_default() -= 1;
                    left.insert(event.id, state);
                    if history.event(event.previous_event_id).is_some_and(is_failure) {
                        visited.note(state, Caught);
                    }
                }
                (kind, _) if kind.ends_with("StateAborted") => {
                    visited.note_state_of(history, event, Aborted, &mut open);
                }
                (
                    "ExecutionFailed"
                    | "MapIterationFailed"
                    | "MapStateFailed"
                    | "ParallelStateFailed",
                    _,
                ) => {
                    visited.note_state_of(history, event, Failed, &mut open);
                }
                ("ExecutionSucceeded" | "MapIterationSucceeded" | "ParallelStateSucceeded", _) => {
                    succeeded_after.insert(event.previous_event_id);
                }
                _ => {}
            }
        }
        for id in succeeded_after {
            if let Some(state) = left.get(&id) {
                visited.ways.insert((Some((*state).to_owned()), None));
            }
        }
        let ended = history.events().iter().find_map(|event| match event.event_type.as_str() {
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
        history: &RecordedHistory,
        event: &RecordedEvent,
        outcome: VisitOutcome,
        open: &mut HashMap<&str, i64>,
    ) {
        let of_nested = ["MapIterationFailed", "MapStateFailed", "ParallelStateFailed"];
        let owner_is_spared = of_nested.contains(&event.event_type.as_str());
        let mut own_failures = Vec::new();
        let mut at = event.previous_event_id;
        while let Some(event) = history.event(at) {
            at = event.previous_event_id;
            if of_nested.contains(&event.event_type.as_str()) {
                own_failures.push(event.event_type.trim_end_matches("Failed"));
            }
            let Some(kind) = event.event_type.strip_suffix("Entered") else { continue };
            let Some(state) = event.name() else { continue };
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

/// Whether a state that is left right after an event was left by a catcher.
fn is_failure(event: &RecordedEvent) -> bool {
    let kind = event.event_type.as_str();
    !kind.starts_with("Execution") && (kind.ends_with("Failed") || kind.ends_with("TimedOut"))
}
