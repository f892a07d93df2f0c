//! The time, as whoever starts a run tells it.

use std::fmt;

use jiff::Timestamp;

/// A clock that runs as fast as the waiting of the runtime: signatures and executions go by it.
pub trait Clock: fmt::Debug + Send + Sync {
    /// What time it is.
    fn now(&self) -> Timestamp;
}
