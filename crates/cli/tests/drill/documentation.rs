//! What the documentation shows is what happens.

use crate::command::{code, firedrill, root, stderr, stdout};

#[test]
fn every_scenario_passes_and_the_summary_says_so() {
    let output = firedrill(&["run"]);
    let text = stdout(&output);
    assert_eq!(code(&output), 0, "{text}");
    let summary = text.lines().last().unwrap();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(summary), "the README does not show `{summary}`");
}

#[test]
fn the_replay_of_the_readme_prints_what_the_readme_shows() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, shown) = readme.split_once("-- replay ").unwrap();
    let (arguments, shown) = shown.split_once('\n').unwrap();
    let (shown, _) = shown.split_once("\n...").unwrap();
    let output = firedrill(&["replay", arguments]);
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).starts_with(shown), "{}", stdout(&output));
}

#[test]
fn the_scenario_of_the_readme_runs_and_the_schema_is_printed() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, yaml) = readme.split_once("```yaml\n").unwrap();
    let (yaml, _) = yaml.split_once("```").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("readme.yaml");
    std::fs::write(&file, yaml).unwrap();
    let output = firedrill(&["run", file.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));

    let schema: serde_json::Value =
        serde_json::from_str(&stdout(&firedrill(&["schema", "scenario"]))).unwrap();
    assert!(schema["properties"]["then"].is_object());
}

#[test]
fn a_broken_expectation_ends_with_1_a_caret_and_the_chain() {
    let scenario = std::fs::read_to_string(root().join("scenarios/stop-on-fargate.yaml")).unwrap();
    let broken = scenario
        .replace("{ name: bystander, status: RUNNING }", "{ name: bystander, status: STOPPED }");
    assert_ne!(scenario, broken);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("broken.yaml");
    std::fs::write(&file, broken).unwrap();
    let output = firedrill(&["run", file.to_str().unwrap()]);
    assert_eq!(code(&output), 1);
    let text = stdout(&output);
    for part in
        ["broken.yaml:14:", "^", "actual:", "RUNNING", "expected:", "STOPPED", "what led there"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}
