//! What the services of an account share in every region: the clock, the queue, the record, the ids
//! and what IAM keeps.

use std::collections::BTreeSet;

use firedrill_seed::SeededRandom;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::chronicle::Chronicle;
use crate::delay::Delays;
use crate::iam::Roles;
use crate::queue::Queue;
use crate::region::Region;
use crate::tags::Tags;

/// The shared part of an account; services see it through a [`Context`](crate::context::Context).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) account_id: String,
    /// The region of the account: where its own stimuli happen, and calls that name none.
    pub(crate) region: Region,
    pub(crate) now: Timestamp,
    pub(crate) queue: Queue,
    pub(crate) chronicle: Chronicle,
    /// The ids that services give out.
    pub(crate) ids: SeededRandom,
    /// The seeds of executions, which draw from nothing else.
    pub(crate) execution_seeds: SeededRandom,
    pub(crate) delays: Delays,
    pub(crate) roles: Roles,
    pub(crate) tags: Tags,
    /// What was stored and has no effect, in words that a record prints.
    pub(crate) notes: BTreeSet<String>,
}
