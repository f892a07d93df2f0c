//! `firedrill flow`: the flow under test, looked at and checked.

mod lint;
mod show;

use clap::Subcommand;

use crate::arguments::FlowArgument;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// What to do with a flow.
#[derive(Debug, Clone, Subcommand)]
pub enum FlowCommand {
    /// Show what a flow consists of, and what its files say.
    Show(FlowArgument),
    /// Warn of what a flow lets through or leaves out.
    Lint(lint::LintArgs),
}

pub(super) fn run(
    command: &FlowCommand,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    match command {
        FlowCommand::Show(args) => show::run(args, context),
        FlowCommand::Lint(args) => lint::run(args, context),
    }
}
