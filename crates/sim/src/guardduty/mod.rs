//! Amazon GuardDuty: publishing a finding, and its event on the bus.
//!
//! Owns when a finding is made and when its event is delivered. It refuses to know what a finding
//! looks like; that is `firedrill_finding`'s.

mod publish;
mod source;

pub(crate) use publish::{GuardDuty, GuardDutyEvent, PendingFinding};
pub use source::{FindingSource, FindingSourceError};
