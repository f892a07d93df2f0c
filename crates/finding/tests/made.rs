//! What holds for every finding that can be made, whatever its type, resource and seed.

#![cfg(test)]

use std::collections::HashSet;

use firedrill_finding::{
    AffectedResource, ContainerFacts, Finding, FindingError, FindingFacts, FindingGenerator,
    FindingRequest, FindingTimes, FindingType, InstanceFacts, LaunchType, Member, NoValue,
    PodFacts, ResourceKind, Severity, TaskFacts,
};
use jiff::Timestamp;
use proptest::prelude::*;

const TASK: &str = "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn times() -> FindingTimes {
    FindingTimes::once(at("2026-01-01T01:00:00.412Z"), at("2026-01-01T01:02:30.118Z"))
}

fn task(launch_type: LaunchType) -> TaskFacts {
    TaskFacts::new(
        TASK.parse().unwrap(),
        "arn:aws:ecs:eu-west-1:111122223333:cluster/prod".parse().unwrap(),
        "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:57".parse().unwrap(),
        launch_type,
        "service:web",
        at("2026-01-01T00:00:00Z"),
    )
}

fn resources() -> Vec<AffectedResource> {
    let host = || InstanceFacts::new("i-0a1b2c3d4e5f60718", at("2025-12-01T00:00:00Z"));
    let container = || ContainerFacts::new("web", "registry.example.com/web:1.4.2");
    vec![
        AffectedResource::EcsTask(Box::new(task(LaunchType::Fargate))),
        AffectedResource::EcsTask(Box::new(task(LaunchType::Ec2))),
        AffectedResource::Instance(host()),
        AffectedResource::Container(container(), host()),
        AffectedResource::EksPod(PodFacts {
            cluster: "prod".into(),
            namespace: "shop".into(),
            name: "web-6d4cf56db6-abcde".into(),
            container: container(),
            node: host(),
        }),
    ]
}

fn request(finding_type: FindingType, resource: AffectedResource) -> FindingRequest {
    let (account, region) = ("111122223333".parse().unwrap(), "eu-west-1".parse().unwrap());
    FindingRequest::on(finding_type, account, region, resource)
}

fn named(name: &str) -> FindingType {
    FindingType::named(name).unwrap()
}

fn make(request: &FindingRequest) -> Finding {
    FindingGenerator::new(7).finding(request, times()).unwrap()
}

#[test]
fn every_runtime_type_can_be_made_on_every_resource_and_reads_back_whole() {
    for finding_type in FindingType::all().filter(|known| known.is_runtime()) {
        for resource in resources() {
            for no_value in [NoValue::Omitted, NoValue::Null] {
                let kind = resource.kind();
                let request =
                    FindingRequest { no_value, ..request(finding_type, resource.clone()) };
                let finding = make(&request);
                let text = serde_json::to_string(&finding).unwrap();

                assert_eq!(serde_json::from_str::<Finding>(&text).unwrap(), finding);
                assert_eq!(finding.resource.resource_type, kind.as_str());
                assert_eq!(finding.severity, finding_type.default_severity());
                assert!(finding_type.severities().any(|severity| severity == finding.severity));
                assert_eq!(text.contains("null"), no_value == NoValue::Null || has_host(&finding));
            }
        }
    }
}

/// Instances hold explicit nulls in either style.
fn has_host(finding: &Finding) -> bool {
    finding.resource.instance_details.value().is_some()
}

#[test]
fn a_task_is_named_where_the_published_rule_looks_for_it() {
    for launch_type in [LaunchType::Fargate, LaunchType::Ec2] {
        let request = FindingRequest::on_task(
            named("CryptoCurrency:Runtime/BitcoinTool.B!DNS"),
            task(launch_type),
        );
        let mut generator = FindingGenerator::new(1);
        let finding = generator.finding(&request, times()).unwrap();
        let event = generator.event(finding, at("2026-01-01T01:03:30.9Z"));
        let facts = FindingFacts::read(&event.to_json().unwrap()).unwrap();

        assert_eq!(facts.task_arn.as_deref(), Some(TASK));
        assert_eq!(facts.launch_type.as_deref(), Some(launch_type.as_str()));
        assert_eq!(facts.group.as_deref(), Some("service:web"));
        assert_eq!(facts.resource_type.as_deref(), Some("ECSCluster"));
        assert_eq!(facts.feature.as_deref(), Some("RuntimeMonitoring"));
        assert_eq!(facts.account.as_deref(), Some("111122223333"));
        assert!(!facts.sample);
        assert_eq!(event.resources, Vec::<String>::new());
    }
}

#[test]
fn what_is_asked_for_is_what_the_finding_says() {
    let request = FindingRequest {
        severity: Some(Severity::new(5.5).unwrap()),
        domain: Some("pool.example.com".into()),
        program: Some("/usr/bin/nslookup".into()),
        archived: true,
        count: 3,
        id: Some("0123456789abcdef0123456789abcdef".parse().unwrap()),
        detector: Some("fedcba9876543210fedcba9876543210".parse().unwrap()),
        ..FindingRequest::on_task(named("Trojan:Runtime/DropPoint!DNS"), task(LaunchType::Fargate))
    };
    let finding = make(&request);

    let action = finding.service.action.value().unwrap();
    assert_eq!(action.dns_request_action.value().unwrap().domain, "pool.example.com");
    let process = &finding.service.runtime_details.value().unwrap().process;
    assert_eq!((process.name.as_str(), process.pid > 0), ("nslookup", true));
    assert_eq!(finding.severity.number(), 5.5);
    assert!(finding.service.archived);
    assert_eq!(finding.service.count, 3);
    assert_eq!(
        finding.arn,
        "arn:aws:guardduty:eu-west-1:111122223333:detector/fedcba9876543210fedcba9876543210\
         /finding/0123456789abcdef0123456789abcdef"
    );
}

