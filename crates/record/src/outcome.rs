//! The outcome of an assertion as data: what was wanted, what the record shows, and why nobody could
//! judge it where nobody could. The words are for reports to choose.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{ExecutionStatus, HopId, HopType, LeafVerdict, StageName};

/// The kinds of assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssertionKind {
    /// What the rule said of the event.
    Rule,
    /// What the target received.
    Input,
    /// How the execution went.
    Execution,
    /// How a task stands.
    Task,
    /// How many tasks of a service run.
    Service,
    /// A message that was sent.
    Message,
    /// An API call that the flow made.
    Call,
    /// How long one stage took to follow another.
    Within,
    /// Something that must not have happened at any time.
    Never,
    /// Nothing happened beside what the other assertions speak of.
    NothingElse,
}

impl AssertionKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Rule,
        Self::Input,
        Self::Execution,
        Self::Task,
        Self::Service,
        Self::Message,
        Self::Call,
        Self::Within,
        Self::Never,
        Self::NothingElse,
    ];

    /// Its key in a scenario file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Input => "input",
            Self::Execution => "execution",
            Self::Task => "task",
            Self::Service => "service",
            Self::Message => "message",
            Self::Call => "call",
            Self::Within => "within",
            Self::Never => "never",
            Self::NothingElse => "nothing-else",
        }
    }
}

/// What the record says of an assertion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum AssertionOutcome {
    /// It holds.
    Passed {
        /// What was compared.
        comparison: Comparison,
    },
    /// It does not hold.
    Failed {
        /// What was compared, the first difference that was found.
        comparison: Comparison,
    },
    /// The backend shows too little to judge it; never a pass.
    NotEvaluated {
        /// Why.
        reason: NotEvaluated,
    },
}

/// Why nobody could judge an assertion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum NotEvaluated {
    /// The backend does not show hops of this kind.
    Unobservable {
        /// The kind.
        hop_type: HopType,
    },
    /// The backend may miss hops of this kind, so that none was seen proves nothing.
    Incomplete {
        /// The kind.
        hop_type: HopType,
    },
    /// This hop would decide, and nobody knows whether a stimulus led to it.
    UnknownCause {
        /// The hop.
        hop: HopId,
        /// Its kind.
        hop_type: HopType,
    },
    /// The backend tells a time less exactly than the limit asks for.
    TooCoarse {
        /// How late the backend may see a stage.
        lateness: SignedDuration,
    },
}

/// What a text must be. Every part that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TextConditions {
    /// The whole text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
    /// Parts that it must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
    /// How it must begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<String>,
    /// How it must end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_with: Option<String>,
    /// Parts that it must not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
}

/// What a message must be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageConditions {
    /// Its subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<TextConditions>,
    /// Its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<TextConditions>,
}

/// What a call must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallConditions {
    /// The service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The operation.
    pub operation: String,
    /// The error code of its answer; `none` for a call that succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The message it was refused with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<TextConditions>,
}

/// A message as the record shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenMessage {
    /// Its subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Its body.
    pub body: String,
}

/// A call as the record shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCall {
    /// The service.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The error that it failed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SeenError>,
}

/// The error of a call as the record shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenError {
    /// Its code.
    pub code: String,
    /// Its message.
    pub message: String,
}

/// What a rule said, as the record shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRule {
    /// Whether its pattern matched.
    pub matched: bool,
    /// The leaves that did not match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed_leaves: Vec<LeafVerdict>,
}

/// What a target received, as the record shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenInput {
    /// Whether it received anything.
    pub delivered: bool,
    /// The input, or why there was none.
    pub text: String,
}

/// How far two stages were reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum SeenStages {
    /// One of them was not.
    NotReached {
        /// Which.
        stage: StageName,
    },
    /// Both were, so far apart; less than nothing where the later came first.
    Reached {
        /// The time from the one to the other.
        took: SignedDuration,
    },
}

