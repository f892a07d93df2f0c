//! `inject`: having something happen with which a story begins.

use firedrill_record::HopId;
use firedrill_sim::{Account, Stimulus};
use serde::{Deserialize, Serialize};

use super::{AdminCommand, AdminError};

/// Has something happen with which a story begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Inject {
    /// What.
    pub stimulus: Stimulus,
}

/// A story began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Injected {
    /// The hop that it began with.
    pub hop: HopId,
}

impl AdminCommand for Inject {
    const NAME: &'static str = "inject";
    type Answer = Injected;

    fn apply(self, account: &mut Account) -> Result<Injected, AdminError> {
        let now = account.now();
        let begun = account.inject(self.stimulus, now);
        let hop = begun.map_err(|error| AdminError::InvalidStimulus(error.to_string()))?;
        Ok(Injected { hop })
    }
}
