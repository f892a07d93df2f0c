//! Every diagnostic of an input file, word for word, as its user sees it.
//!
//! `INSTA_UPDATE=always cargo test -p firedrill-cli` writes the golden files anew.

use std::path::Path;

use crate::command::{code, firedrill, root, stderr};

const FINDING: &str = "fixtures/findings/ecs-fargate-bitcoin-dns.json";

/// What the command writes to standard error, with its exit code; `dir` is where its files are.
fn refusal(arguments: &[&str], dir: &Path) -> String {
    let output = firedrill(arguments);
    let text = stderr(&output).replace(dir.to_str().unwrap(), "DIR");
    format!("exit code {}\n{text}", code(&output))
}

fn refused_scenario(text: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("scenario.yaml");
    std::fs::write(&file, text).unwrap();
    refusal(&["run", "--quiet", file.to_str().unwrap()], dir.path())
}

fn refused_flow(file: &str, from: &str, to: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    crate::fitted::copy(&root().join("fixtures/flows/stop-task"), dir.path());
    let path = dir.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no `{from}`");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    refusal(&["replay", FINDING, "--flow", dir.path().to_str().unwrap()], dir.path())
}

fn refused_event(bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("event.json");
    std::fs::write(&file, bytes).unwrap();
    refusal(&["replay", file.to_str().unwrap()], dir.path())
}

const SCENARIO: &str = "\
name: a scenario
given:
  tasks:
    - { name: web, cluster: prod, service: web }
