//! Deployments: each flow is loaded once, and prepared once for each place it is wanted in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_flow::{Flow, FlowError};

use super::RunError;
use crate::backend::{Environment, Place};

/// The account id of the embedded account, unless a scenario or an event names another.
pub const DEFAULT_ACCOUNT: &str = "111122223333";

/// How many prepared flows are kept at the most, so that a stream of events from ever new accounts
/// takes no more memory than this many.
const MOST_PREPARED: usize = 32;

/// A flow in its folder, and where it is deployed.
type Key = (Utf8PathBuf, Place);

/// The flows of a run in one environment, loaded and prepared when they are first asked for.
#[derive(Debug)]
pub struct Deployments<E: Environment> {
    environment: E,
    flows: Mutex<BTreeMap<Utf8PathBuf, Arc<Flow>>>,
    prepared: Mutex<BTreeMap<Key, Arc<E::Prepared>>>,
}

impl<E: Environment> Deployments<E> {
    /// None yet.
    #[must_use]
    pub fn new(environment: E) -> Self {
        Self { environment, flows: Mutex::default(), prepared: Mutex::default() }
    }

    /// Where flows are deployed.
    #[must_use]
    pub fn environment(&self) -> &E {
        &self.environment
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
    pub async fn prepare(
        &self,
        dir: &Utf8Path,
        account: &str,
        region: Option<&str>,
    ) -> Result<Arc<E::Prepared>, RunError> {
        let flow = self.flow(dir)?;
        let region = region.unwrap_or(&flow.manifest.region).to_owned();
        let key = (dir.to_owned(), Place { account: account.to_owned(), region });
        let known = |all: &BTreeMap<Key, Arc<E::Prepared>>| all.get(&key).map(Arc::clone);
        if let Some(known) = known(&self.prepared.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(known);
        }
        let prepared = Arc::new(self.environment.prepare(flow, &key.1).await?);
        let mut all = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_PREPARED {
            all.pop_first();
        }
        // Another worker may have been first; both deployed the same, as one seed gives one past.
        Ok(Arc::clone(all.entry(key).or_insert(prepared)))
    }
}