/// Something that happened and that no other assertion speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum SeenEffect {
    /// A task was stopped.
    TaskStopped {
        /// Its name in the scenario, or its ARN.
        task: String,
    },
    /// A message was sent.
    Message {
        /// Its subject.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<String>,
    },
    /// A call was made.
    Call(SeenCall),
}

/// What was wanted, and what the record shows: `none` where it shows nothing to compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Comparison {
    /// What the rule said of the event.
    Rule {
        /// Whether its pattern must match.
        wanted: bool,
        /// The leaf that must be among those that do not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leaf: Option<String>,
        /// What it said.
        got: Option<SeenRule>,
    },
    /// What the target received.
    Input {
        /// Whether the event must be delivered.
        delivered: bool,
        /// What the input, or the reason, must be.
        wanted: TextConditions,
        /// The first that is otherwise, or the last.
        got: Option<SeenInput>,
    },
    /// How many executions there were.
    Executions {
        /// How many there must be.
        wanted: usize,
        /// How many there were.
        got: usize,
    },
    /// How an execution stands.
    ExecutionStatus {
        /// How it must stand.
        wanted: ExecutionStatus,
        /// How it stands.
        got: ExecutionStatus,
        /// The error that it ended with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
        /// The cause of that error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<String>,
    },
    /// The states that an execution entered.
    ExecutionPath {
        /// Those that it must.
        wanted: Vec<String>,
        /// Those that it did.
        got: Vec<String>,
    },
    /// The error that an execution ended with.
    ExecutionError {
        /// What its name must be.
        wanted: TextConditions,
        /// Its name.
        got: Option<String>,
    },
    /// The cause of the error that an execution ended with.
    ExecutionCause {
        /// What it must be.
        wanted: TextConditions,
        /// What it is.
        got: Option<String>,
    },
    /// Whether a task was ever seen.
    TaskSeen {
        /// Its name in the scenario.
        task: String,
        /// Whether it was.
        got: bool,
    },
    /// How a task stands.
    TaskStatus {
        /// Its name in the scenario.
        task: String,
        /// How it must stand.
        wanted: String,
        /// How it stands.
        got: String,
        /// Why it stopped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Whether a task ever stood so.
    TaskNeverStatus {
        /// Its name in the scenario.
        task: String,
        /// How it must never have stood.
        unwanted: String,
        /// Whether it did.
        got: bool,
    },
    /// Why a task stopped.
    StoppedReason {
        /// What the reason must be.
        wanted: TextConditions,
        /// What it is.
        got: Option<String>,
    },
    /// The stop code of a task.
    StopCode {
        /// What it must be.
        wanted: TextConditions,
        /// What it is.
        got: Option<String>,
    },
    /// How many tasks of a service run.
    RunningTasks {
        /// How many must.
        wanted: usize,
        /// How many do.
        got: usize,
        /// How many tasks of the service were ever seen.
        seen: usize,
    },
    /// How many tasks of a service started since the story began.
    StartedTasks {
        /// How many must have.
        wanted: usize,
        /// How many did.
        got: usize,
    },
    /// How many messages were like this.
    Messages {
        /// How many must be.
        wanted: usize,
        /// What makes a message like this; none where any message counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        like: Option<MessageConditions>,
        /// How many are.
        got: usize,
        /// The messages that were sent.
        seen: Vec<SeenMessage>,
    },
    /// How many calls were like this.
    Calls {
        /// How many must be.
        wanted: usize,
        /// What makes a call like this; none where any call counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        like: Option<CallConditions>,
        /// How many are.
        got: usize,
        /// The calls that the flow made.
        seen: Vec<SeenCall>,
    },
    /// How long one stage took to follow another.
    Within {
        /// The earlier stage.
        from: StageName,
        /// The later stage.
        to: StageName,
        /// The most time that may lie between them.
        limit: SignedDuration,
        /// The slowest of the stimuli, or the first that did not get there; none without a stimulus.
        got: Option<SeenStages>,
    },
    /// What happened beside what the other assertions speak of.
    NothingElse {
        /// The first such thing.
        got: Option<SeenEffect>,
    },
}
