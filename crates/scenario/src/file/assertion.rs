//! What a scenario may assert, key by key.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroUsize;

use firedrill_record::{AssertionKind, ExecutionStatus, StageName};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};

use super::duration::Length;
use super::text::TextMatcher;

/// One thing that must be so in the end.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Assertion {
    /// What the rule said of the event.
    Rule(RuleAssertion),
    /// What the target received, of every stimulus.
    Input(InputAssertion),
    /// How the execution went; `none` when there must be none.
    Execution(OrNone<ExecutionAssertion>),
    /// How a task stands.
    Task(TaskAssertion),
    /// How many tasks of a service run.
    Service(ServiceAssertion),
    /// A message that was sent; `none` when there must be none.
    Message(OrNone<MessageAssertion>),
    /// An API call that the flow made; `none` when there must be none.
    Call(OrNone<CallAssertion>),
    /// How long one stage took to follow another.
    Within(WithinAssertion),
    /// Something that must not have happened at any time.
    Never(NeverAssertion),
    /// No other task stopped, no other message sent, no other call made.
    NothingElse(bool),
}

impl Assertion {
    /// The assertion's kind.
    #[must_use]
    pub fn kind(&self) -> AssertionKind {
        match self {
            Self::Rule(_) => AssertionKind::Rule,
            Self::Input(_) => AssertionKind::Input,
            Self::Execution(_) => AssertionKind::Execution,
            Self::Task(_) => AssertionKind::Task,
            Self::Service(_) => AssertionKind::Service,
            Self::Message(_) => AssertionKind::Message,
            Self::Call(_) => AssertionKind::Call,
            Self::Within(_) => AssertionKind::Within,
            Self::Never(_) => AssertionKind::Never,
            Self::NothingElse(_) => AssertionKind::NothingElse,
        }
    }
}

impl Assertion {
    /// Every matcher of a text in the assertion.
    pub(crate) fn matchers(&self) -> Vec<&TextMatcher> {
        let matchers: Vec<Option<&TextMatcher>> = match self {
            Self::Input(InputAssertion::Delivered(text) | InputAssertion::NotDelivered(text)) => {
                vec![Some(text)]
            }
            Self::Execution(OrNone::Some(execution)) => {
                vec![execution.error.as_ref(), execution.cause.as_ref()]
            }
            Self::Task(task) => vec![task.reason.as_ref(), task.stop_code.as_ref()],
            Self::Message(OrNone::Some(message))
            | Self::Never(NeverAssertion::Message(message)) => {
                vec![message.subject.as_ref(), message.body.as_ref()]
            }
            Self::Call(OrNone::Some(call)) | Self::Never(NeverAssertion::Call(call)) => {
                vec![call.message.as_ref()]
            }
            _ => Vec::new(),
        };
        matchers.into_iter().flatten().collect()
    }
}

/// Either the word `none` or what there must be.
#[derive(Debug, Clone)]
pub enum OrNone<T> {
    /// There must be none.
    None,
    /// There must be one like this.
    Some(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrNone<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordOrMap<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for WordOrMap<T> {
            type Value = OrNone<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("`none`, or a mapping that says what there must be")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Self::Value, E> {
                match word {
                    "none" => Ok(OrNone::None),
                    _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(OrNone::Some)
            }
        }
        deserializer.deserialize_any(WordOrMap(std::marker::PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for OrNone<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OrNone{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let some = generator.subschema_for::<T>();
        json_schema!({ "oneOf": [{ "const": "none" }, some] })
    }
}

/// What a rule says of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleVerdict {
    /// Its pattern matched.
    Matched,
    /// Its pattern did not match.
    NotMatched,
}

/// What the rule said of the event: `matched`, `not-matched`, or that and which leaf decided.
#[derive(Debug, Clone)]
pub struct RuleAssertion {
    /// What it said.
    pub verdict: RuleVerdict,
    /// A leaf of the pattern that did not match, by its dotted path.
    pub leaf: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RuleAssertionMap {
    /// What it said.
    verdict: RuleVerdict,
    /// A leaf of the pattern that did not match, by its dotted path.
    #[serde(default)]
    leaf: Option<String>,
}

impl<'de> Deserialize<'de> for RuleAssertion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordOrMap;
        impl<'de> Visitor<'de> for WordOrMap {
            type Value = RuleAssertion;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("`matched`, `not-matched` or a mapping with `verdict`")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Self::Value, E> {
                let verdict = match word {
                    "matched" => RuleVerdict::Matched,
                    "not-matched" => RuleVerdict::NotMatched,
                    _ => return Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                };
                Ok(RuleAssertion { verdict, leaf: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let map = RuleAssertionMap::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RuleAssertion { verdict: map.verdict, leaf: map.leaf })
            }
        }
        deserializer.deserialize_any(WordOrMap)
    }
}

impl JsonSchema for RuleAssertion {
    fn schema_name() -> Cow<'static, str> {
        "RuleAssertion".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let word = generator.subschema_for::<RuleVerdict>();
        let map = generator.subschema_for::<RuleAssertionMap>();
        json_schema!({ "oneOf": [word, map] })
    }
}

/// What the target received.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InputAssertion {
    /// The event was delivered with an input like this.
    Delivered(TextMatcher),
    /// The event was not delivered, for a reason like this.
    NotDelivered(TextMatcher),
}

/// How the execution went.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionAssertion {
    /// How it ended.
    #[serde(default)]
    #[schemars(schema_with = "execution_statuses")]
    pub status: Option<ExecutionStatus>,
    /// The states it entered, in order.
    #[serde(default)]
    pub path: Option<Vec<String>>,
    /// The error name that it ended with.
    #[serde(default)]
    pub error: Option<TextMatcher>,
    /// The cause that it ended with.
    #[serde(default)]
    pub cause: Option<TextMatcher>,
    /// How many such executions there must be; every execution must be like this.
    #[serde(default = "one")]
    pub count: usize,
}

