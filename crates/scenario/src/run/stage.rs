//! The stage of a story: an account in which the flow is deployed, made once and cloned for each
//! scenario.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_sqs::types::QueueAttributeName;
use camino::{Utf8Path, Utf8PathBuf};
use firedrill_flow::{Clients, Deployment, Flow, FlowError, ResourceKind, deploy};
use firedrill_sim::{Account, AccountSettings, Delays};
use jiff::Timestamp;

use super::RunError;
use super::given::refused;
use crate::backend::{Backend, BackendError, Embedded, Transport};

/// The account id of the embedded account, unless a scenario or an event names another.
pub const DEFAULT_ACCOUNT: &str = "111122223333";

/// Where the clock of the embedded account starts: 2026-01-01T00:00:00Z.
pub const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// How many accounts are kept at the most, so that a stream of events from ever new accounts takes
/// no more memory than this many.
const MOST_STAGES: usize = 32;

/// A flow that is deployed in an account.
#[derive(Debug, Clone)]
pub struct StagedFlow {
    /// The flow.
    pub flow: Arc<Flow>,
    /// What its deployment made.
    pub deployment: Deployment,
    /// The account, as it was when the flow had just been deployed.
    pub account: Account,
}

/// Where a flow is deployed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    flow: Utf8PathBuf,
    account: String,
    region: String,
}

/// The stages of a run, made when they are first asked for.
#[derive(Debug)]
pub struct Stages {
    seed: u64,
    transport: Transport,
    flows: Mutex<BTreeMap<Utf8PathBuf, Arc<Flow>>>,
    staged: Mutex<BTreeMap<Place, Arc<StagedFlow>>>,
}

impl Stages {
    /// Stages whose accounts are made with `seed` and reached over `transport`.
    #[must_use]
    pub fn new(seed: u64, transport: Transport) -> Self {
        Self { seed, transport, flows: Mutex::default(), staged: Mutex::default() }
    }

    /// The seed of every account.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How accounts are reached.
    #[must_use]
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// The flow in `dir`, loaded once.
    ///
    /// # Errors
    /// [`FlowError`] when it cannot be loaded.
    pub fn flow(&self, dir: &Utf8Path) -> Result<Arc<Flow>, FlowError> {
        let mut flows = self.flows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flow) = flows.get(dir) {
            return Ok(Arc::clone(flow));
        }
        let flow = Arc::new(Flow::load(dir)?);
        flows.insert(dir.to_owned(), Arc::clone(&flow));
        Ok(flow)
    }

    /// The flow in `dir`, deployed in the account `account`, and in `region` or the flow's own.
    ///
    /// # Errors
    /// [`RunError`] when the flow cannot be loaded or deployed.
    pub async fn staged(
        &self,
        dir: &Utf8Path,
        account: &str,
        region: Option<&str>,
    ) -> Result<Arc<StagedFlow>, RunError> {
        let flow = self.flow(dir)?;
        let region = region.unwrap_or(&flow.region).to_owned();
        let key = Place { flow: dir.to_owned(), account: account.to_owned(), region };
        let known = |staged: &BTreeMap<_, Arc<StagedFlow>>| staged.get(&key).map(Arc::clone);
        if let Some(staged) = known(&self.staged.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(staged);
        }
        let staged = Arc::new(self.deploy(flow, &key).await?);
        let mut all = self.staged.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_STAGES {
            all.clear();
        }
        // Another worker may have been first; both deployed the same, as one seed gives one past.
        Ok(Arc::clone(all.entry(key).or_insert(staged)))
    }

    async fn deploy(&self, flow: Arc<Flow>, place: &Place) -> Result<StagedFlow, BackendError> {
        let account = Account::new(AccountSettings {
            account_id: place.account.clone(),
            region: place.region.clone(),
            seed: self.seed,
            start: START,
            delays: Delays::default(),
        });
        let backend = Embedded::start(account, self.transport, self.seed).await?;
        let clients = Clients::new(backend.client_config(), self.seed);
        let deployed = deploy(&flow, &clients, &place.account).await;
        let deployment = deployed.map_err(|error| match error.error.code.as_str() {
            "NotModelled" => BackendError::NotModelled { what: error.error.message },
            _ => BackendError::Deploy(error),
        })?;
        let topics = flow.resources.topics.iter();
        let topics =
            topics.filter_map(|topic| deployment.arn(ResourceKind::Topic, &topic.name)).collect();
        subscribe_a_queue(topics, &clients).await?;
        Ok(StagedFlow { flow, deployment, account: backend.account() })
    }
}

/// Subscribes a queue of the harness to the flow's topics, so that messages have somewhere to
/// arrive; the addresses of people are subscribed by hand.
async fn subscribe_a_queue(topics: Vec<&str>, clients: &Clients) -> Result<(), BackendError> {
    let step = "subscribe a queue to the topic";
    if topics.is_empty() {
        return Ok(());
    }
    let created = clients.sqs.create_queue().queue_name("firedrill-notifications").send().await;
    let url = created.map_err(|error| refused(step, &error))?.queue_url;
    let attributes = clients
        .sqs
        .get_queue_attributes()
        .set_queue_url(url.clone())
        .attribute_names(QueueAttributeName::QueueArn)
        .send()
        .await
        .map_err(|error| refused(step, &error))?;
    let arn = attributes.attributes().and_then(|all| all.get(&QueueAttributeName::QueueArn));
    clients
        .sqs
        .set_queue_attributes()
        .set_queue_url(url)
        .attributes(QueueAttributeName::Policy, policy_for(&topics, arn))
        .send()
        .await
        .map_err(|error| refused(step, &error))?;
    for topic in topics {
        clients
            .sns
            .subscribe()
            .topic_arn(topic)
            .protocol("sqs")
            .set_endpoint(arn.cloned())
            .send()
            .await
            .map_err(|error| refused(step, &error))?;
    }
    Ok(())
}

/// The policy that a queue needs so that SNS may send to it what is published to the topics
/// ("Subscribing an Amazon SQS queue to an Amazon SNS topic" of the SNS developer guide).
fn policy_for(topics: &[&str], queue_arn: Option<&String>) -> String {
    serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "sns.amazonaws.com" },
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": { "ArnEquals": { "aws:SourceArn": topics } },
        }],
    })
    .to_string()
}
