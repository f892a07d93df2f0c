//! `fixtures/findings/`: what each event is, and that it is what the generator makes.
//!
//! `UPDATE_FIXTURES=1 cargo test -p firedrill-finding --test fixtures` writes them anew.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use firedrill_finding::{
    AffectedResource, ContainerFacts, FindingEvent, FindingFacts, FindingGenerator, FindingRequest,
    FindingTimes, FindingType, InstanceFacts, LaunchType, NoValue, PodFacts, TaskFacts,
};
use jiff::Timestamp;

/// The task that the published flow stopped.
const TASK: &str =
    "arn:aws:ecs:ap-northeast-1:640028535582:task/nginx-cluster/fa2100c571d448b7a977da8120a5d383";
const IMAGE: &str = "public.ecr.aws/nginx/nginx:stable";
const BITCOIN_DNS: &str = "CryptoCurrency:Runtime/BitcoinTool.B!DNS";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/findings")
}

fn task(launch_type: LaunchType) -> TaskFacts {
    let mut task = TaskFacts::new(
        TASK.parse().unwrap(),
        "arn:aws:ecs:ap-northeast-1:640028535582:cluster/nginx-cluster".parse().unwrap(),
        "arn:aws:ecs:ap-northeast-1:640028535582:task-definition/nginx:1".parse().unwrap(),
        launch_type,
        "service:nginx",
        at("2023-12-06T08:00:48.325Z"),
    );
    task.containers = vec![ContainerFacts::new("nginx", IMAGE)];
    task
}

fn on_task(name: &str, launch_type: LaunchType) -> FindingRequest {
    looked_up(FindingRequest::on_task(FindingType::named(name).unwrap(), task(launch_type)))
}

fn on(name: &str, resource: AffectedResource) -> FindingRequest {
    looked_up(FindingRequest::on(
        FindingType::named(name).unwrap(),
        "640028535582".parse().unwrap(),
        "ap-northeast-1".parse().unwrap(),
        resource,
    ))
}

/// The look-up that the publication acted out.
fn looked_up(request: FindingRequest) -> FindingRequest {
    FindingRequest {
        domain: Some("pool.supportxmr.com".into()),
        program: Some("/usr/bin/nslookup".into()),
        ..request
    }
}

/// Every fixture: its file, its seed, and what it was asked to be.
fn fixtures() -> Vec<(&'static str, u64, FindingRequest)> {
    let host = || InstanceFacts::new("i-0a1b2c3d4e5f60718", at("2023-12-01T00:00:00Z"));
    let pod = PodFacts {
        cluster: "nginx-cluster".into(),
        namespace: "default".into(),
        name: "nginx-7c5ddbdf54-x9k2p".into(),
        container: ContainerFacts::new("nginx", IMAGE),
        node: host(),
    };
    let sample = FindingRequest::sample(
        FindingType::named(BITCOIN_DNS).unwrap(),
        "640028535582".parse().unwrap(),
        "ap-northeast-1".parse().unwrap(),
    );
    vec![
        ("ecs-fargate-bitcoin-dns.json", 1, on_task(BITCOIN_DNS, LaunchType::Fargate)),
        (
            "ecs-ec2-bitcoin-dns.json",
            2,
            FindingRequest { no_value: NoValue::Null, ..on_task(BITCOIN_DNS, LaunchType::Ec2) },
        ),
        ("ecs-sample-bitcoin-dns.json", 3, sample),
        (
            "lookalike-ecs-malware-scan.json",
            4,
            on_task("Execution:ECS/MaliciousFile", LaunchType::Fargate),
        ),
        (
            "lookalike-ecs-attack-sequence.json",
            5,
            on_task("AttackSequence:ECS/CompromisedCluster", LaunchType::Fargate),
        ),
        ("lookalike-eks-runtime.json", 6, on(BITCOIN_DNS, AffectedResource::EksPod(pod))),
        ("lookalike-ec2-runtime.json", 7, on(BITCOIN_DNS, AffectedResource::Instance(host()))),
    ]
}

fn event(seed: u64, request: &FindingRequest) -> FindingEvent {
    let mut generator = FindingGenerator::new(seed);
    let times = FindingTimes::once(at("2023-12-06T09:00:00.412Z"), at("2023-12-06T09:02:31.118Z"));
    let finding = generator.finding(request, times).unwrap();
    generator.event(finding, at("2023-12-06T09:03:30Z"))
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_fixture_is_what_the_generator_makes() {
    for (name, seed, request) in fixtures() {
        let text = serde_json::to_string_pretty(&event(seed, &request)).unwrap() + "\n";
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(folder().join(name), &text).unwrap();
        }
        assert!(read(name) == text, "{name} differs; see the head of this file");
    }
}

#[test]
fn every_file_of_the_folder_is_a_known_fixture_and_reads_back_whole() {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut known: Vec<_> = fixtures().into_iter().map(|(name, ..)| name).collect();
    known.sort_unstable();
    assert_eq!(names, known);

    for name in names {
        let text = read(&name);
        let event: FindingEvent = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string_pretty(&event).unwrap() + "\n", text, "{name}");
    }
}

#[test]
fn the_finding_of_the_publication_names_its_task() {
    let facts = FindingFacts::read(&read("ecs-fargate-bitcoin-dns.json")).unwrap();
    assert_eq!(facts.finding_type.as_deref(), Some(BITCOIN_DNS));
    assert_eq!(facts.account.as_deref(), Some("640028535582"));
    assert_eq!(facts.region.as_deref(), Some("ap-northeast-1"));
    assert_eq!(facts.task_arn.as_deref(), Some(TASK));
    assert_eq!(facts.launch_type.as_deref(), Some("FARGATE"));
    assert_eq!(facts.group.as_deref(), Some("service:nginx"));
    assert_eq!(facts.severity, Some(8.0));
    assert!(!facts.sample && !facts.archived);
}

#[test]
fn each_fixture_differs_from_the_publication_in_what_it_is_for() {
    let facts = |name: &str| FindingFacts::read(&read(name)).unwrap();
    let kind = |name: &str| {
        let facts = facts(name);
        (facts.resource_type.unwrap(), facts.feature.unwrap(), facts.task_arn.is_some())
    };
    let known =
        |resource: &str, feature: &str, task| (resource.to_owned(), feature.to_owned(), task);

    assert_eq!(kind("ecs-ec2-bitcoin-dns.json"), known("ECSCluster", "RuntimeMonitoring", true));
    assert_eq!(facts("ecs-ec2-bitcoin-dns.json").launch_type.as_deref(), Some("EC2"));
    assert_eq!(kind("ecs-sample-bitcoin-dns.json"), known("ECSCluster", "RuntimeMonitoring", true));
    assert!(facts("ecs-sample-bitcoin-dns.json").sample);

    assert_eq!(kind("lookalike-ecs-malware-scan.json"), known("ECSCluster", "EbsVolumeScan", true));
    assert_eq!(
        kind("lookalike-ecs-attack-sequence.json"),
        known("AttackSequence", "Correlation", false)
    );
    assert_eq!(kind("lookalike-eks-runtime.json"), known("EKSCluster", "RuntimeMonitoring", false));
    assert_eq!(kind("lookalike-ec2-runtime.json"), known("Instance", "RuntimeMonitoring", false));
}
