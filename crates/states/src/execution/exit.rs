//! How a state is left.

use serde_json::{Map, Value};

use super::data_flow::within_limit;
use super::failure::Failure;
use super::variables::assigned_bytes;
use crate::definition::{State, Transition};
use crate::payload::Payload;

/// Where a state leads: the next state or the end, what it is handed, and what was assigned.
#[derive(Debug)]
pub(crate) struct Exit {
    pub(crate) transition: Transition,
    pub(crate) output: Payload,
    pub(crate) assigned: Map<String, Value>,
}

impl Exit {
    /// The exit of a state, if AWS would carry its output.
    pub(crate) fn within_limit(self, state: &State) -> Result<Self, Failure> {
        let output = within_limit(self.output, &state.name)?;
        Ok(Self { output, ..self })
    }

    /// The exit of a state, if AWS would keep what it assigns.
    pub(crate) fn assigned_within_limit(self, state: &State) -> Result<Self, Failure> {
        assigned_bytes(state, &self.assigned)?;
        Ok(self)
    }
}
