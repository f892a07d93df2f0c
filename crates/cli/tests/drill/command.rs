//! Running the binary in the root of the project.

use std::path::{Path, PathBuf};
use std::process::Output;

/// The root of the project, where `scenarios/` and `fixtures/` are.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs `firedrill` with these arguments in the root of the project.
pub(crate) fn firedrill(arguments: &[&str]) -> Output {
    firedrill_with_input(arguments, "")
}

/// Runs `firedrill` with this text on its standard input.
pub(crate) fn firedrill_with_input(arguments: &[&str], input: &str) -> Output {
    command().args(arguments).write_stdin(input.to_owned()).output().unwrap()
}

/// Runs `firedrill` with these of AWS's own variables and no others.
pub(crate) fn firedrill_with_aws(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let inherited = std::env::vars_os().map(|(name, _)| name);
    let of_aws = inherited.filter(|name| name.to_string_lossy().starts_with("AWS_"));
    let mut command = command();
    for name in of_aws {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).args(arguments).output().unwrap()
}

fn command() -> assert_cmd::Command {
    let mut command = assert_cmd::Command::cargo_bin("firedrill").unwrap();
    command.current_dir(root()).env_remove("FIREDRILL_FLOW").env("NO_COLOR", "1");
    command
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}
