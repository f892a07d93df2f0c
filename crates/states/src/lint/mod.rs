//! What AWS would create and would not do what it seems to: warnings.
//!
//! Owns one file a subject, each with its rules over the outline of a definition. Refuses to know
//! what AWS refuses: that is the matter of the definition's reader.

mod data_paths;
mod errors;
mod handlers;
mod linter;
mod literals;
mod parameters;
mod passage;
mod reachability;
mod repeated;
mod retries;
mod task_call;

pub use linter::{lint, lint_with_input};
