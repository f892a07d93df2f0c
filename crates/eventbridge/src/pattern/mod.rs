//! Event patterns: parsing, the typed tree, `$or`, limits, and the service's error texts.
//!
//! This module owns what a pattern says. It refuses to know how it is matched against an event.

mod branch;
mod complexity;
mod error;
mod fault;
mod limits;
mod operator;
mod parse;
mod tree;
mod wildcard_machine;

pub(crate) use branch::expand;
pub use branch::{Branch, Choice};
pub(crate) use complexity::complexities;
pub use error::EventPatternError;
pub use fault::PatternFault;
pub use limits::Limits;
pub(crate) use parse::parse_tree;
pub use tree::{Alternative, Entry, FieldName, FieldPath, Leaf, Node, PatternObject};
