//! `firedrill states`: state machines, one file a sub-command.

mod definition_request;
mod diff;
mod diff_text;
mod endpoint_run;
mod execution_start;
mod graph;
mod mocked_run;
mod run;
mod run_error;
mod states_file;
mod test;
mod trace;
mod validate;
mod workflow_type;

use clap::Subcommand;

use crate::{Context, ExpectedError, FiredrillExitCode};

/// What to do with state machines.
#[derive(Debug, Clone, Subcommand)]
pub enum StatesCommand {
    /// Run a state machine: in virtual time, its tasks answered by mocks, or in real time, its tasks
    /// performed on an endpoint.
    Run(run::Args),
    /// Draw a state machine.
    Graph(graph::Args),
    /// Say where two histories differ, compared as graphs: in whatever order branches took turns.
    Diff(diff::Args),
    /// Run one state by itself, its work mocked, and show the data after each step.
    Test(Box<test::Args>),
    /// Say what is wrong with definitions: what CreateStateMachine refuses, and what it would
    /// create and not do.
    Validate(validate::Args),
}

pub(super) fn run(
    command: &StatesCommand,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    match command {
        StatesCommand::Run(args) => run::run(args, context),
        StatesCommand::Graph(args) => graph::run(args, context),
        StatesCommand::Diff(args) => diff::run(args, context),
        StatesCommand::Test(args) => test::run(args, context),
        StatesCommand::Validate(args) => validate::run(args, context),
    }
}
