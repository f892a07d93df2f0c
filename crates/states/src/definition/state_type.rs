//! The types of states.

use serde::{Deserialize, Serialize};

/// What a state does, by the names of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StateType {
    /// Calls something and waits for its answer.
    Task,
    /// Passes its input on, changed or replaced.
    Pass,
    /// Chooses the next state.
    Choice,
    /// Waits.
    Wait,
    /// Ends with success.
    Succeed,
    /// Ends with failure.
    Fail,
    /// Runs branches at the same time.
    Parallel,
    /// Runs a workflow for each item.
    Map,
}

impl StateType {
    /// Reads the `Type` of a state.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state_type| state_type.name() == name)
    }

    /// All types, in the order of the specification.
    pub const ALL: [Self; 8] = [
        Self::Task,
        Self::Parallel,
        Self::Map,
        Self::Pass,
        Self::Wait,
        Self::Choice,
        Self::Succeed,
        Self::Fail,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Task => "Task",
            Self::Pass => "Pass",
            Self::Choice => "Choice",
            Self::Wait => "Wait",
            Self::Succeed => "Succeed",
            Self::Fail => "Fail",
            Self::Parallel => "Parallel",
            Self::Map => "Map",
        }
    }

    /// The type of the history event that enters such a state.
    #[must_use]
    pub fn entered_event(self) -> &'static str {
        match self {
            Self::Task => "TaskStateEntered",
            Self::Pass => "PassStateEntered",
            Self::Choice => "ChoiceStateEntered",
            Self::Wait => "WaitStateEntered",
            Self::Succeed => "SucceedStateEntered",
            Self::Fail => "FailStateEntered",
            Self::Parallel => "ParallelStateEntered",
            Self::Map => "MapStateEntered",
        }
    }

    /// The type of the history event that leaves such a state; a Fail state is never left.
    #[must_use]
    pub fn exited_event(self) -> &'static str {
        match self {
            Self::Task => "TaskStateExited",
            Self::Pass => "PassStateExited",
            Self::Choice => "ChoiceStateExited",
            Self::Wait => "WaitStateExited",
            Self::Succeed => "SucceedStateExited",
            Self::Fail => "FailStateExited",
            Self::Parallel => "ParallelStateExited",
            Self::Map => "MapStateExited",
        }
    }

    /// The type of the history event of such a state that was left before its end; only the four
    /// types of states that take time can be.
    #[must_use]
    pub fn aborted_event(self) -> &'static str {
        match self {
            Self::Task => "TaskStateAborted",
            Self::Wait => "WaitStateAborted",
            Self::Parallel => "ParallelStateAborted",
            Self::Map => "MapStateAborted",
            Self::Pass => "PassStateAborted",
            Self::Choice => "ChoiceStateAborted",
            Self::Succeed => "SucceedStateAborted",
            Self::Fail => "FailStateAborted",
        }
    }
}
