//! One hop: one thing that happened, when, why, and how we know.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The number of a hop in its record, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HopId(pub u64);

/// How a hop is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The backend said so, or the simulated account wrote it as it happened.
    Observed,
    /// Our own evaluators worked it out from what was observed.
    Computed,
    /// The backend gives no way to see it; an assertion on it is not evaluated.
    Unobservable,
}

/// One thing that happened on the way of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// Its number in the record.
    pub id: HopId,
    /// When it happened, on the backend's clock.
    pub at: Timestamp,
    /// The hop that led to it; none for a stimulus and for what nobody caused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<HopId>,
    /// How it is known.
    pub evidence: Evidence,
    /// What happened.
    #[serde(rename = "hop")]
    pub kind: HopKind,
}

/// Who made an API call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum ApiCaller {
    /// A client of the account: the harness that deploys and drives, or a user's own client.
    Client {
        /// Who that is: the ARN of a user, or of the root user for a key of the account that no
        /// user has; `anonymous` for a request that is not signed.
        principal: String,
        /// The region that the client called.
        region: String,
    },
    /// A Task state of an execution.
    Execution {
        /// The ARN of the execution.
        execution: String,
        /// The role that the execution runs under.
        role: String,
    },
    /// A service of the account acting for a resource, such as a rule on its target.
    Service {
        /// The service principal, such as `events.amazonaws.com`.
        principal: String,
        /// The role it assumed, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        /// The ARN of what it acts for, such as a rule or a topic (`aws:SourceArn`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
    },
}

/// How an API call ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum ApiOutcome {
    /// It succeeded with this response, in the spelling of the wire.
    Succeeded {
        /// The response.
        response: Value,
    },
    /// The service refused it.
    Failed {
        /// The error code of the wire, such as `InvalidParameterException`.
        code: String,
        /// The message.
        message: String,
        /// The HTTP status.
        status: u16,
        /// Whether a fault that the scenario asked for made it fail.
        injected: bool,
    },
}

/// What a rule said of one leaf of its pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafVerdict {
    /// The dotted path of the leaf.
    pub path: String,
    /// Whether an alternative of the leaf matched.
    pub matched: bool,
    /// Why, in one sentence.
    pub reason: String,
}

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
    /// One event of an execution's history, in the shape of GetExecutionHistory.
    History {
        /// The ARN of the execution.
        execution: String,
        /// The history event.
        event: Value,
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
    /// A message was not sent to a subscriber, and nothing is known of what AWS would have done.
    MessageNotDelivered {
        /// The protocol.
        protocol: String,
        /// The endpoint.
        endpoint: String,
        /// The message id.
        message_id: String,
        /// Why, such as `not modelled: email delivery`.
        reason: String,
    },
    /// Something was asked for that the simulator does not model; it ends the story that met it.
    NotModelled {
        /// What, such as `ecs:RunTask capacityProviderStrategy`.
        what: String,
    },
}

/// A list of hops in the order in which they happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hops(Vec<Hop>);

impl Hops {
    /// Appends what happened and returns its number.
    pub fn push(
        &mut self,
        at: Timestamp,
        because: Option<HopId>,
        evidence: Evidence,
        kind: HopKind,
    ) -> HopId {
        let id = HopId(self.0.len() as u64 + 1);
        self.0.push(Hop { id, at, because, evidence, kind });
        id
    }

    /// Replaces what a hop says: for a call that is written when it begins, because what it leads
    /// to is written before its answer is known. Its time and its cause stay; a number that no hop
    /// has changes nothing.
    pub fn amend(&mut self, id: HopId, kind: HopKind) {
        let index = id.0.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        if let Some(hop) = index.and_then(|index| self.0.get_mut(index)) {
            hop.kind = kind;
        }
    }

    /// The hop with this number.
    #[must_use]
    pub fn get(&self, id: HopId) -> Option<&Hop> {
        let index = usize::try_from(id.0.checked_sub(1)?).ok()?;
        self.0.get(index)
    }

    /// All hops in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Hop> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The hops that led to `last`, from the first cause to `last` itself.
    #[must_use]
    pub fn chain(&self, last: HopId) -> Vec<&Hop> {
        let mut chain = Vec::new();
        let mut next = self.get(last);
        while let Some(hop) = next {
            chain.push(hop);
            // A cause is always older, so a damaged record cannot make this loop for ever.
            next = hop
                .because
                .filter(|because| *because < hop.id)
                .and_then(|because| self.get(because));
        }
        chain.reverse();
        chain
    }

