//! The contract of backends: an environment prepares a flow, and begins a backend for each scenario.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_types::SdkConfig;
use firedrill_flow::{Deployment, Flow};
use firedrill_record::{Assumption, BackendDescription, HopId, Hops};
use jiff::{SignedDuration, Timestamp};

use super::{BackendError, Capabilities, Condition, Injection, PlacedTask};
use crate::file::Fault;

/// Where scenarios run.
pub trait Environment: Sync {
    /// A flow that is deployed here.
    type Prepared: Prepared + Send + Sync;

    /// What its backends can do.
    fn capabilities(&self) -> Capabilities;

    /// Deploys a flow, once for every scenario on it.
    fn prepare(
        &self,
        flow: Arc<Flow>,
        place: &Place,
    ) -> impl Future<Output = Result<Self::Prepared, BackendError>>;
}

/// Where a flow is deployed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The account id that is asked for.
    pub account: String,
    /// The region.
    pub region: String,
}

/// A flow that is deployed.
pub trait Prepared {
    /// What a scenario runs on.
    type Backend: Backend;

    /// The flow.
    fn flow(&self) -> &Flow;

    /// What its deployment made.
    fn deployment(&self) -> &Deployment;

    /// Begins the run of a scenario.
    fn begin(&self, inputs: &Inputs) -> impl Future<Output = Result<Self::Backend, BackendError>>;
}

/// What a scenario sets of its backend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Delays that differ from their defaults, by name; names are those of the capabilities.
    pub delays: BTreeMap<String, SignedDuration>,
}

/// What a scenario runs on.
pub trait Backend {
    /// Its name, account and region, and what it can and cannot do.
    fn description(&self) -> &BackendDescription;

    /// The seed of its ids.
    fn seed(&self) -> u64;

    /// The configuration of SDK clients that reach a service, such as `ecs`.
    fn endpoint(&self, service: &str) -> &SdkConfig;

    /// The current instant of its clock.
    fn now(&self) -> impl Future<Output = Result<Timestamp, BackendError>>;

    /// Makes coming calls fail.
    fn add_fault(&self, fault: &Fault) -> impl Future<Output = Result<(), BackendError>>;

    /// Puts a running task with an ARN of its own into the account.
    fn place_task(&self, task: PlacedTask) -> impl Future<Output = Result<(), BackendError>>;

    /// Has something happen with which a story begins; answers the hop that it begins with.
    fn inject(&self, injection: Injection) -> impl Future<Output = Result<HopId, BackendError>>;

    /// Takes an execution that our own call started, by the ARN that was answered, for the beginning
    /// of a story.
    fn begin_story(&self, execution: &str) -> impl Future<Output = Result<HopId, BackendError>>;

    /// Waits until `condition` holds or `deadline` is reached, and says whether it holds; without a
    /// condition, until the deadline.
    fn wait_until(
        &self,
        condition: Option<Condition>,
        deadline: Timestamp,
    ) -> impl Future<Output = Result<bool, BackendError>>;

    /// What has happened.
    ///
    /// # Errors
    /// [`BackendError::NotModelled`] where a story came to what the backend does not model.
    fn observe(&self) -> impl Future<Output = Result<Observed, BackendError>>;
}

/// What a backend shows of what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// When its run began.
    pub started: Timestamp,
    /// What the outcome rests on.
    pub assumptions: Vec<Assumption>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// The faults that wait for calls.
    pub unused_faults: Vec<UnusedFault>,
    /// What happened.
    pub hops: Hops,
}

/// A fault that waits for calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedFault {
    /// The service.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The error code.
    pub error: String,
    /// How many calls it has made fail.
    pub met: u32,
    /// How many more it waits for; none for all of them.
    pub left: Option<u32>,
}
