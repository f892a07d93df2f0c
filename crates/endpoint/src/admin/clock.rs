//! `clock`: telling the time, after moving the clock.

use firedrill_sim::Account;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AdminCommand, AdminError};

/// Moves the clock event by event to its limit, or to the instant at which a condition holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// How far the clock may move; not at all when absent.
    #[serde(default)]
    pub to: Option<Timestamp>,
    /// When it stops earlier.
    #[serde(default)]
    pub until: Option<Condition>,
}

/// Where the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advanced {
    /// The current instant.
    pub now: Timestamp,
    /// Whether the condition that was asked for holds.
    pub met: bool,
}

/// When the clock stops before its limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// As soon as every story is over.
    Settled,
    /// As soon as so many tasks of a group run in a cluster.
    TasksRunning {
        /// The cluster's name.
        cluster: String,
        /// The group, such as `service:web`.
        group: String,
        /// How many.
        count: usize,
    },
}

impl Condition {
    fn holds(&self, account: &Account) -> bool {
        match self {
            Self::Settled => account.settled() || account.not_modelled().is_some(),
            Self::TasksRunning { cluster, group, count } => {
                account.running_tasks(cluster, group) >= *count
            }
        }
    }
}

impl AdminCommand for Advance {
    const NAME: &'static str = "clock";
    type Answer = Advanced;

    fn apply(self, account: &mut Account) -> Result<Advanced, AdminError> {
        let holds =
            |account: &Account| self.until.as_ref().is_some_and(|until| until.holds(account));
        let limit = self.to.unwrap_or_else(|| account.now());
        let met = loop {
            if holds(account) {
                break true;
            }
            match account.next_instant().filter(|next| *next <= limit) {
                Some(next) if self.to.is_some() => account.advance_to(next),
                _ => {
                    account.advance_to(limit);
                    break holds(account);
                }
            }
        };
        Ok(Advanced { now: account.now(), met })
    }
}
