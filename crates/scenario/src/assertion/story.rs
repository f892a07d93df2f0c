//! The part of a record that a scenario's stimuli led to, and the part that they may have led to.

use std::collections::{BTreeMap, BTreeSet};

use firedrill_record::{
    ApiCaller, Hop, HopId, HopKind, HopType, NotEvaluated, Observability, Origin, Origins,
    RunRecord,
};

use crate::names::Names;

/// What of a record its stimuli led to, worked out once for every assertion: a record of a thousand
/// executions is read a few times, and not once for each of them.
#[derive(Debug)]
pub struct StoryIndex<'a> {
    led_to: BTreeSet<HopId>,
    hops: Vec<&'a Hop>,
    doubtful: Vec<&'a Hop>,
    executions: BTreeMap<&'a str, Vec<&'a Hop>>,
}

impl<'a> StoryIndex<'a> {
    /// Reads `record` as the story of its stimuli.
    #[must_use]
    pub fn of(record: &'a RunRecord) -> Self {
        let stimuli: Vec<HopId> = record.stimulus_ids().collect();
        let begun = record.hops.iter().find(|hop| stimuli.contains(&hop.id)).map(|hop| hop.at);
        let origins = Origins::of(&record.hops, &stimuli);
        let mut index = Self {
            led_to: BTreeSet::new(),
            hops: Vec::new(),
            doubtful: Vec::new(),
            executions: BTreeMap::new(),
        };
        for hop in &record.hops {
            match origins.get(hop.id) {
                Origin::Stimulus(_) => {
                    index.led_to.insert(hop.id);
                    index.hops.push(hop);
                    if let Some(execution) = hop.kind.execution() {
                        index.executions.entry(execution).or_default().push(hop);
                    }
                }
                // What happened before the first stimulus was not led to by one.
                Origin::Unknown if begun.is_none_or(|begun| hop.at >= begun) => {
                    index.doubtful.push(hop);
                }
                Origin::Unknown | Origin::Elsewhere => {}
            }
        }
        index
    }
}

/// A record read as the story of its stimuli.
#[derive(Debug, Clone, Copy)]
pub struct Story<'a> {
    /// The record.
    pub record: &'a RunRecord,
    /// What the scenario's names stand for.
    pub names: &'a Names,
    /// What of the record is the story.
    pub index: &'a StoryIndex<'a>,
}

impl<'a> Story<'a> {
    /// Every hop that a stimulus led to, in order.
    pub fn hops(self) -> impl Iterator<Item = &'a Hop> {
        self.index.hops.iter().copied()
    }

    /// Every hop since the first stimulus of which nobody knows whether a stimulus led to it.
    pub fn doubtful(self) -> impl Iterator<Item = &'a Hop> {
        self.index.doubtful.iter().copied()
    }

    /// Every hop of the record, in order: tasks were there before the story began.
    pub fn all_hops(self) -> impl Iterator<Item = &'a Hop> {
        self.record.hops.iter()
    }

    /// What happened to an execution of the story, in order: its start, its history, its calls and
    /// its end.
    pub fn of_execution(self, arn: &str) -> impl Iterator<Item = &'a Hop> {
        self.index.executions.get(arn).into_iter().flatten().copied()
    }

    /// Whether a stimulus led to this hop.
    #[must_use]
    pub fn is_led_to(self, hop: HopId) -> bool {
        self.index.led_to.contains(&hop)
    }

    /// How the backend sees hops of this kind.
    #[must_use]
    pub fn observability(self, hop_type: HopType) -> Observability {
        self.record.backend.observability(hop_type)
    }

    /// Checks that the backend shows hops of this kind.
    ///
    /// # Errors
    /// [`NotEvaluated::Unobservable`] where it does not.
    pub fn require_seen(self, hop_type: HopType) -> Result<(), NotEvaluated> {
        if self.observability(hop_type).is_seen() {
            return Ok(());
        }
        Err(NotEvaluated::Unobservable { hop_type })
    }

    /// Checks that the backend misses no hop of this kind.
    ///
    /// # Errors
    /// [`NotEvaluated`] where it shows none, or only those that it came to see.
    pub fn require_complete(self, hop_type: HopType) -> Result<(), NotEvaluated> {
        self.require_seen(hop_type)?;
        if self.observability(hop_type).is_complete() {
            return Ok(());
        }
        Err(NotEvaluated::Incomplete { hop_type })
    }

    /// Checks that no doubtful hop `would_decide`.
    ///
    /// # Errors
    /// [`NotEvaluated::UnknownCause`] with the first that would.
    pub fn require_no_doubt(self, would_decide: impl Fn(&Hop) -> bool) -> Result<(), NotEvaluated> {
        self.doubtful().find(|hop| would_decide(hop)).map_or(Ok(()), |hop| Err(unknown_cause(hop)))
    }

    /// Whether a hop comes of an event that a stimulus put on the bus, and not of one that a service
    /// sent because of what the flow did; one that comes of no event that was seen does.
    #[must_use]
    pub fn is_of_stimulus_event(self, hop: &Hop) -> bool {
        let mut causes = self.record.hops.causes(hop.id);
        let event = causes.find(|hop| matches!(hop.kind, HopKind::EventOnBus { .. }));
        event.is_none_or(|event| self.record.hops.is_stimulus_event(event))
    }
}

