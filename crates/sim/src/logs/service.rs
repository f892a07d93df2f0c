//! The state of CloudWatch Logs in one account, and the operations on it.

use std::collections::BTreeMap;

use firedrill_api::Value;

use super::group::LogGroup;
use crate::context::Context;
use crate::dispatch::dispatch;
use crate::error::Handled;
use crate::operation::logs as api;

/// The log groups of an account, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Logs {
    pub(super) groups: BTreeMap<String, LogGroup>,
}

impl Logs {
    /// Answers a call. The input has passed the checks of the service's model.
    pub(crate) fn call(
        &mut self,
        operation: &str,
        input: Value,
        context: &mut Context<'_>,
    ) -> Handled<Value> {
        dispatch!("logs", operation, input, {
            "CreateLogGroup", api::CreateLogGroupRequest =>
                |request| self.create_log_group(request, context),
            "DescribeLogGroups", api::DescribeLogGroupsRequest =>
                |request| self.describe_log_groups(&request),
            "DeleteLogGroup", api::DeleteLogGroupRequest =>
                |request| self.delete_log_group(&request),
            "PutRetentionPolicy", api::PutRetentionPolicyRequest =>
                |request| self.put_retention_policy(&request),
        })
    }
}
