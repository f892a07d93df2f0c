//! Running scenarios: the flow is prepared once, a backend begins for each scenario, its stimuli
//! are made to happen, and its record is judged.

mod deployments;
mod given;
mod record;
mod replay;
mod scenario;
mod stimulus;
mod suite;
mod task_groups;

pub use deployments::{DEFAULT_ACCOUNT, Deployments};
pub(crate) use given::refused;
pub use replay::{ReplayError, ReplayedEvent, Replayer};
pub use scenario::{RunError, run_scenario};
pub use suite::{KeepRecords, SuiteOutcome, SuiteSettings, find_scenarios, run_suite};