fn one() -> usize {
    1
}

/// The record's statuses, which know nothing of schemas.
fn execution_statuses(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", null] })
}

/// The status of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TaskStatus {
    /// Being provisioned.
    Provisioning,
    /// Waiting for its containers.
    Pending,
    /// Being registered.
    Activating,
    /// Running.
    Running,
    /// Being deregistered.
    Deactivating,
    /// Its containers are being stopped.
    Stopping,
    /// Being deprovisioned.
    Deprovisioning,
    /// Stopped.
    Stopped,
}

impl TaskStatus {
    /// The status as ECS spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Activating => "ACTIVATING",
            Self::Running => "RUNNING",
            Self::Deactivating => "DEACTIVATING",
            Self::Stopping => "STOPPING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        }
    }
}

/// How a task stands in the end.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskAssertion {
    /// The task's name in this scenario.
    pub name: String,
    /// Its status.
    #[serde(default)]
    pub status: Option<TaskStatus>,
    /// Why it stopped.
    #[serde(default)]
    pub reason: Option<TextMatcher>,
    /// Its stop code.
    #[serde(default, rename = "stop-code")]
    pub stop_code: Option<TextMatcher>,
}

/// How many tasks of a service run in the end.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceAssertion {
    /// The service's name.
    pub name: String,
    /// The name of its cluster, where services of this name are in several.
    #[serde(default)]
    pub cluster: Option<String>,
    /// How many of its tasks run.
    pub running: usize,
    /// How many of its tasks have started since the story began.
    #[serde(default)]
    pub started: Option<usize>,
}

/// A message that was sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageAssertion {
    /// Its subject.
    #[serde(default)]
    pub subject: Option<TextMatcher>,
    /// Its body.
    #[serde(default)]
    pub body: Option<TextMatcher>,
    /// How many messages like this there must be; one when absent.
    #[serde(default)]
    pub count: Option<usize>,
}

/// An API call that the flow made.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallAssertion {
    /// The service, such as `ecs`.
    #[serde(default)]
    pub service: Option<String>,
    /// The operation, such as `StopTask`.
    pub operation: String,
    /// The error code of the answer; `none` when it must have succeeded.
    #[serde(default)]
    pub error: Option<String>,
    /// The message it was refused with.
    #[serde(default)]
    pub message: Option<TextMatcher>,
    /// How many calls like this there must be; one when absent.
    #[serde(default)]
    pub count: Option<usize>,
}

/// How long one stage took to follow another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithinAssertion {
    /// The earlier stage.
    #[schemars(with = "String")]
    pub from: StageName,
    /// The later stage.
    #[schemars(with = "String")]
    pub to: StageName,
    /// The most time that may lie between them.
    pub limit: Length,
    /// The stimulus, counted from 1 in the order in which they happen; every one that reaches the
    /// earlier stage when absent.
    #[serde(default)]
    pub stimulus: Option<NonZeroUsize>,
}

/// Something that must not have happened at any time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NeverAssertion {
    /// A task was never in this status.
    Task(NeverTask),
    /// No such message was sent.
    Message(MessageAssertion),
    /// No such call was made.
    Call(CallAssertion),
}

/// A status that a task must never have had.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeverTask {
    /// The task's name in this scenario.
    pub name: String,
    /// The status.
    pub status: TaskStatus,
}
