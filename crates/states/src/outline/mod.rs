//! The outline of a definition: its states as they are written, and what leads where.
//!
//! Owns the shape that a reader of the text sees, in definitions that AWS would refuse as well.
//! Refuses to know whether a field may have its value, and how a machine runs.

mod reach;
mod read;
mod state;

pub(crate) use reach::{reached, terminating};
pub(crate) use state::{StateOutline, TransitionKind, WorkflowOutline};
