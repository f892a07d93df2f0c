//! Stages: the first instants at which a story reached each of its named points.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Hop, HopId, HopKind, Hops};

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
    /// StopTask was answered.
    StopRequested,
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
        Self::StopRequested,
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
            Self::StopRequested => "stop-requested",
            Self::TaskStopping => "task-stopping",
            Self::TaskStopped => "task-stopped",
            Self::Message => "message",
            Self::ExecutionEnded => "execution-ended",
        }
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

/// Reads the stages that a stimulus reached from the hops, in the order of the story.
///
/// Only hops that descend from a `Trigger`, a published finding or an event without a cause
/// count, so that what the set-up did is no stage.
#[must_use]
pub fn stages(hops: &Hops, stimuli: &[HopId]) -> Vec<Stage> {
    let mut found: Vec<Stage> = Vec::new();
    for hop in hops {
        let Some(name) = stage_of(hops, hop) else { continue };
        if found.iter().any(|stage| stage.name == name) {
            continue;
        }
        if stimuli.iter().any(|stimulus| hops.descends_from(hop.id, *stimulus)) {
            found.push(Stage { name, at: hop.at, hop: hop.id });
        }
    }
    found.sort_by_key(|stage| stage.name);
    found
}

fn stage_of(hops: &Hops, hop: &Hop) -> Option<StageName> {
    Some(match &hop.kind {
        HopKind::Trigger { .. } => StageName::Trigger,
        HopKind::FindingPublished { .. } => StageName::Finding,
        HopKind::EventOnBus { .. } if hops.is_stimulus_event(hop) => StageName::Event,
        HopKind::RuleEvaluated { matched: true, .. } => StageName::RuleMatched,
        HopKind::ExecutionStarted { .. } => StageName::ExecutionStarted,
        HopKind::ApiCall { operation, outcome: crate::ApiOutcome::Succeeded { .. }, .. }
            if operation == "StopTask" =>
        {
            StageName::StopRequested
        }
        HopKind::TaskStatus { last_status, .. } if last_status == "STOPPING" => {
            StageName::TaskStopping
        }
        HopKind::TaskStatus { last_status, .. } if last_status == "STOPPED" => {
            StageName::TaskStopped
        }
        HopKind::MessagePublished { .. } => StageName::Message,
        HopKind::ExecutionEnded { .. } => StageName::ExecutionEnded,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Evidence, ExecutionStatus};

    #[test]
    fn stages_come_in_the_order_of_the_story_and_only_from_the_stimulus() {
        let mut hops = Hops::default();
        let at = Timestamp::UNIX_EPOCH;
        let ended = |execution: &str| HopKind::ExecutionEnded {
            execution: execution.into(),
            status: ExecutionStatus::Succeeded,
            output: None,
            error: None,
            cause: None,
        };
        hops.push(at, None, Evidence::Observed, ended("somebody else's"));
        let trigger = hops.push(
            at,
            None,
            Evidence::Observed,
            HopKind::Trigger { description: "nslookup".into(), task: None },
        );
        let end = hops.push(at, Some(trigger), Evidence::Observed, ended("ours"));

        let names: Vec<_> =
            stages(&hops, &[trigger]).iter().map(|stage| (stage.name, stage.hop)).collect();
        assert_eq!(names, [(StageName::Trigger, trigger), (StageName::ExecutionEnded, end)]);
    }

    #[test]
    fn an_event_is_told_from_those_of_services_by_its_cause_and_not_by_its_source() {
        let mut hops = Hops::default();
        let mut push =
            |because, kind| hops.push(Timestamp::UNIX_EPOCH, because, Evidence::Observed, kind);
        let event = |id: &str, source: &str| HopKind::EventOnBus {
            bus: "default".into(),
            event_id: id.into(),
            source: source.into(),
            detail_type: "x".into(),
        };
        let ended = push(
            None,
            HopKind::ExecutionEnded {
                execution: "by hand".into(),
                status: ExecutionStatus::Succeeded,
                output: None,
                error: None,
                cause: None,
            },
        );
        push(Some(ended), event("of the service", "aws.states"));
        let names = |hops: &Hops, stimulus| {
            stages(hops, &[stimulus]).iter().map(|stage| stage.name).collect::<Vec<_>>()
        };
        let sent = push(None, event("sent", "aws.ecs"));
        assert_eq!(names(&hops, ended), [StageName::ExecutionEnded]);
        assert_eq!(names(&hops, sent), [StageName::Event]);
    }
}
