//! Input of any size and shape gives a diagnostic with a place and its exit code.

use std::io::Write;
use std::path::Path;

use crate::command::{code, firedrill, firedrill_with_input, root, stderr, stdout};

const GOOD: &str = "name: x\nwhen:\n  - event: e.json\nthen:\n  - rule: matched\n";

fn run_text(bytes: &[u8]) -> (i32, String) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("s.yaml");
    std::fs::write(&file, bytes).unwrap();
    let output = firedrill(&["run", file.to_str().unwrap()]);
    (code(&output), format!("{}{}", stdout(&output), stderr(&output)))
}

fn invalid(bytes: &[u8], parts: &[&str]) {
    let (code, text) = run_text(bytes);
    assert_eq!(code, 3, "{text}");
    for part in parts {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn scenario_files_that_are_none_are_refused_with_their_place() {
    invalid(b"", &["holds no scenario"]);
    invalid(&GOOD.as_bytes()[..GOOD.len() - 9], &["s.yaml"]);
    invalid(b"name: \xff\xfe", &["not UTF-8", "offset 6"]);
    invalid(
        GOOD.replace("then:", "than:").as_bytes(),
        &["unknown key `than`", "did you mean `then`", "s.yaml:4:1"],
    );
    invalid(
        GOOD.replace("rule:", "rul:").as_bytes(),
        &["unknown key `rul`", "did you mean `rule`"],
    );
    invalid(
        GOOD.replace("event: e.json", "event: nowhere.json").as_bytes(),
        &["nowhere.json", "s.yaml:3:"],
    );
    invalid(
        b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        &["s.yaml"],
    );
    let deep = "[".repeat(100_000);
    invalid(deep.as_bytes(), &["s.yaml"]);
}

#[test]
fn a_fault_that_could_never_come_about_is_refused() {
    let with = |fault: &str| format!("{GOOD}faults:\n  - {fault}\n");
    invalid(
        with("{ service: ecs, operation: StopTasks, error: X }").as_bytes(),
        &["does not serve `ecs:StopTasks`", "did you mean `StopTask`?", "s.yaml:7:5"],
    );
    invalid(
        with("{ service: ECS, operation: StopTask, error: X }").as_bytes(),
        &["no service `ECS`", "ecs"],
    );
    invalid(
        with("{ service: ecs, operation: StopTask, error: X, times: 0 }").as_bytes(),
        &["`times: 0` lets no call fail"],
    );
}

#[test]
fn a_yaml_bomb_is_refused() {
    let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (level, letter) in ('b'..='j').enumerate() {
        let before = char::from(b'a' + u8::try_from(level).unwrap());
        let aliases = vec![format!("*{before}"); 10].join(",");
        bomb.push_str(&format!("{letter}: &{letter} [{aliases}]\n"));
    }
    let (code, text) = run_text(bomb.as_bytes());
    assert_eq!(code, 3, "{text}");
}

fn sparse(path: &Path, length: u64) {
    std::fs::File::create(path).unwrap().set_len(length).unwrap();
}

#[test]
fn a_scenario_of_200_megabytes_is_refused_without_being_read() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("s.yaml");
    sparse(&file, 200 * 1024 * 1024);
    let output = firedrill(&["run", file.to_str().unwrap()]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("larger than"), "{}", stderr(&output));
}

#[test]
fn json_lines_are_streamed_and_a_bad_line_ends_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("events.jsonl");
    let event =
        std::fs::read_to_string(root().join("fixtures/findings/lookalike-eks-runtime.json"))
            .unwrap();
    let event: serde_json::Value = serde_json::from_str(&event).unwrap();
    let mut lines = std::fs::File::create(&file).unwrap();
    writeln!(lines, "{event}\nnot json\n{}\n{event}", "[".repeat(100_000)).unwrap();
    let output = firedrill(&["replay", file.to_str().unwrap()]);
    assert_eq!(code(&output), 3);
    assert_eq!(stdout(&output).matches("did not match").count(), 2);
    assert_eq!(stderr(&output).matches("not an event").count(), 2, "{}", stderr(&output));
}

#[test]
fn events_that_are_none_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let replay = |bytes: &[u8]| {
        let file = dir.path().join("e.json");
        std::fs::write(&file, bytes).unwrap();
        let output = firedrill(&["replay", file.to_str().unwrap()]);
        (code(&output), stderr(&output))
    };
    for bytes in [&b""[..], b"{", b"\xff", b"{}", b"[]", "[".repeat(100_000).as_bytes()] {
        let (code, text) = replay(bytes);
        assert_eq!(code, 3, "{text}");
        assert!(text.contains("e.json"), "{text}");
    }
}

/// The published flow with one file changed.
fn changed_flow(file: &str, change: impl Fn(&str) -> String) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    crate::fitted::copy(&root().join("fixtures/flows/stop-task"), dir.path());
    let path = dir.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    std::fs::write(path, changed).unwrap();
    dir
}

