//! JSON as EventBridge reads it: text whose duplicates, number spelling and places matter.
//!
//! This module owns two readers and the texts they hand out. [`PullParser`] reads patterns the way
//! the service's own parser does, down to where it stands when it finds a fault; [`Scanner`] walks
//! events byte by byte, checks all of them and keeps only what is asked for. Neither recurses, so
//! no depth of nesting can overflow the stack. It refuses to know what a pattern or an event is.

mod children;
mod compact;
mod fault;
mod location;
mod nesting;
mod pull;
mod scanner;
mod stops;
mod text;

pub(crate) use children::{elements, fields};
pub(crate) use compact::{compact, escape_into};
pub(crate) use fault::JsonFault;
pub use location::Location;
pub(crate) use location::source_description;
pub(crate) use pull::{PullParser, Token};
pub(crate) use scanner::{Lexeme, Scanner};
pub(crate) use text::{unescape, unescape_units, without_units};

/// How deeply objects and arrays may be nested in an event, as the service's JSON parser (Jackson,
/// since 2.15) has it by default.
pub(crate) const MAX_NESTING: usize = 1000;
