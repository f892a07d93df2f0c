//! Replaying events: each one is sent through a flow in an account of its own, in which the task
//! that it names is running.

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_finding::{AccountId, FindingFacts, FindingForm, LaunchType, Region};
use firedrill_record::RunRecord;
use jiff::SignedDuration;

use super::RunError;
use super::deployments::{DEFAULT_ACCOUNT, Deployments};
use super::record::record;
use crate::backend::{
    Backend, BackendError, Condition, Delivery, EmbeddedEnvironment, Injection, Inputs, PlacedTask,
    Prepared, START, Transport,
};

/// How long the story of an event may take.
const UNTIL: SignedDuration = SignedDuration::from_hours(2);

/// Why an event could not be replayed.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ReplayError {
    /// It is no event and no finding.
    #[error("{reason}")]
    #[diagnostic(
        code(firedrill::replay::not_an_event),
        help("give an EventBridge event, or a finding in the spelling of EventBridge")
    )]
    NotAnEvent {
        /// Why.
        reason: String,
    },
    /// The flow or the backend failed.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Run(#[from] RunError),
}

/// What became of an event.
#[derive(Debug, Clone)]
pub struct ReplayedEvent {
    /// What happened.
    pub record: RunRecord,
    /// The ARN of the task that was put in place because the event names it.
    pub assumed_task: Option<String>,
    /// The region in which the flow was taken to be deployed, because the finding is of it: no bus
    /// of another region is sent it.
    pub assumed_region: Option<String>,
}

/// Replays events on one flow.
#[derive(Debug)]
pub struct Replayer {
    deployments: Deployments<EmbeddedEnvironment>,
    flow: Utf8PathBuf,
}

impl Replayer {
    /// Replays on the flow in `flow`, with accounts made with `seed`.
    #[must_use]
    pub fn new(flow: &Utf8Path, seed: u64) -> Self {
        let environment = EmbeddedEnvironment::new(seed, Transport::Memory);
        Self { deployments: Deployments::new(environment), flow: flow.to_owned() }
    }

    /// Loads the flow, so that a flow that is not valid is said before the first event.
    ///
    /// # Errors
    /// [`RunError`] when it cannot be loaded.
    pub fn load_flow(&self) -> Result<(), RunError> {
        self.deployments.flow(&self.flow)?;
        Ok(())
    }

    /// Sends one event, or a bare finding in an envelope, through the flow.
    ///
    /// Account and region are those that the finding names, so that its task is where it says; an event
    /// that names no task is sent into an account without one.
    ///
    /// # Errors
    /// [`ReplayError`] when the text is no event, or the flow or the backend fails.
    pub async fn replay(&self, text: &str) -> Result<ReplayedEvent, ReplayError> {
        let facts = FindingFacts::read(text).ok();
        let event = in_envelope(text, facts.as_ref())?;
        let account = facts.as_ref().and_then(|facts| facts.account.as_ref());
        let account = account.filter(|account| account.parse::<AccountId>().is_ok());
        let account = account.map_or(DEFAULT_ACCOUNT, String::as_str);
        let region = facts.as_ref().and_then(|facts| facts.region.as_ref());
        let region = region.filter(|region| region.parse::<Region>().is_ok());
        let region = region.map(String::as_str);
        let prepared = self.deployments.prepare(&self.flow, account, region).await?;
        let flow = prepared.flow();
        let assumed_region = region.filter(|region| *region != flow.manifest.region);
        let backend = prepared.begin(&Inputs::default()).await.map_err(RunError::from)?;
        let placement = facts.as_ref().and_then(placement);
        let assumed_task = placement.as_ref().map(|placement| placement.task.clone());
        if let Some(placement) = placement {
            backend.place_task(placement).await.map_err(RunError::from)?;
        }
        let injection = Injection::Event { event, delivery: Delivery::default() };
        let stimulus = match backend.inject(injection).await {
            Ok(stimulus) => stimulus,
            Err(BackendError::InvalidInjection { reason }) => {
                return Err(ReplayError::NotAnEvent { reason });
            }
            Err(error) => return Err(RunError::from(error).into()),
        };
        let settled = backend.wait_until(Some(Condition::Settled), START + UNTIL).await;
        settled.map_err(RunError::from)?;
        let observed = backend.observe().await.map_err(RunError::from)?;
        let record = record(&backend, observed, &[stimulus], flow.manifest.action.clone());
        let assumed_region = assumed_region.map(str::to_owned);
        Ok(ReplayedEvent { record, assumed_task, assumed_region })
    }
}

/// The event, or the finding in the envelope that GuardDuty would send it in.
fn in_envelope(text: &str, facts: Option<&FindingFacts>) -> Result<String, ReplayError> {
    let not_an_event = |reason: String| ReplayError::NotAnEvent { reason };
    let checked = firedrill_sim::check_event(text);
    let Err(error) = checked else { return Ok(text.to_owned()) };
    let parsed = facts.and_then(|facts| {
        let account: AccountId = facts.account.as_ref()?.parse().ok()?;
        let region: Region = facts.region.as_ref()?.parse().ok()?;
        Some((account, region))
    });
    let bare = facts.is_some_and(|facts| facts.form == FindingForm::Bare);
    let Some((account, region)) = parsed.filter(|_| bare) else {
        return Err(not_an_event(error.to_string()));
    };
    let id = facts.and_then(|facts| facts.id.as_deref()).unwrap_or("finding");
    firedrill_finding::wrap_finding(id, START, &account, &region, text)
        .map_err(|error| not_an_event(error.to_string()))
}

/// The task that a finding names, running; a sample names one that never was.
fn placement(facts: &FindingFacts) -> Option<PlacedTask> {
    let (task, cluster) = (facts.task_arn.clone()?, facts.cluster_arn.clone()?);
    if facts.sample {
        return None;
    }
    let definition = facts.definition_arn.clone();
    Some(PlacedTask {
        definition: definition
            .unwrap_or_else(|| cluster.replace(":cluster/", ":task-definition/") + ":1"),
        group: facts.group.clone().unwrap_or_else(|| "family:unknown".to_owned()),
        launch_type: match facts.launch_type.as_deref() {
            Some("EC2") => LaunchType::Ec2,
            _ => LaunchType::Fargate,
        },
        task,
        cluster,
    })
}
