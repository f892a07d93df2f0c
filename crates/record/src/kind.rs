//! What a hop is: one variant for each kind of thing that happens on the way of an event.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ApiCaller, ApiOutcome, HistoryEvent, LeafVerdict};

/// What became of an input transformer's work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum TransformOutcome {
    /// The text that the target receives.
    Delivered {
        /// The text.
        input: String,
    },
    /// The service would drop the event for this target.
    NotDelivered {
        /// Why.
        reason: String,
    },
}

/// How an execution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExecutionStatus {
    /// Not ended.
    Running,
    /// Ended with an output.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Ended by the machine's time limit.
    TimedOut,
    /// Ended by StopExecution.
    Aborted,
}

/// What a hop is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HopKind {
    /// The threat was acted out: the first instant of the story.
    Trigger {
        /// What was done, in words.
        description: String,
        /// The ARN of the task it was done in, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<String>,
    },
    /// GuardDuty made a finding.
    FindingPublished {
        /// The finding's id.
        finding_id: String,
        /// The finding's type.
        finding_type: String,
        /// The ARN of the task it names, where it names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<String>,
    },
    /// An event arrived on a bus.
    EventOnBus {
        /// The bus.
        bus: String,
        /// The event's id.
        event_id: String,
        /// The event's source.
        source: String,
        /// The event's detail-type.
        detail_type: String,
    },
    /// A rule looked at an event.
    RuleEvaluated {
        /// The rule's name.
        rule: String,
        /// The event's id.
        event_id: String,
        /// Whether its pattern matched.
        matched: bool,
        /// One verdict for each leaf of the pattern.
        leaves: Vec<LeafVerdict>,
    },
    /// A target's input was made from the event.
    InputTransformed {
        /// The rule's name.
        rule: String,
        /// The target's id.
        target: String,
        /// The target's ARN.
        target_arn: String,
        /// What came of it.
        #[serde(flatten)]
        outcome: TransformOutcome,
    },
    /// A target could not be invoked.
    TargetFailed {
        /// The rule's name.
        rule: String,
        /// The target's id.
        target: String,
        /// The target's ARN.
        target_arn: String,
        /// Why.
        reason: String,
    },
    /// An execution started.
    ExecutionStarted {
        /// The ARN of the execution.
        execution: String,
        /// The ARN of the state machine.
        state_machine: String,
        /// Its input, as text.
        input: String,
    },
    /// One event of an execution's history.
    History {
        /// The ARN of the execution.
        execution: String,
        /// The history event.
        event: HistoryEvent,
    },
    /// An execution ended.
    ExecutionEnded {
        /// The ARN of the execution.
        execution: String,
        /// How.
        status: ExecutionStatus,
        /// The output of one that succeeded, as text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output: Option<String>,
        /// The error name of one that did not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
        /// The cause of one that did not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<String>,
    },
    /// An API call was answered.
    ApiCall {
        /// The service, such as `ecs`.
        service: String,
        /// The operation, such as `StopTask`.
        operation: String,
        /// Who called.
        #[serde(flatten)]
        caller: ApiCaller,
        /// The request id of the answer.
        request_id: String,
        /// The request, in the spelling of the wire.
        request: Value,
        /// How it ended.
        #[serde(flatten)]
        outcome: ApiOutcome,
    },
    /// A task's status, or the status wanted of it, changed.
    TaskStatus {
        /// The task's ARN.
        task: String,
        /// The cluster's ARN.
        cluster: String,
        /// The group, such as `service:web`.
        group: String,
        /// `lastStatus`.
        last_status: String,
        /// `desiredStatus`.
        desired_status: String,
        /// The stop code of a task that is stopping.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stop_code: Option<String>,
        /// The reason of a task that is stopping.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stopped_reason: Option<String>,
    },
    /// A message was accepted by a topic.
    MessagePublished {
        /// The topic's ARN.
        topic: String,
        /// The message id.
        message_id: String,
        /// The subject.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<String>,
        /// The body.
        body: String,
    },
    /// A message, an event or a notification arrived at an endpoint outside, or in a queue.
    MessageDelivered {
        /// The protocol, such as `sqs` or `email`.
        protocol: String,
        /// The endpoint, such as a queue's ARN.
        endpoint: String,
        /// The message id.
        message_id: String,
    },
    /// A message was given up.
    MessageDead {
        /// The protocol.
        protocol: String,
        /// The endpoint.
        endpoint: String,
        /// The message id.
        message_id: String,
        /// Why.
        reason: String,
    },
    /// A client's request could not be read, so no operation was called.
    RequestRefused {
        /// The HTTP method.
        method: String,
        /// The path, without its query, which may hold a signature.
        path: String,
        /// The service, where the request names one that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<String>,
        /// The error code of the answer.
        code: String,
        /// Why, in words.
        message: String,
        /// The HTTP status.
        status: u16,
    },
    /// Something was asked for that the simulator does not model; it ends the run.
    NotModelled {
        /// What, such as `ecs:RunTask capacityProviderStrategy`.
        what: String,
    },
}

