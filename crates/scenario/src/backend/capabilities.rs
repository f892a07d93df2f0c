//! What a backend can do, for checking a scenario before anything runs.

use firedrill_record as record;

/// What a backend can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// What the backend is called in a sentence, such as `the simulated account`.
    pub noun: &'static str,
    /// The part that every record prints.
    pub described: record::Capabilities,
    /// The operations that can be called, as services and names.
    pub operations: Vec<(&'static str, &'static str)>,
}
