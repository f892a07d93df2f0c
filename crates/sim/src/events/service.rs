//! The state of EventBridge in one account, and the operations on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_api::Value;

use super::rule::Rule;
use crate::context::Context;
use crate::dispatch::dispatch;
use crate::error::Handled;
use crate::operation::events as api;

/// The rules of the default bus.
#[derive(Debug, Clone, Default)]
pub(crate) struct Events {
    pub(super) rules: BTreeMap<String, Arc<Rule>>,
}

impl Events {
    /// Answers a call. The input has passed the checks of the service's model.
    pub(crate) fn call(
        &mut self,
        operation: &str,
        input: Value,
        context: &mut Context<'_>,
    ) -> Handled<Value> {
        dispatch!("events", operation, input, {
            "PutRule", api::PutRuleRequest => |request| self.put_rule(request, context),
            "DescribeRule", api::DescribeRuleRequest =>
                |request| self.describe_rule(&request, context),
            "ListRules", api::ListRulesRequest => |request| self.list_rules(&request, context),
            "PutTargets", api::PutTargetsRequest => |request| self.put_targets(request, context),
            "ListTargetsByRule", api::ListTargetsByRuleRequest =>
                |request| self.list_targets_by_rule(&request, context),
            "RemoveTargets", api::RemoveTargetsRequest =>
                |request| self.remove_targets(&request, context),
            "DeleteRule", api::DeleteRuleRequest => |request| self.delete_rule(&request, context),
            "EnableRule", api::EnableRuleRequest => |request| self.enable_rule(&request, context),
            "DisableRule", api::DisableRuleRequest =>
                |request| self.disable_rule(&request, context),
            "PutEvents", api::PutEventsRequest => |request| Self::put_events(request, context),
            "TestEventPattern", api::TestEventPatternRequest =>
                |request| Self::test_event_pattern(&request),
        })
    }

    /// The rules that are enabled, in the order of their names.
    pub(super) fn enabled_rules(&self) -> Vec<Arc<Rule>> {
        self.rules.values().filter(|rule| rule.enabled).cloned().collect()
    }
}
