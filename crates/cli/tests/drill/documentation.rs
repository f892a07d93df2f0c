//! What the documentation shows is what happens.

use crate::command::{code, firedrill, root, stderr, stdout};

/// The commands of a text that are shown with their output, `...` standing for any lines.
fn shown(text: &str) -> Vec<(Vec<&str>, Vec<&str>)> {
    let blocks = text.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    let commands = blocks.flat_map(|block| block.split("$ cargo run --release -- ").skip(1));
    commands
        .map(|command| {
            let mut lines = command.lines();
            let arguments = lines.next().unwrap().split_whitespace().collect();
            (arguments, lines.collect())
        })
        .collect()
}

/// Whether lines are those that are shown, in order.
fn agree(shown: &[&str], lines: &[&str]) -> bool {
    match (shown.split_first(), lines.split_first()) {
        (None, None) => true,
        (Some((&"...", rest)), _) => {
            (0..=lines.len()).any(|skipped| agree(rest, &lines[skipped..]))
        }
        (Some((wanted, shown)), Some((line, lines))) => wanted == line && agree(shown, lines),
        _ => false,
    }
}

#[test]
fn every_command_of_the_readme_prints_what_the_readme_shows() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let commands = shown(&readme);
    assert!(commands.len() > 5, "the commands of the README are not found");
    for (arguments, shown) in commands {
        let output = firedrill(&arguments);
        let text = stdout(&output);
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            agree(&shown, &lines),
            "{arguments:?} is shown with\n{shown:#?}\nand prints\n{text}"
        );
    }
}

#[test]
fn every_scenario_passes() {
    let output = firedrill(&["run"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
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