when:
  - finding: { type: \"CryptoCurrency:Runtime/BitcoinTool.B!DNS\", task: web }
then:
  - rule: matched
";

/// A name for the golden file, what is replaced in [`SCENARIO`], and by what.
const SCENARIOS: &[(&str, &str, &str)] = &[
    ("unknown_key", "given:", "givn:"),
    ("unknown_key_within", "cluster: prod", "clustr: prod"),
    ("unknown_assertion", "rule: matched", "task-stopped: web"),
    ("unknown_verdict", "rule: matched", "rule: match"),
    ("missing_key", "name: a scenario\n", ""),
    ("wrong_type", "name: a scenario", "name: [a, scenario]"),
    ("not_yaml", "then:\n", "then: {\n"),
    (
        "no_stimulus",
        "  - finding: { type: \"CryptoCurrency:Runtime/BitcoinTool.B!DNS\", task: web }\n",
        "  []\n",
    ),
    ("no_assertion", "  - rule: matched\n", "  []\n"),
    ("two_stimuli_in_one", "task: web }\n", "task: web }\n    event: e.json\n"),
    ("no_such_task", "task: web", "task: wbe"),
    ("no_such_type", "BitcoinTool.B!DNS", "BitcoinTol.B!DNS"),
    ("severity_out_of_range", "task: web }\n", "task: web, severity: 11 }\n"),
    ("two_tasks_of_one_name", "when:", "    - { name: web, cluster: c }\nwhen:"),
    ("bad_task_name", "name: web, cluster", "name: \"w b\", cluster"),
    ("id_and_service", "service: web", "service: web, id: a"),
    (
        "tasks_of_a_service_differ_in_launch_type",
        "when:",
        "    - { name: b, cluster: prod, service: web, launchType: EC2 }\nwhen:",
    ),
    (
        "tasks_of_a_service_differ_in_family",
        "when:",
        "    - { name: b, cluster: prod, service: web, family: job }\nwhen:",
    ),
    (
        "tasks_of_a_service_differ_in_stop_timeout",
        "when:",
        "    - { name: b, cluster: prod, service: web, stopTimeout: 30s }\nwhen:",
    ),
    ("stop_timeout_of_half_a_second", "service: web", "service: web, stopTimeout: 1500ms"),
    ("unknown_delay", "then:", "delays: { detecton: 1m }\nthen:"),
    ("bad_length", "then:", "until: 5 parsecs\nthen:"),
    ("bad_account", "given:", "account: \"12\"\ngiven:"),
    (
        "unknown_fault_service",
        "then:",
        "faults: [{ service: ec, operation: StopTask, error: E }]\nthen:",
    ),
    (
        "unknown_fault_operation",
        "then:",
        "faults: [{ service: ecs, operation: StopTsk, error: E }]\nthen:",
    ),
    (
        "unknown_fault_error",
        "then:",
        "faults: [{ service: ecs, operation: StopTask, error: ThrottlingExcepton }]\nthen:",
    ),
    (
        "unknown_call_service",
        "rule: matched",
        "never: { call: { service: esc, operation: StopTask } }",
    ),
    ("unknown_call_operation", "rule: matched", "call: { operation: StopTsk, count: 0 }"),
    (
        "unknown_call_error",
        "rule: matched",
        "never: { call: { operation: StopTask, error: ClusterNotFoundExcepton } }",
    ),
    ("count_of_never", "rule: matched", "never: { message: { count: 5 } }"),
    ("count_of_never_call", "rule: matched", "never: { call: { operation: StopTask, count: 3 } }"),
    ("leaf_of_a_match", "rule: matched", "rule: { verdict: matched, leaf: source }"),
    ("unknown_service", "rule: matched", "service: { name: wbe, running: 0 }"),
    (
        "unknown_root_of_a_name",
        "rule: matched",
        "never: { message: { body: { contains: $tasks.web.arn } } }",
    ),
    ("unknown_name", "rule: matched", "message: { body: { contains: $task.wbe.arn } }"),
    ("stage_within_itself", "rule: matched", "within: { from: message, to: message, limit: 5m }"),
    (
        "stimulus_that_is_not_there",
        "rule: matched",
        "within: { from: finding, to: message, limit: 5m, stimulus: 2 }",
    ),
    (
        "services_of_one_name_in_two_clusters",
        "    - { name: web, cluster: prod, service: web }\nwhen:\n  - finding: \
         { type: \"CryptoCurrency:Runtime/BitcoinTool.B!DNS\", task: web }\nthen:\n  - rule: matched",
        "    - { name: web, cluster: prod, service: web }\n    - { name: spare, cluster: test, \
         service: web }\nwhen:\n  - finding: \
         { type: \"CryptoCurrency:Runtime/BitcoinTool.B!DNS\", task: web }\nthen:\n  \
         - service: { name: web, running: 1 }",
    ),
    (
        "service_of_another_cluster",
        "rule: matched",
        "service: { name: web, cluster: prd, running: 1 }",
    ),
    ("action_that_is_no_call", "given:", "action: StopTask\ngiven:"),
    ("action_that_nobody_serves", "given:", "action: ecs:StopTsk\ngiven:"),
    ("nothing_said_of_a_task", "rule: matched", "task: { name: web }"),
    ("nothing_else_false", "rule: matched", "nothing-else: false"),
    ("fails_names_no_assertion", "then:", "fails: [tusk]\nthen:"),
    (
        "event_file_missing",
        "finding: { type: \"CryptoCurrency:Runtime/BitcoinTool.B!DNS\", task: web }",
        "event: nowhere.json",
    ),
    ("flow_missing", "given:", "flow: nowhere\ngiven:"),
];

#[test]
fn of_scenarios() {
    insta::assert_snapshot!("scenario_empty", refused_scenario(""));
    for (name, from, to) in SCENARIOS {
        assert!(SCENARIO.contains(from), "{name}");
        let text = refused_scenario(&SCENARIO.replacen(from, to, 1));
        assert!(text.starts_with("exit code 3"), "{name}: {text}");
        insta::assert_snapshot!(format!("scenario_{name}"), text);
    }
}

/// A name for the golden file, the file of the published flow, what is replaced in it, by what.
const FLOWS: &[(&str, &str, &str, &str)] = &[
    ("unknown_key", "flow.toml", "publish = true", "publsh = true"),
    ("version", "flow.toml", "version = 1", "version = 2"),
    ("not_toml", "flow.toml", "name = \"stop-task\"", "name = \"stop-task"),
    (
        "no_such_role",
        "flow.toml",
        "role = \"ecs-runtime-monitoring-stop-task-dev-state-machine-role\"",
        "role = \"nobody\"",
    ),
    ("paths_without_template", "flow.toml", "input-template = \"input-template.txt\"\n", ""),
    ("no_such_log_group", "flow.toml", "log-group = \"ecs", "log-group = \"eks"),
    ("repeated_path", "input-paths.json", "{", "{\n  \"TaskArn\": \"$.detail.id\","),
    ("path_that_is_no_text", "input-paths.json", "{", "{\n  \"Id\": 1,"),
    ("file_missing", "flow.toml", "pattern = \"pattern.json\"", "pattern = \"nowhere.json\""),
    ("policy_not_json", "policies/state-machine.json", "{", "{{"),
    ("pattern_not_json", "pattern.json", "{", "{,"),
    ("pattern_leaf_not_an_array", "pattern.json", "[\"ECSCluster\"]", "\"ECSCluster\""),
    ("pattern_unknown_operator", "pattern.json", "[\"ECSCluster\"]", "[{\"regex\": \".*\"}]"),
    ("pattern_empty_array", "pattern.json", "[\"ECSCluster\"]", "[]"),
    ("input_path", "input-paths.json", "\"$.detail", "\"detail"),
    ("machine_not_json", "state-machine.asl.json", "{", "{,"),
    ("machine_unknown_type", "state-machine.asl.json", "\"Type\": \"Task\"", "\"Type\": \"Tusk\""),
    (
        "machine_no_such_state",
        "state-machine.asl.json",
        "\"StartAt\": \"StopTask\"",
        "\"StartAt\": \"StopTsk\"",
    ),
    ("machine_no_such_action", "state-machine.asl.json", "ecs:stopTask", "ecs:stopTsk"),
];

#[test]
fn of_flows() {
    for (name, file, from, to) in FLOWS {
        let text = refused_flow(file, from, to);
        assert!(text.starts_with("exit code 3"), "{name}: {text}");
        insta::assert_snapshot!(format!("flow_{name}"), text);
    }
}

#[test]
fn of_events() {
    insta::assert_snapshot!("event_empty", refused_event(b""));
    insta::assert_snapshot!("event_truncated", refused_event(b"{\"source\": \"aws.gua"));
    insta::assert_snapshot!("event_not_utf8", refused_event(b"{\"source\": \"\xff\"}"));
    insta::assert_snapshot!("event_not_an_event", refused_event(b"{}"));
    insta::assert_snapshot!("event_array", refused_event(b"[1, 2]"));
    let dir = tempfile::tempdir().unwrap();
    let nowhere = dir.path().join("nowhere.json");
    insta::assert_snapshot!(
        "event_unreadable",
        refusal(&["replay", nowhere.to_str().unwrap()], dir.path())
    );
    insta::assert_snapshot!(
        "run_nothing_selected",
        refusal(&["run", dir.path().to_str().unwrap()], dir.path())
    );
}
