//! The state of EventBridge in one account, and the operations on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::delivery::{self, EventsEvent};
use super::rule::Rule;
use crate::account::Account;
use crate::origin::Origin;
use crate::service::{Service, answers};

/// The rules of the default bus.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Events {
    pub(super) rules: BTreeMap<String, Arc<Rule>>,
}

impl Service for Events {
    const NAME: &'static str = "events";
    type Event = EventsEvent;

    fn new(_seed: u64) -> Self {
        Self::default()
    }

    answers! { |events, context| {
        PutRule(request) => events.put_rule(request, context),
        DescribeRule(request) => events.describe_rule(&request, context),
        ListRules(request) => events.list_rules(&request, context),
        PutTargets(request) => events.put_targets(request, context),
        ListTargetsByRule(request) => events.list_targets_by_rule(&request, context),
        RemoveTargets(request) => events.remove_targets(&request, context),
        DeleteRule(request) => events.delete_rule(&request, context),
        EnableRule(request) => events.enable_rule(&request, context),
        DisableRule(request) => events.disable_rule(&request, context),
        PutEvents(request) => Self::put_events(request, context),
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
    /// The rules that are enabled, in the order of their names.
    pub(super) fn enabled_rules(&self) -> Vec<Arc<Rule>> {
        self.rules.values().filter(|rule| rule.enabled).cloned().collect()
    }
}
