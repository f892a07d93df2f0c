//! Making a scenario's stimuli happen.

use std::collections::BTreeMap;

use firedrill_finding::{FindingRequest, FindingType, LaunchType as Launch, Severity, TaskFacts};
use firedrill_flow::{Clients, read_text};
use firedrill_record::HopId;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::RunError;
use super::given::{GivenTaskRunning, incomplete, refused};
use crate::backend::{Backend, BackendError, Delivery, Injection};
use crate::file::{
    GivenFinding, LaunchType, LoadedScenario, ScenarioError, StartedByHand, Stimulus,
};
use crate::names::Names;

/// What an event of a file may weigh.
const EVENT_LIMIT: usize = 1024 * 1024;

/// What stimuli are made of.
pub(super) struct Stimuli<'a, B> {
    pub(super) loaded: &'a LoadedScenario,
    pub(super) backend: &'a B,
    pub(super) clients: &'a Clients,
    pub(super) tasks: &'a BTreeMap<String, GivenTaskRunning>,
    pub(super) names: &'a Names,
}

impl<B: Backend> Stimuli<'_, B> {
    /// Makes a stimulus happen now, and says with which hop its story begins.
    pub(super) async fn bring_about(
        &self,
        stimulus: &Spanned<Stimulus>,
    ) -> Result<HopId, RunError> {
        let Stimulus { finding, event, execution, exec, delivery, .. } = &stimulus.value;
        let delivery = delivery.unwrap_or_default();
        let delivery = Delivery {
            duplicates: delivery.duplicate,
            delay: delivery.delay.map(|delay| delay.0).unwrap_or_default(),
        };
        if let Some(finding) = finding {
            let injection = self.finding(finding, delivery)?;
            Ok(self.backend.inject(injection).await?)
        } else if let Some(event) = event {
            self.event(event, delivery).await
        } else if let Some(execution) = execution {
            let started = self.start_by_hand(execution).await?;
            Ok(self.backend.begin_story(&started).await?)
        } else {
            let what = match exec {
                Some(exec) => {
                    format!("ECS Exec of `{}` in the task `{}`", exec.command, exec.task)
                }
                // The check of the file refuses it.
                None => "a stimulus that is nothing".to_owned(),
            };
            Err(BackendError::NotModelled { what }.into())
        }
    }

    fn finding(&self, finding: &GivenFinding, delivery: Delivery) -> Result<Injection, RunError> {
        let name = &finding.finding_type.value;
        let span = self.loaded.span_of(&finding.finding_type);
        let invalid = |error: ScenarioError| RunError::Invalid(self.loaded.in_file(error));
        let meaning = |error: &dyn std::fmt::Display| {
            invalid(ScenarioError::meaning(error.to_string(), span))
        };
        let finding_type = FindingType::named(name).map_err(|error| match &error.suggestion {
            Some(near) => invalid(
                ScenarioError::meaning(error.to_string(), span)
                    .with_help(format!("did you mean `{near}`?")),
            ),
            None => meaning(&error),
        })?;
        let Some(task) = self.tasks.get(&finding.task.value) else {
            return Err(meaning(&format!("no task `{}` runs", finding.task.value)));
        };
        let facts = TaskFacts::new(
            task.named.arn.parse().map_err(|error| meaning(&error))?,
            task.named.cluster.parse().map_err(|error| meaning(&error))?,
            task.named.definition.parse().map_err(|error| meaning(&error))?,
            launch(task.launch_type),
            &task.group,
            task.started_at,
        );
        let severity = finding.severity.map(Severity::new).transpose();
        let request = FindingRequest {
            severity: severity.map_err(|error| meaning(&error))?,
            title: finding.title.clone(),
            sample: finding.sample,
            archived: finding.archived,
            ..FindingRequest::on_task(finding_type, facts)
        };
        let trigger = format!("{name} in the task `{}`", finding.task.value);
        let task = Some(task.named.arn.clone());
        Ok(Injection::Finding { trigger, task, finding: Box::new(request), delivery })
    }

    async fn event(&self, file: &Spanned<String>, delivery: Delivery) -> Result<HopId, RunError> {
        let span = self.loaded.span_of(file);
        let invalid = |message: String| {
            RunError::Invalid(self.loaded.in_file(ScenarioError::meaning(message, span)))
        };
        let path = self.loaded.dir().join(&file.value);
        let event = read_text(&path, "an event", EVENT_LIMIT)
            .map_err(|error| invalid(error.to_string()))?;
        let injected = self.backend.inject(Injection::Event { event, delivery }).await;
        injected.map_err(|error| match error {
            BackendError::InvalidInjection { reason } => {
                invalid(format!("`{path}` is not an event: {reason}"))
            }
            error => error.into(),
        })
    }

    /// Starts an execution of the flow's state machine and answers its ARN.
    async fn start_by_hand(&self, execution: &StartedByHand) -> Result<String, RunError> {
        let step = "start the execution";
        let started = self
            .clients
            .states
            .start_execution()
            .state_machine_arn(&self.names.state_machine)
            .input(self.expanded(&execution.input).to_string())
            .send()
            .await
            .map_err(|error| refused(step, &error))?;
        let arn = Some(started.execution_arn).filter(|arn| !arn.is_empty());
        Ok(arn.ok_or_else(|| incomplete(step, "executionArn"))?)
    }

    fn expanded(&self, input: &Value) -> Value {
        match input {
            Value::String(text) => Value::String(self.names.expand(text)),
            Value::Array(items) => items.iter().map(|item| self.expanded(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, member)| (name.clone(), self.expanded(member))).collect()
            }
            other => other.clone(),
        }
    }
}

/// Where a task runs, as findings say it.
pub(super) fn launch(launch_type: LaunchType) -> Launch {
    match launch_type {
        LaunchType::Fargate => Launch::Fargate,
        LaunchType::Ec2 => Launch::Ec2,
    }
}
