//! The form of `flow.toml`, version 1: one rule, one target, one state machine, one topic. It is
//! lowered to the same document as version 2.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Actions, FlowDocument, LogGroupDocument, LoggingDocument, Misfit, Named, RoleDocument,
    RuleDocument, SourceText, StateMachineDocument, TargetDocument, TopicDocument, WorkflowKind,
};

/// The one action there was.
const ACTION: &str = "ecs:StopTask";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FlowDocument1 {
    version: u32,
    name: String,
    region: String,
    #[serde(default)]
    substitutions: Named<Substituted>,
    rule: Rule,
    target: Target,
    state_machine: StateMachine,
    #[serde(default)]
    log_group: Option<LogGroup>,
    topic: Topic,
    #[serde(default)]
    role: Vec<Role>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Substituted {
    Topic,
    StateMachine,
    LogGroup,
    Region,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Rule {
    name: SourceText,
    #[serde(default)]
    bus: Option<SourceText>,
    #[serde(default)]
    description: Option<String>,
    pattern: SourceText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Target {
    id: SourceText,
    role: SourceText,
    #[serde(default)]
    input_paths: Option<SourceText>,
    #[serde(default)]
    input_template: Option<SourceText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StateMachine {
    name: SourceText,
    #[serde(rename = "type")]
    kind: WorkflowKind,
    definition: SourceText,
    role: SourceText,
    #[serde(default)]
    publish: bool,
    #[serde(default)]
    tracing: bool,
    #[serde(default)]
    logging: Option<LoggingDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LogGroup {
    name: SourceText,
    #[serde(default)]
    retention_days: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Topic {
    name: SourceText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Role {
    name: SourceText,
    trust: SourceText,
    #[serde(default)]
    policies: Vec<Policy>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Policy {
    name: SourceText,
    document: SourceText,
}

impl FlowDocument1 {
    /// Returns the same flow in the form of version 2.
    ///
    /// # Errors
    /// A substitution stands for a log group, and none is described.
    pub(crate) fn lowered(self) -> Result<FlowDocument, Misfit> {
        let substitutions = self
            .substitutions
            .iter()
            .map(|(name, what)| Ok((name.clone(), self.substituted(name, *what)?)))
            .collect::<Result<_, Misfit>>()?;
        let to = format!("state-machine.{}", self.state_machine.name.text);
        let target = TargetDocument {
            to: SourceText::new(to, self.state_machine.name.span.clone()),
            role: Some(self.target.role),
            input: None,
            input_path: None,
            input_paths: self.target.input_paths,
            input_template: self.target.input_template,
            retry_policy: None,
            dead_letter_queue: None,
        };
        let rule = RuleDocument {
            bus: self.rule.bus,
            description: self.rule.description,
            pattern: self.rule.pattern,
            enabled: true,
            target: Named::from([(self.target.id, target)]),
        };
        let machine = StateMachineDocument {
            kind: self.state_machine.kind,
            definition: self.state_machine.definition,
            role: self.state_machine.role,
            publish: self.state_machine.publish,
            tracing: self.state_machine.tracing,
            logging: self.state_machine.logging,
        };
        let log_group = self
            .log_group
            .map(|group| (group.name, LogGroupDocument { retention_days: group.retention_days }));
        let role = self.role.into_iter().map(|role| {
            let policies = role.policies.into_iter().map(|policy| (policy.name, policy.document));
            let policies = policies.collect();
            (role.name, RoleDocument { trust: role.trust, policies, managed_policies: Vec::new() })
        });
        Ok(FlowDocument {
            version: self.version,
            name: self.name,
            region: self.region,
            action: Actions::One(SourceText::new(ACTION, 0..0)),
            substitutions,
            tags: self.tags,
            bus: Named::new(),
            rule: Named::from([(self.rule.name, rule)]),
            state_machine: Named::from([(self.state_machine.name, machine)]),
            topic: Named::from([(self.topic.name, TopicDocument::default())]),
            queue: Named::new(),
            log_group: log_group.into_iter().collect(),
            role: role.collect(),
            external: Named::new(),
        })
    }

    fn substituted(&self, name: &SourceText, what: Substituted) -> Result<SourceText, Misfit> {
        let arn = |kind: &str, name: &SourceText| format!("{kind}.{}.arn", name.text);
        let value = match (what, &self.log_group) {
            (Substituted::Topic, _) => arn("topic", &self.topic.name),
            (Substituted::StateMachine, _) => arn("state-machine", &self.state_machine.name),
            (Substituted::LogGroup, Some(group)) => arn("log-group", &group.name),
            (Substituted::LogGroup, None) => {
                return Err(Misfit {
                    message: format!(
                        "`{}` stands for a log group, and there is no [log-group]",
                        name.text
                    ),
                    span: Some(name.span.clone()),
                });
            }
            (Substituted::Region, _) => "region".to_owned(),
        };
        Ok(SourceText::new(value, name.span.clone()))
    }
}
