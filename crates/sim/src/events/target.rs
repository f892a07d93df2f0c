//! Targets: what `PutTargets` keeps, and what it refuses in AWS's words.

use std::sync::Arc;
use std::time::Duration;

use firedrill_eventbridge::{InputPath, InputTransformer, TargetInput};
use serde::{Deserialize, Serialize};

use super::destination::Destination;
use super::rule::{invalid_token, limit_exceeded};
use super::service::Events;
use crate::context::Context;
use crate::error::{CallError, Handled, ServiceError};
use crate::operation::events as api;
use crate::page::page;

/// The quota of targets of a rule ("Amazon EventBridge quotas" of the user guide).
const TARGETS_PER_RULE: usize = 5;

/// A target of a rule. It is stored as it was given, and read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "StoredTarget", into = "StoredTarget")]
pub(crate) struct Target {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) destination: Destination,
    pub(crate) role_arn: Option<String>,
    pub(crate) input: TargetInput,
    pub(crate) message_group_id: Option<String>,
    pub(crate) dead_letter_queue: Option<String>,
    pub(crate) retry: RetryPolicy,
    /// The target as it was given, for `ListTargetsByRule`.
    given: api::Target,
}

/// How long a failed invocation is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RetryPolicy {
    pub(crate) maximum_retries: u32,
    pub(crate) maximum_age: Duration,
}

impl Default for RetryPolicy {
    /// 185 times within 24 hours ("How EventBridge retries delivering events" of the user guide).
    fn default() -> Self {
        Self { maximum_retries: 185, maximum_age: Duration::from_secs(86_400) }
    }
}

/// A target as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredTarget {
    given: api::Target,
    destination: Destination,
}

impl From<Target> for StoredTarget {
    fn from(target: Target) -> Self {
        Self { given: target.given, destination: target.destination }
    }
}

impl TryFrom<StoredTarget> for Target {
    type Error = CallError;

    fn try_from(stored: StoredTarget) -> Result<Self, Self::Error> {
        Self::to(stored.destination, stored.given)
    }
}

impl Target {
    fn new(given: api::Target, context: &Context<'_>) -> Result<Self, CallError> {
        Self::to(Destination::of(&given.arn, context)?, given)
    }

    fn to(destination: Destination, given: api::Target) -> Result<Self, CallError> {
        if destination.needs_role() && given.role_arn.is_none() {
            return Err(validation(format!("RoleArn is required for target {}.", given.arn)));
        }
        let message_group_id =
            given.sqs_parameters.as_ref().and_then(|sqs| sqs.message_group_id.clone());
        if given.arn.ends_with(".fifo") && message_group_id.is_none() {
            return Err(validation(format!(
                "Parameter(s) SqsParameters must be specified for target: {}.",
                given.id
            )));
        }
        let retry = given.retry_policy.as_ref().map_or_else(RetryPolicy::default, |policy| {
            let default = RetryPolicy::default();
            let count = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
            RetryPolicy {
                maximum_retries: count(policy.maximum_retry_attempts)
                    .unwrap_or(default.maximum_retries),
                maximum_age: count(policy.maximum_event_age_in_seconds)
                    .map_or(default.maximum_age, |seconds| Duration::from_secs(seconds.into())),
            }
        });
        Ok(Self {
            id: given.id.clone(),
            arn: given.arn.clone(),
            destination,
            role_arn: given.role_arn.clone(),
            input: input_of(&given)?,
            message_group_id,
            dead_letter_queue: given.dead_letter_config.as_ref().and_then(|dead| dead.arn.clone()),
            retry,
            given,
        })
    }
}

/// Reads what a target asks for.
fn input_of(given: &api::Target) -> Result<TargetInput, CallError> {
    let id = &given.id;
    let json = given.input.as_deref().map(serde_json::from_str::<serde::de::IgnoredAny>);
    if let Some(Err(_)) = json {
        return Err(validation(format!("JSON syntax error in input for target {id}.")));
    }
    let path = given.input_path.as_deref().map(InputPath::parse).transpose();
    let path = path.map_err(|error| {
        validation(format!("Parameter InputPath of target {id} is not valid. Reason: {error}."))
    })?;
    let transformer = given.input_transformer.as_ref().map(|transformer| {
        let paths: Vec<_> =
            transformer.input_paths_map.clone().unwrap_or_default().into_iter().collect();
        InputTransformer::new(&paths, &transformer.input_template)
    });
    let transformer = transformer.transpose().map_err(|error| validation(error.message(id)))?;
    TargetInput::of_target(id, given.input.clone(), path, transformer)
        .map_err(|error| validation(error.to_string()))
}

impl Events {
    /// `PutTargets`: adds targets or replaces those of the same ids; all of them or none.
    pub(super) fn put_targets(
        &mut self,
        request: api::PutTargetsRequest,
        context: &Context<'_>,
    ) -> Handled<api::PutTargetsResponse> {
        let rule = self.require_rule(&request.rule, request.event_bus_name.as_deref(), context)?;
        let mut targets = rule.targets.clone();
        for given in request.targets {
            let target = Arc::new(Target::new(given, context)?);
            match targets.iter_mut().find(|known| known.id == target.id) {
                Some(known) => *known = target,
                None => targets.push(target),
            }
        }
        if targets.len() > TARGETS_PER_RULE {
            return Err(limit_exceeded().into());
        }
        let bus = rule.bus.clone();
        if let Some(rule) = self.rule_mut(&bus, &request.rule) {
            rule.targets = targets;
        }
        Ok(api::PutTargetsResponse {
            failed_entry_count: Some(0),
            failed_entries: Some(Vec::new()),
        })
    }

    /// `ListTargetsByRule`, in the order in which they were put.
    pub(super) fn list_targets_by_rule(
        &self,
        request: &api::ListTargetsByRuleRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListTargetsByRuleResponse> {
        let rule = self.require_rule(&request.rule, request.event_bus_name.as_deref(), context)?;
        let page =
            page(rule.targets.iter(), request.limit, request.next_token.as_deref(), invalid_token)?;
        let targets = page.items.into_iter().map(|target| target.given.clone()).collect();
        Ok(api::ListTargetsByRuleResponse { targets: Some(targets), next_token: page.next_token })
    }

    /// `RemoveTargets`; ids that the rule does not have are reported and stop nothing.
    pub(super) fn remove_targets(
        &mut self,
        request: &api::RemoveTargetsRequest,
        context: &Context<'_>,
    ) -> Handled<api::RemoveTargetsResponse> {
        let rule = self.require_rule(&request.rule, request.event_bus_name.as_deref(), context)?;
        let known = |id: &String| rule.targets.iter().any(|target| target.id == *id);
        let failed: Vec<_> = request
            .ids
            .iter()
            .filter(|id| !known(id))
            .map(|id| api::RemoveTargetsResultEntry {
                target_id: Some(id.clone()),
                error_code: Some("ResourceNotFoundException".to_owned()),
                error_message: Some(format!(
                    "Rule {} does not have a target with the Id {id}.",
                    request.rule
                )),
            })
            .collect();
        let bus = rule.bus.clone();
        if let Some(rule) = self.rule_mut(&bus, &request.rule) {
            rule.targets.retain(|target| !request.ids.contains(&target.id));
        }
        Ok(api::RemoveTargetsResponse {
            failed_entry_count: i32::try_from(failed.len()).ok(),
            failed_entries: Some(failed),
        })
    }
}

fn validation(message: String) -> CallError {
    ServiceError::new("ValidationException", message).into()
}
