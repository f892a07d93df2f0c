//! Backends: who answers the flow's calls, who moves the clock, and what of it can be seen.
//!
//! The runner is written against [`Backend`] alone. What differs between an account that is
//! simulated and one that is not is said by [`Backend::description`], which every record prints.

mod config;
mod embedded;
mod error;
mod link;
mod loopback;

pub use embedded::{Embedded, Transport};
pub use error::BackendError;

use aws_types::SdkConfig;
use firedrill_endpoint::admin::{Condition, Injection, Placement};
use firedrill_record::{Action, BackendDescription, HopId, RunRecord};
use firedrill_sim::Fault;
use jiff::Timestamp;

/// What an account that a scenario runs on can be asked for beside its API.
pub trait Backend {
    /// Its name, account and region, and what it can and cannot do.
    fn description(&self) -> BackendDescription;

    /// The configuration of SDK clients that reach it.
    fn client_config(&self) -> &SdkConfig;

    /// The current instant of its clock.
    fn now(&self) -> impl Future<Output = Result<Timestamp, BackendError>>;

    /// Makes coming calls fail.
    fn add_fault(&self, fault: Fault) -> impl Future<Output = Result<(), BackendError>>;

    /// Puts a running task with an ARN of its own into the account.
    fn place_task(&self, placement: Placement) -> impl Future<Output = Result<(), BackendError>>;

    /// Has something happen with which a story begins.
    fn inject(&self, injection: Injection) -> impl Future<Output = Result<HopId, BackendError>>;

    /// Says that the next call of this operation begins a story, as an execution does that is
    /// started by hand.
    fn expect_stimulus(
        &self,
        service: &str,
        operation: &str,
    ) -> impl Future<Output = Result<(), BackendError>>;

    /// Waits until `condition` holds or `deadline` is reached, and says whether it holds.
    fn wait_until(
        &self,
        condition: Condition,
        deadline: Timestamp,
    ) -> impl Future<Output = Result<bool, BackendError>>;

    /// What has happened; `action` is the call that the flow is there for.
    fn record(
        &self,
        action: Option<Action>,
    ) -> impl Future<Output = Result<RunRecord, BackendError>>;
}
