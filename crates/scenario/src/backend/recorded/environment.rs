//! A stored record as an environment: the flow was deployed then, and is not again.

use std::collections::BTreeSet;
use std::sync::Arc;

use firedrill_flow::{Deployment, Flow};
use firedrill_record::{
    BackendDescription, Capabilities as Described, Clock, FindingEntry, HopId, Observabilities,
    RunRecord,
};

use super::Recorded;
use super::answers::RecordedAnswers;
use crate::backend::deployment::{clients, deploy_with_a_queue};
use crate::backend::{BackendError, Capabilities, Environment, Inputs, Place, Prepared};

/// One run that is over.
#[derive(Debug, Clone)]
pub struct RecordedEnvironment {
    run: Arc<RecordedRun>,
}

/// What of a run is shown.
#[derive(Debug)]
pub(super) struct RecordedRun {
    pub(super) record: RunRecord,
    pub(super) hops: Arc<firedrill_record::Hops>,
    pub(super) description: BackendDescription,
    /// The hops of which it is not told what led to them.
    pub(super) of_unknown_cause: BTreeSet<HopId>,
}

impl RecordedEnvironment {
    /// The run of `record`, each kind of hop seen as `observes` says, and some hops without their
    /// cause.
    #[must_use]
    pub fn new(
        record: RunRecord,
        observes: Observabilities,
        of_unknown_cause: BTreeSet<HopId>,
    ) -> Self {
        let capabilities = Described {
            executor: record.backend.capabilities.executor,
            findings: FindingEntry::Recorded,
            clock: Clock::Stopped,
            delays: Vec::new(),
            faults: false,
            task_ids: false,
            account_ids: false,
            observes,
        };
        let description = BackendDescription {
            name: "recorded".to_owned(),
            capabilities,
            ..record.backend.clone()
        };
        let hops = Arc::new(record.hops.clone());
        Self { run: Arc::new(RecordedRun { record, hops, description, of_unknown_cause }) }
    }
}

impl Environment for RecordedEnvironment {
    type Prepared = PreparedRecord;

    fn capabilities(&self) -> Capabilities {
        let services = firedrill_api::services().iter();
        let operations = services.flat_map(|service| {
            service.operations().map(|operation| (service.name(), operation.name()))
        });
        Capabilities {
            noun: "the stored record",
            described: self.run.description.capabilities.clone(),
            operations: operations.collect(),
        }
    }

    async fn prepare(&self, flow: Arc<Flow>, _: &Place) -> Result<PreparedRecord, BackendError> {
        let answers = RecordedAnswers::after(Arc::clone(&self.run.hops), HopId::default());
        let backend = Recorded::new(Arc::clone(&self.run), answers.clone());
        let deployment = deploy_with_a_queue(&flow, &clients(&backend)).await?;
        Ok(PreparedRecord {
            run: Arc::clone(&self.run),
            flow,
            deployment,
            deployed: answers.last(),
        })
    }
}

/// A flow that was deployed in a recorded run.
#[derive(Debug)]
pub struct PreparedRecord {
    run: Arc<RecordedRun>,
    flow: Arc<Flow>,
    deployment: Deployment,
    /// The last call of the deployment.
    deployed: HopId,
}

impl Prepared for PreparedRecord {
    type Backend = Recorded;

    fn flow(&self) -> &Flow {
        &self.flow
    }

    fn deployment(&self) -> &Deployment {
        &self.deployment
    }

    async fn begin(&self, inputs: &Inputs) -> Result<Recorded, BackendError> {
        if let Some(name) = inputs.delays.keys().next() {
            return Err(BackendError::Unsupported { what: format!("the delay `{name}`") });
        }
        let answers = RecordedAnswers::after(Arc::clone(&self.run.hops), self.deployed);
        Ok(Recorded::new(Arc::clone(&self.run), answers))
    }
}
