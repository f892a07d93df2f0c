//! The recorded backend: a run that is over, seen again, as well or as badly as is asked for.
//!
//! It answers the harness's calls with what the record holds, in the order of the record, and shows
//! the hops of the record less those of kinds that it is told not to see. What then has no cause in
//! sight has an unknown one, as on a backend that cannot see everything. It proves that the runner
//! asks a backend and not the simulator, and it judges a stored run again by other assertions.

mod answers;
mod environment;
mod reading;
mod run;

pub use environment::{PreparedRecord, RecordedEnvironment};
pub use run::Recorded;
