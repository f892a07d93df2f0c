//! What is wrong with a folder is told with its place, all of it at once.

use firedrill_flow::{FlowError, InFile};
use miette::Diagnostic;

use crate::load_with;

fn problems(manifest: &str, files: &[(&str, &str)]) -> Vec<InFile> {
    match load_with(manifest, files).unwrap_err() {
        FlowError::Several { problems } => problems,
        FlowError::InFile(problem) => vec![problem],
        FlowError::File(error) => panic!("{error}"),
    }
}

/// Each problem as `file: message @ text at its place | help`.
fn told(manifest: &str, files: &[(&str, &str)]) -> Vec<String> {
    let told = problems(manifest, files).into_iter().map(|problem| {
        let file = problem.file().rsplit('/').next().unwrap();
        let at = problem.labels().and_then(|mut labels| labels.next()).map_or_else(
            String::new,
            |label| {
                let source = problem.source_code().unwrap();
                let read = source.read_span(label.inner(), 0, 0).unwrap();
                let text = std::str::from_utf8(read.data()).unwrap();
                let start = label.offset() - read.span().offset();
                text.get(start..start + label.len()).unwrap().to_owned()
            },
        );
        let help = problem.help().map_or_else(String::new, |help| format!(" | {help}"));
        format!("{file}: {problem} @ {at}{help}")
    });
    told.collect()
}

const ROLE: &str = "[role.runs]\ntrust = \"policy.json\"\n";

#[test]
fn references_that_lead_nowhere_are_told_with_the_nearest() {
    let manifest = r#"
[rule.r]
pattern = "p.json"
bus = "securty"
[rule.r.target.one]
to = "state-machine.respondr"
role = "run"
dead-letter-queue = "dead"
[rule.r.target.two]
to = "topics.alarms"
[bus.security]
[state-machine.responder]
definition = "m.json"
role = "runs"
logging = { level = "ALL", log-group = "logs" }
[topic.alarms]
"#;
    assert_eq!(
        told(&(manifest.to_owned() + ROLE), &[]),
        [
            "flow.toml: the bus `securty` is not described @ securty | did you mean `security`?",
            "flow.toml: the state machine `respondr` is not described @ state-machine.respondr | did you mean `responder`?",
            "flow.toml: the role `run` is not described @ run | did you mean `runs`?",
            "flow.toml: the queue `dead` is not described @ dead | add a table [queue.dead]",
            "flow.toml: `topics.alarms` is no reference to a resource @ \"topics.alarms\" | did you mean `topic.alarms`?",
            "flow.toml: the log group `logs` is not described @ logs | add a table [log-group.logs]",
        ]
    );
}

#[test]
fn substitutions_that_nothing_replaces_are_told_in_the_file_that_has_them() {
    let manifest = "[substitutions]\nTopicArn = \"topic.alarm.arn\"\n[topic.alarms]\n\
                    [state-machine.m]\ndefinition = \"m.json\"\nrole = \"runs\"\n";
    let definition = r#"{"Comment": "${Topik} ${topic.alarms.url} ${!Kept} ${region}",
        "StartAt": "S", "States": {"S": {"Type": "Succeed"}}}"#;
    let policy = r#"{"Statement": {"Resource": "${aws:username} ${*} ${queue.q.arn}"}}"#;
    assert_eq!(
        told(&(manifest.to_owned() + ROLE), &[("m.json", definition), ("policy.json", policy)]),
        [
            "flow.toml: `TopicArn` stands for nothing that there is @ \"topic.alarm.arn\" | did you mean `topic.alarms.arn`?",
            "m.json: nothing replaces `${Topik}` @ ${Topik} | say in [substitutions] what it stands for, or write `${!Topik}` for the text `${Topik}` itself",
            "m.json: nothing replaces `${topic.alarms.url}` @ ${topic.alarms.url} | did you mean `topic.alarms.arn`?",
            "policy.json: nothing replaces `${queue.q.arn}` @ ${queue.q.arn} | say in [substitutions] what it stands for, or write `${!queue.q.arn}` for the text `${queue.q.arn}` itself",
        ]
    );
}

#[test]
fn resources_that_need_each_other_are_told() {
    let manifest = r#"
[queue.one]
redrive-policy = { dead-letter-queue = "two", max-receive-count = 3 }
[queue.two]
redrive-policy = { dead-letter-queue = "one", max-receive-count = 3 }
"#;
    assert_eq!(
        told(manifest, &[]),
        ["flow.toml: these resources need each other: `queue.one` needs `queue.two` needs \
          `queue.one` @ \"two\" | none of them can be made first: let one name the other without a \
          reference"]
    );
    // A policy may name what it belongs to.
    let manifest = "[queue.one]\npolicy = \"policy.json\"\n";
    let policy = r#"{"Statement": {"Resource": "${queue.one.arn}"}}"#;
    assert!(load_with(manifest, &[("policy.json", policy)]).is_ok());
}

#[test]
fn what_eventbridge_and_sns_would_refuse_is_told() {
    let manifest = r#"
[rule.r]
pattern = "p.json"
[rule.r.target.one]
to = "state-machine.m"
input = "{"
retry-policy = { maximum-retry-attempts = 200 }
[rule.r.target.two]
to = "topic.alarms"
input-path = "$.a"
input = "{}"
[rule.r.target.three]
to = "topic.alarms"
input-path = "a"
[state-machine.m]
definition = "m.json"
role = "runs"
[topic.alarms]
[[topic.alarms.subscription]]
protocol = "e-mail"
endpoint = "a@example.com"
[[topic.alarms.subscription]]
protocol = "sqs"
endpoint = "arn:aws:sqs:eu-west-1:111122223333:q"
[external.f]
type = "AWS::Lambda::Function"
arn = "f"
"#;
    let told = told(&(manifest.to_owned() + ROLE), &[]);
    let messages: Vec<&str> = told.iter().map(|told| told.split(" @ ").next().unwrap()).collect();
    assert_eq!(
        messages,
        [
            "flow.toml: EventBridge needs a role to invoke `state-machine.m`",
            "flow.toml: `maximum-retry-attempts` of the target `one` is out of its range",
            "flow.toml: `input` is not valid JSON: EOF while parsing an object at line 1 column 1",
            "flow.toml: only one of `input`, `input-path` and `input-template` may be given",
            "flow.toml: input path `a`: path `a` does not start with `$`",
            "flow.toml: SNS has no protocol `e-mail`",
            "flow.toml: `arn:aws:sqs:eu-west-1:111122223333:q` is no reference to a resource",
            "flow.toml: `f` is no ARN",
        ]
    );
}

#[test]
fn an_express_machine_has_no_integration_that_waits() {
    let definition = r#"{"StartAt": "S", "States": {"S": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "t"}}}}"#;
    let manifest =
        "[state-machine.m]\ntype = \"EXPRESS\"\ndefinition = \"m.json\"\nrole = \"runs\"\n";
    let manifest = manifest.to_owned() + ROLE;
    assert!(load_with(&manifest, &[("m.json", definition)]).is_err());
    assert!(load_with(&manifest.replace("EXPRESS", "STANDARD"), &[("m.json", definition)]).is_ok());
}

#[test]
fn a_version_that_is_to_come_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("flow.toml"), "version = 3\n").unwrap();
    let dir = camino::Utf8Path::from_path(dir.path()).unwrap();
    let error = firedrill_flow::Flow::load(dir).unwrap_err();
    assert_eq!(error.to_string(), "version 3 of `flow.toml` is not known");
}
