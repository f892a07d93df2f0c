//! The argument that says of which type a workflow is.

use clap::{Args, ValueEnum};
use firedrill_states::WorkflowType;

/// The type of the workflows of a command.
#[derive(Debug, Clone, Copy, Args)]
pub struct WorkflowTypeArgument {
    /// The type of the workflow.
    #[arg(
        long = "type",
        value_enum,
        default_value_t,
        ignore_case = true,
        conflicts_with = "batch"
    )]
    workflow_type: NamedType,
}

/// The type of a workflow, as the API spells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
enum NamedType {
    /// Up to a year, with a history of 25,000 events at most.
    #[default]
    Standard,
    /// Up to five minutes.
    Express,
}

impl WorkflowTypeArgument {
    /// The type itself.
    pub(super) fn get(self) -> WorkflowType {
        match self.workflow_type {
            NamedType::Standard => WorkflowType::Standard,
            NamedType::Express => WorkflowType::Express,
        }
    }
}
