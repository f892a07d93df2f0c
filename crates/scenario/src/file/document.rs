//! What a scenario file may say, key by key.
//!
//! These types are the form itself: the JSON Schema and every "did you mean" come from them.
//! They know nothing of running.

use std::collections::BTreeMap;

use firedrill_record::Action;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::assertion::Assertion;
use super::duration::Length;

/// One scenario.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What the scenario shows, in a sentence.
    pub name: String,
    /// Why it matters.
    #[serde(default)]
    pub because: Option<String>,
    /// The folder of the flow under test, seen from this file; `--flow` when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub flow: Option<Spanned<String>>,
    /// The id of the embedded account.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub account: Option<Spanned<String>>,
    /// The call that the stage `action` stands for, such as `ecs:StopTask`; the flow's own when
    /// absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub action: Option<Spanned<Action>>,
    /// What is there before anything happens.
    #[serde(default)]
    pub given: Given,
    /// Delays of the simulated account that differ from their defaults, by name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Length>")]
    pub delays: BTreeMap<String, Spanned<Length>>,
    /// What happens.
    #[schemars(with = "Vec<Stimulus>")]
    pub when: Vec<Spanned<Stimulus>>,
    /// API calls that are made to fail.
    #[serde(default)]
    #[schemars(with = "Vec<Fault>")]
    pub faults: Vec<Spanned<Fault>>,
    /// How long after its last stimulus the story is followed; without it, to its rest, which must
    /// come within 10 minutes.
    #[serde(default)]
    #[schemars(with = "Option<Length>")]
    pub until: Option<Spanned<Length>>,
    /// What must be so in the end.
    #[schemars(with = "Vec<Assertion>")]
    pub then: Vec<Spanned<Assertion>>,
    /// The kinds of assertion that must fail, for a scenario that shows a limit being missed.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub fails: Vec<Spanned<String>>,
}

/// What is there before anything happens.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Tasks that are running.
    #[serde(default)]
    #[schemars(with = "Vec<GivenTask>")]
    pub tasks: Vec<Spanned<GivenTask>>,
}

/// Where a task runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum LaunchType {
    /// AWS Fargate.
    #[default]
    Fargate,
    /// A container instance.
    Ec2,
}

/// A task that is running.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GivenTask {
    /// Its name in this scenario.
    pub name: String,
    /// The cluster it runs in.
    pub cluster: String,
    /// The service that started it; a task of its own when absent.
    #[serde(default)]
    pub service: Option<String>,
    /// Where it runs.
    #[serde(default)]
    pub launch_type: LaunchType,
    /// The family of its task definition; the service's name, or its own, when absent.
    #[serde(default)]
    pub family: Option<String>,
    /// How long its container may take to stop before it is killed.
    #[serde(default)]
    pub stop_timeout: Option<Length>,
    /// Its task id, for a story about a known task; only a simulated account can give one.
    #[serde(default)]
    pub id: Option<String>,
}

/// One thing that happens: a finding, an event or an execution started by hand.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stimulus {
    /// GuardDuty makes a finding.
    #[serde(default)]
    pub finding: Option<GivenFinding>,
    /// An event of a file arrives on the bus, as the service that is its source would put it there.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub event: Option<Spanned<String>>,
    /// An execution of the flow's state machine is started by hand with this input.
    #[serde(default)]
    pub execution: Option<StartedByHand>,
    /// A command is run in a task through ECS Exec.
    #[serde(default)]
    pub exec: Option<ExecCommand>,
    /// How the event is delivered.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// When it happens, counted from the start of the story.
    #[serde(default)]
    pub at: Option<Length>,
}

/// A finding that GuardDuty makes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenFinding {
    /// Its type.
    #[serde(rename = "type")]
    #[schemars(with = "String")]
    pub finding_type: Spanned<String>,
    /// The name of the task that it is about.
    #[schemars(with = "String")]
    pub task: Spanned<String>,
    /// Its severity; the type's own when absent.
    #[serde(default)]
    pub severity: Option<f64>,
    /// Its title; one after the type when absent.
    #[serde(default)]
    pub title: Option<String>,
    /// Whether it is a sample finding.
    #[serde(default)]
    pub sample: bool,
    /// Whether it is archived.
    #[serde(default)]
    pub archived: bool,
}

/// An execution that is started by hand.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartedByHand {
    /// Its input; `$task.NAME.arn` and the like stand for what they name.
    pub input: serde_json::Value,
}

/// A command that is run in a task through ECS Exec.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecCommand {
    /// The name of the task.
    pub task: String,
    /// The command.
    pub command: String,
}

/// How an event is delivered.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// How many times it is delivered once more.
    #[serde(default)]
    pub duplicate: u32,
    /// How much later than usual it arrives.
    #[serde(default)]
    pub delay: Option<Length>,
}

/// API calls that are made to fail.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The service, such as `ecs`.
    pub service: String,
    /// The operation, such as `StopTask`.
    pub operation: String,
    /// The error code that the service answers.
    pub error: String,
    /// Its message.
    #[serde(default)]
    pub message: Option<String>,
    /// How many calls fail.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}
