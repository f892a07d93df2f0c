//! `flow.toml` as it is written: its form in each version, and reading a text into it.
//!
//! This module owns the spelling of keys and the places of texts. It refuses to know whether a file
//! exists and whether a reference leads anywhere: that is the matter of loading.

mod actions;
mod reading;
mod schema;
mod source_text;
mod version_1;
mod version_2;

pub(crate) use reading::{Misfit, TomlText};
pub use schema::schema;
pub(crate) use source_text::SourceText;
pub(crate) use version_1::FlowDocument1;
pub(crate) use version_2::{
    Actions, ExternalDocument, FlowDocument, LogGroupDocument, LoggingDocument, Named,
    QueueDocument, RetryPolicyDocument, RoleDocument, RuleDocument, StateMachineDocument,
    SubscriptionDocument, TargetDocument, TopicDocument,
};
pub use version_2::{LogLevel, WorkflowKind};
