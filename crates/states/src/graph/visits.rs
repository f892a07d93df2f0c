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
        // The states that ended without being left, and what was known of them before.
        let mut ended: Vec<(&str, VisitOutcome)> = Vec::new();
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
                // What had failed or was aborted is run again, without being entered once more.
                ("ExecutionRedriven", _) => {
                    for (state, outcome) in ended.drain(..).rev() {
                        *open.entry(state).or_default() += 1;
                        visited.outcomes.insert(state.to_owned(), outcome);
                    }
                }
                (kind, _) if kind.ends_with("StateAborted") => {
                    let state = Self::state_of(history, event, &mut open);
                    ended.extend(state.and_then(|state| visited.end(state, Aborted)));
                }
                (
                    "ExecutionFailed"
                    | "MapIterationFailed"
                    | "MapStateFailed"
                    | "ParallelStateFailed",
                    _,
                ) => {
                    let state = Self::state_of(history, event, &mut open);
                    ended.extend(state.and_then(|state| visited.end(state, Failed)));
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
        let last = history.events().last().map(|event| event.event_type.as_str());
        let left_open = match last {
            Some("ExecutionAborted" | "ExecutionTimedOut" | "ExecutionFailed") => Aborted,
            _ => Entered,
        };
        for (state, visits) in open {
            if visits > 0 {
                visited.note(state, left_open);
            }
        }
        visited
    }

    /// The gravest of all visits is what is shown.
    fn note(&mut self, state: &str, outcome: VisitOutcome) {
        let noted = self.outcomes.entry(state.to_owned()).or_insert(outcome);
        *noted = outcome.max(*noted);
    }

    /// Notes that a state ended without being left; answers what was known of it before.
    fn end<'h>(
        &mut self,
        state: &'h str,
        outcome: VisitOutcome,
    ) -> Option<(&'h str, VisitOutcome)> {
        let before = self.outcome(state)?;
        self.note(state, outcome);
        Some((state, before))
    }

    /// The state that an event is about: the one that was entered last on the way to it and is
    /// still open, which it ends.
    ///
    /// That a Parallel or Map state fails is about the state in it that made it fail. It may be
    /// caught itself; so it counts as failed only where its own failure led to the event.
    fn state_of<'h>(
        history: &'h RecordedHistory,
        event: &RecordedEvent,
        open: &mut HashMap<&'h str, i64>,
    ) -> Option<&'h str> {
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
                return None;
            }
            *visits -= 1;
            return Some(state);
        }
        None
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
