//! `firedrill completions`: the completions of a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::context::write_result;
use crate::failure::IoFailure;
use crate::{Arguments, Context, ExpectedError, FiredrillExitCode};

/// Arguments of `completions`.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Args {
    /// The shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

pub(super) fn run(args: Args, _: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "firedrill", &mut text);
    write_result(&String::from_utf8_lossy(&text))
        .map_err(|error| IoFailure::new("write the completions", &error))?;
    Ok(FiredrillExitCode::Done)
}