#[test]
fn free_facts_are_told_twice_and_alike() {
    let finding = make(&FindingRequest::on_task(
        named("Backdoor:Runtime/C&CActivity.B"),
        task(LaunchType::Fargate),
    ));
    let mut members = serde_json::to_value(&finding.service.additional_info).unwrap();
    let members = members.as_object_mut().unwrap();
    let text = members.remove("value").unwrap();
    members.remove("type");
    let parsed: serde_json::Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
    assert_eq!(parsed.as_object().unwrap(), members);
}

#[test]
fn a_sample_without_a_task_names_what_exists_nowhere() {
    let (account, region) = ("111122223333".parse().unwrap(), "eu-west-1".parse().unwrap());
    let request =
        FindingRequest::sample(named("Execution:Runtime/NewBinaryExecuted"), account, region);
    let finding = make(&request);

    assert_eq!(finding.account_id.as_str(), "111122223333");
    assert_eq!(finding.service.additional_info.sample, Member::Present(true));
    assert_eq!(finding.service.resource_role, Member::Present("TARGET".into()));
    let cluster = finding.resource.ecs_cluster_details.value().unwrap();
    assert!(cluster.arn.starts_with("arn:aws:ecs:region:123456789000:"));
    assert!(!finding.title.contains("SAMPLE"));
    assert!(FindingFacts::read(&serde_json::to_string(&finding).unwrap()).unwrap().sample);
}

#[test]
fn a_repeat_keeps_the_id_and_counts_on() {
    let first = make(&FindingRequest::on_task(
        named("Execution:Runtime/ReverseShell"),
        task(LaunchType::Fargate),
    ));
    let again = first.seen_again(at("2026-01-01T07:00:00Z"), at("2026-01-01T07:02:00Z"));
    assert_eq!(again.id, first.id);
    assert_eq!(again.service.count, 2);
    assert_eq!(again.created_at, first.created_at);
    assert!(again.updated_at > first.updated_at);
    assert_eq!(again.service.event_first_seen, first.service.event_first_seen);
}

#[test]
fn one_seed_makes_one_finding_and_each_finding_of_a_generator_is_another() {
    let request =
        FindingRequest::on_task(named("Execution:Runtime/ReverseShell"), task(LaunchType::Ec2));
    let ids: HashSet<_> = (0..50)
        .map(|seed| {
            let mut generator = FindingGenerator::new(seed);
            generator.finding(&request, times()).unwrap().id
        })
        .collect();
    assert_eq!(ids.len(), 50);

    let mut generator = FindingGenerator::new(3);
    let first = generator.finding(&request, times()).unwrap();
    let second = generator.finding(&request, times()).unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(first.service.detector_id, second.service.detector_id);
    assert_ne!(
        generator.event(first.clone(), at("2026-01-01T01:03:30Z")).id,
        generator.event(first, at("2026-01-01T01:03:30Z")).id
    );
}

#[test]
fn what_cannot_be_made_is_refused_by_name() {
    let generate =
        |request: &FindingRequest| FindingGenerator::new(1).finding(request, times()).unwrap_err();
    let bucket = named("AttackSequence:S3/CompromisedData");
    let error = generate(&FindingRequest::on_task(bucket, task(LaunchType::Fargate)));
    assert_eq!(error, FindingError::NoBuilder(bucket));
    assert_eq!(
        error.to_string(),
        "findings of the type `AttackSequence:S3/CompromisedData` cannot be made yet"
    );

    let malware = named("Execution:ECS/MaliciousFile");
    let instance = resources().remove(2);
    assert_eq!(
        generate(&request(malware, instance)),
        FindingError::WrongResource { finding_type: malware, resource: ResourceKind::Instance }
    );

    let shell = named("Execution:Runtime/ReverseShell");
    let mut nowhere = FindingRequest::on_task(shell, task(LaunchType::Fargate));
    nowhere.resource = None;
    assert_eq!(generate(&nowhere), FindingError::NoResource(shell));
}

proptest! {
    #[test]
    fn a_finding_is_a_function_of_its_request_and_its_seed(
        seed: u64,
        which in 0..46usize,
        resource in 0..5usize,
        sample: bool,
        null: bool,
    ) {
        let finding_type = FindingType::all().nth(which).unwrap();
        let no_value = if null { NoValue::Null } else { NoValue::Omitted };
        let request = FindingRequest {
            sample,
            no_value,
            ..request(finding_type, resources().remove(resource))
        };
        let once = FindingGenerator::new(seed).finding(&request, times()).unwrap();
        let twice = FindingGenerator::new(seed).finding(&request, times()).unwrap();
        prop_assert_eq!(&once, &twice);
        let text = serde_json::to_string(&once).unwrap();
        prop_assert_eq!(serde_json::from_str::<Finding>(&text).unwrap(), once);
    }

    #[test]
    fn any_text_gives_facts_or_an_error(text in ".*") {
        if let Ok(facts) = FindingFacts::read(&text) {
            prop_assert!(facts.finding_type.is_some());
        }
    }
}
