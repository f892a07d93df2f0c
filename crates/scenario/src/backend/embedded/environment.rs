//! Simulated accounts as an environment: deployed into once, and cloned.

use std::sync::Arc;
use std::time::Duration;

use firedrill_flow::{Deployment, Flow};
use firedrill_record::{
    Capabilities as Described, Clock, Executor, FindingEntry, Observabilities, Observability,
};
use firedrill_sim::{Account, AccountSettings, Delay, Delays, SERVED};
use jiff::Timestamp;

use super::{Embedded, Transport};
use crate::backend::deployment::{clients, deploy_with_a_queue};
use crate::backend::{BackendError, Capabilities, Environment, Inputs, Place, Prepared};

/// Where the clock of the embedded account starts: 2026-01-01T00:00:00Z.
pub const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// Simulated accounts, made with one seed and reached in one way.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedEnvironment {
    seed: u64,
    transport: Transport,
}

impl EmbeddedEnvironment {
    /// Accounts that are made with `seed` and reached over `transport`.
    #[must_use]
    pub fn new(seed: u64, transport: Transport) -> Self {
        Self { seed, transport }
    }
}

impl Environment for EmbeddedEnvironment {
    type Prepared = PreparedAccount;

    fn capabilities(&self) -> Capabilities {
        let served = SERVED.iter().copied().flatten();
        Capabilities {
            noun: "the simulated account",
            described: described(),
            operations: served.map(|operation| (operation.service, operation.name)).collect(),
        }
    }

    async fn prepare(
        &self,
        flow: Arc<Flow>,
        place: &Place,
    ) -> Result<PreparedAccount, BackendError> {
        let account = Account::new(AccountSettings {
            account_id: place.account.clone(),
            region: place.region.clone(),
            seed: self.seed,
            start: START,
            delays: Delays::default(),
        });
        let backend = Embedded::start(account, self.transport, self.seed).await?;
        let deployment = deploy_with_a_queue(&flow, &clients(&backend)).await?;
        let account = backend.stop().await;
        Ok(PreparedAccount { environment: *self, flow, deployment, account })
    }
}

/// What simulated accounts can do.
pub(super) fn described() -> Described {
    Described {
        executor: Executor::Firedrill,
        findings: FindingEntry::AsGuardDuty,
        clock: Clock::Firedrill,
        delays: Delay::ALL.iter().map(|delay| delay.name().to_owned()).collect(),
        faults: true,
        task_ids: true,
        account_ids: true,
        observes: Observabilities::all(Observability::Exact),
    }
}

/// A flow that is deployed in a simulated account.
#[derive(Debug)]
pub struct PreparedAccount {
    environment: EmbeddedEnvironment,
    flow: Arc<Flow>,
    deployment: Deployment,
    /// The account as it was when the flow had just been deployed.
    account: Account,
}

impl PreparedAccount {
    /// The account as it was when the flow had just been deployed.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }
}

impl Prepared for PreparedAccount {
    type Backend = Embedded;

    fn flow(&self) -> &Flow {
        &self.flow
    }

    fn deployment(&self) -> &Deployment {
        &self.deployment
    }

    async fn begin(&self, inputs: &Inputs) -> Result<Embedded, BackendError> {
        let mut delays = Delays::default();
        for (name, length) in &inputs.delays {
            let unsupported = || BackendError::Unsupported { what: format!("the delay `{name}`") };
            let delay = Delay::from_name(name).ok_or_else(unsupported)?;
            delays = delays.with(delay, Duration::try_from(*length).map_err(|_| unsupported())?);
        }
        let mut account = self.account.clone();
        account.set_delays(delays);
        let EmbeddedEnvironment { seed, transport } = self.environment;
        Embedded::start(account, transport, seed).await
    }
}
