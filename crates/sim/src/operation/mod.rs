//! The operations that the account serves, typed: what each asks and what each answers.
//!
//! Handlers take these structs, never a map, so that a member that is not named here cannot reach
//! them, and one that is cannot be forgotten: [`ServedOperation::members`] lists every member of
//! a request for the test that asks what becomes of it. The structs are generated from the same
//! source as the shapes of `firedrill_api`; they refuse to know constraints and wire formats.

#[cfg(test)]
mod agreement;
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
pub(crate) use shape::{read, write};
