//! Single values: what one alternative of a pattern says of one value of an event.
//!
//! This module owns the tests themselves (numbers, addresses, wildcards, case folding). It refuses
//! to know where a value stands and how several values combine.

mod address;
mod folded;
mod number;
mod scalar;
mod test;
mod wildcard;

pub(crate) use address::address_digits;
pub use address::{AddressBlock, AddressBlockError, AddressRange};
pub use folded::FoldedText;
pub(crate) use number::comparable;
pub use number::{Limit, NumberLiteral, NumericRange};
pub(crate) use scalar::Scalar;
pub use test::{AnythingBut, ValueTest};
pub(crate) use test::{Seen, Sight};
pub use wildcard::{Wildcard, WildcardError, WildcardPart};
