//! `record`: what happened, from where the reader stopped.

use firedrill_record::{Hop, HopId};
use firedrill_sim::{Account, FaultLeft};
use serde::{Deserialize, Serialize};

use super::{AdminCommand, AdminError};

/// Gives what happened after a hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadRecord {
    /// The last hop that the reader has; 0 for none.
    #[serde(default)]
    pub after: HopId,
}

/// A part of the record, and what is true of the whole of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordPart {
    /// What happened after the hop that the reader has.
    pub hops: Vec<Hop>,
    /// The hops with which stories began.
    pub stimuli: Vec<HopId>,
    /// What was accepted and has no effect.
    pub notes: Vec<String>,
    /// The faults that wait for calls.
    pub faults_left: Vec<FaultLeft>,
    /// The first thing that was asked for and is not modelled.
    pub not_modelled: Option<String>,
}

impl AdminCommand for ReadRecord {
    const NAME: &'static str = "record";
    type Answer = RecordPart;

    fn apply(self, account: &mut Account) -> Result<RecordPart, AdminError> {
        Ok(RecordPart {
            hops: account.hops().after(self.after).to_vec(),
            stimuli: account.stimuli().to_vec(),
            notes: account.notes().map(ToOwned::to_owned).collect(),
            faults_left: account.faults_left().cloned().collect(),
            not_modelled: account.not_modelled().map(|what| what.what.clone()),
        })
    }
}
