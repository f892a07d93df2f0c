//! `flow.toml`: the names and settings of a flow, and the files that hold its parts.

use serde::Deserialize;

use crate::Substitutable;

/// The version of `flow.toml` that this version reads.
pub(crate) const MANIFEST_VERSION: u32 = 1;

/// The contents of `flow.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// The version of the form: 1.
    pub version: u32,
    /// The flow's name in reports.
    pub name: String,
    /// The region that the flow is deployed to.
    pub region: String,
    /// The call that the flow is there for, such as `ecs:StopTask`: the stage `action` of a run.
    #[serde(default)]
    pub action: Option<firedrill_record::Action>,
    /// The names that may stand as `${NAME}` in the flow's files, and what each becomes.
    #[serde(default)]
    pub substitutions: std::collections::BTreeMap<String, Substitutable>,
    /// The EventBridge rule.
    pub rule: RuleManifest,
    /// The rule's target: the state machine.
    pub target: TargetManifest,
    /// The state machine.
    pub state_machine: StateMachineManifest,
    /// The log group of the state machine.
    #[serde(default)]
    pub log_group: Option<LogGroupManifest>,
    /// The topic that is notified.
    pub topic: TopicManifest,
    /// The roles of the rule's target and of the state machine.
    #[serde(default, rename = "role")]
    pub roles: Vec<RoleManifest>,
    /// Tags put on every resource.
    #[serde(default)]
    pub tags: std::collections::BTreeMap<String, String>,
}

/// The rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleManifest {
    /// Its name.
    pub name: String,
    /// The name of its bus.
    #[serde(default = "default_bus")]
    pub bus: String,
    /// Its description.
    #[serde(default)]
    pub description: Option<String>,
    /// The file of its event pattern.
    pub pattern: String,
}

fn default_bus() -> String {
    "default".to_owned()
}

/// The rule's target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TargetManifest {
    /// Its id within the rule.
    pub id: String,
    /// The name of the role that EventBridge assumes to start the execution.
    pub role: String,
    /// The file of the input paths.
    #[serde(default)]
    pub input_paths: Option<String>,
    /// The file of the input template; without it the target receives the whole event.
    #[serde(default)]
    pub input_template: Option<String>,
}

/// The state machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StateMachineManifest {
    /// Its name.
    pub name: String,
    /// `STANDARD` or `EXPRESS`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The file of its definition.
    pub definition: String,
    /// The name of the role that executions assume.
    pub role: String,
    /// Whether a version is published.
    #[serde(default)]
    pub publish: bool,
    /// Whether X-Ray tracing is on.
    #[serde(default)]
    pub tracing: bool,
    /// Where and what it logs.
    #[serde(default)]
    pub logging: Option<LoggingManifest>,
}

/// The logging of the state machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LoggingManifest {
    /// `ALL`, `ERROR`, `FATAL` or `OFF`.
    pub level: String,
    /// Whether inputs and outputs are logged.
    #[serde(default)]
    pub include_execution_data: bool,
    /// The name of the log group.
    pub log_group: String,
}

/// The log group.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogGroupManifest {
    /// Its name.
    pub name: String,
    /// How many days its events are kept; for ever when absent.
    #[serde(default)]
    pub retention_days: Option<i32>,
}

/// The topic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TopicManifest {
    /// Its name.
    pub name: String,
}

/// A role.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RoleManifest {
    /// Its name.
    pub name: String,
    /// The file of its trust policy.
    pub trust: String,
    /// Its inline policies.
    #[serde(default)]
    pub policies: Vec<PolicyManifest>,
}

/// An inline policy of a role.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PolicyManifest {
    /// Its name.
    pub name: String,
    /// The file of its document.
    pub document: String,
}
