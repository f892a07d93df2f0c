//! `firedrill states`: state machines, one file a sub-command.

mod definition_file;
mod mocked_run;
mod run;
mod trace;

use clap::Subcommand;

use crate::{Context, ExpectedError, FiredrillExitCode};

/// What to do with state machines.
#[derive(Debug, Clone, Subcommand)]
pub enum StatesCommand {
    /// Run a state machine in virtual time, its tasks answered by mocks.
    Run(run::Args),
}

pub(super) fn run(
    command: &StatesCommand,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    match command {
        StatesCommand::Run(args) => run::run(args, context),
    }
}
