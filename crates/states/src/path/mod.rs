//! JSONPath as Step Functions understands it: the flavour of Jayway's Java library, not RFC 9535.
//!
//! Owns parsing and evaluating paths and reference paths, and the words in which the service says
//! that a path finds nothing. Refuses to know which field a path stands in.

mod evaluate;
mod filter;
mod filter_parser;
mod parser;
mod reference;
mod segment;

pub use evaluate::PathNotFound;
pub(crate) use evaluate::Roots;
pub(crate) use filter::equal;
pub(crate) use parser::Cursor as PathCursor;
pub use parser::PathSyntaxError;
pub use reference::{ReferencePath, ReferencePathConflict, ReferencePathError};
pub(crate) use segment::PathStep;
pub use segment::{JsonPath, PathRoot};
