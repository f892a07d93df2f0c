//! The part of a record that a scenario's stimuli led to.

use firedrill_record::{ApiCaller, Evidence, Hop, HopId, HopKind, RunRecord};

use crate::names::Names;

/// A record read as the story of its stimuli.
#[derive(Debug, Clone, Copy)]
pub struct Story<'a> {
    /// The record.
    pub record: &'a RunRecord,
    /// What the scenario's names stand for.
    pub names: &'a Names,
    /// Where the story begins.
    pub stimuli: &'a [HopId],
}

impl<'a> Story<'a> {
    /// Every hop that a stimulus led to, in order.
    pub fn hops(self) -> impl Iterator<Item = &'a Hop> {
        self.record.hops.iter().filter(move |hop| self.is_told(hop.id))
    }

    /// Every hop of the record, in order: tasks were there before the story began.
    pub fn all_hops(self) -> impl Iterator<Item = &'a Hop> {
        self.record.hops.iter()
    }

    /// Whether a stimulus led to this hop.
    #[must_use]
    pub fn is_told(self, hop: HopId) -> bool {
        self.stimuli.iter().any(|stimulus| self.record.hops.descends_from(hop, *stimulus))
    }

    /// Whether the backend says that it cannot see hops of this kind.
    pub fn is_unobservable(self, kind: impl Fn(&HopKind) -> bool) -> bool {
        self.all_hops().any(|hop| hop.evidence == Evidence::Unobservable && kind(&hop.kind))
    }

    /// Whether an event is one that a stimulus put on the bus, and not one that a service sent
    /// because of what the flow did.
    #[must_use]
    pub fn is_stimulus_event(self, event: &str) -> bool {
        self.hops().any(|hop| match &hop.kind {
            HopKind::EventOnBus { event_id, .. } if event_id == event => {
                self.record.hops.is_stimulus_event(hop)
            }
            _ => false,
        })
    }

    /// Whether a hop comes of an event that a stimulus put on the bus; one that comes of no event
    /// that was seen does.
    #[must_use]
    pub fn is_of_stimulus_event(self, hop: &Hop) -> bool {
        let chain = self.record.hops.chain(hop.id);
        let event = chain.iter().rev().find(|hop| matches!(hop.kind, HopKind::EventOnBus { .. }));
        event.is_none_or(|event| self.record.hops.is_stimulus_event(event))
    }

    /// The API calls that the flow made: not those of clients, and not those of services that
    /// tell the bus what happened.
    pub fn flow_calls(self) -> impl Iterator<Item = &'a Hop> {
        self.hops().filter(|hop| {
            matches!(&hop.kind, HopKind::ApiCall { caller: ApiCaller::Execution { .. }, .. })
        })
    }
}
