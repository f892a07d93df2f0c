//! The names of resources: their kinds, and what of them a text may ask for.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::Place;

/// A kind of resource that others refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceKind {
    /// An event bus.
    Bus,
    /// A log group.
    LogGroup,
    /// A queue.
    Queue,
    /// A topic.
    Topic,
    /// A role.
    Role,
    /// A state machine.
    StateMachine,
    /// A rule.
    Rule,
    /// What the flow uses and does not make.
    External,
}

impl ResourceKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Bus,
        Self::LogGroup,
        Self::Queue,
        Self::Topic,
        Self::Role,
        Self::StateMachine,
        Self::Rule,
        Self::External,
    ];

    /// Returns its word in `flow.toml`, such as `state-machine`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Bus => "bus",
            Self::LogGroup => "log-group",
            Self::Queue => "queue",
            Self::Topic => "topic",
            Self::Role => "role",
            Self::StateMachine => "state-machine",
            Self::Rule => "rule",
            Self::External => "external",
        }
    }

    /// Returns what it is called in a sentence, such as `state machine`.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::LogGroup => "log group",
            Self::StateMachine => "state machine",
            Self::External => "external resource",
            kind => kind.word(),
        }
    }

    /// Returns the kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A resource by its kind and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct ResourceId {
    /// Its kind.
    pub kind: ResourceKind,
    /// Its name on AWS.
    pub name: String,
}

impl ResourceId {
    /// The resource of `kind` with the name `name`.
    #[must_use]
    pub fn new(kind: ResourceKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }

    /// Reads `KIND.NAME`. The name may have dots of its own.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once('.')?;
        Some(Self::new(ResourceKind::from_word(kind)?, name)).filter(|id| !id.name.is_empty())
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.kind.word(), self.name)
    }
}

impl Serialize for ResourceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A reference to a resource, and where it is written.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The resource that is referred to.
    pub to: ResourceId,
    /// Where.
    pub place: Place,
}

impl Reference {
    /// Returns the name of the resource that is referred to.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.to.name
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to.serialize(serializer)
    }
}

/// What a text may ask of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// Its ARN; of a log group, without the `:*` that stands for its streams.
    Arn,
    /// Its name.
    Name,
    /// The URL of a queue.
    Url,
}

impl Attribute {
    /// Returns the attribute with this word, if resources of `kind` have it.
    #[must_use]
    pub fn from_word(word: &str, kind: ResourceKind) -> Option<Self> {
        match word {
            "arn" => Some(Self::Arn),
            "name" => Some(Self::Name),
            "url" if kind == ResourceKind::Queue => Some(Self::Url),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_read_as_it_is_shown_and_may_have_dots_and_slashes_in_its_name() {
        for text in ["topic.alarms", "log-group./aws/vendedlogs/states/a.b", "state-machine.x"] {
            assert_eq!(ResourceId::parse(text).unwrap().to_string(), text);
        }
        for text in ["alarms", "topics.alarms", "topic.", "topic"] {
            assert_eq!(ResourceId::parse(text), None, "{text}");
        }
    }
}
