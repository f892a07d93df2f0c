//! JSONata, the second query language: expressions, templates with expressions in them, and the
//! functions that AWS adds.
//!
//! The language itself is the `jsonata-core` crate's. This module owns what AWS makes of it:
//! "Transforming data with JSONata in Step Functions" of the developer guide. It owns which
//! expressions are refused, which functions there are, in which words an evaluation fails, and how
//! much an evaluation may cost. It refuses to know which field of a state an expression is, and it
//! has neither clock nor randomness: the execution feeds both.

mod bounds;
mod budget;
mod calendar;
mod context;
mod error;
mod expression;
mod functions;
mod java_random;
mod metering;
mod picture;
mod references;
mod registry;
mod restriction;
mod seal;
mod syntax;
mod template;
mod value;
mod walk;

#[cfg(test)]
mod argument_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub(crate) use context::{ContextSource, QueryContext};
pub(crate) use error::QueryError;
pub(crate) use expression::delimited;
pub use seal::is_panic_caught;
pub(crate) use template::{JsonataTemplate, Refusal};
