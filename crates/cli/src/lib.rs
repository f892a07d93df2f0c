//! The command line of Firedrill: arguments in, results out, exit codes.
//!
//! One file a sub-command, each with its arguments and one function. This crate owns the terminal
//! and the environment, which it reads once and passes down; it refuses to know any rule of AWS.

mod arguments;
mod aws_environment;
mod batch;
mod command;
mod context;
mod event_answers;
mod event_document;
mod event_files;
mod event_source;
mod excerpt;
mod exit_code;
mod failure;
mod input;
mod lint_report;
mod progress;

pub use arguments::Arguments;
pub use context::Context;
pub use exit_code::FiredrillExitCode;
pub use failure::ExpectedError;

use std::process::ExitCode;

use clap::Parser;

/// Runs the command that the process was started with.
#[must_use]
pub fn main_impl() -> ExitCode {
    silence_caught_panics();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors, and a standard output that is gone takes nothing.
            let _ = error.print();
            let code =
                if error.use_stderr() { FiredrillExitCode::Usage } else { FiredrillExitCode::Done };
            return code.into();
        }
    };
    let context = Context::read(&arguments.common);
    match command::run(arguments.command, &context) {
        Ok(code) => code.into(),
        Err(error) => {
            context::write_message(&error.render(&context));
            error.exit_code().into()
        }
    }
}

/// Leaves to the process's panic hook only the panics that nothing else tells of: one that ends as
/// the failure of an evaluation is told where the evaluation is.
fn silence_caught_panics() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !firedrill_states::is_panic_caught() {
            hook(panic);
        }
    }));
}
