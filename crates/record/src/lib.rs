//! The run record: everything that happened on the way of an event, as one list of hops.
//!
//! This crate owns the model that every reader shares: assertions, the terminal, JUnit and
//! comparisons between backends all read a [`RunRecord`] and nothing else. A [hop](Hop) is one
//! thing that happened; it has a [cause](Cause), and what a backend cannot see has no hops but an
//! [observability](Observability) that says so. It refuses to know who writes a record and how it
//! is shown.
//!
//! ```
//! use firedrill_record::{Cause, Evidence, HopId, HopKind, Hops};
//!
//! let mut hops = Hops::default();
//! let event = hops.push(
//!     "2026-01-01T00:00:00Z".parse()?,
//!     Cause::Nobody,
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

mod backend;
mod call;
mod cause;
mod history_event;
mod hop;
mod hops;
mod kind;
mod leaf;
mod origin;
mod outcome;
mod read;
mod run;
mod source_line;
mod stage;
mod suite;

pub use backend::{
    BackendDescription, Capabilities, Clock, Executor, FindingEntry, Observabilities, Observability,
};
pub use call::{ApiCaller, ApiOutcome};
pub use cause::Cause;
pub use history_event::HistoryEvent;
pub use hop::{Evidence, Hop, HopId};
pub use hops::Hops;
pub use kind::{ExecutionStatus, HopKind, HopType, TransformOutcome};
pub use leaf::{LeafVerdict, MatchedAlternative};
pub use origin::{Origin, Origins};
pub use outcome::{
    AssertionKind, AssertionOutcome, CallConditions, Comparison, MessageConditions, NotEvaluated,
    SeenCall, SeenEffect, SeenError, SeenInput, SeenMessage, SeenRule, SeenStages, TextConditions,
};
pub use read::ReadError;
pub use run::{Assumption, Note, RECORD_VERSION, RecordExtent, RunRecord};
pub use source_line::SourceLine;
pub use stage::{Action, ActionError, Stage, StageName, StimulusStages, stages};
pub use suite::{
    AssertionResult, AssertionVerdict, Problem, SUITE_VERSION, ScenarioResult, ScenarioVerdict,
    SuiteReport, VerdictCounts,
};
