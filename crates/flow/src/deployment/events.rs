//! Making event buses, rules and targets.

use aws_sdk_eventbridge::types::{
    DeadLetterConfig, InputTransformer, RetryPolicy, RuleState, Tag, Target as TargetShape,
};

use super::deploy::Walk;
use super::error::StepError;
use super::journal::Made;
use crate::graph::{EventBus, Rule, Target, TargetInput};

impl Walk<'_> {
    pub(super) async fn create_event_bus(&mut self, bus: &EventBus) -> Result<(), StepError> {
        let step = format!("create the event bus `{}`", bus.name);
        let request = self
            .clients
            .events
            .create_event_bus()
            .name(&bus.name)
            .set_description(bus.description.clone())
            .set_tags(self.event_tags(&step)?);
        let created = request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        let arn = created.event_bus_arn.ok_or_else(|| StepError::missing(step, "EventBusArn"))?;
        self.made(Made::EventBus { name: bus.name.clone(), arn });
        Ok(())
    }

    pub(super) async fn put_rule(&mut self, rule: &Rule) -> Result<(), StepError> {
        let step = format!("put the rule `{}`", rule.name);
        let mut request = self
            .clients
            .events
            .put_rule()
            .name(&rule.name)
            .event_bus_name(rule.bus_name())
            .set_description(rule.description.clone())
            .event_pattern(self.text(&step, &rule.event_pattern.text)?)
            .set_tags(self.event_tags(&step)?);
        if !rule.enabled {
            request = request.state(RuleState::Disabled);
        }
        let put = request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        let arn = put.rule_arn.ok_or_else(|| StepError::missing(step, "RuleArn"))?;
        let (name, bus) = (rule.name.clone(), rule.bus_name().to_owned());
        self.made(Made::Rule { name, bus, arn });
        Ok(())
    }

    pub(super) async fn put_target(
        &mut self,
        rule: &Rule,
        target: &Target,
    ) -> Result<(), StepError> {
        let step = format!("put the target `{}` of the rule `{}`", target.id, rule.name);
        let built = self.target(&step, target)?;
        let request = self
            .clients
            .events
            .put_targets()
            .rule(&rule.name)
            .event_bus_name(rule.bus_name())
            .targets(built);
        let put = request.send().await.map_err(|error| StepError::from_sdk(&step, &error))?;
        // PutTargets answers 200 and lists what it refused.
        if let Some(failed) = put.failed_entries().first() {
            return Err(StepError {
                step,
                code: failed.error_code().unwrap_or("Unknown").to_owned(),
                message: failed.error_message().unwrap_or("no message").to_owned(),
            });
        }
        self.made(Made::Target {
            rule: rule.name.clone(),
            bus: rule.bus_name().to_owned(),
            id: target.id.clone(),
        });
        Ok(())
    }

    fn target(&self, step: &str, target: &Target) -> Result<TargetShape, StepError> {
        let role = target.role.as_ref().map(|role| self.arn(step, role)).transpose()?;
        let mut shape = TargetShape::builder()
            .id(&target.id)
            .arn(self.arn(step, &target.to)?)
            .set_role_arn(role);
        shape = match &target.input {
            TargetInput::Event => shape,
            TargetInput::Constant(text) => shape.input(self.text(step, text)?),
            TargetInput::Path(path) => shape.input_path(path.as_str()),
            TargetInput::Transformer(transformer) => {
                let template = self.text(step, &transformer.input_template)?;
                let mut built = InputTransformer::builder().input_template(template);
                for (name, path) in &transformer.input_paths {
                    built = built.input_paths_map(name, path);
                }
                let built = built.build();
                shape.input_transformer(
                    built.map_err(|_| StepError::missing(step, "InputTemplate"))?,
                )
            }
        };
        if let Some(policy) = target.retry_policy {
            let policy = RetryPolicy::builder()
                .set_maximum_retry_attempts(policy.maximum_retry_attempts)
                .set_maximum_event_age_in_seconds(policy.maximum_event_age_in_seconds);
            shape = shape.retry_policy(policy.build());
        }
        if let Some(queue) = &target.dead_letter_queue {
            let config = DeadLetterConfig::builder().arn(self.arn(step, queue)?);
            shape = shape.dead_letter_config(config.build());
        }
        shape.build().map_err(|_| StepError::missing(step, "Id"))
    }

    fn event_tags(&self, step: &str) -> Result<Option<Vec<Tag>>, StepError> {
        let tags =
            self.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
        let tags = tags.collect::<Result<Vec<_>, _>>();
        let tags = tags.map_err(|_| StepError::missing(step, "tag"))?;
        Ok(Some(tags).filter(|tags| !tags.is_empty()))
    }
}
