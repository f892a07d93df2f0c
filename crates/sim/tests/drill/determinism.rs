//! The same account twice: equal seeds and equal calls write equal records.

use std::time::Duration;

use firedrill_finding::{FindingRequest, FindingType, LaunchType, TaskFacts};
use firedrill_record::{Hop, HopKind};
use firedrill_sim::{Account, Delivery, FindingSource, Stimulus};
use serde_json::json;

use crate::speak::{account, account_of, ask, put_event, queue, record, role, rule, settle};

fn request() -> FindingRequest {
    let task = TaskFacts::new(
        "arn:aws:ecs:ap-northeast-1:111122223333:task/prod/fa2100c571d448b7a977da8120a5d383"
            .parse()
            .unwrap(),
        "arn:aws:ecs:ap-northeast-1:111122223333:cluster/prod".parse().unwrap(),
        "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/web:1".parse().unwrap(),
        LaunchType::Fargate,
        "service:web",
        "2025-12-31T00:00:00Z".parse().unwrap(),
    );
    FindingRequest::on_task(FindingType::named("Execution:Runtime/ReverseShell").unwrap(), task)
}

fn deploy(account: &mut Account) {
    let (arn, _) = queue(account, "q");
    rule(account, "r", json!({ "source": ["aws.guardduty"] }), json!({ "Id": "t", "Arn": arn }));
    role(account, "states", "states.amazonaws.com");
}

fn threaten(account: &mut Account) {
    let stimulus = Stimulus::Finding {
        trigger: "a reverse shell".into(),
        task: None,
        finding: FindingSource::Request(Box::new(request())),
        delivery: Delivery { duplicates: 1, delay: Duration::from_secs(1) },
    };
    let now = account.now();
    account.inject(stimulus, now).unwrap();
    settle(account);
}

#[test]
fn the_same_seed_writes_the_same_record_and_another_seed_another() {
    let run = |seed| {
        let mut account = account_of(seed);
        deploy(&mut account);
        threaten(&mut account);
        record(&account)
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn a_clone_goes_its_own_way_and_the_same_way_if_it_is_asked_the_same() {
    let mut account = account();
    deploy(&mut account);
    account.clear_record();
    let (mut one, mut two) = (account.clone(), account.clone());
    threaten(&mut one);
    threaten(&mut two);
    assert_eq!(record(&one), record(&two));
    assert!(account.hops().is_empty());
    assert_eq!(account.next_instant(), None);
}

#[test]
fn what_is_played_in_steps_is_played_as_in_one_go() {
    let mut steps = account();
    deploy(&mut steps);
    let mut leap = steps.clone();
    for account in [&mut steps, &mut leap] {
        put_event(account, "shop", "sale", json!({}));
        ask(account, "sns", "CreateTopic", json!({ "Name": "t" }));
    }
    threaten(&mut steps);
    let end = steps.now();
    let stimulus = Stimulus::Finding {
        trigger: "a reverse shell".into(),
        task: None,
        finding: FindingSource::Request(Box::new(request())),
        delivery: Delivery { duplicates: 1, delay: Duration::from_secs(1) },
    };
    let now = leap.now();
    leap.inject(stimulus, now).unwrap();
    leap.advance_to(end);
    assert_eq!(record(&steps), record(&leap));
}

#[test]
fn every_hop_has_an_older_cause_or_none() {
    let mut account = account();
    deploy(&mut account);
    threaten(&mut account);
    let published = |hop: &&Hop| matches!(hop.kind, HopKind::FindingPublished { .. });
    assert!(account.hops().iter().any(|hop| published(&hop)));
    for hop in account.hops() {
        assert!(hop.cause.hop().is_none_or(|cause| cause < hop.id), "{hop:?}");
        let cause = hop.cause.hop().and_then(|cause| account.hops().get(cause));
        assert!(cause.is_none_or(|cause| cause.at <= hop.at), "{hop:?}");
    }
    assert!(account.settled());
}

#[test]
fn a_finding_that_nobody_can_make_is_refused_at_once() {
    let mut account = account();
    let mut request = request();
    request.finding_type = FindingType::named("Execution:EC2/MaliciousFile").unwrap();
    let stimulus = Stimulus::Finding {
        trigger: "nothing".into(),
        task: None,
        finding: FindingSource::Request(Box::new(request)),
        delivery: Delivery::default(),
    };
    let now = account.now();
    assert!(account.inject(stimulus, now).is_err());
    assert!(account.hops().is_empty());
}
