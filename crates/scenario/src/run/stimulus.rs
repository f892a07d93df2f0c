//! Making a scenario's stimuli happen.

use std::collections::BTreeMap;

use firedrill_endpoint::admin::{EventDelivery, Injection};
use firedrill_finding::{
    FindingGenerator, FindingRequest, FindingTimes, FindingType, LaunchType as Launch, Severity,
    TaskFacts,
};
use firedrill_flow::{Clients, read_text};
use firedrill_sim::{Delay, Delays};
use jiff::Timestamp;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::RunError;
use super::foreign_event::ForeignEvent;
use super::given::{GivenTaskRunning, refused};
use crate::backend::{Backend, BackendError};
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
    pub(super) delays: &'a Delays,
    pub(super) generator: FindingGenerator,
    /// The events of other accounts and regions that were put on the bus.
    pub(super) foreign: Vec<ForeignEvent>,
}

impl<B: Backend> Stimuli<'_, B> {
    /// Makes a stimulus happen at `now`, the current instant of the backend.
    pub(super) async fn bring_about(
        &mut self,
        stimulus: &Spanned<Stimulus>,
        now: Timestamp,
    ) -> Result<(), RunError> {
        let Stimulus { finding, event, execution, exec, delivery, .. } = &stimulus.value;
        let delivery = delivery.unwrap_or_default();
        let delivery = EventDelivery {
            duplicates: delivery.duplicate,
            delay: delivery.delay.map(|delay| delay.0).unwrap_or_default(),
        };
        if let Some(finding) = finding {
            let injection = self.finding(finding, now, delivery)?;
            self.backend.inject(injection).await?;
        } else if let Some(event) = event {
            let injection = self.event(event, delivery)?;
            self.backend.inject(injection).await?;
        } else if let Some(execution) = execution {
            self.start_by_hand(execution).await?;
        } else if let Some(exec) = exec {
            let what = format!("ECS Exec of `{}` in the task `{}`", exec.command, exec.task);
            return Err(BackendError::NotModelled { what }.into());
        }
        Ok(())
    }

    fn finding(
        &mut self,
        finding: &GivenFinding,
        now: Timestamp,
        delivery: EventDelivery,
    ) -> Result<Injection, RunError> {
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
            match task.launch_type {
                LaunchType::Fargate => Launch::Fargate,
                LaunchType::Ec2 => Launch::Ec2,
            },
            &task.group,
            task.started_at,
        );
        let severity = finding.severity.map(Severity::new).transpose();
        let request = FindingRequest {
            severity: severity.map_err(|error| meaning(&error))?,
            sample: finding.sample,
            archived: finding.archived,
            ..FindingRequest::on_task(finding_type, facts)
        };
        let created = now + self.delays.of(Delay::Detection);
        let times = FindingTimes::once(now, created);
        let made = self.generator.finding(&request, times);
        let mut made = made.map_err(|error| meaning(&error))?;
        if let Some(title) = &finding.title {
            made.title.clone_from(title);
        }
        let sent = created + self.delays.of(Delay::Delivery) + delivery.delay;
        let event = self.generator.event(made, sent);
        let event = event.to_json().map_err(|error| meaning(&error))?;
        let description = format!("{name} in the task `{}`", finding.task.value);
        let task = Some(task.named.arn.clone());
        Ok(Injection::Finding { event, description, task, delivery })
    }

    fn event(
        &mut self,
        file: &Spanned<String>,
        delivery: EventDelivery,
    ) -> Result<Injection, RunError> {
        let span = self.loaded.span_of(file);
        let invalid = |message: String| {
            RunError::Invalid(self.loaded.in_file(ScenarioError::meaning(message, span)))
        };
        let path = self.loaded.dir().join(&file.value);
        let event = read_text(&path, "an event", EVENT_LIMIT)
            .map_err(|error| invalid(error.to_string()))?;
        firedrill_sim::check_event(&event)
            .map_err(|error| invalid(format!("`{path}` is not an event: {error}")))?;
        let place = span.offset()..span.offset() + span.len();
        self.foreign.extend(ForeignEvent::of(&event, &self.backend.description(), place));
        Ok(Injection::Event { event, delivery })
    }

    async fn start_by_hand(&self, execution: &StartedByHand) -> Result<(), RunError> {
        let input = self.expanded(&execution.input).to_string();
        self.backend.expect_stimulus("states", "StartExecution").await?;
        self.clients
            .states
            .start_execution()
            .state_machine_arn(&self.names.state_machine)
            .input(input)
            .send()
            .await
            .map_err(|error| refused("start the execution", &error))?;
        Ok(())
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
