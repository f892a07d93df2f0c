//! What people have at hand is judged rightly, and alike by every command that takes events.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::{code, firedrill, firedrill_with_input, root, stderr, stdout};
use crate::fitted::copy;

const EVENT: &str = "fixtures/findings/ecs-fargate-bitcoin-dns.json";
const LOOKALIKE: &str = "fixtures/findings/lookalike-eks-runtime.json";
const PATTERN: &str = "fixtures/flows/stop-task/pattern.json";

fn fixture(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

/// A finding as the AWS CLI prints it, made of one as events have it.
fn of_the_api(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let (first, rest) = name.split_at(1);
                (first.to_uppercase() + rest, of_the_api(value))
            })
            .collect(),
        Value::Array(items) => items.iter().map(of_the_api).collect(),
        other => other.clone(),
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

fn gzipped(text: &str) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// What is told on standard error, without the breaks of its lines.
fn told(output: &std::process::Output) -> String {
    stderr(output).replace("│ ", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn matched(file: &str) -> std::process::Output {
    firedrill(&["pattern", "match", "--pattern", PATTERN, "--event", file])
}

#[test]
fn each_line_of_json_lines_is_judged() {
    let dir = Folder::new();
    let (yes, no) = (fixture(EVENT), fixture(LOOKALIKE));
    for (first, second) in [(&yes, &no), (&no, &yes)] {
        let file = dir.file("two.jsonl", format!("{first}\n\n{second}\n"));
        let output = matched(&file);
        assert_eq!(code(&output), 1, "{}", stderr(&output));
        let verdict = |event: &Value| if *event == yes { "matched" } else { "not matched" };
        let (first, second) = (verdict(first), verdict(second));
        assert_eq!(stdout(&output), format!("{file}:1: {first}\n{file}:3: {second}\n"));
    }
    let both = matched(&dir.file("both.jsonl", format!("{yes}\n{yes}\n")));
    assert_eq!(code(&both), 0, "{}", stderr(&both));
    let json = [
        "pattern",
        "match",
        "--format",
        "json",
        "--pattern",
        PATTERN,
        "--event",
        &dir.file("two.jsonl", format!("{yes}\n{no}\n")),
    ];
    let lines: Vec<Value> =
        stdout(&firedrill(&json)).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|line| line["matched"].as_bool()).collect();
    assert_eq!(told, [Some(true), Some(false)]);
    assert!(lines[1]["event"].as_str().unwrap().ends_with("two.jsonl:2"));
}

#[test]
fn explain_and_transform_answer_for_each_event() {
    let lines = format!("{}\n{}\n", fixture(EVENT), fixture(LOOKALIKE));
    let explain = ["pattern", "explain", "--pattern", PATTERN, "--event", "-"];
    let output = firedrill_with_input(&explain, &lines);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for part in ["standard input:1: matched\n", "standard input:2: not matched\n"] {
        assert!(stdout(&output).contains(part), "{part} is missing in\n{}", stdout(&output));
    }
    let output = firedrill_with_input(&["transform", "--event", "-"], &lines);
    for part in ["standard input:1:\n", "standard input:2:\n"] {
        assert!(stdout(&output).contains(part), "{part} is missing in\n{}", stdout(&output));
    }
    assert_eq!(stdout(&output).matches("\ndelivered\n").count(), 2, "{}", stdout(&output));
}

#[test]
fn a_line_that_is_none_is_told_with_its_place_and_ends_nothing() {
    let dir = Folder::new();
    let event = fixture(EVENT);
    let file = dir.file("mixed.jsonl", format!("{event}\n xyz\n{event} {event}\n{event}\n"));
    for arguments in [
        vec!["pattern", "match", "--pattern", PATTERN, "--event", file.as_str()],
        vec!["replay", file.as_str()],
    ] {
        let output = firedrill(&arguments);
        assert_eq!(code(&output), 3, "{}", stdout(&output));
        assert_eq!(stdout(&output).matches(" matched\n").count(), 2, "{}", stdout(&output));
        for part in ["(line 2, column 2)", "trailing characters (line 3, column"] {
            assert!(told(&output).contains(part), "{part} is missing in\n{}", told(&output));
        }
    }
}

#[test]
fn a_finding_is_recognised_alike_by_every_command() {
    let dir = Folder::new();
    let detail = &fixture(EVENT)["detail"];
    let api = json!({ "Findings": [of_the_api(detail)] });
    for (name, text) in [
        ("export.jsonl", format!("{detail}\n{detail}\n")),
        ("finding.json", serde_json::to_string_pretty(detail).unwrap()),
        ("get-findings.json", serde_json::to_string_pretty(&api).unwrap()),
        ("array.json", json!([detail, fixture(EVENT)]).to_string()),
        ("jq.json", format!("{detail:#}\n{detail:#}\n")),
        ("mark.json", format!("\u{feff}{detail}")),
    ] {
        let file = dir.file(name, text);
        let note = "wrapped as GuardDuty's event";
        let output = matched(&file);
        assert_eq!(code(&output), 0, "{name}: {}{}", stdout(&output), stderr(&output));
        assert_eq!(stderr(&output).matches(note).count(), 1, "{name}: {}", stderr(&output));
        let output = firedrill(&["pattern", "explain", "--pattern", PATTERN, "--event", &file]);
        assert!(!stdout(&output).contains("not matched"), "{name}: {}", stdout(&output));
        let output = firedrill(&["transform", "--event", &file]);
        assert_eq!(code(&output), 0, "{name}: {}", stdout(&output));
        let arn = detail["resource"]["ecsClusterDetails"]["taskDetails"]["arn"].as_str().unwrap();
        let delivered = format!("\"TaskArn\":  \"{arn}\"");
        assert!(stdout(&output).contains(&delivered), "{name}: {}", stdout(&output));
        let output = firedrill(&["replay", &file]);
        assert_eq!(code(&output), 0, "{name}: {}", stderr(&output));
        assert!(stdout(&output).contains(note), "{name}: {}", stdout(&output));
        assert!(stdout(&output).contains("is STOPPED"), "{name}: {}", stdout(&output));
    }
    let json = ["replay", "--format", "json", &dir.file("finding.json", detail.to_string())];
    let json: Value = serde_json::from_str(&stdout(&firedrill(&json))).unwrap();
    assert_eq!(json["readAs"], "finding");
}

#[test]
fn a_sample_of_get_findings_stays_a_sample() {
    let dir = Folder::new();
    let mut finding = of_the_api(&fixture(EVENT)["detail"]);
    finding["Service"]["AdditionalInfo"] =
        json!({ "Value": "{\"sample\":true}", "Type": "default" });
    let file = dir.file("sample.json", json!({ "Findings": [finding] }).to_string());
    let pattern = r#"{"detail": {"service": {"additionalInfo": {"sample": [true]}}}}"#;
    let output = firedrill(&["pattern", "match", "--pattern", pattern, "--event", &file]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[test]
fn what_is_neither_event_nor_finding_is_named() {
    let dir = Folder::new();
    for (name, text, part) in [
        (
            "asff.json",
            r#"{"SchemaVersion":"2018-10-08","AwsAccountId":"111122223333","ProductArn":"a"}"#,
            "Security Hub (ASFF)",
        ),
        (
            "trail.json",
            r#"{"Records":[{"eventVersion":"1.08","eventSource":"ecs","eventName":"StopTask"}]}"#,
            "a log file of CloudTrail",
        ),
        ("page.json", "<!DOCTYPE html>\n<html></html>\n", "HTML"),
        ("number.json", "7", "a number"),
    ] {
        let file = dir.file(name, text);
        for arguments in [
            vec!["replay", file.as_str()],
            vec!["transform", "--event", file.as_str()],
            vec!["pattern", "match", "--pattern", PATTERN, "--event", file.as_str()],
            vec!["pattern", "explain", "--pattern", PATTERN, "--event", file.as_str()],
        ] {
            let output = firedrill(&arguments);
            assert_eq!(code(&output), 3, "{arguments:?}: {}", stdout(&output));
            assert!(told(&output).contains(part), "{arguments:?}: {}", told(&output));
        }
    }
    let other = dir.file("other.json", r#"{"a": 1}"#);
    let output = firedrill(&["pattern", "match", "--pattern", r#"{"a": [1]}"#, "--event", &other]);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, "matched\n"));
    assert!(told(&output).contains("neither an event nor a finding"), "{}", told(&output));
    let output = firedrill(&["replay", &other]);
    assert_eq!(code(&output), 3);
    assert!(told(&output).contains("no finding either"), "{}", told(&output));
    let missing = dir.file("missing.json", r#"{"type":"T","resource":{},"accountId":"12"}"#);
    assert!(told(&firedrill(&["replay", &missing])).contains("`accountId`, a text of 12 digits"));
}

#[test]
fn a_folder_is_replayed_with_all_that_is_in_it() {
    let dir = Folder::new();
    let event = fixture(EVENT).to_string();
    let detail = fixture(EVENT)["detail"].to_string();
    let export = "AWSLogs/640028535582/GuardDuty/ap-northeast-1/2026/01/01/a.jsonl.gz";
    dir.file(export, gzipped(&format!("{detail}\n{detail}\n")));
    dir.file("a.ndjson", format!("{event}\n"));
    dir.file("b.log", &event);
    dir.file("c", gzipped(&event));
    dir.file("d.gz", gzipped(&event));
    dir.file("sub/deep/e.JSON", &event);
    dir.file("README.md", "# Findings\n");
    dir.file("sub/logo.png", b"\x89PNG\r\n");
    let output = firedrill(&["replay", dir.path()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stdout(&output).matches("is STOPPED").count(), 7, "{}", stdout(&output));
    for part in ["2 entries of", "not replayed: no JSON", "README.md, sub/logo.png"] {
        assert!(told(&output).contains(part), "{part} is missing in\n{}", told(&output));
    }
    let root = firedrill(&["replay", &format!("{}/AWSLogs", dir.path())]);
    assert_eq!(code(&root), 0, "{}", stderr(&root));
    assert_eq!(stdout(&root).matches("is STOPPED").count(), 2, "{}", stdout(&root));
    let empty = Folder::new();
    let output = firedrill(&["replay", empty.path(), &format!("{}/b.log", dir.path())]);
    assert_eq!(code(&output), 3);
    assert!(told(&output).contains("holds no event"), "{}", told(&output));
    assert!(stdout(&output).contains("is STOPPED"), "{}", stdout(&output));
}

#[test]
#[cfg(target_os = "linux")]
fn odd_entries_of_a_folder_do_not_stop_the_others() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let dir = Folder::new();
    let event = fixture(EVENT).to_string();
    dir.file("sub/a.json", &event);
    symlink(dir.0.path(), dir.0.path().join("sub/circle")).unwrap();
    symlink("/nowhere/at/all.json", dir.0.path().join("broken.json")).unwrap();
    fs::write(dir.0.path().join(OsStr::from_bytes(b"b\xff.json")), &event).unwrap();
    let listener = std::os::unix::net::UnixListener::bind(dir.0.path().join("socket.json"));
    let output = firedrill(&["replay", dir.path()]);
    drop(listener);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stdout(&output).matches("is STOPPED").count(), 2, "{}", stdout(&output));
    for part in ["sub/circle", "broken.json", "socket.json"] {
        assert!(told(&output).contains(part), "{part} is missing in\n{}", told(&output));
    }

    let dir = Folder::new();
    let scenario = fs::read(root().join("scenarios/stop-on-fargate.yaml")).unwrap();
    dir.file("a.yaml", &scenario);
    fs::write(dir.0.path().join(OsStr::from_bytes(b"c\xff.yaml")), &scenario).unwrap();
    fs::write(dir.0.path().join(OsStr::from_bytes(b"c\xff.txt")), "").unwrap();
    let output = firedrill(&["run", dir.path()]);
    assert_eq!(code(&output), 3, "{}", stdout(&output));
    assert!(stdout(&output).contains("2 scenarios: 1 passed, 1 invalid"), "{}", stdout(&output));
    assert!(told(&output).contains("its name is not UTF-8"), "{}", told(&output));
}

#[test]
fn an_event_that_the_bus_refuses_is_invalid_and_no_mismatch() {
    let dir = Folder::new();
    let mut event = fixture(EVENT);
    event["detail"]["x"] = json!("DEEP");
    let deep = format!("{}1{}", "{\"a\":".repeat(1000), "}".repeat(1000));
    let file = dir.file("deep.json", event.to_string().replace("\"DEEP\"", &deep));
    let output = firedrill(&["replay", &file]);
    assert_eq!(code(&output), 3, "{}", stdout(&output));
    assert!(told(&output).contains("nesting depth"), "{}", told(&output));
    assert!(!stdout(&output).contains("did not match"), "{}", stdout(&output));

    let scenario = "name: deep\nwhen:\n  - event: deep.json\nthen:\n  - rule: not-matched\n";
    let output = firedrill(&["run", &dir.file("deep.yaml", scenario)]);
    assert_eq!(code(&output), 3, "{}", stdout(&output));
    assert!(told(&output).contains("deep.yaml:3:"), "{}", told(&output));
}

#[test]
fn an_event_of_another_account_is_told_where_it_is_put_on_the_bus() {
    let dir = Folder::new();
    let event = root().join(EVENT);
    let text = |account: &str| {
        format!(
            "name: elsewhere\n{account}when:\n  - event: {}\nthen:\n  - rule: matched\n",
            event.display()
        )
    };
    let file = dir.file("elsewhere.yaml", text(""));
    let output = firedrill(&["run", "-q", &file]);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
    for part in
        ["the event is of account 640028535582", "account 111122223333", "elsewhere.yaml:3:"]
    {
        assert!(told(&output).contains(part), "{part} is missing in\n{}", told(&output));
    }
    let home = dir.file("home.yaml", text("account: \"640028535582\"\n"));
    let output = firedrill(&["run", "-q", &home]);
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
}

/// The published flow with other policies, or another trust.
fn flow(change: impl Fn(&Path)) -> Folder {
    let dir = Folder::new();
    copy(&root().join("fixtures/flows/stop-task"), dir.0.path());
    change(dir.0.path());
    dir
}

#[test]
fn the_last_line_of_a_run_says_that_permissions_were_not_checked() {
    let denied = flow(|dir| {
        let deny = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;
        for policy in fs::read_dir(dir.join("policies")).unwrap() {
            let policy = policy.unwrap().path();
            if !policy.to_str().unwrap().ends_with("-trust.json") {
                fs::write(policy, deny).unwrap();
            }
        }
    });
    let mistrusted = flow(|dir| {
        let file = dir.join("policies/eventbridge-target-trust.json");
        let trust = fs::read_to_string(&file).unwrap();
        let changed = trust.replace("events.amazonaws.com", "lambda.amazonaws.com");
        assert_ne!(trust, changed);
        fs::write(file, changed).unwrap();
    });
    let scenario = root().join("scenarios/stop-on-fargate.yaml");
    let scenario = scenario.to_str().unwrap();
    // Nobody asks what a role may do; whom it trusts is asked.
    for (flow, expected) in [(denied.path(), 0), (mistrusted.path(), 1)] {
        for more in [&["-q"][..], &["-v"], &[]] {
            let output = firedrill(&[more, &["run", scenario, "--flow", flow]].concat());
            assert_eq!(code(&output), expected, "{}", stderr(&output));
            let shown = stdout(&output);
            let last = shown.lines().last().unwrap();
            assert!(last.starts_with("permissions were not checked: "), "{shown}");
        }
    }
}

#[test]
fn a_definition_that_cannot_be_read_does_not_end_the_others() {
    let good = "fixtures/flows/stop-task/state-machine.asl.json";
    let output = firedrill(&["states", "validate", "nowhere.json", good]);
    assert_eq!(code(&output), 3);
    assert!(told(&output).contains("nowhere.json"), "{}", told(&output));
    assert!(stdout(&output).contains(&format!("{good}: 3 warnings")), "{}", stdout(&output));
}

#[test]
fn no_jobs_are_refused_in_words() {
    let output = firedrill(&["run", "-j", "0"]);
    assert_eq!(code(&output), 2);
    assert!(told(&output).contains("at least 1"), "{}", told(&output));
}
