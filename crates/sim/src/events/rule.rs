//! Rules: what `PutRule` keeps and `DescribeRule` gives back.

use std::sync::Arc;

use firedrill_eventbridge::{EventPattern, EventPatternError};
use serde::{Deserialize, Serialize};

use super::bus::DEFAULT_BUS;
use super::service::Events;
use super::tags::REFUSALS;
use super::target::Target;
use crate::context::Context;
use crate::error::{CallError, Handled, NotModelled, ServiceError};
use crate::operation::events as api;
use crate::page::page;

/// The quota of rules on a bus ("Amazon EventBridge quotas" of the user guide).
const RULES_PER_BUS: usize = 300;

/// A rule with its targets. It is stored with the text of its pattern, which is read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "StoredRule", into = "StoredRule")]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) bus: String,
    pub(crate) arn: String,
    pub(crate) pattern: Arc<EventPattern>,
    pub(crate) pattern_text: Arc<str>,
    pub(crate) sources: Sources,
    pub(crate) enabled: bool,
    pub(crate) description: Option<String>,
    pub(crate) role_arn: Option<String>,
    pub(crate) targets: Vec<Arc<Target>>,
}

/// A rule as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredRule {
    name: String,
    bus: String,
    arn: String,
    pattern: Arc<str>,
    enabled: bool,
    description: Option<String>,
    role_arn: Option<String>,
    targets: Vec<Arc<Target>>,
}

impl From<Rule> for StoredRule {
    fn from(rule: Rule) -> Self {
        let Rule { name, bus, arn, pattern_text, enabled, description, role_arn, targets, .. } =
            rule;
        Self { name, bus, arn, pattern: pattern_text, enabled, description, role_arn, targets }
    }
}

impl TryFrom<StoredRule> for Rule {
    type Error = EventPatternError;

    fn try_from(stored: StoredRule) -> Result<Self, Self::Error> {
        let StoredRule { name, bus, arn, pattern, enabled, description, role_arn, targets } =
            stored;
        Ok(Self {
            name,
            bus,
            arn,
            sources: Sources::of(&pattern),
            pattern: Arc::new(EventPattern::parse(&pattern)?),
            pattern_text: pattern,
            enabled,
            description,
            role_arn,
            targets,
        })
    }
}

/// The event sources that a pattern can match at all, so that an event which is far from a rule
/// costs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sources {
    /// Only these.
    Only(Vec<String>),
    /// The pattern does not say it in plain strings.
    Any,
}

impl Sources {
    fn of(pattern: &str) -> Self {
        #[derive(Deserialize)]
        struct Head {
            source: Option<Vec<String>>,
        }
        match serde_json::from_str(pattern) {
            Ok(Head { source: Some(sources) }) => Self::Only(sources),
            Ok(Head { source: None }) | Err(_) => Self::Any,
        }
    }

    /// Whether an event from `source` can match.
    pub(crate) fn may_match(&self, source: &str) -> bool {
        match self {
            Self::Only(sources) => sources.iter().any(|only| only == source),
            Self::Any => true,
        }
    }
}

impl Rule {
    fn state(&self) -> &'static str {
        if self.enabled { "ENABLED" } else { "DISABLED" }
    }
}

