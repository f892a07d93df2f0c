//! The record of one run: where, under which assumptions, and what happened.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Hops, Stage};

/// The version of the record's form; it grows when a member changes its meaning or goes away.
pub const RECORD_VERSION: u32 = 1;

/// Something a backend can or cannot do, in words that a record prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    /// What it is about, such as `executes the state machine`.
    pub name: String,
    /// Who or how, such as `the simulated account`.
    pub value: String,
}

/// The backend of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackendDescription {
    /// Its name, such as `embedded`.
    pub name: String,
    /// The account id.
    pub account: String,
    /// The region.
    pub region: String,
    /// What differs between backends.
    pub capabilities: Vec<Capability>,
}

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

/// The record of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// [`RECORD_VERSION`] of the writer.
    pub version: u32,
    /// The version of the `firedrill` that wrote it.
    pub firedrill: String,
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
    /// The stages that were reached.
    pub stages: Vec<Stage>,
    /// Everything that happened.
    pub hops: Hops,
}
