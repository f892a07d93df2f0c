//! Many rules over one event.
//!
//! A rule can match only if each of its conditions holds, so it is enough to look at a rule when
//! one of them may hold. [`RuleIndex`] files every rule under one condition, under what a value
//! must be for it ([`Key`]): equal to a text, a number in a range, a string with a prefix. For an
//! event the values are looked up, and only the rules found that way are judged, by the same
//! [`Judge`](crate::matching::Judge) that judges a single pattern. Where many rules share a key, the
//! [`Bucket`] of that key is a [`Directory`] by their other conditions again, so that the cost does
//! not depend on how many rules there are that cannot match.
//!
//! This module refuses to know what a condition means beyond the keys: they may let through what
//! the condition does not accept, never the reverse.

mod bucket;
mod directory;
mod key;
mod network;
mod path_table;
mod prefixes;
mod ranges;
mod rule_index;
mod search;

use bucket::Bucket;
use directory::Directory;
use key::Key;
use network::Network;
use path_table::PathTable;
use prefixes::Prefixes;
use ranges::Ranges;
pub use rule_index::RuleIndex;
pub(crate) use search::Marks;
use search::Search;
