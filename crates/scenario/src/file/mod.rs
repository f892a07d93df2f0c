//! The scenario file: what it may say, how it is read, and what is wrong with it where.

mod assertion;
mod calls;
mod check;
mod document;
mod duration;
mod error;
mod load;
mod support;
mod text;

pub use assertion::{
    Assertion, CallAssertion, ExecutionAssertion, InputAssertion, MessageAssertion, NeverAssertion,
    NeverTask, OrNone, RuleAssertion, RuleVerdict, ServiceAssertion, TaskAssertion, TaskStatus,
    WithinAssertion,
};
pub use document::{
    Delivery, ExecCommand, Fault, Given, GivenFinding, GivenTask, LaunchType, Scenario,
    StartedByHand, Stimulus,
};
pub use duration::Length;
pub use error::ScenarioError;
pub use load::{LoadError, LoadedScenario, SCENARIO_FILE_LIMIT, load_file, parse, schema};
pub(crate) use support::check_supported;
pub use text::TextMatcher;
