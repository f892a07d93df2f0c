//! Numbers of hops: how many are certain, how many in doubt, and whether that decides.

use firedrill_record::{Hop, HopType, NotEvaluated};

use super::Story;
use super::story::unknown_cause;

/// The hops that an assertion counts.
pub(super) struct Amount<'a> {
    /// Those that a stimulus led to.
    pub(super) certain: Vec<&'a Hop>,
    /// Those that a stimulus may have led to.
    doubtful: Vec<&'a Hop>,
    /// Why hops may have been missed, if they may.
    missed: Result<(), NotEvaluated>,
}

impl<'a> Amount<'a> {
    /// Counts the hops of a kind that `counts` accepts.
    ///
    /// # Errors
    /// [`NotEvaluated::Unobservable`] where the backend shows none of the kind.
    pub(super) fn of(
        story: Story<'a>,
        hop_type: HopType,
        counts: impl Fn(&Hop) -> bool,
    ) -> Result<Self, NotEvaluated> {
        story.require_seen(hop_type)?;
        let accepted = |hop: &&Hop| hop.kind.hop_type() == hop_type && counts(hop);
        Ok(Self {
            certain: story.hops().filter(accepted).collect(),
            doubtful: story.doubtful().filter(accepted).collect(),
            missed: story.require_complete(hop_type),
        })
    }

    /// Whether there are as many as `wanted`.
    ///
    /// # Errors
    /// [`NotEvaluated`] where the doubtful hops, or those that may have been missed, decide.
    pub(super) fn is(&self, wanted: usize) -> Result<bool, NotEvaluated> {
        if self.certain.len() > wanted {
            return Ok(false);
        }
        let within_reach = self.certain.len() + self.doubtful.len() >= wanted;
        if let Some(hop) = self.doubtful.first().filter(|_| within_reach) {
            return Err(unknown_cause(hop));
        }
        self.missed.clone().map(|()| self.certain.len() == wanted)
    }
}
