//! The state of EventBridge in one account, and the operations on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bus::EventBuses;
use super::delivery::{self, EventsEvent};
use super::rule::Rule;
use crate::account::Account;
use crate::origin::Origin;
use crate::service::{Service, answers};

/// The buses of an account, and their rules.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Events {
    pub(super) buses: EventBuses,
    /// The rules of each bus by name.
    pub(super) rules: BTreeMap<String, BTreeMap<String, Arc<Rule>>>,
}

impl Service for Events {
    const NAME: &'static str = "events";
    type Event = EventsEvent;

    fn new(_seed: u64) -> Self {
        Self::default()
    }

    answers! { |events, context| {
        CreateEventBus(request) => events.create_event_bus(request, context),
        DescribeEventBus(request) => events.describe_event_bus(&request, context),
        ListEventBuses(request) => events.list_event_buses(&request, context),
        DeleteEventBus(request) => events.delete_event_bus(&request, context),
        PutRule(request) => events.put_rule(request, context),
        DescribeRule(request) => events.describe_rule(&request, context),
        ListRules(request) => events.list_rules(&request, context),
        PutTargets(request) => events.put_targets(request, context),
        ListTargetsByRule(request) => events.list_targets_by_rule(&request, context),
        RemoveTargets(request) => events.remove_targets(&request, context),
        DeleteRule(request) => events.delete_rule(&request, context),
        EnableRule(request) => events.enable_rule(&request, context),
        DisableRule(request) => events.disable_rule(&request, context),
        PutEvents(request) => events.put_events(request, context),
        TestEventPattern(request) => Self::test_event_pattern(&request),
        ListTagsForResource(request) => events.list_tags(&request, context),
        TagResource(request) => events.tag_resource(request, context),
        UntagResource(request) => events.untag_resource(&request, context),
    } }

    fn play(account: &mut Account, event: EventsEvent, origin: Origin) {
        delivery::play(account, event, &origin);
    }
}

impl Events {
    /// The rules of a bus, in the order of their names.
    pub(super) fn rules_of(&self, bus: &str) -> impl Iterator<Item = &Arc<Rule>> {
        self.rules.get(bus).into_iter().flat_map(BTreeMap::values)
    }

    /// The rules of a bus that are enabled, in the order of their names.
    pub(super) fn enabled_rules(&self, bus: &str) -> Vec<Arc<Rule>> {
        self.rules_of(bus).filter(|rule| rule.enabled).cloned().collect()
    }

    /// The rule of a bus, to be changed.
    pub(super) fn rule_mut(&mut self, bus: &str, name: &str) -> Option<&mut Rule> {
        self.rules.get_mut(bus)?.get_mut(name).map(Arc::make_mut)
    }
}
