//! Running the binary in the root of the project.

use std::path::{Path, PathBuf};
use std::process::Output;

/// The root of the project, where `scenarios/` and `fixtures/` are.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs `firedrill` with these arguments in the root of the project.
pub(crate) fn firedrill(arguments: &[&str]) -> Output {
    assert_cmd::Command::cargo_bin("firedrill")
        .unwrap()
        .current_dir(root())
        .env_remove("FIREDRILL_FLOW")
        .env("NO_COLOR", "1")
        .args(arguments)
        .output()
        .unwrap()
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
