//! The remediation flow under test: the folder that describes it, the checks a file must pass, the
//! lints that warn of what it lets through, and its deployment and tear-down through the AWS SDK.
//!
//! This crate owns what a flow *is*: a rule with its pattern, a target with its input transformer,
//! a state machine, two roles, a log group and a topic. It refuses to know which backend answers:
//! it is handed SDK [`Clients`], and the same code deploys to the simulated account, to an emulator
//! and to AWS.

mod clients;
mod deploy;
mod destroy;
mod file;
mod lint;
mod load;
mod manifest;
mod substitution;

pub use clients::Clients;
pub use deploy::{DeployError, Deployment, deploy, refusal};
pub use destroy::destroy;
pub use file::{FileError, InFile, read_text};
pub use lint::{FlowLint, lint};
pub use load::{Flow, FlowError, Role, RolePolicy, read_input_paths, read_transformer};
pub use manifest::{
    LogGroupManifest, LoggingManifest, Manifest, PolicyManifest, RoleManifest, RuleManifest,
    StateMachineManifest, TargetManifest, TopicManifest,
};
pub use substitution::{Substitutable, Substitutions};
