//! What a folder becomes: the graph, its references and its identity.

use firedrill_flow::{
    ResourceId, ResourceKind, SubscriptionEndpoint, SubscriptionProtocol, TargetInput,
    WorkflowKind, lint,
};

use crate::{PATTERN, flow, load_with};

#[test]
fn a_flow_of_several_rules_topics_and_queues_is_held_whole() {
    let flow = flow("container-quarantine");
    let resources = &flow.resources;
    let ids: Vec<String> = resources.ids().map(|id| id.to_string()).collect();
    assert_eq!(
        ids,
        [
            "bus.security",
            "rule.serious-finding",
            "rule.task-quarantined",
            "state-machine.quarantine",
            "topic.quarantine-alarms",
            "topic.quarantine-audit",
            "queue.undelivered-findings",
            "queue.quarantine-audit",
            "log-group./aws/vendedlogs/states/quarantine",
            "role.starts-quarantine",
            "role.runs-quarantine",
            "external.task-owner",
        ]
    );
    assert_eq!(flow.actions.iter().map(ToString::to_string).collect::<Vec<_>>(), ["ecs:StopTask"]);
    let [serious, quarantined] = &resources.rules[..] else { panic!("{:?}", resources.rules) };
    assert_eq!((serious.bus_name(), quarantined.bus_name()), ("default", "security"));
    let target = &serious.targets[0];
    assert_eq!(target.to.to, ResourceId::new(ResourceKind::StateMachine, "quarantine"));
    assert_eq!(target.dead_letter_queue.as_ref().unwrap().name(), "undelivered-findings");
    assert_eq!(target.retry_policy.unwrap().maximum_event_age_in_seconds, Some(900));
    assert!(matches!(quarantined.targets[0].input, TargetInput::Path(_)));
    assert_eq!(resources.state_machines[0].kind, WorkflowKind::Express);
    let [alarms, audit] = &resources.topics[..] else { panic!("{:?}", resources.topics) };
    assert_eq!(alarms.subscriptions[0].protocol, SubscriptionProtocol::Email);
    assert!(matches!(audit.subscriptions[0].endpoint, SubscriptionEndpoint::Resource(_)));
}

#[test]
fn a_flow_of_several_rules_that_is_right_has_no_warnings() {
    let warnings = lint(&flow("container-quarantine"));
    assert!(warnings.is_empty(), "{warnings:#?}");
}

const VERSION_1: &str = r#"
version = 1
name = "f"
region = "eu-west-1"
[substitutions]
Machine = "state-machine"
[rule]
name = "r"
pattern = "p.json"
[target]
id = "t"
role = "starts"
[state-machine]
name = "m"
type = "STANDARD"
definition = "m.json"
role = "runs"
[topic]
name = "alarms"
[[role]]
name = "starts"
trust = "policy.json"
policies = [{ name = "start", document = "start.json" }]
[[role]]
name = "runs"
trust = "policy.json"
"#;

const VERSION_2: &str = r#"
action = ["ecs:StopTask"]
[substitutions]
Machine = "state-machine.m.arn"
[rule.r]
pattern = "p.json"
[rule.r.target.t]
to = "state-machine.m"
role = "starts"
[state-machine.m]
definition = "m.json"
role = "runs"
[topic.alarms]
[role.starts]
trust = "policy.json"
policies = { start = "start.json" }
[role.runs]
trust = "policy.json"
"#;

const START: (&str, &str) =
    ("start.json", r#"{"Statement": {"Resource": "${Machine}", "Action": "${aws:username}"}}"#);

#[test]
fn both_versions_say_the_same_flow() {
    let second = load_with(VERSION_2, &[START]).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let dir = camino::Utf8Path::from_path(dir.path()).unwrap();
    for (name, text) in [
        ("flow.toml", VERSION_1),
        ("p.json", PATTERN),
        ("m.json", crate::MACHINE),
        ("policy.json", crate::POLICY),
        START,
    ] {
        std::fs::write(dir.join(name), text).unwrap();
    }
    let first = firedrill_flow::Flow::load(dir).unwrap();
    assert_eq!(first.identity(), second.identity());
    assert_ne!(first.dir, second.dir);
}

#[test]
fn the_identity_is_that_of_the_content() {
    let flow = load_with(VERSION_2, &[START]).unwrap();
    let with = |manifest: &str, files: &[(&str, &str)]| {
        load_with(manifest, &[&[START], files].concat()).unwrap().identity()
    };
    assert_eq!(
        with(&VERSION_2.replace("[topic.alarms]", "# why\n[topic.alarms]"), &[]),
        flow.identity()
    );
    assert_ne!(with(&VERSION_2.replace("topic.alarms", "topic.alarm"), &[]), flow.identity());
    assert_ne!(with(VERSION_2, &[("p.json", r#"{"source": ["aws.ecs"]}"#)]), flow.identity());
    assert_eq!(flow.identity().to_string().len(), 64);
}

#[test]
fn a_pattern_can_be_changed_in_the_value_alone() {
    let flow = load_with(VERSION_2, &[START]).unwrap();
    let other = r#"{"source": ["aws.ecs"]}"#;
    let changed = flow.with_pattern("r", other).unwrap();
    assert_eq!(changed.first_rule().unwrap().event_pattern.text.source(), other);
    assert_ne!(changed.identity(), flow.identity());
    assert_eq!(changed.with_pattern("r", PATTERN).unwrap().identity(), flow.identity());
    assert_eq!(flow.with_pattern("nowhere", other).unwrap().identity(), flow.identity());
    let error = flow.with_pattern("r", r#"{"source": []}"#).unwrap_err();
    assert!(error.to_string().contains("Empty arrays"), "{error}");
}
