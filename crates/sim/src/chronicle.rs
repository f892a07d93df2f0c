//! The hops of an account, and which of them a stimulus led to.

use firedrill_record::{Evidence, HopId, HopKind, Hops};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The hops so far.
///
/// Whether a hop descends from a stimulus is kept beside it, so that asking whether a story is
/// over does not walk its chain again for every event in the queue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Chronicle {
    hops: Hops,
    stimuli: Vec<HopId>,
    // INVARIANT: one entry a hop, in the order of their ids.
    stimulated: Vec<bool>,
}

impl Chronicle {
    /// Writes what happened.
    pub(crate) fn push(&mut self, at: Timestamp, because: Option<HopId>, kind: HopKind) -> HopId {
        let stimulated = because.is_some_and(|because| self.is_stimulated(because));
        self.stimulated.push(stimulated);
        self.hops.push(at, because, Evidence::Observed, kind)
    }

    /// Says what a hop is after all.
    pub(crate) fn amend(&mut self, hop: HopId, kind: HopKind) {
        self.hops.amend(hop, kind);
    }

    /// Says that a hop is where a story begins.
    ///
    /// It must be said before anything that follows from the hop is written.
    pub(crate) fn mark_stimulus(&mut self, hop: HopId) {
        self.stimuli.push(hop);
        if let Some(stimulated) = index(hop).and_then(|index| self.stimulated.get_mut(index)) {
            *stimulated = true;
        }
    }

    /// Whether a hop is a stimulus or descends from one.
    pub(crate) fn is_stimulated(&self, hop: HopId) -> bool {
        index(hop).and_then(|index| self.stimulated.get(index)).copied().unwrap_or_default()
    }

    /// The hops in order.
    pub(crate) fn hops(&self) -> &Hops {
        &self.hops
    }

    /// Where each story begins.
    pub(crate) fn stimuli(&self) -> &[HopId] {
        &self.stimuli
    }
}

fn index(hop: HopId) -> Option<usize> {
    usize::try_from(hop.0.checked_sub(1)?).ok()
}