impl Events {
    /// `PutRule`: makes a rule or replaces all that it says of one; its targets stay, and so do
    /// its tags: "If you are updating an existing rule, any tags you specify in the PutRule
    /// operation are ignored" ("PutRule" of the reference).
    pub(super) fn put_rule(
        &mut self,
        request: api::PutRuleRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::PutRuleResponse> {
        let bus = self.require_bus(request.event_bus_name.as_deref(), context)?;
        let Some(pattern_text) = request.event_pattern else {
            return Err(ServiceError::new(
                "ValidationException",
                "Parameter(s) EventPattern or ScheduleExpression must be specified.",
            )
            .into());
        };
        let pattern = EventPattern::parse(&pattern_text).map_err(|error| pattern_error(&error))?;
        let enabled = match request.state.as_deref() {
            None | Some("ENABLED") => true,
            Some("DISABLED") => false,
            Some(state) => {
                return Err(NotModelled::new(format!("events:PutRule State `{state}`")).into());
            }
        };
        let rules = self.rules.entry(bus.clone()).or_default();
        let known = rules.get(&request.name);
        if known.is_none() && rules.len() >= RULES_PER_BUS {
            return Err(limit_exceeded().into());
        }
        let arn = context.arn("events", &rule_resource(&bus, &request.name));
        if known.is_none() {
            context.tags_mut().add(&arn, request.tags.unwrap_or_default(), REFUSALS)?;
        }
        let targets = known.map(|rule| rule.targets.clone()).unwrap_or_default();
        let rule = Rule {
            arn,
            name: request.name,
            bus,
            pattern: Arc::new(pattern),
            sources: Sources::of(&pattern_text),
            pattern_text: pattern_text.into(),
            enabled,
            description: request.description,
            role_arn: request.role_arn,
            targets,
        };
        let rule_arn = Some(rule.arn.clone());
        rules.insert(rule.name.clone(), Arc::new(rule));
        Ok(api::PutRuleResponse { rule_arn })
    }

    /// `DescribeRule`.
    pub(super) fn describe_rule(
        &self,
        request: &api::DescribeRuleRequest,
        context: &Context<'_>,
    ) -> Handled<api::DescribeRuleResponse> {
        let rule = self.require_rule(&request.name, request.event_bus_name.as_deref(), context)?;
        Ok(api::DescribeRuleResponse {
            name: Some(rule.name.clone()),
            arn: Some(rule.arn.clone()),
            event_pattern: Some(rule.pattern_text.to_string()),
            state: Some(rule.state().to_owned()),
            description: rule.description.clone(),
            role_arn: rule.role_arn.clone(),
            event_bus_name: Some(rule.bus.clone()),
            created_by: Some(context.account_id().to_owned()),
        })
    }

    /// `ListRules`, in the order of names, all on one page unless a limit is given.
    pub(super) fn list_rules(
        &self,
        request: &api::ListRulesRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListRulesResponse> {
        let bus = self.require_bus(request.event_bus_name.as_deref(), context)?;
        let prefix = request.name_prefix.as_deref().unwrap_or_default();
        let rules = self.rules_of(&bus).filter(|rule| rule.name.starts_with(prefix));
        let page = page(rules, request.limit, request.next_token.as_deref(), invalid_token)?;
        let rules = page.items.into_iter().map(|rule| api::Rule {
            name: Some(rule.name.clone()),
            arn: Some(rule.arn.clone()),
            event_pattern: Some(rule.pattern_text.to_string()),
            state: Some(rule.state().to_owned()),
            description: rule.description.clone(),
            role_arn: rule.role_arn.clone(),
            event_bus_name: Some(rule.bus.clone()),
        });
        Ok(api::ListRulesResponse { rules: Some(rules.collect()), next_token: page.next_token })
    }

    /// `DeleteRule`; a rule that does not exist counts as deleted.
    pub(super) fn delete_rule(
        &mut self,
        request: &api::DeleteRuleRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::DeleteRuleResponse> {
        let bus = self.require_bus(request.event_bus_name.as_deref(), context)?;
        let Some(rules) = self.rules.get_mut(&bus) else {
            return Ok(api::DeleteRuleResponse::default());
        };
        if rules.get(&request.name).is_some_and(|rule| !rule.targets.is_empty()) {
            return Err(ServiceError::new(
                "ValidationException",
                "Rule can't be deleted since it has targets.",
            )
            .into());
        }
        if let Some(rule) = rules.remove(&request.name) {
            context.tags_mut().forget(&rule.arn);
        }
        Ok(api::DeleteRuleResponse::default())
    }

    /// `EnableRule`.
    pub(super) fn enable_rule(
        &mut self,
        request: &api::EnableRuleRequest,
        context: &Context<'_>,
    ) -> Handled<api::EnableRuleResponse> {
        self.set_enabled(&request.name, request.event_bus_name.as_deref(), true, context)?;
        Ok(api::EnableRuleResponse::default())
    }

    /// `DisableRule`.
    pub(super) fn disable_rule(
        &mut self,
        request: &api::DisableRuleRequest,
        context: &Context<'_>,
    ) -> Handled<api::DisableRuleResponse> {
        self.set_enabled(&request.name, request.event_bus_name.as_deref(), false, context)?;
        Ok(api::DisableRuleResponse::default())
    }

    fn set_enabled(
        &mut self,
        name: &str,
        bus: Option<&str>,
        enabled: bool,
        context: &Context<'_>,
    ) -> Handled<()> {
        let bus = self.require_rule(name, bus, context)?.bus.clone();
        if let Some(rule) = self.rule_mut(&bus, name) {
            rule.enabled = enabled;
        }
        Ok(())
    }

    /// The rule of this name.
    pub(super) fn require_rule(
        &self,
        name: &str,
        bus: Option<&str>,
        context: &Context<'_>,
    ) -> Handled<&Arc<Rule>> {
        let bus = self.require_bus(bus, context)?;
        self.rules.get(&bus).and_then(|rules| rules.get(name)).ok_or_else(|| {
            ServiceError::new(
                "ResourceNotFoundException",
                format!("Rule {name} does not exist on EventBus {bus}."),
            )
            .into()
        })
    }
}

/// What stands for a rule in its ARN: the rules of a custom bus name it.
fn rule_resource(bus: &str, name: &str) -> String {
    if bus == DEFAULT_BUS { format!("rule/{name}") } else { format!("rule/{bus}/{name}") }
}

/// A pattern that EventBridge refuses, in its words.
pub(super) fn pattern_error(error: &EventPatternError) -> CallError {
    ServiceError::new(error.service_code(), error.message()).into()
}

/// The answer to one rule or one target too many.
pub(super) fn limit_exceeded() -> ServiceError {
    ServiceError::new(
        "LimitExceededException",
        "The requested resource exceeds the maximum number allowed.",
    )
}

/// The answer to a token that no page gave.
pub(super) fn invalid_token(_token: &str) -> ServiceError {
    ServiceError::new("ValidationException", "Parameter NextToken is not valid.")
}
