//! What the runner asks of a backend, in its own words: no backend's API stands behind them.

use firedrill_finding::{FindingRequest, LaunchType};
use jiff::SignedDuration;

/// Something that happens with which a story begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Injection {
    /// A threat is acted out, and GuardDuty finds it.
    Finding {
        /// What was done, in words.
        trigger: String,
        /// The ARN of the task it was done in.
        task: Option<String>,
        /// The finding that comes of it; its times are the backend's.
        finding: Box<FindingRequest>,
        /// How its event is delivered.
        delivery: Delivery,
    },
    /// An event arrives on the bus, word for word.
    Event {
        /// The event, as JSON text.
        event: String,
        /// How it is delivered.
        delivery: Delivery,
    },
}

/// How an event is delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How many times it is delivered once more.
    pub duplicates: u32,
    /// How much later than usual it arrives.
    pub delay: SignedDuration,
}

/// A task that runs without having been started by a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedTask {
    /// Its ARN.
    pub task: String,
    /// The ARN of its cluster.
    pub cluster: String,
    /// The ARN of its task definition.
    pub definition: String,
    /// Its group, such as `service:web`.
    pub group: String,
    /// Where it runs.
    pub launch_type: LaunchType,
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Every story is over.
    Settled,
    /// So many tasks of a group run in a cluster.
    TasksRunning {
        /// The cluster's name.
        cluster: String,
        /// The group, such as `service:web`.
        group: String,
        /// How many.
        count: usize,
    },
}
