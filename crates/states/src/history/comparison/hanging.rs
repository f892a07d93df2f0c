//! Which event each event hangs on: mostly the one that it follows from.
//!
//! A Map or Parallel state goes on when the last of its branches has ended, and an iteration that
//! had to wait starts when another one has. Which one that is depends on how the branches were
//! interleaved, and `previousEventId` names it. Such events hang on the fork instead.

use crate::history::recorded::{RecordedEvent, RecordedHistory};
use crate::json::MAX_DEPTH;

/// What an event hangs on; events are meant by their place in their history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hanging {
    /// On nothing: it begins the execution.
    Root,
    /// On the event that it follows from.
    Previous(usize),
    /// It is the beginning of a branch of this fork.
    Branch(usize),
    /// It goes on after this fork, whatever branch of it let it.
    After(usize),
    /// It goes on after this fork, and what it follows from is why.
    Because(usize),
}

/// What the events of a history hang on.
#[derive(Debug)]
pub(super) struct Hangings<'h> {
    history: &'h RecordedHistory,
    pub(super) of: Vec<Hanging>,
    /// The fork in a branch of which each event is.
    scopes: Vec<Option<usize>>,
    /// The state whose branches a fork begins.
    forking: Vec<Option<&'h str>>,
}

impl<'h> Hangings<'h> {
    pub(super) fn of(history: &'h RecordedHistory) -> Self {
        let mut hangings =
            Self { history, of: Vec::new(), scopes: Vec::new(), forking: Vec::new() };
        for event in history.events() {
            let previous = history.place(event.previous_event_id);
            let hanging = hangings.hanging(event, previous);
            let scope = match hanging {
                Hanging::Root => None,
                Hanging::Previous(previous) => hangings.inside(previous),
                Hanging::Branch(fork) => Some(fork),
                Hanging::After(fork) | Hanging::Because(fork) => hangings.scope(fork),
            };
            let forking = match hanging {
                _ if !forks(event) => None,
                Hanging::Because(fork) => hangings.forking.get(fork).copied().flatten(),
                _ => previous
                    .and_then(|previous| history.events().get(previous))
                    .filter(|previous| previous.enters())
                    .and_then(RecordedEvent::name),
            };
            hangings.of.push(hanging);
            hangings.scopes.push(scope);
            hangings.forking.push(forking);
        }
        hangings
    }

    fn hanging(&self, event: &RecordedEvent, previous: Option<usize>) -> Hanging {
        let Some(previous) = previous else { return Hanging::Root };
        let from = self.history.events().get(previous);
        let plain = match (from, self.inside(previous)) {
            (Some(from), _) if forks(from) => Hanging::Branch(previous),
            // Nothing goes on in an iteration that has ended.
            (Some(from), Some(fork)) if ends_iteration(from) => Hanging::After(fork),
            _ => Hanging::Previous(previous),
        };
        match event.event_type.as_str() {
            "MapIterationStarted" => self.fork_of(previous, event.name()).map(Hanging::Branch),
            "MapStateExited" | "ParallelStateExited" if !from.is_some_and(joins) => {
                self.fork_of(previous, event.name()).map(Hanging::After)
            }
            "MapStateSucceeded" => self.fork_like(previous, "MapState").map(Hanging::After),
            "ParallelStateSucceeded" => {
                self.fork_like(previous, "ParallelState").map(Hanging::After)
            }
            "MapStateFailed" => self.fork_like(previous, "MapState").map(Hanging::Because),
            "ParallelStateFailed" => {
                self.fork_like(previous, "ParallelState").map(Hanging::Because)
            }
            // A state that is tried again is not entered again.
            "MapStateStarted" if from.is_some_and(fails) => {
                self.fork_like(previous, "MapState").map(Hanging::Because)
            }
            "ParallelStateStarted" if from.is_some_and(fails) => {
                self.fork_like(previous, "ParallelState").map(Hanging::Because)
            }
            "ExecutionTimedOut" | "ExecutionAborted" => {
                self.around(previous).last().map(Hanging::After)
            }
            "ExecutionFailed" => self.around(previous).last().map(Hanging::Because),
            _ => None,
        }
        .unwrap_or(plain)
    }

    fn scope(&self, event: usize) -> Option<usize> {
        self.scopes.get(event).copied().flatten()
    }

    /// The fork in a branch of which an event is that follows from this one.
    fn inside(&self, previous: usize) -> Option<usize> {
        if self.history.events().get(previous).is_some_and(forks) {
            return Some(previous);
        }
        self.scope(previous)
    }

    /// The forks around what follows from an event, from the innermost on. None nests deeper than
    /// a definition can.
    fn around(&self, previous: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.inside(previous), |fork| self.scope(*fork)).take(MAX_DEPTH)
    }

    /// The fork that a state began, or the first one around of which nothing says whose it is.
    fn fork_of(&self, previous: usize, state: Option<&str>) -> Option<usize> {
        let state = state?;
        let mut forks = self.around(previous);
        forks.find(|fork| match self.forking.get(*fork).copied().flatten() {
            Some(name) => name == state,
            None => true,
        })
    }

    /// The innermost fork of a kind of states.
    fn fork_like(&self, previous: usize, kind: &str) -> Option<usize> {
        self.around(previous).find(|fork| {
            let event = self.history.events().get(*fork);
            event.is_some_and(|event| event.event_type.starts_with(kind))
        })
    }
}

/// Whether branches begin at an event.
pub(super) fn forks(event: &RecordedEvent) -> bool {
    matches!(event.event_type.as_str(), "MapStateStarted" | "ParallelStateStarted")
}

/// Whether an event may be why a fork is tried again.
fn fails(event: &RecordedEvent) -> bool {
    let kind = event.event_type.as_str();
    kind.ends_with("Failed") || kind.ends_with("TimedOut") || kind == "FailStateEntered"
}

/// Whether an iteration ends at an event.
fn ends_iteration(event: &RecordedEvent) -> bool {
    let kind = event.event_type.strip_prefix("MapIteration");
    kind.is_some_and(|kind| kind != "Started")
}

/// Whether the branches of a fork have come together at an event.
fn joins(event: &RecordedEvent) -> bool {
    matches!(
        event.event_type.as_str(),
        "MapStateSucceeded" | "MapStateFailed" | "ParallelStateSucceeded" | "ParallelStateFailed"
    )
}
