//! Without its target the rule still matches, and nothing follows.
#![cfg(test)]

use camino::Utf8PathBuf;
use firedrill_flow::{Clients, destroy};
use firedrill_record::HopKind;
use firedrill_scenario::backend::{
    Backend, Condition, Delivery, EmbeddedEnvironment, Injection, Inputs, Prepared, START,
    Transport,
};
use firedrill_scenario::run::Deployments;
use jiff::SignedDuration;

fn root() -> Utf8PathBuf {
    Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn event() -> Injection {
    let path = root().join("fixtures/findings/ecs-fargate-bitcoin-dns.json");
    let event = std::fs::read_to_string(path).unwrap();
    Injection::Event { event, delivery: Delivery::default() }
}

#[tokio::test]
async fn without_its_target_the_rule_matches_and_nothing_follows() {
    let deployments = Deployments::new(EmbeddedEnvironment::new(1, Transport::Memory));
    let flow = root().join("fixtures/flows/stop-task");
    let prepared = deployments.prepare(&flow, "640028535582", None).await.unwrap();
    let kinds = async |remove: bool| {
        let backend = prepared.begin(&Inputs::default()).await.unwrap();
        let clients = Clients::new(backend.endpoint("events"), 1);
        if remove {
            let rule = &prepared.flow().manifest.rule.name;
            let target = &prepared.flow().manifest.target.id;
            clients.events.remove_targets().rule(rule).ids(target).send().await.unwrap();
        }
        let stimulus = backend.inject(event()).await.unwrap();
        let deadline = START + SignedDuration::from_hours(1);
        assert!(backend.wait_until(Some(Condition::Settled), deadline).await.unwrap());
        let hops = backend.observe().await.unwrap().hops;
        let told = hops.iter().filter(|hop| hops.descends_from(hop.id, stimulus));
        let matched = told
            .clone()
            .any(|hop| matches!(hop.kind, HopKind::RuleEvaluated { matched: true, .. }));
        let started = told.clone().any(|hop| matches!(hop.kind, HopKind::ExecutionStarted { .. }));
        (matched, started)
    };
    assert_eq!(kinds(false).await, (true, true));
    assert_eq!(kinds(true).await, (true, false));
}

#[tokio::test]
async fn a_flow_that_is_taken_down_leaves_nothing_and_can_be_taken_down_again() {
    let deployments = Deployments::new(EmbeddedEnvironment::new(1, Transport::Http));
    let flow = root().join("fixtures/flows/stop-task");
    let prepared = deployments.prepare(&flow, "111122223333", None).await.unwrap();
    let backend = prepared.begin(&Inputs::default()).await.unwrap();
    let clients = Clients::of_services(|service| backend.endpoint(service), 1);
    assert_eq!(clients.events.list_rules().send().await.unwrap().rules().len(), 1);
    for _ in 0..2 {
        destroy(prepared.flow(), prepared.deployment(), &clients).await.unwrap();
    }
    assert!(clients.events.list_rules().send().await.unwrap().rules().is_empty());
    assert!(clients.sns.list_topics().send().await.unwrap().topics().is_empty());
    assert!(clients.iam.list_roles().send().await.unwrap().roles().is_empty());
    let machines = clients.states.list_state_machines().send().await.unwrap();
    assert!(machines.state_machines().is_empty());
}
