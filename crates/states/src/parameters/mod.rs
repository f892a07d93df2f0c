//! What a Task passes to its action, held against what the action takes.
//!
//! Owns every problem of parameters that are written out, and for which of them AWS refuses to
//! create the machine. Refuses to know how a problem is shown, and what a service makes of values
//! of the right kind.

mod check;
mod misfit;
mod problem;
mod similar;

pub(crate) use check::problems;
pub(crate) use problem::ParameterProblemKind;