#[test]
fn flows_that_are_not_valid_are_refused_with_their_place() {
    type Change = fn(&str) -> String;
    let cases: [(&str, Change, &[&str]); 5] = [
        (
            "pattern.json",
            |t| t.replace("[\"ECSCluster\"]", "[{\"regex\": \".*\"}]"),
            &["Unrecognized match type regex", "pattern.json"],
        ),
        ("pattern.json", |_| "[".repeat(4000), &["pattern.json"]),
        (
            "state-machine.asl.json",
            |t| t.replacen("\"Type\": \"Task\"", "\"Type\": \"Tusk\"", 1),
            &["state-machine.asl.json"],
        ),
        (
            "state-machine.asl.json",
            |t| t.replace("ecs:stopTask", "ecs:stopTaskX"),
            &["not recognized", "state-machine.asl.json"],
        ),
        (
            "flow.toml",
            |t| t.replace("publish = true", "publsh = true"),
            &["did you mean `publish`", "flow.toml"],
        ),
    ];
    for (file, change, parts) in cases {
        let dir = changed_flow(file, change);
        let finding = "fixtures/findings/ecs-fargate-bitcoin-dns.json";
        let output = firedrill(&["replay", finding, "--flow", dir.path().to_str().unwrap()]);
        let text = stderr(&output);
        assert_eq!(code(&output), 3, "{text}");
        for part in parts {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }
}

#[test]
fn nothing_to_run_and_a_wrong_command_line_have_their_codes() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(code(&firedrill(&["run", dir.path().to_str().unwrap()])), 6);
    assert_eq!(code(&firedrill(&["run", "--no-such-flag"])), 2);
    assert_eq!(code(&firedrill(&["version"])), 0);
}

#[test]
fn what_is_not_modelled_ends_with_4_and_its_name() {
    let scenario = "name: x\ngiven:\n  tasks:\n    - { name: web, cluster: c, service: web }\nwhen:\n  - exec: { task: web, command: id }\nthen:\n  - rule: matched\n";
    let (code, text) = run_text(scenario.as_bytes());
    assert_eq!(code, 4, "{text}");
    assert!(text.contains("ECS Exec"), "{text}");
}

/// Whether a terminal would act on any of this.
fn acts_on_terminals(text: &str) -> bool {
    text.chars().any(|character| {
        (character.is_control() && !matches!(character, '\n' | '\t')) || character == '\u{202e}'
    })
}

#[test]
fn what_strangers_wrote_acts_on_no_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let scenario = dir.path().join("odd.yaml");
    std::fs::write(&scenario, "name: odd\n\"a\u{202e}\u{9b}31m\": 1\n").unwrap();
    let finding =
        std::fs::read_to_string(root().join("fixtures/findings/ecs-fargate-bitcoin-dns.json"))
            .unwrap();
    let event = dir.path().join("event.json");
    let titled = finding.replacen("\"title\": \"", "\"title\": \"\u{9b}31m\u{202e}", 1);
    assert_ne!(titled, finding);
    std::fs::write(&event, titled).unwrap();
    let flow = dir.path().join("flow");
    crate::fitted::copy(&root().join("fixtures/flows/stop-task"), &flow);
    let manifest = std::fs::read_to_string(flow.join("flow.toml")).unwrap();
    let renamed = manifest.replacen("name = \"", "name = \"\\u001b[2J\\u202e", 1);
    assert_ne!(renamed, manifest);
    std::fs::write(flow.join("flow.toml"), renamed).unwrap();
    let (scenario, event, flow) =
        (scenario.to_str().unwrap(), event.to_str().unwrap(), flow.to_str().unwrap());
    let pattern = "{\"a\u{202e}\": [\"\u{9b}31m\"]}";
    let batch = "{\"id\": \"\u{202e}\", \"pattern\": \"\u{9b}\"}\n";
    for (arguments, input) in [
        (vec!["run", scenario], ""),
        (vec!["run", "no\u{1b}[31m.yaml"], ""),
        (vec!["replay", event], ""),
        (vec!["--format", "json", "replay", event], ""),
        (vec!["flow", "show", "--flow", flow], ""),
        (vec!["--format", "json", "flow", "show", "--flow", flow], ""),
        (vec!["pattern", "lint", "--pattern", pattern], ""),
        (
            vec!["--format", "json", "pattern", "explain", "--pattern", pattern, "--event", event],
            "",
        ),
        (vec!["pattern", "match", "--batch"], batch),
    ] {
        let output = firedrill_with_input(&arguments, input);
        let shown = stdout(&output) + &stderr(&output);
        assert!(shown.len() > 20, "{arguments:?} shows nothing");
        assert!(!acts_on_terminals(&shown), "{arguments:?}: {shown:?}");
    }
}
