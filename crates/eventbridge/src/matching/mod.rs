//! Matching: from the bytes of an event to a verdict.
//!
//! An event is read once. [`PathTrie`] knows which paths are asked about, so that everything else
//! is checked and skipped; [`Sightings`] keeps where the values stand that are asked about, with
//! the array elements they lie in; [`Judge`] tells whether conditions hold of them together, with
//! the help of [`consistent`], which finds values that do not contradict each other. All of it
//! works in [`Scratch`] memory. This module refuses to know how a verdict is explained; for those
//! who do, [`Fields`] holds the values themselves.

mod budget;
mod condition;
mod consistency;
mod element_tree;
mod event_error;
mod fields;
mod judge;
mod membership;
mod scratch;
mod sightings;
mod trie;
mod walk;

pub(crate) use budget::{Budget, BudgetSpentError};
pub(crate) use condition::{Condition, Holding};
pub(crate) use consistency::{Candidates, consistent};
pub use event_error::{EventError, EventFault};
pub(crate) use fields::{FieldValue, Fields};
pub(crate) use judge::{Holdings, Judge, ReadEvent};
pub(crate) use membership::{Membership, Memberships};
pub use scratch::Scratch;
pub(crate) use sightings::{Sighting, Sightings};
pub(crate) use trie::{PathTrie, Place};
pub(crate) use walk::{Whole, walk};
