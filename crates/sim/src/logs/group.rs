//! Log groups.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::service::Logs;
use super::tags::REFUSALS;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::logs as api;
use crate::page::page;

/// How many groups a page holds where nobody said ("DescribeLogGroups" of the reference).
const PAGE: i32 = 50;

/// The numbers of days that a group can be kept for ("PutRetentionPolicy" of the reference).
const RETENTION_DAYS: [i32; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// A log group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LogGroup {
    /// Without `:*` at its end.
    pub(super) arn: String,
    created: Timestamp,
    retention_days: Option<i32>,
    class: String,
    kms_key_id: Option<String>,
    protected: bool,
}

impl Logs {
    /// `CreateLogGroup`.
    pub(super) fn create_log_group(
        &mut self,
        request: api::CreateLogGroupRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::CreateLogGroupResponse> {
        let name = request.log_group_name;
        if self.groups.contains_key(&name) {
            return Err(ServiceError::new(
                "ResourceAlreadyExistsException",
                "The specified log group already exists",
            )
            .into());
        }
        let arn = context.arn("logs", &format!("log-group:{name}"));
        context.tags_mut().add(&arn, request.tags.unwrap_or_default(), REFUSALS)?;
        let group = LogGroup {
            arn,
            created: context.now(),
            retention_days: None,
            class: request.log_group_class.unwrap_or_else(|| "STANDARD".to_owned()),
            kms_key_id: request.kms_key_id,
            protected: request.deletion_protection_enabled.unwrap_or_default(),
        };
        self.groups.insert(name, group);
        Ok(api::CreateLogGroupResponse::default())
    }

    /// `DescribeLogGroups`, in the order of names.
    pub(super) fn describe_log_groups(
        &self,
        request: &api::DescribeLogGroupsRequest,
    ) -> Handled<api::DescribeLogGroupsResponse> {
        let prefix = request.log_group_name_prefix.as_deref().unwrap_or_default();
        let infix = request.log_group_name_pattern.as_deref().unwrap_or_default();
        let groups = self
            .groups
            .iter()
            .filter(|(name, _)| name.starts_with(prefix) && name.contains(infix))
            .filter(|(_, group)| {
                request.log_group_class.as_ref().is_none_or(|class| *class == group.class)
            });
        let limit = request.limit.or(Some(PAGE));
        let page = page(groups, limit, request.next_token.as_deref(), |_| {
            ServiceError::new("InvalidParameterException", "The specified nextToken is invalid.")
        })?;
        let groups = page.items.into_iter().map(|(name, group)| group.describe(name));
        Ok(api::DescribeLogGroupsResponse {
            log_groups: Some(groups.collect()),
            next_token: page.next_token,
        })
    }

    /// `DeleteLogGroup`.
    pub(super) fn delete_log_group(
        &mut self,
        request: &api::DeleteLogGroupRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::DeleteLogGroupResponse> {
        if self.group(&request.log_group_name)?.protected {
            return Err(ServiceError::new(
                "ValidationException",
                "The specified log group has deletion protection enabled.",
            )
            .into());
        }
        if let Some(group) = self.groups.remove(&request.log_group_name) {
            context.tags_mut().forget(&group.arn);
        }
        Ok(api::DeleteLogGroupResponse::default())
    }

    /// `PutRetentionPolicy`.
    pub(super) fn put_retention_policy(
        &mut self,
        request: &api::PutRetentionPolicyRequest,
    ) -> Handled<api::PutRetentionPolicyResponse> {
        let group = self.group(&request.log_group_name)?;
        if !RETENTION_DAYS.contains(&request.retention_in_days) {
            return Err(ServiceError::new(
                "InvalidParameterException",
                "The specified retention value is invalid.",
            )
            .into());
        }
        group.retention_days = Some(request.retention_in_days);
        Ok(api::PutRetentionPolicyResponse::default())
    }

    fn group(&mut self, name: &str) -> Handled<&mut LogGroup> {
        self.groups.get_mut(name).ok_or_else(|| no_group().into())
    }
}

/// The answer to the name of a group that does not exist.
pub(super) fn no_group() -> ServiceError {
    ServiceError::new("ResourceNotFoundException", "The specified log group does not exist.")
}

impl LogGroup {
    fn describe(&self, name: &str) -> api::LogGroup {
        api::LogGroup {
            log_group_name: Some(name.to_owned()),
            creation_time: Some(self.created.as_millisecond()),
            retention_in_days: self.retention_days,
            metric_filter_count: Some(0),
            arn: Some(format!("{}:*", self.arn)),
            stored_bytes: Some(0),
            kms_key_id: self.kms_key_id.clone(),
            log_group_class: Some(self.class.clone()),
            log_group_arn: Some(self.arn.clone()),
            deletion_protection_enabled: Some(self.protected),
        }
    }
}
