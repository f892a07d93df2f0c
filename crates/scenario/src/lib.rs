//! Scenarios: their files, the backends they run on, the runner, and the assertions that judge
//! what happened.
//!
//! A scenario says what is given, what happens and what must be so in the end. The runner brings
//! it about through the AWS SDK, and every assertion is a question to the run record. This crate
//! refuses to know how a report looks.

pub mod assertion;
pub mod backend;
pub mod file;
mod names;
pub mod run;

pub use names::{NamedTask, Names};
