//! The part of a record that a scenario's stimuli led to.

use std::collections::{BTreeMap, BTreeSet};

use firedrill_record::{ApiCaller, Evidence, Hop, HopId, HopKind, RunRecord};

use crate::names::Names;

/// What of a record its stimuli led to, worked out once for every assertion: a record of a thousand
/// executions is read a few times, and not once for each of them.
#[derive(Debug)]
pub struct StoryIndex<'a> {
    told: BTreeSet<HopId>,
    hops: Vec<&'a Hop>,
    stimulus_events: BTreeSet<&'a str>,
    executions: BTreeMap<&'a str, Vec<&'a Hop>>,
}

impl<'a> StoryIndex<'a> {
    /// Reads `record` as the story of `stimuli`.
    #[must_use]
    pub fn of(record: &'a RunRecord, stimuli: &[HopId]) -> Self {
        let mut index = Self {
            told: stimuli.iter().copied().collect(),
            hops: Vec::new(),
            stimulus_events: BTreeSet::new(),
            executions: BTreeMap::new(),
        };
        for hop in &record.hops {
            // A cause is always older, so it has been looked at.
            let is_led_to = hop.because.is_some_and(|because| index.told.contains(&because));
            if !is_led_to && !index.told.contains(&hop.id) {
                continue;
            }
            index.told.insert(hop.id);
            index.hops.push(hop);
            match &hop.kind {
                HopKind::EventOnBus { event_id, .. } if record.hops.is_stimulus_event(hop) => {
                    index.stimulus_events.insert(event_id);
                }
                HopKind::ExecutionStarted { execution, .. }
                | HopKind::History { execution, .. }
                | HopKind::ExecutionEnded { execution, .. } => {
                    index.executions.entry(execution).or_default().push(hop);
                }
                _ => {}
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

    /// Every hop of the record, in order: tasks were there before the story began.
    pub fn all_hops(self) -> impl Iterator<Item = &'a Hop> {
        self.record.hops.iter()
    }

    /// What happened to an execution of the story, in order: its start, its history and its end.
    pub fn of_execution(self, arn: &str) -> impl Iterator<Item = &'a Hop> {
        self.index.executions.get(arn).into_iter().flatten().copied()
    }

    /// Whether a stimulus led to this hop.
    #[must_use]
    pub fn is_told(self, hop: HopId) -> bool {
        self.index.told.contains(&hop)
    }

    /// Whether the backend says that it cannot see hops of this kind.
    pub fn is_unobservable(self, kind: impl Fn(&HopKind) -> bool) -> bool {
        self.all_hops().any(|hop| hop.evidence == Evidence::Unobservable && kind(&hop.kind))
    }

    /// Whether an event is one that a stimulus put on the bus, and not one that a service sent
    /// because of what the flow did.
    #[must_use]
    pub fn is_stimulus_event(self, event: &str) -> bool {
        self.index.stimulus_events.contains(event)
    }

    /// Whether a hop comes of an event that a stimulus put on the bus; one that comes of no event
    /// that was seen does.
    #[must_use]
    pub fn is_of_stimulus_event(self, hop: &Hop) -> bool {
        let chain = self.record.hops.chain(hop.id);
        let event = chain.iter().rev().find(|hop| matches!(hop.kind, HopKind::EventOnBus { .. }));
        event.is_none_or(|event| self.record.hops.is_stimulus_event(event))
    }

    /// The API calls that the flow made.
    pub fn flow_calls(self) -> impl Iterator<Item = &'a Hop> {
        self.hops().filter(|hop| is_flow_call(hop))
    }
}

/// Whether a hop is an API call that the flow made: not one of clients, and not one of services
/// that tell the bus what happened.
pub(super) fn is_flow_call(hop: &Hop) -> bool {
    matches!(&hop.kind, HopKind::ApiCall { caller: ApiCaller::Execution { .. }, .. })
}

#[cfg(test)]
pub(super) mod tests {
    use firedrill_record::{BackendDescription, ExecutionStatus, Hops, RECORD_VERSION};
    use jiff::Timestamp;

    use super::*;

    /// A record of these hops, each with its cause.
    pub(in crate::assertion) fn record(hops: Vec<(Option<u64>, HopKind)>) -> RunRecord {
        let mut written = Hops::default();
        for (because, kind) in hops {
            written.push(Timestamp::UNIX_EPOCH, because.map(HopId), Evidence::Observed, kind);
        }
        RunRecord {
            version: RECORD_VERSION,
            firedrill: "0.0.0".into(),
            backend: BackendDescription {
                name: "embedded".into(),
                account: "111122223333".into(),
                region: "eu-west-1".into(),
                capabilities: Vec::new(),
            },
            seed: 1,
            started: Timestamp::UNIX_EPOCH,
            assumptions: Vec::new(),
            notes: Vec::new(),
            stages: Vec::new(),
            hops: written,
        }
    }

    #[test]
    fn a_story_is_what_descends_from_its_stimuli() {
        let ended = |execution: &str| HopKind::ExecutionEnded {
            execution: execution.into(),
            status: ExecutionStatus::Succeeded,
            output: None,
            error: None,
            cause: None,
        };
        let causes = [None, None, Some(1), Some(2), Some(3), None, Some(4), Some(6), Some(5)];
        let hops = causes.iter().enumerate();
        let hops = hops.map(|(at, because)| (*because, ended(["a", "b"][at % 2])));
        let record = record(hops.collect());
        let all = || record.hops.iter().map(|hop| hop.id);
        for stimuli in [vec![], vec![HopId(1)], vec![HopId(6), HopId(2)], vec![HopId(4), HopId(4)]]
        {
            let (names, index) = (Names::default(), StoryIndex::of(&record, &stimuli));
            let story = Story { record: &record, names: &names, index: &index };
            let descends = |hop: &HopId| {
                stimuli.iter().any(|stimulus| record.hops.descends_from(*hop, *stimulus))
            };
            let told: Vec<HopId> = all().filter(descends).collect();
            assert_eq!(story.hops().map(|hop| hop.id).collect::<Vec<_>>(), told, "{stimuli:?}");
            assert!(all().all(|hop| story.is_told(hop) == told.contains(&hop)), "{stimuli:?}");
            let of_a: Vec<HopId> = story.of_execution("a").map(|hop| hop.id).collect();
            let odd: Vec<HopId> = told.iter().copied().filter(|hop| hop.0 % 2 == 1).collect();
            assert_eq!(of_a, odd, "{stimuli:?}");
        }
    }
}
