//! Two histories of one machine, compared as what they are: graphs.
//!
//! Events are the nodes and `previousEventId` the edges. Branches of a Parallel state and
//! iterations of a Map state run beside each other, so their events stand in the list in any
//! order and with any numbers; neither is compared. What hangs on which fork, the index of an
//! iteration, the order within a branch and all that an event tells are.
//!
//! Each graph is laid out as strands, which are lists, and forks between them. Forks are matched
//! by what their strands begin with, strands by aligning their events: so an event that is missing
//! is one difference, and not one for each event after it. Only a fork that is missing takes its
//! level of the graph along: what hangs on it then follows from other events, one by one.
//!
//! Owns where two histories differ. Refuses to know how that is shown, and which of them is right.

mod alignment;
mod compare;
mod difference;
mod hanging;
mod matching;
mod strands;
mod telling;

pub use compare::HistoryComparison;
pub use difference::{DifferenceKind, EventPlace, HistoryDifference, ValueDifference};
