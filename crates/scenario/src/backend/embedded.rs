//! The embedded backend: the simulated account, in this process or over HTTP on loopback.

use aws_types::SdkConfig;
use firedrill_endpoint::Port;
use firedrill_endpoint::admin::{Answer, Command, Condition, Injection, Placement};
use firedrill_record::{
    Action, Assumption, BackendDescription, Capabilities, Clock, Executor, FindingEntry, HopId,
    Note, Observabilities, Observability, RECORD_VERSION, RecordExtent, RunRecord, stages,
};
use firedrill_sim::{Account, Delay, Delays, Fault};
use jiff::{SignedDuration, Timestamp};

use super::config::client_config;
use super::link::Link;
use super::{Backend, BackendError};

/// How requests reach the embedded account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transport {
    /// Within the process: the same bytes, and no socket.
    #[default]
    Memory,
    /// Over HTTP on loopback.
    Http,
}

/// The embedded account as a backend.
#[derive(Debug)]
pub struct Embedded {
    link: Link,
    port: Port,
    config: SdkConfig,
    description: BackendDescription,
    seed: u64,
    started: Timestamp,
    delays: Delays,
}

impl Embedded {
    /// Puts `account` behind `transport`; `seed` is the one that it was made with.
    ///
    /// # Errors
    /// [`BackendError::Unavailable`] when no port on loopback can be listened on.
    pub async fn start(
        account: Account,
        transport: Transport,
        seed: u64,
    ) -> Result<Self, BackendError> {
        let started = account.now();
        let delays = account.delays().clone();
        let description = describe(&account);
        let port = Port::new(account);
        let link = match transport {
            Transport::Memory => Link::Memory(port.clone()),
            Transport::Http => Link::over_http(port.clone()).await?,
        };
        let config = client_config(link.sdk_client(), &link.url(), &description.region, started);
        Ok(Self { link, port, config, description, seed, started, delays })
    }

    /// The account as it is now.
    #[must_use]
    pub fn account(&self) -> Account {
        self.port.account()
    }

    async fn moved(
        &self,
        condition: Option<Condition>,
        deadline: Timestamp,
    ) -> Result<(Timestamp, bool), BackendError> {
        match self
            .link
            .admin(Command::Clock { advance_to: Some(deadline), until: condition })
            .await?
        {
            Answer::Clock { now, met } => Ok((now, met)),
            other => Err(unexpected(&other)),
        }
    }
}

fn unexpected(answer: &Answer) -> BackendError {
    BackendError::Unavailable { reason: format!("the admin API answered with {}", answer.name()) }
}

fn describe(account: &Account) -> BackendDescription {
    BackendDescription {
        name: "embedded".to_owned(),
        account: account.account_id().to_owned(),
        region: account.region().to_owned(),
        capabilities: Capabilities {
            executor: Executor::Firedrill,
            findings: FindingEntry::AsGuardDuty,
            clock: Clock::Firedrill,
            delays: Delay::ALL.iter().map(|delay| delay.name().to_owned()).collect(),
            faults: true,
            task_ids: true,
            account_ids: true,
            observes: Observabilities::all(Observability::Exact),
        },
    }
}

impl Backend for Embedded {
    fn description(&self) -> BackendDescription {
        self.description.clone()
    }

    fn client_config(&self) -> &SdkConfig {
        &self.config
    }

    async fn now(&self) -> Result<Timestamp, BackendError> {
        match self.link.admin(Command::Clock { advance_to: None, until: None }).await? {
            Answer::Clock { now, .. } => Ok(now),
            other => Err(unexpected(&other)),
        }
    }

    async fn add_fault(&self, fault: Fault) -> Result<(), BackendError> {
        self.link.admin(Command::AddFault(fault.into())).await.map(drop)
    }

    async fn place_task(&self, placement: Placement) -> Result<(), BackendError> {
        self.link.admin(Command::PlaceTask(placement)).await.map(drop)
    }

    async fn inject(&self, injection: Injection) -> Result<HopId, BackendError> {
        match self.link.admin(Command::Inject(injection)).await? {
            Answer::Injected { hop } => Ok(hop),
            other => Err(unexpected(&other)),
        }
    }

    async fn expect_stimulus(&self, service: &str, operation: &str) -> Result<(), BackendError> {
        let (service, operation) = (service.to_owned(), operation.to_owned());
        self.link.admin(Command::ExpectStimulus { service, operation }).await.map(drop)
    }

    async fn wait_until(
        &self,
        condition: Condition,
        deadline: Timestamp,
    ) -> Result<bool, BackendError> {
        let (_, met) = self.moved(Some(condition), deadline).await?;
        Ok(met)
    }

    async fn record(&self, action: Option<Action>) -> Result<RunRecord, BackendError> {
        let answer = match self.link.admin(Command::Record).await? {
            Answer::Record(answer) => answer,
            other => return Err(unexpected(&other)),
        };
        if let Some(what) = answer.not_modelled {
            return Err(BackendError::NotModelled { what });
        }
        let delays = self.delays.iter().map(|(delay, length)| Assumption {
            name: format!("delays.{}", delay.name()),
            value: format!("{:#}", SignedDuration::try_from(length).unwrap_or(SignedDuration::MAX)),
        });
        let record = RunRecord {
            version: RECORD_VERSION,
            firedrill: env!("CARGO_PKG_VERSION").to_owned(),
            extent: RecordExtent::Full,
            backend: self.description.clone(),
            seed: self.seed,
            started: self.started,
            assumptions: delays.collect(),
            notes: answer.notes.into_iter().map(Note).collect(),
            stimuli: stages(&answer.hops, &answer.stimuli, action.as_ref()),
            action,
            hops: answer.hops,
        };
        Ok(record)
    }
}
