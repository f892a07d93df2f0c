//! A run that is over as a backend.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use firedrill_endpoint::InMemoryClient;
use firedrill_record::{BackendDescription, Cause, Evidence, Hop, HopId, HopKind, Observability};
use jiff::Timestamp;

use super::answers::RecordedAnswers;
use super::environment::RecordedRun;
use crate::backend::config::client_config;
use crate::backend::{Backend, BackendError, Condition, Injection, Observed, PlacedTask};
use crate::file::Fault;

/// A recorded run, from the end of its deployment.
#[derive(Debug)]
pub struct Recorded {
    run: Arc<RecordedRun>,
    answers: RecordedAnswers,
    config: SdkConfig,
    /// The stimuli that are to come.
    stimuli: Mutex<VecDeque<HopId>>,
}

impl Recorded {
    pub(super) fn new(run: Arc<RecordedRun>, answers: RecordedAnswers) -> Self {
        let client = SharedHttpClient::new(InMemoryClient::new(answers.clone()));
        let region = run.description.region.as_str();
        let config = client_config(client, "http://127.0.0.1", region, run.record.started);
        let stimuli = Mutex::new(run.record.stimulus_ids().collect());
        Self { run, answers, config, stimuli }
    }

    /// The next stimulus of the record.
    fn next_stimulus(&self) -> Result<&Hop, BackendError> {
        let next = self.stimuli.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let hop = next.and_then(|hop| self.run.hops.get(hop));
        hop.ok_or_else(|| BackendError::NotModelled {
            what: "the record does not go on with a stimulus".to_owned(),
        })
    }

    /// The hops that are seen, as they are seen.
    fn seen(&self) -> impl Iterator<Item = Hop> {
        let stimuli: BTreeSet<HopId> = self.run.record.stimulus_ids().collect();
        let mut hidden = BTreeSet::new();
        self.run.hops.iter().filter_map(move |hop| {
            let observability = self.run.description.observability(hop.kind.hop_type());
            let is_own = stimuli.contains(&hop.id);
            // What the harness did itself it need not observe.
            if !observability.is_seen() && !is_own {
                hidden.insert(hop.id);
                return None;
            }
            let mut seen = hop.clone();
            let is_untold = self.run.of_unknown_cause.contains(&hop.id)
                || hop.cause.hop().is_some_and(|cause| hidden.contains(&cause));
            if is_untold && !is_own {
                seen.cause = Cause::Unknown;
            }
            if observability == Observability::Computed {
                seen.evidence = Evidence::Computed;
            }
            Some(seen)
        })
    }
}

impl Backend for Recorded {
    fn description(&self) -> &BackendDescription {
        &self.run.description
    }

    fn seed(&self) -> u64 {
        self.run.record.seed
    }

    fn endpoint(&self, _: &str) -> &SdkConfig {
        &self.config
    }

    async fn now(&self) -> Result<Timestamp, BackendError> {
        let last = self.run.hops.get(self.answers.last());
        Ok(last.map_or(self.run.record.started, |hop| hop.at))
    }

    async fn add_fault(&self, _: &Fault) -> Result<(), BackendError> {
        Err(BackendError::Unsupported { what: "a fault".to_owned() })
    }

    async fn place_task(&self, _: PlacedTask) -> Result<(), BackendError> {
        Err(BackendError::Unsupported { what: "a task with an id of its own".to_owned() })
    }

    async fn inject(&self, injection: Injection) -> Result<HopId, BackendError> {
        let next = self.next_stimulus()?;
        let is_same = match (&injection, &next.kind) {
            (Injection::Finding { task: ours, .. }, HopKind::Trigger { task, .. }) => ours == task,
            (Injection::Event { .. }, HopKind::EventOnBus { .. } | HopKind::Trigger { .. }) => true,
            _ => false,
        };
        if !is_same {
            let what = "the record goes on with another stimulus".to_owned();
            return Err(BackendError::NotModelled { what });
        }
        self.answers.skip_to(next.id);
        Ok(next.id)
    }

    async fn begin_story(&self, execution: &str) -> Result<HopId, BackendError> {
        let next = self.next_stimulus()?;
        match &next.kind {
            HopKind::ExecutionStarted { execution: started, .. } if started == execution => {
                Ok(next.id)
            }
            _ => Err(BackendError::NotModelled {
                what: format!("the record does not go on with the execution `{execution}`"),
            }),
        }
    }

    /// All that is waited for came, or the record would not be whole.
    async fn wait_until(
        &self,
        condition: Option<Condition>,
        _: Timestamp,
    ) -> Result<bool, BackendError> {
        if condition == Some(Condition::Settled) {
            self.answers.skip_to(self.run.hops.last_id());
        }
        Ok(true)
    }

    async fn observe(&self) -> Result<Observed, BackendError> {
        let record = &self.run.record;
        Ok(Observed {
            started: record.started,
            assumptions: record.assumptions.clone(),
            notes: record.notes.iter().map(|note| note.0.clone()).collect(),
            unused_faults: Vec::new(),
            hops: self.seen().collect(),
        })
    }
}
