//! The hops of an account, and which of them a stimulus led to.

use std::collections::BTreeMap;

use firedrill_record::{Evidence, HopId, HopKind, Hops};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::NotModelled;

/// The hops so far.
///
/// Which story a hop belongs to is kept beside it, so that asking whether a story is over does not
/// walk its chain again for every event in the queue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Chronicle {
    hops: Hops,
    stimuli: Vec<HopId>,
    // INVARIANT: one entry a hop, in the order of their ids.
    lineages: Vec<Lineage>,
    /// What each story met first that is not modelled.
    not_modelled: BTreeMap<HopId, NotModelled>,
}

/// What a hop comes of.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Lineage {
    /// The stimulus that led to it.
    story: Option<HopId>,
    /// The first hop of its chain that happened at the same instant.
    instant_root: HopId,
}

impl Chronicle {
    /// Writes what happened.
    pub(crate) fn push(&mut self, at: Timestamp, because: Option<HopId>, kind: HopKind) -> HopId {
        let story = because.and_then(|because| self.story_of(because));
        let cause =
            because.filter(|because| self.hops.get(*because).is_some_and(|hop| hop.at == at));
        let instant_root = cause.and_then(|cause| Some(self.lineage(cause)?.instant_root));
        let hop = self.hops.push(at, because, Evidence::Observed, kind);
        let instant_root = instant_root.unwrap_or(hop);
        self.lineages.push(Lineage { story, instant_root });
        hop
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
        if let Some(lineage) = index(hop).and_then(|index| self.lineages.get_mut(index)) {
            lineage.story = Some(hop);
        }
    }

    /// The stimulus that a hop is or descends from.
    pub(crate) fn story_of(&self, hop: HopId) -> Option<HopId> {
        self.lineage(hop)?.story
    }

    /// Whether the story of a hop is to be waited for: it has one, and has met nothing that is not
    /// modelled.
    pub(crate) fn is_awaited(&self, hop: HopId) -> bool {
        self.story_of(hop).is_some_and(|story| !self.not_modelled.contains_key(&story))
    }

    /// The hop with which everything began that led to `hop` and happened at `instant`; `hop` itself
    /// where it is older.
    pub(crate) fn root_at(&self, hop: HopId, instant: Timestamp) -> HopId {
        let at_once = self.hops.get(hop).is_some_and(|hop| hop.at == instant);
        self.lineage(hop).filter(|_| at_once).map_or(hop, |lineage| lineage.instant_root)
    }

    /// The rule that matched last before `hop` and led to it.
    pub(crate) fn rule_behind(&self, hop: HopId) -> Option<&str> {
        self.hops.chain(hop).into_iter().rev().find_map(|hop| match &hop.kind {
            HopKind::RuleEvaluated { rule, matched: true, .. } => Some(rule.as_str()),
            _ => None,
        })
    }

    /// Ends a story at what is not modelled; only the first such thing counts.
    pub(crate) fn end_story(&mut self, story: HopId, what: NotModelled) {
        self.not_modelled.entry(story).or_insert(what);
    }

    /// What the stories met that is not modelled, each the first of its own.
    pub(crate) fn not_modelled(&self) -> impl Iterator<Item = (HopId, &NotModelled)> {
        self.not_modelled.iter().map(|(story, what)| (*story, what))
    }

    /// The hops in order.
    pub(crate) fn hops(&self) -> &Hops {
        &self.hops
    }

    /// Where each story begins.
    pub(crate) fn stimuli(&self) -> &[HopId] {
        &self.stimuli
    }

    fn lineage(&self, hop: HopId) -> Option<Lineage> {
        index(hop).and_then(|index| self.lineages.get(index)).copied()
    }
}

fn index(hop: HopId) -> Option<usize> {
    usize::try_from(hop.0.checked_sub(1)?).ok()
}
