//! The state of CloudWatch Logs in one account, and the operations on it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::group::LogGroup;
use crate::account::Account;
use crate::origin::Origin;
use crate::service::{Service, answers};

/// The log groups of an account, by name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Logs {
    pub(super) groups: BTreeMap<String, LogGroup>,
}

/// What happens in CloudWatch Logs later: nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum LogsEvent {}

impl Service for Logs {
    const NAME: &'static str = "logs";
    type Event = LogsEvent;

    fn new(_seed: u64) -> Self {
        Self::default()
    }

    answers! { |logs, context| {
        CreateLogGroup(request) => logs.create_log_group(request, context),
        DescribeLogGroups(request) => logs.describe_log_groups(&request),
        DeleteLogGroup(request) => logs.delete_log_group(&request, context),
        PutRetentionPolicy(request) => logs.put_retention_policy(&request),
        ListTagsForResource(request) => logs.list_tags(&request, context),
        TagResource(request) => logs.tag_resource(request, context),
        UntagResource(request) => logs.untag_resource(&request, context),
    } }

    fn play(_: &mut Account, event: LogsEvent, _: Origin) {
        match event {}
    }
}
