//! `fault`: making coming calls fail.

use firedrill_sim::{Account, Fault};
use serde::{Deserialize, Serialize};

use super::{AdminCommand, AdminError, Done};

/// Makes coming calls fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddFault {
    /// Which calls, and how.
    pub fault: Fault,
}

impl AdminCommand for AddFault {
    const NAME: &'static str = "fault";
    type Answer = Done;

    fn apply(self, account: &mut Account) -> Result<Done, AdminError> {
        account.add_fault(self.fault);
        Ok(Done {})
    }
}
