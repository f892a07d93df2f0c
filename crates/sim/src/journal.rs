//! The journal of an account: its hops, and which of them a stimulus led to.

use firedrill_record::{Cause, Evidence, Hop, HopId, HopKind, Hops};
use jiff::Timestamp;

/// The hops so far.
///
/// Whether a hop descends from a stimulus is kept beside it, so that asking whether a story is
/// over does not walk its chain again for every event in the queue.
#[derive(Debug, Clone, Default)]
pub(crate) struct Journal {
    hops: Hops,
    stimuli: Vec<HopId>,
    /// The number before those of the hops that were not forgotten.
    forgotten: HopId,
    // INVARIANT: one entry for each number that was given after `forgotten`, in their order.
    stimulated: Vec<bool>,
}

/// The number of a hop that is written when it is known what it says.
#[derive(Debug)]
pub(crate) struct Reserved {
    pub(crate) id: HopId,
    because: Option<HopId>,
}

impl Journal {
    /// Writes what happened.
    pub(crate) fn push(&mut self, at: Timestamp, because: Option<HopId>, kind: HopKind) -> HopId {
        let reserved = self.reserve(because);
        let id = reserved.id;
        self.write(reserved, at, kind);
        id
    }

    /// Takes the number of a hop of which nobody knows yet what it says, because what it leads to
    /// is written before.
    pub(crate) fn reserve(&mut self, because: Option<HopId>) -> Reserved {
        let stimulated = because.is_some_and(|because| self.is_stimulated(because));
        self.stimulated.push(stimulated);
        Reserved { id: self.hops.reserve(), because }
    }

    /// Writes a hop whose number was reserved.
    #[expect(clippy::needless_pass_by_value, reason = "a number is written once")]
    pub(crate) fn write(&mut self, reserved: Reserved, at: Timestamp, kind: HopKind) {
        let Reserved { id, because } = reserved;
        let cause = Cause::from(because);
        self.hops.insert(Hop { id, at, cause, evidence: Evidence::Observed, kind });
    }

    /// Says that a hop is where a story begins.
    ///
    /// What has been written of what follows from it is part of the story as well.
    pub(crate) fn mark_stimulus(&mut self, hop: HopId) {
        if !self.stimuli.contains(&hop) {
            self.stimuli.push(hop);
        }
        let mut led_to = vec![hop];
        for later in self.hops.after(hop) {
            if later.cause.hop().is_some_and(|cause| led_to.contains(&cause)) {
                led_to.push(later.id);
            }
        }
        for hop in led_to {
            if let Some(index) = self.index(hop)
                && let Some(stimulated) = self.stimulated.get_mut(index)
            {
                *stimulated = true;
            }
        }
    }

    /// Whether a hop is a stimulus or descends from one.
    pub(crate) fn is_stimulated(&self, hop: HopId) -> bool {
        let known = self.index(hop).and_then(|index| self.stimulated.get(index));
        known.copied().unwrap_or_default()
    }

    /// Forgets what was written; what follows from it keeps its cause by number, and belongs to no
    /// stimulus.
    pub(crate) fn forget(&mut self) {
        self.forgotten = self.hops.last_id();
        self.hops.prune_before(HopId(self.forgotten.0 + 1));
        self.stimuli.clear();
        self.stimulated.clear();
    }

    /// The hops in order.
    pub(crate) fn hops(&self) -> &Hops {
        &self.hops
    }

    /// Where each story begins.
    pub(crate) fn stimuli(&self) -> &[HopId] {
        &self.stimuli
    }

    fn index(&self, hop: HopId) -> Option<usize> {
        usize::try_from(hop.0.checked_sub(self.forgotten.0)?.checked_sub(1)?).ok()
    }
}
