//! Loading flow folders: the flows of the repository, the example of the documentation, and folders
//! with things wrong.
#![cfg(test)]

mod documentation;
mod graph;
mod problems;

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_flow::{Flow, FlowError};

fn root() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize_utf8().unwrap()
}

fn flow(name: &str) -> Flow {
    Flow::load(&root().join("fixtures/flows").join(name)).unwrap()
}

const PATTERN: &str = r#"{"source": ["aws.guardduty"]}"#;
const MACHINE: &str = r#"{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}"#;
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;

/// Loads a folder with this `flow.toml`, the usual files, and these.
fn load_with(manifest: &str, files: &[(&str, &str)]) -> Result<Flow, FlowError> {
    let dir = tempfile::tempdir().unwrap();
    let head = "version = 2\nname = \"f\"\nregion = \"eu-west-1\"\n";
    std::fs::write(dir.path().join("flow.toml"), format!("{head}{manifest}")).unwrap();
    for (name, text) in [("p.json", PATTERN), ("m.json", MACHINE), ("policy.json", POLICY)] {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    for (name, text) in files {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    Flow::load(Utf8Path::from_path(dir.path()).unwrap())
}
