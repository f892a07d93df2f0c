//! `story`: taking an execution that a client started for the beginning of a story.

use firedrill_sim::{Account, ExecutionArn};
use serde::{Deserialize, Serialize};

use super::{AdminCommand, AdminError, Injected};

/// Takes an execution that a client started for the beginning of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginStory {
    /// The ARN that StartExecution answered.
    pub execution: ExecutionArn,
}

impl AdminCommand for BeginStory {
    const NAME: &'static str = "story";
    type Answer = Injected;

    fn apply(self, account: &mut Account) -> Result<Injected, AdminError> {
        let begun = account.begin_story_with(&self.execution);
        begun
            .map(|hop| Injected { hop })
            .ok_or_else(|| AdminError::UnknownExecution(self.execution.to_string()))
    }
}
