//! What can be at a place of the data that flows through a machine.
//!
//! Owns shapes of data, how they come together, and which paths can find something in them. Refuses
//! to know where a shape comes from: an answer of a service, a template, or the target of a rule.

mod answer;
mod shape;

pub use shape::DataShape;
pub(crate) use shape::Missing;
