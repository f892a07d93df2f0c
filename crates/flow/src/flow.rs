//! The flow as a value.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use camino::Utf8PathBuf;
use firedrill_eventbridge::EventPattern;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::InFile;
use crate::action::ApiAction;
use crate::graph::{Resources, Rule, RulePattern, StateMachine, Topic};

/// A flow, loaded and checked: every text is parsed, every reference leads somewhere, and nothing
/// needs itself.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// The folder that it was loaded from.
    #[serde(skip)]
    pub dir: Utf8PathBuf,
    /// Its name in reports.
    pub name: String,
    /// The region that it is made for.
    pub region: String,
    /// The API calls that are its action.
    pub actions: Vec<ApiAction>,
    /// The tags of its resources.
    pub tags: BTreeMap<String, String>,
    /// Its resources.
    #[serde(flatten)]
    pub resources: Resources,
}

/// The identity of a flow: two flows have the same when they deploy the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowIdentity([u8; 32]);

impl fmt::Display for FlowIdentity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for FlowIdentity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FlowIdentity({self})")
    }
}

impl Flow {
    /// Returns the identity: a hash (SHA-256) of the flow's content, whatever version of
    /// `flow.toml` it is written in and whichever folder it lies in.
    #[must_use]
    pub fn identity(&self) -> FlowIdentity {
        // All keys are texts, so nothing can be refused.
        let content = serde_json::to_vec(self).unwrap_or_default();
        FlowIdentity(Sha256::digest(content).into())
    }

    /// Returns the first rule of the file.
    #[must_use]
    pub fn first_rule(&self) -> Option<&Rule> {
        self.resources.rules.first()
    }

    /// Returns the first state machine of the file.
    #[must_use]
    pub fn first_state_machine(&self) -> Option<&StateMachine> {
        self.resources.state_machines.first()
    }

    /// Returns the first topic of the file.
    #[must_use]
    pub fn first_topic(&self) -> Option<&Topic> {
        self.resources.topics.first()
    }

    /// Returns the flow with another event pattern for the rule named `rule`, or as it is if there
    /// is no such rule. What stood for `${...}` in the old pattern stands for nothing in the new.
    ///
    /// # Errors
    /// The pattern is not valid; the place is in the text of the pattern.
    pub fn with_pattern(&self, rule: &str, pattern: &str) -> Result<Self, Box<InFile>> {
        let mut flow = self.clone();
        if let Some(rule) = flow.resources.rules.iter_mut().find(|known| known.name == rule) {
            let file = rule.event_pattern.text.file().with_text(pattern.to_owned());
            let parsed = EventPattern::parse(pattern).map_err(|error| file.diagnostic(error))?;
            rule.event_pattern = RulePattern {
                text: crate::graph::SubstitutedText::of_file(file, Vec::new()),
                parsed: Arc::new(parsed),
            };
        }
        Ok(flow)
    }
}
