//! How far a story is followed, and what is told of one that passed.

use std::path::Path;

use crate::command::{code, firedrill, root, stderr, stdout};
use crate::fitted::copy;

const FINDING: &str = r#"finding: { type: "CryptoCurrency:Runtime/BitcoinTool.B!DNS", task: web }"#;

/// What a scenario with one task shows, and its exit code.
fn run(settings: &str, when: &str, then: &str, flow: &Path) -> (String, i32) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("story.yaml");
    let text = format!(
        "name: story\n{settings}\ngiven: {{ tasks: [{{ name: web, cluster: prod, service: web }}] }}\n\
         when: [{{ {when} }}]\nthen:\n{then}\n"
    );
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let output = firedrill(&["run", file, "--flow", flow.to_str().unwrap()]);
    (stdout(&output) + &stderr(&output), code(&output))
}

fn published() -> std::path::PathBuf {
    root().join("fixtures/flows/stop-task")
}

const NOTHING_HAPPENS: &str =
    "  - execution: none\n  - never: { task: { name: web, status: STOPPED } }";

#[test]
fn a_story_is_followed_from_its_last_stimulus_on() {
    let late = format!("at: 1h, {FINDING}");
    let (shown, code) = run("", &late, NOTHING_HAPPENS, &published());
    assert_eq!(code, 1, "{shown}");
    let stops = "  - task: { name: web, status: STOPPED }\n  - message: { count: 1 }";
    let (shown, code) = run("", &late, stops, &published());
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn a_story_that_is_cut_short_says_so() {
    let (shown, code) = run("until: 1s", FINDING, NOTHING_HAPPENS, &published());
    assert_eq!(code, 0, "{shown}");
    let note =
        "note: the story was still going on 1s after its last stimulus, where `until` ends it";
    assert!(shown.contains(note), "{shown}");
}

#[test]
fn a_story_that_does_not_come_to_rest_is_not_judged() {
    let dir = tempfile::tempdir().unwrap();
    copy(&published(), dir.path());
    let waiting = r#"{"StartAt": "StopTask", "States": {
        "StopTask": {"Type": "Wait", "Seconds": 3600, "End": true}
    }}"#;
    std::fs::write(dir.path().join("state-machine.asl.json"), waiting).unwrap();
    let (shown, code) = run("", FINDING, NOTHING_HAPPENS, dir.path());
    assert_ne!(code, 0, "{shown}");
    assert!(shown.contains("NOT EVALUATED"), "{shown}");
    assert!(
        shown.contains("the story had not come to rest 10m after its last stimulus"),
        "{shown}"
    );
    let never = "  - never: { task: { name: web, status: STOPPED } }";
    let (shown, code) = run("until: 2h", FINDING, never, dir.path());
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn what_an_outcome_rests_on_is_told_of_a_scenario_that_passed() {
    let stops = "  - task: { name: web, status: STOPPED }";
    let (shown, code) = run("", FINDING, stops, &published());
    assert_eq!(code, 0, "{shown}");
    for ground in [
        "backend: embedded, account ",
        "assumed: delays.detection 2m 30s",
        "note: IAM policies are stored and not enforced: every call is allowed",
    ] {
        assert!(shown.contains(ground), "{ground} is missing in {shown}");
    }
}

