//! `health`: whether the account is there.

use firedrill_sim::Account;
use serde::{Deserialize, Serialize};

use super::{AdminCommand, AdminError, Done};

/// Says that the account is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {}

impl AdminCommand for Health {
    const NAME: &'static str = "health";
    type Answer = Done;

    fn apply(self, _: &mut Account) -> Result<Done, AdminError> {
        Ok(Done {})
    }
}
