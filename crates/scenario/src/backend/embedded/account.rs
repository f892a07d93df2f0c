//! One simulated account as a backend.

use aws_types::SdkConfig;
use firedrill_endpoint::Port;
use firedrill_endpoint::admin::{
    AddFault, Advance, BeginStory, Condition as AdminCondition, Inject, PlaceTask, ReadRecord,
};
use firedrill_record::{Assumption, BackendDescription, HopId, Hops};
use firedrill_sim::{
    Account, ClusterArn, Delays, Delivery as SimDelivery, ExecutionArn, Fault as SimFault,
    FindingSource, Stimulus, TaskArn, TaskDefinitionArn, TaskPlacement,
};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

use super::Transport;
use super::environment::described;
use super::link::Link;
use crate::backend::config::client_config;
use crate::backend::{
    Backend, BackendError, Condition, Delivery, Injection, Observed, PlacedTask, UnusedFault,
};
use crate::file::Fault;

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
        let description = BackendDescription {
            name: "embedded".to_owned(),
            account: account.account_id().to_owned(),
            region: account.region().to_owned(),
            capabilities: described(),
        };
        let port = Port::new(account);
        let link = match transport {
            Transport::Memory => Link::Memory(port.clone()),
            Transport::Http => Link::over_http(port.clone()).await?,
        };
        let config = client_config(link.sdk_client(), &link.url(), &description.region, started);
        Ok(Self { link, port, config, description, seed, started, delays })
    }

    /// Ends the backend and gives the account as it is.
    pub async fn stop(self) -> Account {
        self.link.stop().await;
        self.port.account()
    }
}

impl Backend for Embedded {
    fn description(&self) -> &BackendDescription {
        &self.description
    }

    fn seed(&self) -> u64 {
        self.seed
    }

    fn endpoint(&self, _: &str) -> &SdkConfig {
        &self.config
    }

    async fn now(&self) -> Result<Timestamp, BackendError> {
        Ok(self.link.admin(Advance::default()).await?.now)
    }

    async fn add_fault(&self, fault: &Fault) -> Result<(), BackendError> {
        let fault = SimFault {
            service: fault.service.clone(),
            operation: fault.operation.clone(),
            error: fault.error.clone(),
            message: fault.message.clone(),
            times: Some(fault.times),
        };
        self.link.admin(AddFault { fault }).await.map(drop)
    }

    async fn place_task(&self, task: PlacedTask) -> Result<(), BackendError> {
        let task = TaskPlacement {
            task: TaskArn::new(task.task),
            cluster: ClusterArn::new(task.cluster),
            definition: TaskDefinitionArn::new(task.definition),
            group: task.group,
            launch_type: task.launch_type,
        };
        self.link.admin(PlaceTask { task }).await.map(drop)
    }

    async fn inject(&self, injection: Injection) -> Result<HopId, BackendError> {
        let stimulus = match injection {
            Injection::Finding { trigger, task, finding, delivery } => Stimulus::Finding {
                trigger,
                task,
                finding: FindingSource::Request(finding),
                delivery: delivered(delivery),
            },
            Injection::Event { event, delivery } => {
                Stimulus::Event { event, delivery: delivered(delivery) }
            }
        };
        Ok(self.link.admin(Inject { stimulus }).await?.hop)
    }

    async fn begin_story(&self, execution: &str) -> Result<HopId, BackendError> {
        let execution = ExecutionArn::new(execution);
        Ok(self.link.admin(BeginStory { execution }).await?.hop)
    }

    async fn wait_until(
        &self,
        condition: Option<Condition>,
        deadline: Timestamp,
    ) -> Result<bool, BackendError> {
        let until = condition.map(|condition| match condition {
            Condition::Settled => AdminCondition::Settled,
            Condition::TasksRunning { cluster, group, count } => {
                AdminCondition::TasksRunning { cluster, group, count }
            }
        });
        Ok(self.link.admin(Advance { to: Some(deadline), until }).await?.met)
    }

    async fn observe(&self) -> Result<Observed, BackendError> {
        let part = self.link.admin(ReadRecord { after: HopId::default() }).await?;
        if let Some(what) = part.not_modelled {
            return Err(BackendError::NotModelled { what });
        }
        let delays = self.delays.iter().map(|(delay, length)| Assumption {
            name: format!("delays.{}", delay.name()),
            value: format!("{:#}", SignedDuration::try_from(length).unwrap_or(SignedDuration::MAX)),
        });
        let unused = part.faults_left.into_iter().map(|left| UnusedFault {
            service: left.fault.service,
            operation: left.fault.operation,
            error: left.fault.error,
            met: left.met,
            left: left.fault.times,
        });
        Ok(Observed {
            started: self.started,
            assumptions: delays.collect(),
            notes: part.notes,
            unused_faults: unused.collect(),
            hops: part.hops.into_iter().collect::<Hops>(),
        })
    }
}

fn delivered(delivery: Delivery) -> SimDelivery {
    SimDelivery {
        duplicates: delivery.duplicates,
        // The check of a file refuses what is negative.
        delay: Duration::try_from(delivery.delay).unwrap_or_default(),
    }
}
