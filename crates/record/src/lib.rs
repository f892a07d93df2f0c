//! The run record: everything that happened on the way of an event, as one list of hops.
//!
//! This crate owns the model that every reader shares: assertions, the terminal, JUnit and
//! comparisons between backends all read a [`RunRecord`] and nothing else. It refuses to know who
//! writes a record and how it is shown.
//!
//! ```
//! use firedrill_record::{Evidence, Hop, HopId, HopKind, Hops};
//!
//! let mut hops = Hops::default();
//! let event = hops.push(
//!     "2026-01-01T00:00:00Z".parse()?,
//!     None,
//!     Evidence::Observed,
//!     HopKind::EventOnBus {
//!         bus: "default".into(),
//!         event_id: "e-1".into(),
//!         source: "aws.guardduty".into(),
//!         detail_type: "GuardDuty Finding".into(),
//!     },
//! );
//! assert_eq!(event, HopId(1));
//! assert_eq!(hops.chain(event).len(), 1);
//! # Ok::<(), jiff::Error>(())
//! ```

mod hop;
mod run;
mod stage;
mod suite;

pub use hop::{
    ApiCaller, ApiOutcome, Evidence, ExecutionStatus, Hop, HopId, HopKind, Hops, LeafVerdict,
    TransformOutcome,
};
pub use run::{Assumption, BackendDescription, Capability, Note, RECORD_VERSION, RunRecord};
pub use stage::{Stage, StageName, stages};
pub use suite::{
    AssertionResult, AssertionVerdict, Problem, SUITE_VERSION, ScenarioResult, ScenarioVerdict,
    SourceLine, SuiteReport, VerdictCounts,
};
