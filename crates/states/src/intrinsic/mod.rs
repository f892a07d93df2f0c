//! Intrinsic functions: the `States.X(...)` calls of payload templates.
//!
//! Owns their syntax and what each computes. Refuses to know where a template stands. The
//! reference is "Intrinsics for JSONPath states" of the AWS Step Functions developer guide.

mod array;
mod encoding;
mod evaluate;
mod format;
mod function;
mod number;
mod parser;

pub(crate) use evaluate::Surroundings;
pub use parser::{IntrinsicCall, IntrinsicSyntaxError};
