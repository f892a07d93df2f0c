//! The record of one run: where, under which assumptions, and what happened.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Action, BackendDescription, HopId, Hops, Stage, StimulusStages};

/// The version of the record's form; it grows when a member changes its meaning or goes away.
///
/// 2: causes may be unknown, observability is told by kind of hop, stages by stimulus, history
/// events are typed.
pub const RECORD_VERSION: u32 = 2;

/// A delay or another input that the outcome rests on and that nobody measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// Its name, such as `delays.detection`.
    pub name: String,
    /// Its value, such as `2m 30s`.
    pub value: String,
}

/// Something that the reader of a record must know to trust it rightly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Note(pub String);

/// How much of what happened a record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordExtent {
    /// Everything that its backend shows.
    Full,
    /// What its outcome rests on: hops and stages were left out.
    Summary,
}

/// The record of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// [`RECORD_VERSION`] of the writer.
    pub version: u32,
    /// The version of the `firedrill` that wrote it.
    pub firedrill: String,
    /// Whether hops and stages are all there.
    pub extent: RecordExtent,
    /// The backend.
    pub backend: BackendDescription,
    /// The seed of every id and of every random choice.
    pub seed: u64,
    /// When the run began, on the backend's clock.
    pub started: Timestamp,
    /// What the outcome rests on.
    pub assumptions: Vec<Assumption>,
    /// What its reader must know.
    pub notes: Vec<Note>,
    /// The call that is the flow's action, where the flow names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// The stimuli in their order, each with the stages that it reached.
    pub stimuli: Vec<StimulusStages>,
    /// Everything that happened.
    pub hops: Hops,
}

impl RunRecord {
    /// Leaves out what happened, and says so.
    pub fn summarize(&mut self) {
        self.extent = RecordExtent::Summary;
        self.stimuli.clear();
        self.hops = Hops::default();
    }

    /// The hops with which stories began.
    pub fn stimulus_ids(&self) -> impl Iterator<Item = HopId> {
        self.stimuli.iter().map(|stimulus| stimulus.stimulus)
    }

    /// Every stage that was reached, those of one stimulus after those of another.
    pub fn stages(&self) -> impl Iterator<Item = &Stage> {
        self.stimuli.iter().flat_map(|stimulus| &stimulus.stages)
    }
}
