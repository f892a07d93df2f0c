//! The form of `flow.toml`, version 2: tables by kind and name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::SourceText;

/// Resources of one kind by name.
pub(crate) type Named<T> = BTreeMap<SourceText, T>;

/// A flow: a graph of resources that refer to each other by name.
///
/// A file is named by its path relative to the folder of `flow.toml`. A resource is referred to as
/// `KIND.NAME`, such as `queue.undelivered`, where several kinds may stand, and by its name alone
/// where only one may.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FlowDocument {
    /// The version of this form: 2.
    pub(crate) version: u32,
    /// The flow's name in reports.
    pub(crate) name: String,
    /// The region that the flow is made for, such as `eu-central-1`.
    pub(crate) region: String,
    /// The API calls that are the flow's action, such as `ecs:StopTask`.
    #[serde(default)]
    pub(crate) action: Actions,
    /// Other names for `${...}`: what `${NAME}` stands for in the flow's files, written as
    /// `KIND.NAME.arn`, `KIND.NAME.name`, `queue.NAME.url`, `region` or `account`.
    #[serde(default)]
    pub(crate) substitutions: Named<SourceText>,
    /// Tags that every resource gets whose service takes tags when it is made.
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    /// Custom event buses.
    #[serde(default)]
    pub(crate) bus: Named<EventBusDocument>,
    /// Rules.
    #[serde(default)]
    pub(crate) rule: Named<RuleDocument>,
    /// State machines.
    #[serde(default)]
    pub(crate) state_machine: Named<StateMachineDocument>,
    /// Topics.
    #[serde(default)]
    pub(crate) topic: Named<TopicDocument>,
    /// Queues.
    #[serde(default)]
    pub(crate) queue: Named<QueueDocument>,
    /// Log groups.
    #[serde(default)]
    pub(crate) log_group: Named<LogGroupDocument>,
    /// Roles.
    #[serde(default)]
    pub(crate) role: Named<RoleDocument>,
    /// Resources that the flow uses and does not make, such as a Lambda function: they are known
    /// by name and ARN, and are neither deployed nor run.
    #[serde(default)]
    pub(crate) external: Named<ExternalDocument>,
}

/// The API calls that are the flow's action: one, or a list of them.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(untagged)]
pub(crate) enum Actions {
    /// One call or none.
    One(SourceText),
    /// Several calls.
    Several(Vec<SourceText>),
    /// No call is named.
    #[default]
    #[schemars(skip)]
    None,
}

/// A custom event bus.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EventBusDocument {
    /// What it is for.
    #[serde(default)]
    pub(crate) description: Option<String>,
}

/// A rule: the events that it takes, and the targets that get them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RuleDocument {
    /// The name of its bus: `default`, or that of a `[bus.NAME]`.
    #[serde(default)]
    pub(crate) bus: Option<SourceText>,
    /// What it is for.
    #[serde(default)]
    pub(crate) description: Option<String>,
    /// The file of its event pattern.
    pub(crate) pattern: SourceText,
    /// Whether it is on, as it is unless this says `false`.
    #[serde(default = "yes")]
    pub(crate) enabled: bool,
    /// Its targets by id.
    #[serde(default)]
    pub(crate) target: Named<TargetDocument>,
}

fn yes() -> bool {
    true
}

/// What a rule invokes. Without any of the keys for its input it gets the whole event.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TargetDocument {
    /// What is invoked: `state-machine.NAME`, `topic.NAME`, `queue.NAME`, `log-group.NAME`,
    /// `bus.NAME` or `external.NAME`.
    pub(crate) to: SourceText,
    /// The name of the role that EventBridge assumes, which a state machine and a bus need.
    #[serde(default)]
    pub(crate) role: Option<SourceText>,
    /// A constant JSON text that the target gets.
    #[serde(default)]
    pub(crate) input: Option<SourceText>,
    /// The part of the event that the target gets, such as `$.detail`.
    #[serde(default)]
    pub(crate) input_path: Option<SourceText>,
    /// The file of the input transformer's paths: a JSON object of names and paths.
    #[serde(default)]
    pub(crate) input_paths: Option<SourceText>,
    /// The file of the input transformer's template.
    #[serde(default)]
    pub(crate) input_template: Option<SourceText>,
    /// How long and how often EventBridge tries again.
    #[serde(default)]
    pub(crate) retry_policy: Option<RetryPolicyDocument>,
    /// The name of the queue for events that could not be delivered.
    #[serde(default)]
    pub(crate) dead_letter_queue: Option<SourceText>,
}

