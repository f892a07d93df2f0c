//! Stages: the first instants at which the story of a stimulus reached each of its named points.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ApiOutcome, Hop, HopId, HopKind, HopType, Hops, Origin, Origins};

/// A named point of the way from trigger to message, in the order of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageName {
    /// The threat was acted out.
    Trigger,
    /// GuardDuty made the finding.
    Finding,
    /// The event arrived on the bus.
    Event,
    /// A rule matched.
    RuleMatched,
    /// The execution started.
    ExecutionStarted,
    /// The call that is the flow's [`Action`] succeeded. Also read in its older spelling
    /// `stop-requested`.
    #[serde(alias = "stop-requested")]
    Action,
    /// The task's containers were told to stop.
    TaskStopping,
    /// The task stopped.
    TaskStopped,
    /// The topic accepted the message.
    Message,
    /// The execution ended.
    ExecutionEnded,
}

impl StageName {
    /// Every stage, in the order of the story.
    pub const ALL: [Self; 10] = [
        Self::Trigger,
        Self::Finding,
        Self::Event,
        Self::RuleMatched,
        Self::ExecutionStarted,
        Self::Action,
        Self::TaskStopping,
        Self::TaskStopped,
        Self::Message,
        Self::ExecutionEnded,
    ];

    /// Its name in scenario files and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Finding => "finding",
            Self::Event => "event",
            Self::RuleMatched => "rule-matched",
            Self::ExecutionStarted => "execution-started",
            Self::Action => "action",
            Self::TaskStopping => "task-stopping",
            Self::TaskStopped => "task-stopped",
            Self::Message => "message",
            Self::ExecutionEnded => "execution-ended",
        }
    }

    /// The kind of hop that says that it was reached.
    #[must_use]
    pub fn hop_type(self) -> HopType {
        match self {
            Self::Trigger => HopType::Trigger,
            Self::Finding => HopType::FindingPublished,
            Self::Event => HopType::EventOnBus,
            Self::RuleMatched => HopType::RuleEvaluated,
            Self::ExecutionStarted => HopType::ExecutionStarted,
            Self::Action => HopType::ApiCall,
            Self::TaskStopping | Self::TaskStopped => HopType::TaskStatus,
            Self::Message => HopType::MessagePublished,
            Self::ExecutionEnded => HopType::ExecutionEnded,
        }
    }

    /// The stage that a hop reaches, where it reaches one; `action` is the flow's.
    #[must_use]
    pub fn reached_by(hops: &Hops, hop: &Hop, action: Option<&Action>) -> Option<Self> {
        Some(match &hop.kind {
            HopKind::Trigger { .. } => Self::Trigger,
            HopKind::FindingPublished { .. } => Self::Finding,
            HopKind::EventOnBus { .. } if hops.is_stimulus_event(hop) => Self::Event,
            HopKind::RuleEvaluated { matched: true, .. } => Self::RuleMatched,
            HopKind::ExecutionStarted { .. } => Self::ExecutionStarted,
            HopKind::ApiCall {
                service, operation, outcome: ApiOutcome::Succeeded { .. }, ..
            } if action.is_some_and(|action| action.is(service, operation)) => Self::Action,
            HopKind::TaskStatus { last_status, .. } if last_status == "STOPPING" => {
                Self::TaskStopping
            }
            HopKind::TaskStatus { last_status, .. } if last_status == "STOPPED" => {
                Self::TaskStopped
            }
            HopKind::MessagePublished { .. } => Self::Message,
            HopKind::ExecutionEnded { .. } => Self::ExecutionEnded,
            _ => return None,
        })
    }
}

/// The call that a flow is there for, such as `ecs:StopTask`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Action {
    /// The service, such as `ecs`.
    pub service: String,
    /// The operation, such as `StopTask`.
    pub operation: String,
}

impl Action {
    fn is(&self, service: &str, operation: &str) -> bool {
        self.service == service && self.operation == operation
    }
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.service, self.operation)
    }
}

impl From<Action> for String {
    fn from(action: Action) -> Self {
        action.to_string()
    }
}

/// A text that names no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no call: write the service and the operation, such as `ecs:StopTask`")]
pub struct ActionError(String);

impl FromStr for Action {
    type Err = ActionError;

