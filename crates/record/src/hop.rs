//! One hop: one thing that happened, when, why, and how we know.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Cause, HopKind};

/// The number of a hop in its run, counted from 1; it stays when older hops are pruned.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct HopId(pub u64);

/// How a hop is known. What a backend cannot see has no hops: that is a fact about the backend and
/// the kind, and its [`Observability`](crate::Observability) says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The backend said so, or the simulated account wrote it as it happened.
    Observed,
    /// Our own evaluators worked it out from what was observed.
    Computed,
}

/// One thing that happened on the way of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// Its number in the record.
    pub id: HopId,
    /// When it happened, on the backend's clock.
    pub at: Timestamp,
    /// What led to it.
    pub cause: Cause,
    /// How it is known.
    pub evidence: Evidence,
    /// What happened.
    #[serde(rename = "hop")]
    pub kind: HopKind,
}
