//! The sub-commands, one file each.

pub(crate) mod completions;
pub(crate) mod flow;
pub(crate) mod pattern;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod states;
pub(crate) mod transform;
mod version;

use crate::arguments::Command;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Runs a command.
///
/// # Errors
/// [`ExpectedError`]: what the user can cause, with its exit code.
pub(crate) fn run(command: Command, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    match command {
        Command::Run(args) => run::run(&args, context),
        Command::Replay(args) => replay::run(&args, context),
        Command::Report(args) => report::run(&args, context),
        Command::Pattern { command } => pattern::run(&command, context),
        Command::Transform(args) => transform::run(&args, context),
        Command::States { command } => states::run(&command, context),
        Command::Flow { command } => flow::run(&command, context),
        Command::Schema(args) => schema::run(args, context),
        Command::Completions(args) => completions::run(args, context),
        Command::Version => version::run(context),
    }
}