#[test]
fn what_fails_as_expected_is_not_blamed_for_what_held_and_must_not() {
    let then = "  - rule: matched\n  - message: none";
    let (shown, code) = run("fails: [rule, message]", FINDING, then, &published());
    assert_eq!(code, 1, "{shown}");
    let blamed = "rule: the rule matched, but the scenario expects this to fail";
    assert!(shown.contains(blamed), "{shown}");
    assert!(!shown.contains("message: a message was sent"), "{shown}");
    let (shown, code) = run("fails: [message]", FINDING, then, &published());
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn the_input_of_every_stimulus_is_judged() {
    let two =
        format!("{FINDING} }}, {{ {}", FINDING.replace("task: web", "task: web, title: other"));
    let other = "  - input: { delivered: { contains: other } }";
    let (shown, code) = run("", &two, other, &published());
    assert_eq!(code, 1, "{shown}");
    let none = "  - input: { delivered: { lacks: other } }";
    let (shown, code) = run("", &two, none, &published());
    assert_eq!(code, 1, "{shown}");
    let (shown, code) = run("", &two, "  - input: { delivered: { contains: prod } }", &published());
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn a_fault_that_no_call_came_for_fails_at_its_place() {
    let faults = "faults: [{ service: ecs, operation: ListClusters, error: ServerException, times: 7 }, \
                  { service: ecs, operation: StopTask, error: ServerException }]";
    let (shown, code) = run(faults, FINDING, "  - message: { count: 1 }", &published());
    assert_eq!(code, 1, "{shown}");
    let problem = "no call of ecs:ListClusters came that was to fail with ServerException";
    assert!(shown.contains(problem) && shown.contains("story.yaml:2:10"), "{shown}");
    assert!(!shown.contains("ecs:StopTask that"), "{shown}");
}

#[test]
fn a_fault_that_fewer_calls_came_for_is_told() {
    let faults =
        "faults: [{ service: ecs, operation: StopTask, error: ServerException, times: 3 }]";
    let (shown, code) = run(faults, FINDING, "  - message: { count: 1 }", &published());
    assert_eq!(code, 0, "{shown}");
    let note =
        "note: 2 more calls of ecs:StopTask that were to fail with ServerException were not made";
    assert!(shown.contains(note), "{shown}");
}

#[test]
fn stages_in_the_other_order_are_within_no_limit() {
    let then = "  - within: { from: task-stopped, to: message, limit: 1h }";
    let (shown, code) = run("", FINDING, then, &published());
    assert_eq!(code, 1, "{shown}");
    assert!(shown.contains("it came 15s 900ms before"), "{shown}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_report_that_cannot_be_written_is_no_success() {
    for form in ["json", "junit"] {
        let report = format!("{form}=/dev/full");
        let output = firedrill(&["run", "scenarios", "--quiet", "--report", &report]);
        assert_ne!(code(&output), 0, "{report}");
        assert!(stderr(&output).contains("write the report"), "{}", stderr(&output));
    }
}

#[test]
fn a_finding_of_another_region_is_replayed_where_it_is_from() {
    let finding = root().join("fixtures/findings/ecs-fargate-bitcoin-dns.json");
    let finding = std::fs::read_to_string(finding).unwrap();
    let elsewhere = finding.replace("ap-northeast-1", "eu-west-3");
    assert_ne!(elsewhere, finding);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), elsewhere).unwrap();
    let output = firedrill(&["replay", file.path().to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let shown = stdout(&output);
    let assumed = "assumed: the flow was deployed in eu-west-3, where the finding is from";
    assert!(shown.contains(assumed), "{shown}");
    let task = "arn:aws:ecs:eu-west-3:";
    assert!(shown.contains(task) && !shown.contains("ap-northeast-1"), "{shown}");
    let at_home = firedrill(&["replay", "fixtures/findings/ecs-fargate-bitcoin-dns.json"]);
    assert!(!stdout(&at_home).contains("the flow was deployed"), "{}", stdout(&at_home));
}

#[test]
fn every_stimulus_keeps_the_limit() {
    let late = format!("{FINDING} }}, {{ {FINDING}, delivery: {{ delay: 20m }}");
    let within = "  - within: { from: trigger, to: rule-matched, limit: 5m }";
    let (shown, code) = run("until: 1h", &late, within, &published());
    assert_eq!(code, 1, "{shown}");
    assert!(shown.contains("18m longer than the limit"), "{shown}");
    let first = "  - within: { from: trigger, to: rule-matched, limit: 5m, stimulus: 1 }";
    let (shown, code) = run("until: 1h", &late, first, &published());
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn services_of_one_name_are_told_apart_by_their_clusters() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("story.yaml");
    let text = format!(
        "name: story\ngiven:\n  tasks:\n    - {{ name: web, cluster: prod, service: web }}\n    \
         - {{ name: other, cluster: test, service: web }}\nwhen: [{{ {FINDING} }}]\nuntil: 5m\nthen:\n  \
         - service: {{ name: web, cluster: prod, running: 1, started: 1 }}\n  \
         - service: {{ name: web, cluster: test, running: 1, started: 0 }}\n"
    );
    std::fs::write(&file, text).unwrap();
    let output = firedrill(&["run", file.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn a_scenario_names_the_call_that_is_its_action() {
    let stops = "  - within: { from: execution-started, to: action, limit: 5m }";
    let (shown, code) = run("", FINDING, stops, &published());
    assert_eq!(code, 0, "{shown}");
    let (shown, code) = run("action: sns:Publish", FINDING, stops, &published());
    assert_eq!(code, 0, "{shown}");
    let (shown, code) = run("action: ecs:RunTask", FINDING, stops, &published());
    assert_eq!(code, 1, "{shown}");
    assert!(shown.contains("the stage `action` was not reached"), "{shown}");
}
