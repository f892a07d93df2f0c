//! The `firedrill` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    firedrill_cli::main_impl()
}
