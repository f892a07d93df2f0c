//! JSON with places: a document whose every value knows its span.
//!
//! Owns reading JSON text of any size and shape without overflowing the stack: nesting is bounded
//! by [`MAX_DEPTH`]. Refuses to know what a document means.

mod node;
mod parser;

pub use node::{Member, Node, NodeKind};
pub use parser::{JsonError, JsonPosition, MAX_DEPTH, document, value};
