//! The record of a run, put together of what its backend shows: the one place that does so.

use firedrill_record::{Action, HopId, Note, RECORD_VERSION, RecordExtent, RunRecord, stages};

use crate::backend::{Backend, Observed};

/// The record of a run that `stimuli` set off, in their order.
pub(super) fn record<B: Backend>(
    backend: &B,
    observed: Observed,
    stimuli: &[HopId],
    action: Option<Action>,
) -> RunRecord {
    RunRecord {
        version: RECORD_VERSION,
        firedrill: env!("CARGO_PKG_VERSION").to_owned(),
        extent: RecordExtent::Full,
        backend: backend.description().clone(),
        seed: backend.seed(),
        started: observed.started,
        assumptions: observed.assumptions,
        notes: observed.notes.into_iter().map(Note).collect(),
        stimuli: stages(&observed.hops, stimuli, action.as_ref()),
        action,
        hops: observed.hops,
    }
}