/// A target's retry policy; what it leaves out is EventBridge's own default.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RetryPolicyDocument {
    /// How often it tries again: 0 to 185, which is the default.
    #[serde(default)]
    #[schemars(range(min = 0, max = 185))]
    pub(crate) maximum_retry_attempts: Option<i32>,
    /// How old an event may be, in seconds: 60 to 86400, which is the default.
    #[serde(default)]
    #[schemars(range(min = 60, max = 86_400))]
    pub(crate) maximum_event_age_in_seconds: Option<i32>,
}

/// A state machine.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct StateMachineDocument {
    /// `STANDARD`, the default, or `EXPRESS`.
    #[serde(rename = "type", default)]
    pub(crate) kind: WorkflowKind,
    /// The file of its definition in Amazon States Language.
    pub(crate) definition: SourceText,
    /// The name of the role that executions assume.
    pub(crate) role: SourceText,
    /// Whether a version is published.
    #[serde(default)]
    pub(crate) publish: bool,
    /// Whether X-Ray tracing is on.
    #[serde(default)]
    pub(crate) tracing: bool,
    /// Where and what it logs.
    #[serde(default)]
    pub(crate) logging: Option<LoggingDocument>,
}

/// The type of a state machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WorkflowKind {
    /// Executions that last up to a year, each step of them once.
    #[default]
    Standard,
    /// Executions that last up to five minutes, and may run more than once.
    Express,
}

/// The logging of a state machine.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LoggingDocument {
    /// What is logged.
    pub(crate) level: LogLevel,
    /// Whether inputs and outputs are logged.
    #[serde(default)]
    pub(crate) include_execution_data: bool,
    /// The name of the log group.
    pub(crate) log_group: SourceText,
}

/// Which events of executions a state machine logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LogLevel {
    /// All of them.
    All,
    /// Errors.
    Error,
    /// Errors that end an execution.
    Fatal,
    /// None.
    Off,
}

/// A topic.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TopicDocument {
    /// The name that e-mail shows as the sender.
    #[serde(default)]
    pub(crate) display_name: Option<String>,
    /// The file of its access policy.
    #[serde(default)]
    pub(crate) policy: Option<SourceText>,
    /// Who gets its messages.
    #[serde(default)]
    pub(crate) subscription: Vec<SubscriptionDocument>,
}

/// A subscription of a topic.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SubscriptionDocument {
    /// How messages are sent: `sqs`, `lambda`, `firehose`, `email`, `email-json`, `http`, `https`,
    /// `sms` or `application`.
    pub(crate) protocol: SourceText,
    /// Where they are sent: `queue.NAME` for `sqs`, `external.NAME` for `lambda` and the like, and
    /// an address for all others.
    pub(crate) endpoint: SourceText,
    /// Whether the message alone is sent, without SNS's envelope.
    #[serde(default)]
    pub(crate) raw_message_delivery: bool,
    /// The name of the queue for messages that could not be delivered.
    #[serde(default)]
    pub(crate) dead_letter_queue: Option<SourceText>,
}

/// A queue.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct QueueDocument {
    /// The file of its access policy. Without one only its own account may send to it, and no
    /// service can.
    #[serde(default)]
    pub(crate) policy: Option<SourceText>,
    /// How long a message that was received stays hidden, in seconds.
    #[serde(default)]
    pub(crate) visibility_timeout: Option<u32>,
    /// How long messages are kept, in seconds.
    #[serde(default)]
    pub(crate) message_retention_period: Option<u32>,
    /// Where messages go that nobody manages to process.
    #[serde(default)]
    pub(crate) redrive_policy: Option<RedrivePolicyDocument>,
}

/// A queue's redrive policy.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RedrivePolicyDocument {
    /// The name of the dead-letter queue.
    pub(crate) dead_letter_queue: SourceText,
    /// After how many receives a message goes there.
    pub(crate) max_receive_count: u32,
}

/// A log group.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LogGroupDocument {
    /// How many days its events are kept; for ever when absent.
    #[serde(default)]
    pub(crate) retention_days: Option<i32>,
}

/// A role.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RoleDocument {
    /// The file of its trust policy.
    pub(crate) trust: SourceText,
    /// Its inline policies: their names, and the files of their documents.
    #[serde(default)]
    pub(crate) policies: Named<SourceText>,
    /// The ARNs of the managed policies that are attached to it.
    #[serde(default)]
    pub(crate) managed_policies: Vec<SourceText>,
}

/// A resource that the flow uses and does not make.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ExternalDocument {
    /// Its type as CloudFormation calls it, such as `AWS::Lambda::Function`.
    #[serde(rename = "type")]
    pub(crate) kind: SourceText,
    /// Its ARN, in which `${region}` and `${account}` may stand.
    pub(crate) arn: SourceText,
}
