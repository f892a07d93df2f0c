//! What this interpreter cannot play yet.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A part of the language that a definition uses and this interpreter does not play.
///
/// It lies outside of the language: no Catch can swallow it, and an execution that reaches it
/// neither succeeds nor fails.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{feature} is not modelled")]
pub struct NotModelled {
    /// The part, in a few words that name it, such as ``Map state `Each task` ``.
    pub feature: String,
    /// The state that uses it.
    pub state: Option<Arc<str>>,
}
