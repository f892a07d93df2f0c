//! What the services of an account share: the clock, the queue, the record and the ids.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::delay::Delays;
use crate::iam::Roles;
use crate::ids::Ids;
use crate::journal::Journal;
use crate::queue::Queue;

/// The shared part of an account; services see it through a [`Context`](crate::context::Context).
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    pub(crate) account_id: String,
    pub(crate) region: String,
    pub(crate) now: Timestamp,
    pub(crate) queue: Queue,
    pub(crate) journal: Journal,
    pub(crate) ids: Ids,
    pub(crate) delays: Delays,
    pub(crate) roles: Roles,
    /// What was stored and has no effect, in words that a record prints.
    pub(crate) notes: BTreeSet<String>,
}
