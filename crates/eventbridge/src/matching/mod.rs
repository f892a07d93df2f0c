//! Matching: from the bytes of an event to a verdict.
//!
//! An event is read once. [`PathTrie`] knows which paths are asked about, so that everything else
//! is checked and skipped; [`Fields`] keeps the values found there with the array elements they lie
//! in; [`consistent`] finds values for all leaves that do not contradict each other. This module
//! refuses to know how a verdict is explained.

mod consistency;
mod event_error;
mod fields;
mod membership;
mod trie;
mod walk;

pub(crate) use consistency::{Candidates, consistent};
pub use event_error::{EventError, EventFault};
pub(crate) use fields::{FieldValue, Fields};
pub(crate) use membership::{Membership, Memberships};
pub(crate) use trie::{PathTrie, Place};
pub(crate) use walk::{Visitor, Whole, walk};