    fn from_str(text: &str) -> Result<Self, ActionError> {
        let plain = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        match text.split_once(':').filter(|(service, operation)| plain(service) && plain(operation))
        {
            Some((service, operation)) => {
                Ok(Self { service: service.to_owned(), operation: operation.to_owned() })
            }
            None => Err(ActionError(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Action {
    type Error = ActionError;

    fn try_from(text: String) -> Result<Self, ActionError> {
        text.parse()
    }
}

/// When a stage was first reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Which.
    pub name: StageName,
    /// When.
    pub at: Timestamp,
    /// The hop that says so.
    pub hop: HopId,
}

/// The stages that one stimulus reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StimulusStages {
    /// The hop with which its story began.
    pub stimulus: HopId,
    /// The stages, in the order of [`StageName::ALL`].
    pub stages: Vec<Stage>,
}

impl StimulusStages {
    /// When this stage was first reached, if it was.
    #[must_use]
    pub fn stage(&self, name: StageName) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }
}

/// Reads from the hops the stages that each stimulus reached, in the order of the stimuli.
///
/// Only hops that a stimulus led to count, so that what the set-up did is no stage.
#[must_use]
pub fn stages(hops: &Hops, stimuli: &[HopId], action: Option<&Action>) -> Vec<StimulusStages> {
    let mut found: Vec<StimulusStages> = Vec::new();
    for stimulus in stimuli {
        if found.iter().all(|known| known.stimulus != *stimulus) {
            found.push(StimulusStages { stimulus: *stimulus, stages: Vec::new() });
        }
    }
    let origins = Origins::of(hops, stimuli);
    for hop in hops {
        let Origin::Stimulus(origin) = origins.get(hop.id) else { continue };
        let Some(name) = StageName::reached_by(hops, hop, action) else { continue };
        let reached = found.iter_mut().find(|stimulus| stimulus.stimulus == origin);
        if let Some(reached) = reached.filter(|reached| reached.stage(name).is_none()) {
            reached.stages.push(Stage { name, at: hop.at, hop: hop.id });
        }
    }
    for stimulus in &mut found {
        stimulus.stages.sort_by_key(|stage| stage.name);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ApiCaller, Cause, Evidence, ExecutionStatus};

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn ended(execution: &str) -> HopKind {
        HopKind::ExecutionEnded {
            execution: execution.into(),
            status: ExecutionStatus::Succeeded,
            output: None,
            error: None,
            cause: None,
        }
    }

    fn trigger() -> HopKind {
        HopKind::Trigger { description: "nslookup".into(), task: None }
    }

    fn names(hops: &Hops, stimuli: &[HopId]) -> Vec<Vec<(StageName, HopId)>> {
        let of_one = |stimulus: &StimulusStages| {
            stimulus.stages.iter().map(|stage| (stage.name, stage.hop)).collect()
        };
        stages(hops, stimuli, None).iter().map(of_one).collect()
    }

    #[test]
    fn stages_come_in_the_order_of_the_story_and_only_from_the_stimulus() {
        let mut hops = Hops::default();
        hops.push(AT, Cause::Nobody, Evidence::Observed, ended("somebody else's"));
        let trigger = hops.push(AT, Cause::Nobody, Evidence::Observed, trigger());
        let end = hops.push(AT, Cause::Hop(trigger), Evidence::Observed, ended("ours"));
        hops.push(AT, Cause::Unknown, Evidence::Observed, ended("whose?"));
        let expected = vec![(StageName::Trigger, trigger), (StageName::ExecutionEnded, end)];
        assert_eq!(names(&hops, &[trigger]), [expected]);
    }

    #[test]
    fn each_stimulus_has_stages_of_its_own() {
        let mut hops = Hops::default();
        let first = hops.push(AT, Cause::Nobody, Evidence::Observed, trigger());
        let second = hops.push(AT, Cause::Nobody, Evidence::Observed, trigger());
        let of_second = hops.push(AT, Cause::Hop(second), Evidence::Observed, ended("b"));
        let of_first = hops.push(AT, Cause::Hop(first), Evidence::Observed, ended("a"));
        let expected =
            |stimulus, end| vec![(StageName::Trigger, stimulus), (StageName::ExecutionEnded, end)];
        assert_eq!(
            names(&hops, &[first, second, first]),
            [expected(first, of_first), expected(second, of_second)]
        );
    }

    #[test]
    fn an_event_is_told_from_those_of_services_by_its_cause_and_not_by_its_source() {
        let mut hops = Hops::default();
        let mut push = |cause, kind| hops.push(AT, cause, Evidence::Observed, kind);
        let event = |id: &str, source: &str| HopKind::EventOnBus {
            bus: "default".into(),
            event_id: id.into(),
            source: source.into(),
            detail_type: "x".into(),
        };
        let ended = push(Cause::Nobody, ended("by hand"));
        push(Cause::Hop(ended), event("of the service", "aws.states"));
        let sent = push(Cause::Nobody, event("sent", "aws.ecs"));
        assert_eq!(names(&hops, &[ended]), [[(StageName::ExecutionEnded, ended)]]);
        assert_eq!(names(&hops, &[sent]), [[(StageName::Event, sent)]]);
    }

    #[test]
    fn the_action_is_the_call_that_the_flow_names() {
        let mut hops = Hops::default();
        let call = HopKind::ApiCall {
            service: "ec2".into(),
            operation: "ModifyInstanceAttribute".into(),
            caller: ApiCaller::Client,
            request_id: "r".into(),
            request: serde_json::json!({}),
            outcome: ApiOutcome::Succeeded { response: serde_json::json!({}) },
        };
        let called = hops.push(AT, Cause::Nobody, Evidence::Observed, call);
        let reached = |action: Option<&str>| {
            let action = action.map(|action| action.parse().unwrap());
            stages(&hops, &[called], action.as_ref()).remove(0).stages.len()
        };
        assert_eq!(reached(Some("ec2:ModifyInstanceAttribute")), 1);
        assert_eq!((reached(Some("ecs:StopTask")), reached(None)), (0, 0));
    }

    #[test]
    fn an_action_is_a_service_and_an_operation() {
        let action: Action = serde_json::from_str("\"ecs:StopTask\"").unwrap();
        assert_eq!(serde_json::to_string(&action).unwrap(), "\"ecs:StopTask\"");
        for text in ["StopTask", ":StopTask", "ecs:", "ecs: StopTask", "a:b:c"] {
            assert!(text.parse::<Action>().is_err(), "{text}");
        }
    }
}