    /// Whether `hop` is an event that a threat, a finding or a sender put on the bus, and not one
    /// that a service sent because of what was done.
    #[must_use]
    pub fn is_stimulus_event(&self, hop: &Hop) -> bool {
        let begins = |hop: &&Hop| {
            matches!(
                hop.kind,
                HopKind::Trigger { .. }
                    | HopKind::FindingPublished { .. }
                    | HopKind::EventOnBus { .. }
            )
        };
        matches!(hop.kind, HopKind::EventOnBus { .. }) && self.chain(hop.id).iter().all(begins)
    }

    /// Whether `hop` is `cause` or was led to by it.
    #[must_use]
    pub fn descends_from(&self, hop: HopId, cause: HopId) -> bool {
        let mut next = Some(hop);
        while let Some(id) = next {
            if id == cause {
                return true;
            }
            next = self.get(id).and_then(|hop| hop.because).filter(|because| *because < id);
        }
        false
    }
}

impl<'a> IntoIterator for &'a Hops {
    type Item = &'a Hop;
    type IntoIter = std::slice::Iter<'a, Hop>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(task: &str) -> HopKind {
        HopKind::TaskStatus {
            task: task.into(),
            cluster: "c".into(),
            group: "family:web".into(),
            last_status: "RUNNING".into(),
            desired_status: "RUNNING".into(),
            stop_code: None,
            stopped_reason: None,
        }
    }

    #[test]
    fn a_chain_runs_from_the_first_cause_to_the_hop_asked_for() {
        let mut hops = Hops::default();
        let at = Timestamp::UNIX_EPOCH;
        let first = hops.push(at, None, Evidence::Observed, status("a"));
        let other = hops.push(at, None, Evidence::Observed, status("b"));
        let second = hops.push(at, Some(first), Evidence::Computed, status("a"));
        let third = hops.push(at, Some(second), Evidence::Observed, status("a"));

        let ids: Vec<_> = hops.chain(third).iter().map(|hop| hop.id).collect();
        assert_eq!(ids, [first, second, third]);
        assert!(hops.descends_from(third, first));
        assert!(!hops.descends_from(third, other));
        assert_eq!(hops.get(HopId(0)), None);
    }

    #[test]
    fn a_record_whose_causes_run_in_a_circle_still_ends() {
        let damaged = r#"[{"id":1,"at":"1970-01-01T00:00:00Z","because":1,"evidence":"observed",
            "hop":{"kind":"not-modelled","what":"x"}}]"#;
        let hops: Hops = serde_json::from_str(damaged).unwrap();
        assert_eq!(hops.chain(HopId(1)).len(), 1);
        assert!(!hops.descends_from(HopId(1), HopId(7)));
    }

    #[test]
    fn an_amended_hop_keeps_its_time_and_its_cause() {
        let mut hops = Hops::default();
        let at = Timestamp::UNIX_EPOCH;
        let first = hops.push(at, None, Evidence::Observed, status("a"));
        let second = hops.push(at, Some(first), Evidence::Observed, status("a"));
        hops.amend(second, status("b"));
        hops.amend(HopId(0), status("c"));
        hops.amend(HopId(3), status("c"));

        let kinds: Vec<_> = hops.iter().map(|hop| (hop.because, &hop.kind)).collect();
        assert_eq!(kinds, [(None, &status("a")), (Some(first), &status("b"))]);
    }

    #[test]
    fn hops_read_back_as_they_were_written() {
        let mut hops = Hops::default();
        hops.push(
            Timestamp::UNIX_EPOCH,
            None,
            Evidence::Observed,
            HopKind::ApiCall {
                service: "ecs".into(),
                operation: "StopTask".into(),
                caller: ApiCaller::Execution { execution: "e".into(), role: "r".into() },
                request_id: "q".into(),
                request: serde_json::json!({"task": "dummy"}),
                outcome: ApiOutcome::Failed {
                    code: "InvalidParameterException".into(),
                    message: "taskId length should be one of [32,36]".into(),
                    status: 400,
                    injected: false,
                },
            },
        );
        let text = serde_json::to_string(&hops).unwrap();
        assert_eq!(serde_json::from_str::<Hops>(&text).unwrap(), hops);
    }
}
