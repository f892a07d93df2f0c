//! The example of `docs/flow.md` is a flow.

use camino::Utf8Path;
use firedrill_diagnostic::Lint;
use firedrill_flow::{Flow, FlowLint, WorkflowKind, lint, schema};
use miette::Diagnostic;
use serde_json::Value;

use crate::root;

/// The blocks of the page that have the name of a file behind their language.
fn written_from_the_page(dir: &Utf8Path) {
    let page = std::fs::read_to_string(root().join("docs/flow.md")).unwrap();
    for block in page.split("\n```").skip(1).step_by(2) {
        let (line, text) = block.split_once('\n').unwrap();
        if let Some((_, name)) = line.split_once(' ') {
            std::fs::write(dir.join(name), text).unwrap();
        }
    }
}

#[test]
fn the_example_loads_and_has_no_warnings() {
    let dir = tempfile::tempdir().unwrap();
    let dir = Utf8Path::from_path(dir.path()).unwrap();
    written_from_the_page(dir);
    let flow = Flow::load(dir).unwrap();
    assert_eq!(flow.first_state_machine().unwrap().kind, WorkflowKind::Express);
    let target = &flow.first_rule().unwrap().targets[0];
    assert_eq!(target.retry_policy.unwrap().maximum_retry_attempts, Some(4));
    let warnings = lint(&flow);
    assert!(warnings.is_empty(), "{warnings:#?}");
}

#[test]
fn without_its_policy_the_dead_letter_queue_of_the_example_is_warned_of() {
    let dir = tempfile::tempdir().unwrap();
    let dir = Utf8Path::from_path(dir.path()).unwrap();
    written_from_the_page(dir);
    let manifest = std::fs::read_to_string(dir.join("flow.toml")).unwrap();
    let without = manifest.replace("policy = \"undelivered.json\"\n", "");
    assert_ne!(without, manifest);
    std::fs::write(dir.join("flow.toml"), without).unwrap();
    let warnings = lint(&Flow::load(dir).unwrap());
    let codes: Vec<String> =
        warnings.iter().map(|warning| warning.code().unwrap().to_string()).collect();
    assert_eq!(codes, [FlowLint::QueueRefusesSender.code()]);
    assert!(warnings[0].file().ends_with("flow.toml"));
}

#[test]
fn every_key_of_the_schema_is_on_the_page() {
    fn keys(value: &Value, found: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            found.extend(properties.keys().cloned());
        }
        match value {
            Value::Object(members) => members.values().for_each(|member| keys(member, found)),
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }
    let page = std::fs::read_to_string(root().join("docs/flow.md")).unwrap();
    let mut found = Vec::new();
    keys(&schema(), &mut found);
    assert!(found.len() > 40, "{found:?}");
    for key in found {
        let is_told = [format!("`{key}`"), format!("[{key}"), format!(".{key}")];
        assert!(is_told.iter().any(|key| page.contains(key)), "the page lacks {key}");
    }
}
