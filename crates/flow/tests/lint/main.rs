//! Lints of flows: the published flow, and flows with one thing wrong.
#![cfg(test)]

mod pages;

use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_diagnostic::Lint;
use firedrill_flow::{Flow, FlowError, FlowLint, InFile, lint};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

fn root() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize_utf8().unwrap()
}

fn published() -> Utf8PathBuf {
    root().join("fixtures/flows/stop-task")
}

fn copy(from: &Path, to: &Path) {
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

/// The warnings about the rule of the published flow with some of its files replaced.
fn warnings_with(files: &[(&str, &str)]) -> Vec<InFile> {
    all_warnings_with(files).into_iter().filter(|warning| !is_of_machine(warning)).collect()
}

fn is_of_machine(warning: &InFile) -> bool {
    warning.code().unwrap().to_string().starts_with("firedrill::states::")
}

fn all_warnings_with(files: &[(&str, &str)]) -> Vec<InFile> {
    let dir = tempfile::tempdir().unwrap();
    copy(published().as_std_path(), dir.path());
    for (file, text) in files {
        std::fs::write(dir.path().join(file), text).unwrap();
    }
    let dir = Utf8Path::from_path(dir.path()).unwrap();
    lint(&Flow::load(dir).unwrap())
}

/// Why the published flow with some of its files replaced cannot be loaded.
fn refused_with(files: &[(&str, &str)]) -> FlowError {
    let dir = tempfile::tempdir().unwrap();
    copy(published().as_std_path(), dir.path());
    for (file, text) in files {
        std::fs::write(dir.path().join(file), text).unwrap();
    }
    Flow::load(Utf8Path::from_path(dir.path()).unwrap()).unwrap_err()
}

fn codes(warnings: &[InFile]) -> Vec<String> {
    warnings.iter().map(|warning| warning.code().unwrap().to_string()).collect()
}

/// Whether a flow with this pattern is warned of.
fn pattern_warned(lint: FlowLint, pattern: &str) -> bool {
    codes(&warnings_with(&[("pattern.json", pattern)])).iter().any(|code| code == lint.code())
}

fn shown(warnings: &[InFile], dir: &Utf8Path) -> String {
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut text = String::new();
    for warning in warnings {
        handler.render_report(&mut text, warning).unwrap();
    }
    text.replace(&format!("{dir}/"), "")
}

/// A pattern of findings with these members of `detail`.
fn findings(detail: &str) -> String {
    format!(
        r#"{{"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"], "detail": {{{detail}}}}}"#
    )
}

const RUNTIME: &str = r#""service": {"featureName": ["RuntimeMonitoring"], "archived": [false],
    "additionalInfo": {"sample": [{"exists": false}]}}, "severity": [{"numeric": [">=", 4]}]"#;

const ON_TASK: &str = r#""resource": {"resourceType": ["ECSCluster"], "ecsClusterDetails":
    {"taskDetails": {"arn": [{"exists": true}]}}}"#;

#[test]
fn the_published_flow_has_the_warnings_it_should() {
    let dir = published();
    let warnings = lint(&Flow::load(&dir).unwrap());
    insta::assert_snapshot!("published", shown(&warnings, &dir));
}

#[test]
fn a_hardened_flow_has_none() {
    let pattern = findings(&format!("{RUNTIME}, {ON_TASK}"));
    let warnings = warnings_with(&[("pattern.json", &pattern)]);
    assert!(warnings.is_empty(), "{}", shown(&warnings, Utf8Path::new("")));
}

#[test]
fn values_of_an_account_do_not_matter() {
    let pattern = findings(&format!(
        r#"{RUNTIME}, "accountId": ["999999999999"], "resource": {{"resourceType": ["ECSCluster"],
        "ecsClusterDetails": {{"name": ["payments"], "taskDetails": {{"arn": [{{"prefix": "arn:aws:ecs:us-west-2"}}]}}}}}}"#
    ));
    let warnings = warnings_with(&[("pattern.json", &pattern)]);
    assert!(warnings.is_empty(), "{}", shown(&warnings, Utf8Path::new("")));
}

