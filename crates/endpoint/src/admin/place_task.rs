//! `place-task`: putting a running task with an ARN of its own into the account.

use firedrill_sim::{Account, TaskPlacement};
use serde::{Deserialize, Serialize};

use super::{AdminCommand, AdminError, Done};

/// Puts a running task with an ARN of its own into the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceTask {
    /// The task.
    pub task: TaskPlacement,
}

impl AdminCommand for PlaceTask {
    const NAME: &'static str = "place-task";
    type Answer = Done;

    fn apply(self, account: &mut Account) -> Result<Done, AdminError> {
        account.place_task(&self.task);
        Ok(Done {})
    }
}
