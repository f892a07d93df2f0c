//! The remediation flow under test: the folder that describes it, the checks a file must pass, the
//! lints that warn of what it lets through, and its deployment and tear-down through the AWS SDK.
//!
//! This crate owns what a flow *is*: a graph of event buses, rules, targets, state machines,
//! topics, queues, log groups and roles that refer to each other by name. It refuses to know which
//! backend answers: it is handed SDK [`Clients`], and the same code deploys to the simulated
//! account, to an emulator and to AWS.

mod action;
mod clients;
mod deployment;
mod document;
mod file;
mod flow;
mod graph;
mod lint;
mod loading;

pub use action::{ApiAction, ApiActionError};
pub use clients::Clients;
pub use deployment::{
    DeployError, Deployment, DestroyError, Journal, Made, StepError, deploy, destroy, refusal,
};
pub use document::{LogLevel, WorkflowKind, schema};
pub use file::{FileError, InFile, read_text};
pub use flow::{Flow, FlowIdentity};
pub use graph::{
    Attribute, Definition, EventBus, External, InlinePolicy, LogGroup, Logging, Place, Queue,
    RedrivePolicy, Reference, ResourceId, ResourceKind, Resources, RetryPolicy, Role, Rule,
    RulePattern, SourceFile, StateMachine, Subscription, SubscriptionEndpoint,
    SubscriptionProtocol, SubstitutedText, Substitution, Target, TargetInput, TargetTransformer,
    Topic,
};
pub use lint::{FlowLint, lint};
pub use loading::{FlowError, read_input_paths, read_transformer};