#[test]
fn what_is_let_through_is_told() {
    let open =
        findings(&format!(r#""service": {{"featureName": ["RuntimeMonitoring"]}}, {ON_TASK}"#));
    let closed = findings(&format!("{RUNTIME}, {ON_TASK}"));
    for lint in
        [FlowLint::SamplesLetThrough, FlowLint::ArchivedLetThrough, FlowLint::LowSeverityLetThrough]
    {
        assert!(pattern_warned(lint, &open), "{lint:?}");
        assert!(!pattern_warned(lint, &closed), "{lint:?}");
    }
}

#[test]
fn fields_that_no_finding_has_are_told() {
    let field = |detail: &str| findings(&format!("{RUNTIME}, {ON_TASK}, {detail}"));
    for (lint, detail) in [
        (FlowLint::UnknownField, r#""featureName": ["RuntimeMonitoring"]"#),
        (FlowLint::UnknownField, r#""resource.ecsClusterDetails.clusterArn": ["arn:x"]"#),
        (FlowLint::ObjectField, r#""resource.ecsClusterDetails.taskDetails": [{"exists": true}]"#),
        (FlowLint::UnknownFindingType, r#""type": ["Execution:Runtime/RevereShell"]"#),
        (FlowLint::WrongType, r#""service.count": ["1"]"#),
        (FlowLint::WrongType, r#""service.additionalInfo.sample": ["true"]"#),
        (FlowLint::NoFindingMatches, r#""schemaVersion": ["1.0"]"#),
        (FlowLint::NoFindingMatches, r#""type": ["Recon:EC2/Portscan"]"#),
    ] {
        assert!(pattern_warned(lint, &field(detail)), "{lint:?} is silent about {detail}");
    }
    for (name, detail) in [
        ("unknown_field", r#""featureName": ["RuntimeMonitoring"]"#),
        ("object_field", r#""resource.ecsClusterDetails.taskDetails": [{"exists": true}]"#),
        ("unknown_finding_type", r#""type": ["Execution:Runtime/RevereShell"]"#),
        ("wrong_type", r#""service.count": ["1"]"#),
        ("no_finding_matches", r#""schemaVersion": ["1.0"]"#),
    ] {
        let pattern =
            format!("{{\n  \"source\": [\"aws.guardduty\"],\n  \"detail\": {{{detail}}}\n}}");
        let warnings = warnings_with(&[("pattern.json", &pattern)]);
        let of_name = |warning: &InFile| warning.code().unwrap().to_string().ends_with(name);
        let warnings: Vec<InFile> = warnings.into_iter().filter(of_name).collect();
        let dir = Utf8PathBuf::from(warnings[0].file().replace("/pattern.json", ""));
        insta::assert_snapshot!(name, shown(&warnings, &dir));
    }
    for (lint, detail) in [
        (FlowLint::UnknownField, r#""service.additionalInfo.apiCalls": [{"exists": false}]"#),
        (FlowLint::UnknownField, r#""confidence": [{"exists": false}]"#),
        (
            FlowLint::UnknownFindingType,
            r#""type": ["Execution:Runtime/ReverseShell", "Custom:Thing/X"]"#,
        ),
        (FlowLint::WrongType, r#""service.count": [{"numeric": [">", 5]}, "1"]"#),
        (FlowLint::NoFindingMatches, r#""type": [{"suffix": "ReverseShell"}]"#),
    ] {
        assert!(!pattern_warned(lint, &field(detail)), "{lint:?} warns about {detail}");
    }
}

#[test]
fn a_pattern_of_other_events_is_told_so_and_nothing_else() {
    let pattern = r#"{"source": ["aws.ecs"], "detail": {"lastStatus": ["STOPPED"]}}"#;
    let code = FlowLint::NoFindingMatches.code();
    assert_eq!(codes(&warnings_with(&[("pattern.json", pattern)])), [code]);
}

#[test]
fn the_state_machine_is_judged_by_the_input_that_the_target_gives_it() {
    let definition = std::fs::read_to_string(published().join("state-machine.asl.json")).unwrap();
    let misspelt = definition.replace("$.TaskArn", "$.taskArn");
    assert_ne!(misspelt, definition);
    let unmet = |definition: &str, template: &str| -> Vec<String> {
        let files = [("state-machine.asl.json", definition), ("input-template.txt", template)];
        let warnings = all_warnings_with(&files);
        let unmet = warnings.iter().filter(|warning| {
            warning.code().unwrap().to_string() == "firedrill::states::unsatisfiable_path"
        });
        unmet.map(|warning| format!("{warning} {}", warning.help().unwrap())).collect()
    };
    let template = std::fs::read_to_string(published().join("input-template.txt")).unwrap();
    assert_eq!(unmet(&definition, &template), [""; 0]);
    assert_eq!(
        unmet(&misspelt, &template),
        ["no input of this flow has a value at `$.taskArn` did you mean `TaskArn`?"]
    );
    // A text has no members, and nothing is known of what is not delivered.
    assert_eq!(unmet(&misspelt, r#"{"taskArn": <TaskArn>}"#).len(), 2);
    assert_eq!(unmet(&misspelt, r#""<TaskArn>""#), [""; 0]);
}

#[test]
fn a_part_of_a_finding_that_may_be_missing_is_asked_for() {
    let unguarded = |detail: &str| pattern_warned(FlowLint::UnguardedPath, &findings(detail));
    assert!(unguarded(r#""resource": {"resourceType": ["ECSCluster"]}"#));
    assert!(unguarded(r#""resource": {"ecsClusterDetails": {"name": ["prod"]}}"#));
    let absent =
        r#""resource": {"ecsClusterDetails": {"taskDetails": {"arn": [{"exists": false}, "x"]}}}"#;
    assert!(unguarded(absent));
    assert!(!unguarded(ON_TASK));
    let sibling =
        r#""resource": {"ecsClusterDetails": {"taskDetails": {"launchType": ["FARGATE"]}}}"#;
    assert!(!unguarded(sibling));
    let one_branch = format!(r#""$or": [{{{ON_TASK}}}, {{"severity": [8]}}]"#);
    assert!(unguarded(&one_branch));
}

#[test]
fn input_paths_and_templates_are_looked_at() {
    let pattern = findings(&format!("{RUNTIME}, {ON_TASK}"));
    let warnings = |paths: &str, template: &str| {
        warnings_with(&[
            ("pattern.json", &pattern),
            ("input-paths.json", paths),
            ("input-template.txt", template),
        ])
    };
    let paths = r#"{
  "task": "$.detail.resource.ecsClusterDetails.taskDetails.taskArn",
  "title": "$.detail.title",
  "resource": "$.detail.resource"
}"#;
    let found = warnings(paths, r#"{"task": <task>, "note": "about <resource>"}"#);
    assert_eq!(
        codes(&found),
        [FlowLint::UnknownField, FlowLint::UnusedInputPath, FlowLint::NotDelivered]
            .map(FlowLint::code)
    );
    insta::assert_snapshot!(
        "transformer",
        shown(&found, Utf8Path::new(&found[0].file().replace("/input-paths.json", "")))
    );
    let good = r#"{"task": "$.detail.resource.ecsClusterDetails.taskDetails.arn", "all": "$"}"#;
    assert_eq!(codes(&warnings(good, r#"{"task": <task>, "all": <all>}"#)), [] as [&str; 0]);
}

#[test]
fn names_that_the_deployment_replaces_are_no_template_syntax() {
    let pattern = findings(&format!(r#"{RUNTIME}, {ON_TASK}, "title": ["${{TopicArn}}"]"#));
    assert_eq!(codes(&warnings_with(&[("pattern.json", &pattern)])), [] as [&str; 0]);
    let other = pattern.replace("TopicArn", "TopicName");
    let problem = refused_with(&[("pattern.json", &other)]);
    assert_eq!(problem.code().unwrap().to_string(), "firedrill::flow::substitution");
    assert_eq!(problem.to_string(), "nothing replaces `${TopicName}`");
    assert_eq!(problem.help().unwrap().to_string(), "did you mean `TopicArn`?");
    // A text of this form that is meant as it stands is written so.
    let kept = pattern.replace("${TopicArn}", "${!TopicArn}");
    assert_eq!(codes(&warnings_with(&[("pattern.json", &kept)])), [] as [&str; 0]);
}
