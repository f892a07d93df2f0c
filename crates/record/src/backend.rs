//! Backends as a record describes them: where a run took place, what the backend can do, and how
//! it sees each kind of hop.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::HopType;

/// How a backend sees hops of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum Observability {
    /// Each one, with its time.
    Exact,
    /// By looking again and again: what lasts is seen, later than it happened by at most the time
    /// between two looks; what came and went between them is not.
    Sampled {
        /// The time between two looks.
        every: SignedDuration,
    },
    /// Our own evaluators work each one out from what is observed.
    Computed,
    /// Not at all.
    Unobservable,
}

impl Observability {
    /// Whether hops of the kind can be seen.
    #[must_use]
    pub fn is_seen(self) -> bool {
        self != Self::Unobservable
    }

    /// Whether a hop of the kind that is not in the record did not happen.
    #[must_use]
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Exact | Self::Computed)
    }

    /// How much later than it happened a hop of the kind may be seen.
    #[must_use]
    pub fn lateness(self) -> SignedDuration {
        match self {
            Self::Sampled { every } => every,
            Self::Exact | Self::Computed | Self::Unobservable => SignedDuration::ZERO,
        }
    }
}

/// How a backend sees each kind of hop; a kind that is not named is unobservable.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Observabilities(BTreeMap<HopType, Observability>);

impl Observabilities {
    /// Every kind is seen in this way.
    #[must_use]
    pub fn all(observability: Observability) -> Self {
        Self(HopType::ALL.into_iter().map(|kind| (kind, observability)).collect())
    }

    /// The same, with another way for one kind.
    #[must_use]
    pub fn with(mut self, kind: HopType, observability: Observability) -> Self {
        self.0.insert(kind, observability);
        self
    }

    /// How hops of this kind are seen.
    #[must_use]
    pub fn of(&self, kind: HopType) -> Observability {
        self.0.get(&kind).copied().unwrap_or(Observability::Unobservable)
    }

    /// Every kind with how it is seen, in the order of [`HopType::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (HopType, Observability)> {
        HopType::ALL.into_iter().map(|kind| (kind, self.of(kind)))
    }
}

/// Who executes the state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Executor {
    /// The interpreter of `firedrill`.
    Firedrill,
    /// Step Functions of the backend.
    Backend,
}

/// How a finding gets onto the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingEntry {
    /// As GuardDuty publishes it, under its source and onto the default bus.
    AsGuardDuty,
    /// It stands in a stored record, and no other can be made.
    Recorded,
}

/// Who moves the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// `firedrill` does: time is virtual.
    Firedrill,
    /// Nobody: the run is over.
    Stopped,
}

/// What a backend can do, for a runner that asks before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Who executes the state machine.
    pub executor: Executor,
    /// How a finding gets onto the bus.
    pub findings: FindingEntry,
    /// Who moves the clock.
    pub clock: Clock,
    /// The names of the delays that a scenario may set.
    pub delays: Vec<String>,
    /// Whether calls can be made to fail.
    pub faults: bool,
    /// Whether a task can be given its id.
    pub task_ids: bool,
    /// Whether the account id can be chosen.
    pub account_ids: bool,
    /// How each kind of hop is seen.
    pub observes: Observabilities,
}

/// The backend of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackendDescription {
    /// Its name, such as `embedded`.
    pub name: String,
    /// The account id.
    pub account: String,
    /// The region.
    pub region: String,
    /// What it can do.
    pub capabilities: Capabilities,
}

impl BackendDescription {
    /// How hops of this kind are seen.
    #[must_use]
    pub fn observability(&self, kind: HopType) -> Observability {
        self.capabilities.observes.of(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_nobody_names_is_unobservable() {
        let observes: Observabilities =
            serde_json::from_str(r#"{"api-call": {"how": "exact"}}"#).unwrap();
        assert!(observes.of(HopType::ApiCall).is_complete());
        assert_eq!(observes.of(HopType::TaskStatus), Observability::Unobservable);
    }

    #[test]
    fn what_is_sampled_is_seen_but_not_complete() {
        let every = SignedDuration::from_secs(5);
        let sampled = Observability::Sampled { every };
        assert!(sampled.is_seen() && !sampled.is_complete());
        assert_eq!(sampled.lateness(), every);
        assert_eq!(Observability::Exact.lateness(), SignedDuration::ZERO);
    }
}