/// The kinds of hop, without what each tells: what a backend says of each is how it sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HopType {
    /// [`HopKind::Trigger`].
    Trigger,
    /// [`HopKind::FindingPublished`].
    FindingPublished,
    /// [`HopKind::EventOnBus`].
    EventOnBus,
    /// [`HopKind::RuleEvaluated`].
    RuleEvaluated,
    /// [`HopKind::InputTransformed`].
    InputTransformed,
    /// [`HopKind::TargetFailed`].
    TargetFailed,
    /// [`HopKind::ExecutionStarted`].
    ExecutionStarted,
    /// [`HopKind::History`].
    History,
    /// [`HopKind::ExecutionEnded`].
    ExecutionEnded,
    /// [`HopKind::ApiCall`].
    ApiCall,
    /// [`HopKind::TaskStatus`].
    TaskStatus,
    /// [`HopKind::MessagePublished`].
    MessagePublished,
    /// [`HopKind::MessageDelivered`].
    MessageDelivered,
    /// [`HopKind::MessageDead`].
    MessageDead,
    /// [`HopKind::RequestRefused`].
    RequestRefused,
    /// [`HopKind::NotModelled`].
    NotModelled,
}

impl HopType {
    /// Every kind of hop.
    pub const ALL: [Self; 16] = [
        Self::Trigger,
        Self::FindingPublished,
        Self::EventOnBus,
        Self::RuleEvaluated,
        Self::InputTransformed,
        Self::TargetFailed,
        Self::ExecutionStarted,
        Self::History,
        Self::ExecutionEnded,
        Self::ApiCall,
        Self::TaskStatus,
        Self::MessagePublished,
        Self::MessageDelivered,
        Self::MessageDead,
        Self::RequestRefused,
        Self::NotModelled,
    ];

    /// Its name in a record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::FindingPublished => "finding-published",
            Self::EventOnBus => "event-on-bus",
            Self::RuleEvaluated => "rule-evaluated",
            Self::InputTransformed => "input-transformed",
            Self::TargetFailed => "target-failed",
            Self::ExecutionStarted => "execution-started",
            Self::History => "history",
            Self::ExecutionEnded => "execution-ended",
            Self::ApiCall => "api-call",
            Self::TaskStatus => "task-status",
            Self::MessagePublished => "message-published",
            Self::MessageDelivered => "message-delivered",
            Self::MessageDead => "message-dead",
            Self::RequestRefused => "request-refused",
            Self::NotModelled => "not-modelled",
        }
    }
}

impl fmt::Display for HopType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl HopKind {
    /// The ARN of the execution that it is part of: its start, its history, its calls, its end.
    #[must_use]
    pub fn execution(&self) -> Option<&str> {
        match self {
            Self::ExecutionStarted { execution, .. }
            | Self::History { execution, .. }
            | Self::ExecutionEnded { execution, .. }
            | Self::ApiCall { caller: ApiCaller::Execution { execution, .. }, .. } => {
                Some(execution)
            }
            _ => None,
        }
    }

    /// Which kind it is.
    #[must_use]
    pub fn hop_type(&self) -> HopType {
        match self {
            Self::Trigger { .. } => HopType::Trigger,
            Self::FindingPublished { .. } => HopType::FindingPublished,
            Self::EventOnBus { .. } => HopType::EventOnBus,
            Self::RuleEvaluated { .. } => HopType::RuleEvaluated,
            Self::InputTransformed { .. } => HopType::InputTransformed,
            Self::TargetFailed { .. } => HopType::TargetFailed,
            Self::ExecutionStarted { .. } => HopType::ExecutionStarted,
            Self::History { .. } => HopType::History,
            Self::ExecutionEnded { .. } => HopType::ExecutionEnded,
            Self::ApiCall { .. } => HopType::ApiCall,
            Self::TaskStatus { .. } => HopType::TaskStatus,
            Self::MessagePublished { .. } => HopType::MessagePublished,
            Self::MessageDelivered { .. } => HopType::MessageDelivered,
            Self::MessageDead { .. } => HopType::MessageDead,
            Self::RequestRefused { .. } => HopType::RequestRefused,
            Self::NotModelled { .. } => HopType::NotModelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_spelt_the_same_in_a_hop_and_alone() {
        let kind = HopKind::NotModelled { what: "x".into() };
        assert_eq!(serde_json::to_value(&kind).unwrap()["kind"], kind.hop_type().as_str());
        for hop_type in HopType::ALL {
            assert_eq!(serde_json::to_value(hop_type).unwrap(), hop_type.as_str());
        }
    }
}
