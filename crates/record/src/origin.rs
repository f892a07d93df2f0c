//! Origins: which stimulus led to each hop, as far as causes tell.

use std::collections::{BTreeMap, HashMap};

use crate::{Cause, Hop, HopId, Hops};

/// Where a hop comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// This stimulus led to it.
    Stimulus(HopId),
    /// Something else did, such as the set-up.
    Elsewhere,
    /// Nobody knows what did.
    Unknown,
}

/// The origins of the hops of a run.
///
/// What an execution does, it does because of what started it, so its hops and its calls have the
/// origin of its start even where their own causes are unknown. A hop whose cause is not in the
/// record has an unknown origin.
#[derive(Debug, Clone)]
pub struct Origins(BTreeMap<HopId, Origin>);

impl Origins {
    /// Works out the origins of `hops`, given the hops with which stories began.
    #[must_use]
    pub fn of(hops: &Hops, stimuli: &[HopId]) -> Self {
        let mut origins = Self(BTreeMap::new());
        let mut executions: HashMap<&str, HopId> = HashMap::new();
        for hop in hops {
            let execution = hop.kind.execution();
            let origin = match origins.by_cause(hop, stimuli) {
                Origin::Unknown => execution
                    .and_then(|execution| executions.get(execution))
                    .map_or(Origin::Unknown, |stimulus| Origin::Stimulus(*stimulus)),
                origin => origin,
            };
            if let (Some(execution), Origin::Stimulus(stimulus)) = (execution, origin) {
                executions.entry(execution).or_insert(stimulus);
            }
            origins.0.insert(hop.id, origin);
        }
        origins
    }

    /// Where a hop comes from; one that is not in the record comes from nobody knows where.
    #[must_use]
    pub fn get(&self, hop: HopId) -> Origin {
        self.0.get(&hop).copied().unwrap_or(Origin::Unknown)
    }

    fn by_cause(&self, hop: &Hop, stimuli: &[HopId]) -> Origin {
        match hop.cause {
            _ if stimuli.contains(&hop.id) => Origin::Stimulus(hop.id),
            Cause::Nobody => Origin::Elsewhere,
            // A cause is older, so its origin is known, if it is in the record at all.
            Cause::Hop(cause) => self.get(cause),
            Cause::Unknown => Origin::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{Evidence, ExecutionStatus, HopKind};

    #[test]
    fn an_execution_takes_its_origin_from_its_start() {
        let trigger = || HopKind::Trigger { description: "x".into(), task: None };
        let ended = |execution: &str| HopKind::ExecutionEnded {
            execution: execution.into(),
            status: ExecutionStatus::Succeeded,
            output: None,
            error: None,
            cause: None,
        };
        let cases = [
            (Cause::Nobody, trigger(), Origin::Stimulus(HopId(1))),
            (Cause::Nobody, trigger(), Origin::Stimulus(HopId(2))),
            (Cause::Hop(HopId(2)), ended("ours"), Origin::Stimulus(HopId(2))),
            (Cause::Unknown, ended("ours"), Origin::Stimulus(HopId(2))),
            (Cause::Unknown, ended("whose"), Origin::Unknown),
            (Cause::Hop(HopId(5)), trigger(), Origin::Unknown),
            (Cause::Nobody, trigger(), Origin::Elsewhere),
            (Cause::Hop(HopId(99)), trigger(), Origin::Unknown),
        ];
        let mut hops = Hops::default();
        for (cause, kind, _) in &cases {
            hops.push(Timestamp::UNIX_EPOCH, *cause, Evidence::Observed, kind.clone());
        }
        let origins = Origins::of(&hops, &[HopId(1), HopId(2)]);
        for (hop, (_, _, expected)) in hops.iter().zip(&cases) {
            assert_eq!(origins.get(hop.id), *expected, "{hop:?}");
        }
    }
}
