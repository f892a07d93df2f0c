//! Running scenarios: the flow is deployed once, the account is cloned for each scenario, the
//! story is told, and its record is judged.

mod crew;
mod foreign_event;
mod given;
mod replay;
mod scenario;
mod stage;
mod stimulus;
mod suite;

pub use replay::{ReplayError, ReplayedEvent, Replayer};
pub use scenario::RunError;
pub use stage::{DEFAULT_ACCOUNT, START, StagedFlow, Stages};
pub use suite::{
    KeepRecords, ScenarioFiles, SuiteOutcome, SuiteSettings, find_scenarios, run_suite,
};
