//! What one event did on its way through a flow, read from the hops of its record alone.

use std::collections::HashSet;

use firedrill_record::{
    ApiCaller, ApiOutcome, ExecutionStatus, Hop, HopId, HopKind, Hops, LeafVerdict,
    TransformOutcome,
};
use serde::Serialize;
use serde_json::Value;

/// The version of the form; it grows when a member changes its meaning or goes away.
pub const REPLAY_VERSION: u32 = 1;

/// What one event did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplayOutcome {
    /// [`REPLAY_VERSION`].
    pub version: u32,
    /// What the event is called, such as its file.
    pub event: String,
    /// What each rule said of it.
    pub rules: Vec<RuleOutcome>,
    /// What each target was given.
    pub inputs: Vec<InputOutcome>,
    /// The executions that it led to.
    pub executions: Vec<ExecutionOutcome>,
    /// The calls that the executions made.
    pub calls: Vec<CallOutcome>,
    /// The tasks that stopped, or that were told to.
    pub tasks: Vec<TaskOutcome>,
    /// The messages that topics accepted.
    pub messages: Vec<MessageOutcome>,
    /// What the simulated account does not model, which ended the replay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_modelled: Vec<String>,
}

/// What a rule said of the event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleOutcome {
    /// The rule's name.
    pub rule: String,
    /// Whether its pattern matched.
    pub matched: bool,
    /// The leaves of its pattern that did not match.
    pub failed_leaves: Vec<LeafVerdict>,
}

/// What a target was given.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InputOutcome {
    /// The target's id.
    pub target: String,
    /// The target's ARN.
    pub target_arn: String,
    /// The text, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// Why the target was not invoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_delivered: Option<String>,
}

/// What an execution did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutionOutcome {
    /// Its ARN.
    pub execution: String,
    /// How it stands.
    pub status: ExecutionStatus,
    /// The states that it entered, in order.
    pub states: Vec<String>,
    /// The output of one that succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The error of one that did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The cause of one that did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// A call that an execution made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallOutcome {
    /// The service, such as `ecs`.
    pub service: String,
    /// The operation, such as `StopTask`.
    pub operation: String,
    /// The request, in the spelling of the wire.
    pub request: Value,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: ApiOutcome,
}

/// A task that stopped, or that was told to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskOutcome {
    /// Its ARN.
    pub task: String,
    /// Its group, such as `service:web`.
    pub group: String,
    /// Its last status, `STOPPED` once it stopped.
    pub last_status: String,
    /// The stop code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_code: Option<String>,
    /// The reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_reason: Option<String>,
}

/// A message that a topic accepted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageOutcome {
    /// The topic's ARN.
    pub topic: String,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The body.
    pub body: String,
}

impl ReplayOutcome {
    /// Reads what the event did from the hops of its replay.
    ///
    /// Rules are asked of every event of the account; only what they said of the replayed one
    /// counts here, and not what they said of the events that it led to.
    #[must_use]
    pub fn read(event: &str, hops: &Hops) -> Self {
        let replayed: HashSet<HopId> =
            hops.iter().filter(|hop| hops.is_stimulus_event(hop)).map(|hop| hop.id).collect();
        let mut outcome = Self {
            version: REPLAY_VERSION,
            event: event.to_owned(),
            rules: Vec::new(),
            inputs: Vec::new(),
            executions: Vec::new(),
            calls: Vec::new(),
            tasks: Vec::new(),
            messages: Vec::new(),
            not_modelled: Vec::new(),
        };
        for hop in hops {
            outcome.add(hop, &replayed);
        }
        outcome
    }

    fn add(&mut self, hop: &Hop, replayed: &HashSet<HopId>) {
        match &hop.kind {
            HopKind::RuleEvaluated { rule, matched, leaves, .. }
                if hop.cause.hop().is_none_or(|cause| replayed.contains(&cause)) =>
            {
                let failed = leaves.iter().filter(|leaf| !leaf.matched).cloned().collect();
                self.rules.push(RuleOutcome {
                    rule: rule.clone(),
                    matched: *matched,
                    failed_leaves: failed,
                });
            }
            HopKind::InputTransformed { target, target_arn, outcome, .. } => {
                let (input, not_delivered) = match outcome {
                    TransformOutcome::Delivered { input } => (Some(input.clone()), None),
                    TransformOutcome::NotDelivered { reason } => (None, Some(reason.clone())),
                };
                self.input(target, target_arn, input, not_delivered);
            }
            HopKind::TargetFailed { target, target_arn, reason, .. } => {
                self.input(target, target_arn, None, Some(reason.clone()));
            }
            HopKind::ExecutionStarted { execution, .. } => self.executions.push(ExecutionOutcome {
                execution: execution.clone(),
                status: ExecutionStatus::Running,
                states: Vec::new(),
                output: None,
                error: None,
                cause: None,
            }),
            HopKind::History { execution, event } => {
                if let Some(name) = event.entered()
                    && let Some(known) = self.execution(execution)
                {
                    known.states.push(name.to_owned());
                }
            }
            HopKind::ExecutionEnded { execution, status, output, error, cause } => {
                if let Some(known) = self.execution(execution) {
                    known.status = *status;
                    known.output.clone_from(output);
                    known.error.clone_from(error);
                    known.cause.clone_from(cause);
                }
            }
            HopKind::ApiCall {
                service,
                operation,
                caller: ApiCaller::Execution { .. },
                request,
                outcome,
                ..
            } => self.calls.push(CallOutcome {
                service: service.clone(),
                operation: operation.clone(),
                request: request.clone(),
                outcome: outcome.clone(),
            }),
            HopKind::TaskStatus { task, group, last_status, stop_code, stopped_reason, .. }
                if stop_code.is_some() || last_status == "STOPPED" =>
            {
                self.tasks.retain(|known| known.task != *task);
                self.tasks.push(TaskOutcome {
                    task: task.clone(),
                    group: group.clone(),
                    last_status: last_status.clone(),
                    stop_code: stop_code.clone(),
                    stopped_reason: stopped_reason.clone(),
                });
            }
            HopKind::MessagePublished { topic, subject, body, .. } => {
                self.messages.push(MessageOutcome {
                    topic: topic.clone(),
                    subject: subject.clone(),
                    body: body.clone(),
                });
            }
            HopKind::NotModelled { what } => self.not_modelled.push(what.clone()),
            _ => {}
        }
    }

    /// Notes what a target was given; a failure after a delivery belongs to the same input.
    fn input(
        &mut self,
        target: &str,
        target_arn: &str,
        input: Option<String>,
        not_delivered: Option<String>,
    ) {
        let delivered = self.inputs.iter_mut().rev().find(|known| {
            input.is_none() && known.target == target && known.not_delivered.is_none()
        });
        match delivered {
            Some(known) => known.not_delivered = not_delivered,
            None => self.inputs.push(InputOutcome {
                target: target.to_owned(),
                target_arn: target_arn.to_owned(),
                input,
                not_delivered,
            }),
        }
    }

    fn execution(&mut self, arn: &str) -> Option<&mut ExecutionOutcome> {
        self.executions.iter_mut().find(|known| known.execution == arn)
    }
}
