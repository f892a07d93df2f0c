//! What EventBridge has of a flow: buses, rules and their targets.

use std::sync::Arc;

use firedrill_eventbridge::{EventPattern, InputPath, InputTransformer};
use serde::{Serialize, Serializer};

use super::{Reference, SourceFile, SubstitutedText};

/// A custom event bus.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventBus {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
}

/// A rule.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Its bus, unless that is the default one.
    pub bus: Option<Reference>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it is on.
    pub enabled: bool,
    /// Its event pattern.
    pub event_pattern: RulePattern,
    /// Its targets, in the order of the file.
    pub targets: Vec<Target>,
}

impl Rule {
    /// Returns the name of its bus.
    #[must_use]
    pub fn bus_name(&self) -> &str {
        self.bus.as_ref().map_or("default", Reference::name)
    }
}

/// An event pattern, parsed once.
#[derive(Debug, Clone)]
pub struct RulePattern {
    /// The text that is deployed.
    pub text: SubstitutedText,
    /// The text as it is written, parsed: a substitution within a string is part of the string.
    pub parsed: Arc<EventPattern>,
}

impl Serialize for RulePattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

/// A target of a rule.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Its id within the rule.
    pub id: String,
    /// What is invoked.
    pub to: Reference,
    /// The role that EventBridge assumes.
    pub role: Option<Reference>,
    /// What it is given.
    pub input: TargetInput,
    /// How long and how often EventBridge tries again.
    pub retry_policy: Option<RetryPolicy>,
    /// The queue for events that could not be delivered.
    pub dead_letter_queue: Option<Reference>,
}

/// What a target is given of an event.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TargetInput {
    /// The whole event.
    Event,
    /// A constant JSON text.
    Constant(SubstitutedText),
    /// A part of the event.
    Path(#[serde(serialize_with = "path_text")] InputPath),
    /// What a template makes of parts of the event.
    Transformer(TargetTransformer),
}

fn path_text<S: Serializer>(path: &InputPath, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(path.as_str())
}

fn as_object<S: Serializer>(paths: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(paths.iter().map(|(name, path)| (name, path)))
}

/// An input transformer, parsed once.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetTransformer {
    /// The file of the input paths.
    #[serde(skip)]
    pub paths_file: Option<SourceFile>,
    /// The names and their paths, in the order of the file.
    #[serde(serialize_with = "as_object")]
    pub input_paths: Vec<(String, String)>,
    /// The template that is deployed.
    pub input_template: SubstitutedText,
    /// The transformer of the template as it is written.
    #[serde(skip)]
    pub parsed: Arc<InputTransformer>,
}

/// A target's retry policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RetryPolicy {
    /// How often EventBridge tries again.
    pub maximum_retry_attempts: Option<i32>,
    /// How old an event may be, in seconds.
    pub maximum_event_age_in_seconds: Option<i32>,
}
