//! The operations that the account serves, typed: what each asks and what each answers.
//!
//! Handlers take these structs, never a map, so that a member that is not named here cannot reach
//! them, and one that is cannot be forgotten. What becomes of each member stands in the
//! `members.toml` of its service: one that is refused has no field, and a request that has it is
//! not modelled, by name; one that has no effect is marked, and the record says so. The structs
//! are generated from those tables and from the same source as the shapes of `firedrill_api`; they
//! refuse to know constraints and wire formats.

#[cfg(test)]
pub(crate) mod agreement;
mod shape;

pub mod ecs;
pub mod events;
pub mod iam;
pub mod logs;
pub mod sns;
pub mod sqs;
pub mod states;
pub mod sts;

pub use shape::{ServedOperation, ShapeError, ShapeProblem};
pub(crate) use shape::{Shaped, Treatment, read, write};
