//! Making log groups, roles and state machines.

use aws_sdk_iam::types::Tag as RoleTag;
use aws_sdk_sfn::types::{
    CloudWatchLogsLogGroup, LogDestination, LogLevel as Level, LoggingConfiguration,
    StateMachineType, Tag, TracingConfiguration,
};

use super::deploy::Walk;
use super::error::StepError;
use super::journal::Made;
use crate::document::{LogLevel, WorkflowKind};
use crate::graph::{InlinePolicy, LogGroup, Logging, ResourceKind, Role, StateMachine};

/// What CloudWatch Logs puts behind the ARN of a log group to mean all of its streams.
const EVERY_STREAM: &str = ":*";

impl Walk<'_> {
    pub(super) async fn create_log_group(&mut self, group: &LogGroup) -> Result<(), StepError> {
        let step = format!("create the log group `{}`", group.name);
        let logs = &self.clients.logs;
        let tags = (!self.tags.is_empty()).then(|| self.tags.clone().into_iter().collect());
        let request = logs.create_log_group().log_group_name(&group.name).set_tags(tags);
        request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        self.made(Made::LogGroup { name: group.name.clone() });
        if let Some(days) = group.retention_days {
            let request = logs.put_retention_policy().log_group_name(&group.name);
            let put = request.retention_in_days(days).send().await;
            put.map_err(|error| StepError::from_sdk(&step, &error))?;
        }
        let described = logs.describe_log_groups().log_group_name_prefix(&group.name).send().await;
        let described = described.map_err(|error| StepError::from_sdk(&step, &error))?;
        let made = described
            .log_groups()
            .iter()
            .find(|described| described.log_group_name() == Some(group.name.as_str()));
        let arn = made.and_then(|made| made.arn());
        let arn = arn.ok_or_else(|| StepError::missing(step, "arn"))?;
        let arn = arn.strip_suffix(EVERY_STREAM).unwrap_or(arn).to_owned();
        self.learn_arn(ResourceKind::LogGroup, &group.name, arn);
        Ok(())
    }

    pub(super) async fn create_role(&mut self, role: &Role) -> Result<(), StepError> {
        let step = format!("create the role `{}`", role.name);
        let mut request = self
            .clients
            .iam
            .create_role()
            .role_name(&role.name)
            .assume_role_policy_document(self.text(&step, &role.trust)?);
        for (key, value) in self.tags {
            let tag = RoleTag::builder().key(key).value(value).build();
            request = request.tags(tag.map_err(|_| StepError::missing(&step, "tag"))?);
        }
        let created = request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        let created = created.role.ok_or_else(|| StepError::missing(step, "Role"))?;
        self.made(Made::Role { name: role.name.clone(), arn: created.arn });
        Ok(())
    }

    pub(super) async fn put_role_policy(
        &mut self,
        role: &Role,
        policy: &InlinePolicy,
    ) -> Result<(), StepError> {
        let step = format!("put the policy `{}` on `{}`", policy.name, role.name);
        let request = self
            .clients
            .iam
            .put_role_policy()
            .role_name(&role.name)
            .policy_name(&policy.name)
            .policy_document(self.text(&step, &policy.document)?);
        request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        self.made(Made::InlinePolicy { role: role.name.clone(), name: policy.name.clone() });
        Ok(())
    }

    pub(super) async fn attach_role_policy(
        &mut self,
        role: &Role,
        policy: &str,
    ) -> Result<(), StepError> {
        let step = format!("attach the policy `{policy}` to `{}`", role.name);
        let request =
            self.clients.iam.attach_role_policy().role_name(&role.name).policy_arn(policy);
        request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        self.made(Made::AttachedPolicy { role: role.name.clone(), arn: policy.to_owned() });
        Ok(())
    }

    pub(super) async fn create_state_machine(
        &mut self,
        machine: &StateMachine,
    ) -> Result<(), StepError> {
        let step = format!("create the state machine `{}`", machine.name);
        let kind = match machine.kind {
            WorkflowKind::Standard => StateMachineType::Standard,
            WorkflowKind::Express => StateMachineType::Express,
        };
        let logging = machine.logging.as_ref().map(|logging| self.logging(&step, logging));
        let mut request = self
            .clients
            .states
            .create_state_machine()
            .name(&machine.name)
            .r#type(kind)
            .definition(self.text(&step, &machine.definition.text)?)
            .role_arn(self.arn(&step, &machine.role)?)
            .publish(machine.publish)
            .tracing_configuration(TracingConfiguration::builder().enabled(machine.tracing).build())
            .set_logging_configuration(logging.transpose()?);
        for (key, value) in self.tags {
            request = request.tags(Tag::builder().key(key).value(value).build());
        }
        let created = request.send().await.map_err(|error| StepError::from_sdk(step, &error))?;
        let arn = created.state_machine_arn;
        self.made(Made::StateMachine { name: machine.name.clone(), arn });
        Ok(())
    }

    fn logging(&self, step: &str, logging: &Logging) -> Result<LoggingConfiguration, StepError> {
        let level = match logging.level {
            LogLevel::All => Level::All,
            LogLevel::Error => Level::Error,
            LogLevel::Fatal => Level::Fatal,
            LogLevel::Off => Level::Off,
        };
        let arn = format!("{}{EVERY_STREAM}", self.arn(step, &logging.log_group)?);
        let group = CloudWatchLogsLogGroup::builder().log_group_arn(arn).build();
        let destination = LogDestination::builder().cloud_watch_logs_log_group(group).build();
        Ok(LoggingConfiguration::builder()
            .level(level)
            .include_execution_data(logging.include_execution_data)
            .destinations(destination)
            .build())
    }
}
