//! What the services of an account share: the clock, the queue, the record and the ids.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::chronicle::Chronicle;
use crate::delay::Delays;
use crate::iam::Roles;
use crate::ids::Ids;
use crate::queue::Queue;
use crate::tags::Tags;

/// The shared part of an account; services see it through a [`Context`](crate::context::Context).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) account_id: String,
    pub(crate) region: String,
    pub(crate) now: Timestamp,
    pub(crate) queue: Queue,
    pub(crate) chronicle: Chronicle,
    pub(crate) ids: Ids,
    pub(crate) delays: Delays,
    pub(crate) roles: Roles,
    pub(crate) tags: Tags,
    /// What was stored and has no effect, in words that a record prints.
    pub(crate) notes: BTreeSet<String>,
}
