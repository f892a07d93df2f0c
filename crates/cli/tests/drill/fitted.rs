//! Nothing is fitted to the published flow: take one piece of it away, and the record changes as
//! AWS would have it.

use std::path::Path;

use serde_json::Value;

use crate::command::{code, firedrill, root, stderr, stdout};

const FINDING: &str = "fixtures/findings/ecs-fargate-bitcoin-dns.json";

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a replay shows on the published flow with one file changed.
fn replay_with(event: &str, file: &str, change: impl Fn(&str) -> String) -> String {
    let dir = tempfile::tempdir().unwrap();
    copy(&root().join("fixtures/flows/stop-task"), dir.path());
    let path = dir.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "{file} did not change");
    std::fs::write(path, changed).unwrap();
    let output = firedrill(&["replay", event, "--flow", dir.path().to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output)
}

fn without(text: &str, pointer: &[&str]) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap();
    let (last, parents) = pointer.split_last().unwrap();
    let parent = parents.iter().fold(&mut value, |value, key| value.get_mut(key).unwrap());
    parent.as_object_mut().unwrap().shift_remove(*last).unwrap();
    if parent.as_object().unwrap().is_empty() {
        let (name, above) = parents.split_last().unwrap();
        let above = above.iter().fold(&mut value, |value, key| value.get_mut(key).unwrap());
        above.as_object_mut().unwrap().shift_remove(*name);
    }
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn without_a_leaf_of_the_pattern_its_look_alike_is_let_through() {
    let malware = "fixtures/findings/lookalike-ecs-malware-scan.json";
    let feature = |text: &str| without(text, &["detail", "service", "featureName"]);
    assert!(replay_with(malware, "pattern.json", feature).contains("-rule matched"));
    let eks = "fixtures/findings/lookalike-eks-runtime.json";
    let resource = |text: &str| without(text, &["detail", "resource", "resourceType"]);
    assert!(replay_with(eks, "pattern.json", resource).contains("-rule matched"));

    let dir = tempfile::tempdir().unwrap();
    let finding = std::fs::read_to_string(root().join(FINDING)).unwrap();
    for (leaf, from, to) in [
        ("detail-type", "\"GuardDuty Finding\"", "\"Another Finding\""),
        ("source", "\"aws.guardduty\"", "\"aws.other\""),
    ] {
        let event = dir.path().join("event.json");
        std::fs::write(&event, finding.replacen(from, to, 1)).unwrap();
        let event = event.to_str().unwrap();
        assert!(stdout(&firedrill(&["replay", event])).contains("did not match"), "{leaf}");
        let freed = replay_with(event, "pattern.json", |text| without(text, &[leaf]));
        assert!(freed.contains("-rule matched"), "{leaf}: {freed}");
    }
}

#[test]
fn without_an_input_path_its_placeholder_is_refused_before_anything_is_deployed() {
    for name in ["EcsClusterArn", "TaskDefinitionArn", "TaskArn", "GuardDutyFindingTitle"] {
        let dir = tempfile::tempdir().unwrap();
        copy(&root().join("fixtures/flows/stop-task"), dir.path());
        let path = dir.path().join("input-paths.json");
        let paths = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, without(&paths, &[name])).unwrap();
        let output = firedrill(&["replay", FINDING, "--flow", dir.path().to_str().unwrap()]);
        assert_eq!(code(&output), 3);
        let text = stderr(&output);
        assert!(text.contains(name) && text.contains("input-template.txt"), "{text}");
    }
}

#[test]
fn another_path_gives_the_target_another_input() {
    for (name, consequence) in [
        ("EcsClusterArn", "Notify Failure"),
        ("TaskArn", "Notify Failure"),
        ("GuardDutyFindingTitle", "Notify Success"),
        ("TaskDefinitionArn", "Notify Success"),
    ] {
        let shown = replay_with(FINDING, "input-paths.json", |text| {
            let mut paths: Value = serde_json::from_str(text).unwrap();
            paths[name] = "$.detail.schemaVersion".into();
            paths.to_string()
        });
        assert!(
            shown.contains(&format!("\"{name}\":  \"2.0\""))
                || shown.contains(&format!("\"{name}\": \"2.0\"")),
            "{shown}"
        );
        assert!(shown.contains(consequence), "{name}: {shown}");
    }
}

#[test]
fn without_its_catch_a_failed_stop_fails_the_execution() {
    let sample = "fixtures/findings/ecs-sample-bitcoin-dns.json";
    let caught = stdout(&firedrill(&["replay", sample]));
    assert!(caught.contains("Notify Failure"), "{caught}");
    let uncaught = replay_with(sample, "state-machine.asl.json", |text| {
        // Nothing else leads to the state, and AWS refuses a state that nothing leads to.
        let text = without(text, &["States", "StopTask", "Catch"]);
        without(&text, &["States", "Notify Failure"])
    });
    assert!(!uncaught.contains("Notify Failure"), "{uncaught}");
    assert!(uncaught.contains("failed"), "{uncaught}");
}

#[test]
fn another_topic_is_asked_for_and_a_missing_one_fails() {
    let shown = replay_with(FINDING, "state-machine.asl.json", |text| {
        text.replace("${TopicArn}", "arn:aws:sns:ap-northeast-1:640028535582:nowhere")
    });
    assert!(shown.contains("NotFound"), "{shown}");
    assert!(!shown.contains("  message "), "{shown}");
}

#[test]
fn another_flow_with_other_names_and_words_runs_as_well() {
    let flow = "fixtures/flows/stop-task-elsewhere";
    let text = stdout(&firedrill(&["replay", FINDING, "--flow", flow]));
    assert!(text.contains("matched") && text.contains("is STOPPED"), "{text}");
    assert!(!text.contains("Notify Success"), "{text}");
}