/// Why a hop keeps an assertion from being judged.
pub(super) fn unknown_cause(hop: &Hop) -> NotEvaluated {
    NotEvaluated::UnknownCause { hop: hop.id, hop_type: hop.kind.hop_type() }
}

/// Whether a hop is an API call that the flow made: not one of clients, and not one of services
/// that tell the bus what happened.
pub(super) fn is_flow_call(hop: &Hop) -> bool {
    matches!(&hop.kind, HopKind::ApiCall { caller: ApiCaller::Execution { .. }, .. })
}

#[cfg(test)]
pub(super) mod tests {
    use firedrill_record::{
        BackendDescription, Capabilities, Cause, Clock, Evidence, ExecutionStatus, Executor,
        FindingEntry, Hops, Observabilities, RECORD_VERSION, RecordExtent, stages,
    };
    use jiff::Timestamp;

    use super::*;

    /// A record of these hops, each with its cause, which these stimuli set off.
    pub(in crate::assertion) fn record(hops: Vec<(Cause, HopKind)>, stimuli: &[u64]) -> RunRecord {
        let mut written = Hops::default();
        for (cause, kind) in hops {
            written.push(Timestamp::UNIX_EPOCH, cause, Evidence::Observed, kind);
        }
        let stimuli: Vec<HopId> = stimuli.iter().copied().map(HopId).collect();
        let action = Some("ecs:StopTask".parse().unwrap());
        RunRecord {
            version: RECORD_VERSION,
            firedrill: "0.0.0".into(),
            extent: RecordExtent::Full,
            backend: BackendDescription {
                name: "embedded".into(),
                account: "111122223333".into(),
                region: "eu-west-1".into(),
                capabilities: Capabilities {
                    executor: Executor::Firedrill,
                    findings: FindingEntry::AsGuardDuty,
                    clock: Clock::Firedrill,
                    delays: Vec::new(),
                    faults: true,
                    task_ids: true,
                    account_ids: true,
                    observes: Observabilities::all(Observability::Exact),
                },
            },
            seed: 1,
            started: Timestamp::UNIX_EPOCH,
            assumptions: Vec::new(),
            notes: Vec::new(),
            stimuli: stages(&written, &stimuli, action.as_ref()),
            action,
            hops: written,
        }
    }

    pub(in crate::assertion) fn because(hop: u64) -> Cause {
        Cause::Hop(HopId(hop))
    }

    fn ended(execution: &str) -> HopKind {
        HopKind::ExecutionEnded {
            execution: execution.into(),
            status: ExecutionStatus::Succeeded,
            output: None,
            error: None,
            cause: None,
        }
    }

    #[test]
    fn a_story_is_what_descends_from_its_stimuli() {
        let causes = [None, None, Some(1), Some(2), Some(3), None, Some(4), Some(6), Some(5)];
        let hops = causes.iter().enumerate();
        let hops = hops
            .map(|(at, cause)| (cause.map_or(Cause::Nobody, because), ended(["a", "b"][at % 2])));
        let hops: Vec<_> = hops.collect();
        for stimuli in [vec![], vec![1], vec![6, 2], vec![4, 4]] {
            let record = record(hops.clone(), &stimuli);
            let all = || record.hops.iter().map(|hop| hop.id);
            let (names, index) = (Names::default(), StoryIndex::of(&record));
            let story = Story { record: &record, names: &names, index: &index };
            let descends = |hop: &HopId| {
                stimuli.iter().any(|stimulus| record.hops.descends_from(*hop, HopId(*stimulus)))
            };
            let led_to: Vec<HopId> = all().filter(descends).collect();
            assert_eq!(story.hops().map(|hop| hop.id).collect::<Vec<_>>(), led_to, "{stimuli:?}");
            assert!(all().all(|hop| story.is_led_to(hop) == led_to.contains(&hop)), "{stimuli:?}");
            let of_a: Vec<HopId> = story.of_execution("a").map(|hop| hop.id).collect();
            let odd: Vec<HopId> = led_to.iter().copied().filter(|hop| hop.0 % 2 == 1).collect();
            assert_eq!(of_a, odd, "{stimuli:?}");
            assert_eq!(story.doubtful().count(), 0);
        }
    }

    #[test]
    fn what_has_an_unknown_cause_and_what_follows_from_it_is_doubtful() {
        let record = record(
            vec![
                (Cause::Nobody, HopKind::Trigger { description: "x".into(), task: None }),
                (because(1), ended("ours")),
                (Cause::Unknown, ended("whose")),
                (because(3), ended("whose")),
                (because(99), ended("pruned")),
                (Cause::Unknown, ended("ours")),
            ],
            &[1],
        );
        let (names, index) = (Names::default(), StoryIndex::of(&record));
        let story = Story { record: &record, names: &names, index: &index };
        let ids = |hops: Vec<&Hop>| hops.iter().map(|hop| hop.id.0).collect::<Vec<_>>();
        assert_eq!(ids(story.doubtful().collect()), [3, 4, 5]);
        assert_eq!(ids(story.hops().collect()), [1, 2, 6]);
    }
}
