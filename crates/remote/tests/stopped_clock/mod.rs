//! A clock that stands still, so that signatures and times can be foretold.

use firedrill_remote::Clock;
use jiff::Timestamp;

/// 2026-01-01T00:00:00Z, for ever.
#[derive(Debug)]
pub(crate) struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::constant(1_767_225_600, 0)
    }
}
