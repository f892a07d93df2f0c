//! The contract of backends: what the runner may rely on, whichever of them answers.
#![cfg(test)]

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_record::{
    AssertionVerdict, Cause, Evidence, HopId, HopKind, HopType, Observabilities, Observability,
    RunRecord, ScenarioResult, ScenarioVerdict,
};
use firedrill_scenario::backend::{
    Backend, BackendError, EmbeddedEnvironment, Environment, Inputs, Prepared, RecordedEnvironment,
    Transport,
};
use firedrill_scenario::file::{Fault, LoadedScenario, parse};
use firedrill_scenario::run::{DEFAULT_ACCOUNT, Deployments, run_scenario};

/// A finding and an execution by hand: a story that begins from outside, and one from a call.
const SCENARIO: &str = r#"
name: a finding stops its task, and an execution that is started by hand another
given:
  tasks:
    - { name: web, cluster: prod, service: web }
    - { name: job, cluster: prod, launchType: EC2 }
    - { name: bystander, cluster: prod }
when:
  - finding: { type: "CryptoCurrency:Runtime/BitcoinTool.B!DNS", task: web, title: "A miner runs." }
  - execution:
      input: { EcsClusterArn: $task.job.cluster, TaskArn: $task.job.arn, GuardDutyFindingTitle: by hand }
    at: 10m
then:
  - rule: matched
  - input: { delivered: { contains: A miner runs. } }
  - execution: { status: SUCCEEDED, path: [StopTask, Notify Success], count: 2 }
  - task: { name: web, status: STOPPED, reason: { contains: A miner runs. } }
  - task: { name: job, status: STOPPED }
  - task: { name: bystander, status: RUNNING }
  - service: { name: web, running: 1, started: 1 }
  - message: { subject: { contains: succeeded }, count: 2 }
  - call: { operation: StopTask, error: none, count: 2 }
  - within: { from: execution-started, to: action, limit: 1m }
  - never: { task: { name: bystander, status: STOPPED } }
  - never: { message: { subject: { contains: failed } } }
  - never: { call: { operation: RunTask } }
  - nothing-else: true
"#;

fn flow() -> Utf8PathBuf {
    Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/flows/stop-task")
}

fn scenario() -> LoadedScenario {
    let text = Arc::new(SCENARIO.to_owned());
    parse(Utf8Path::new("contract.yaml"), &text).unwrap().remove(0)
}

fn embedded(transport: Transport) -> EmbeddedEnvironment {
    EmbeddedEnvironment::new(7, transport)
}

async fn run<E: Environment>(environment: E) -> ScenarioResult {
    run_scenario(&scenario(), &flow(), &Deployments::new(environment)).await.unwrap()
}

/// The record of the scenario on the embedded account.
async fn record() -> RunRecord {
    run(embedded(Transport::Memory)).await.record.unwrap()
}

async fn recorded(observes: Observabilities, unknown: BTreeSet<HopId>) -> RecordedEnvironment {
    RecordedEnvironment::new(record().await, observes, unknown)
}

fn all_exact() -> Observabilities {
    Observabilities::all(Observability::Exact)
}

/// Everything that holds of every backend.
async fn keeps_the_contract<E: Environment>(environment: E) {
    let capabilities = environment.capabilities();
    let deployments = Deployments::new(environment);
    let prepared = deployments.prepare(&flow(), DEFAULT_ACCOUNT, None).await.unwrap();
    let again = deployments.prepare(&flow(), DEFAULT_ACCOUNT, None).await.unwrap();
    assert!(Arc::ptr_eq(&prepared, &again), "a flow is prepared once");
    assert!(prepared.deployment().topic_arn.ends_with(&prepared.flow().manifest.topic.name));

    let backend = prepared.begin(&Inputs::default()).await.unwrap();
    let description = backend.description().clone();
    assert_eq!(
        description.capabilities, capabilities.described,
        "what is checked is what is printed"
    );
    assert_eq!(description.region, prepared.flow().manifest.region);
    for service in ["ecs", "events", "states", "sns", "sqs", "iam", "logs"] {
        let region = backend.endpoint(service).region().map(ToString::to_string);
        assert_eq!(region, Some(description.region.clone()), "{service}");
    }
    let unknown = "arn:aws:states:eu-west-1:111122223333:execution:nobody:nothing";
    assert!(backend.begin_story(unknown).await.is_err(), "no story begins with nothing");
    refuses_what_it_cannot_do(&backend, &*prepared).await;

    let scenario = scenario();
    let first = run_scenario(&scenario, &flow(), &deployments).await.unwrap();
    let second = run_scenario(&scenario, &flow(), &deployments).await.unwrap();
    assert_eq!(first, second, "a run repeats");
    assert_eq!(first.verdict, ScenarioVerdict::Passed, "{:#?}", first.assertions);
    judges_by_its_record(&first.record.unwrap(), &description);
}

/// What a backend does not claim it refuses, and does not do by half.
async fn refuses_what_it_cannot_do<B: Backend, P: Prepared>(backend: &B, prepared: &P) {
    let capabilities = &backend.description().capabilities;
    let fault = Fault {
        service: "ecs".into(),
        operation: "ListClusters".into(),
        error: "ServerException".into(),
        message: None,
        times: 1,
    };
    let is_unsupported =
        |result: Result<(), BackendError>| matches!(result, Err(BackendError::Unsupported { .. }));
    assert_eq!(is_unsupported(backend.add_fault(&fault).await), !capabilities.faults);
    let delays = [("not a delay".to_owned(), jiff::SignedDuration::ZERO)].into();
    let begun = prepared.begin(&Inputs { delays }).await.map(drop);
    assert!(is_unsupported(begun), "a delay that nobody has");
}

fn judges_by_its_record(record: &RunRecord, description: &firedrill_record::BackendDescription) {
    assert_eq!(record.backend, *description);
    assert_eq!(record.stimuli.len(), 2, "one story for each stimulus");
    let [finding, execution] = record.stimuli.as_slice() else { return };
    let begins = |hop: HopId| record.hops.get(hop).map(|hop| hop.kind.hop_type());
    assert_eq!(begins(finding.stimulus), Some(HopType::Trigger));
    assert_eq!(begins(execution.stimulus), Some(HopType::ExecutionStarted));
    for hop in &record.hops {
        let observability = description.observability(hop.kind.hop_type());
        assert!(observability.is_seen(), "{hop:?} is of a kind that is not seen");
        let computed = hop.evidence == Evidence::Computed;
        assert_eq!(computed, observability == Observability::Computed, "{hop:?}");
        assert!(hop.cause.hop().is_none_or(|cause| cause < hop.id), "{hop:?}");
    }
    let text = serde_json::to_string(record).unwrap();
    assert_eq!(serde_json::from_str::<RunRecord>(&text).unwrap(), *record);
}

/// One test of the contract for each backend.
macro_rules! backend_contract {
    ($($name:ident: $environment:expr,)*) => {$(
        #[tokio::test]
        async fn $name() {
            keeps_the_contract($environment).await;
        }
    )*};
}

backend_contract! {
    the_embedded_account_in_memory: embedded(Transport::Memory),
    the_embedded_account_over_http: embedded(Transport::Http),
    a_recorded_run: recorded(all_exact(), BTreeSet::new()).await,
    a_recorded_run_whose_rules_are_computed: recorded(
        all_exact()
            .with(HopType::RuleEvaluated, Observability::Computed)
            .with(HopType::InputTransformed, Observability::Computed),
        BTreeSet::new(),
    )
    .await,
}

#[tokio::test]
async fn both_transports_and_a_recording_give_equal_records() {
    let memory = serde_json::to_string(&record().await).unwrap();
    let http = run(embedded(Transport::Http)).await.record.unwrap();
    assert!(memory == serde_json::to_string(&http).unwrap(), "the transports differ");
    let again = run(recorded(all_exact(), BTreeSet::new()).await).await.record.unwrap();
    let again = RunRecord { backend: record().await.backend, ..again };
    assert!(memory == serde_json::to_string(&again).unwrap(), "the recording differs");
}

fn verdicts(result: &ScenarioResult) -> Vec<AssertionVerdict> {
    result.assertions.iter().map(firedrill_record::AssertionResult::verdict).collect()
}

#[tokio::test]
async fn what_a_backend_does_not_see_it_does_not_judge() {
    for hop_type in [
        HopType::RuleEvaluated,
        HopType::InputTransformed,
        HopType::ExecutionStarted,
        HopType::History,
        HopType::ExecutionEnded,
        HopType::ApiCall,
        HopType::TaskStatus,
        HopType::MessagePublished,
    ] {
        let observes = all_exact().with(hop_type, Observability::Unobservable);
        let result = run(recorded(observes, BTreeSet::new()).await).await;
        assert_eq!(result.verdict, ScenarioVerdict::PassedInPart, "{hop_type}");
        let hops = &result.record.as_ref().unwrap().hops;
        let stimuli: Vec<HopId> = result.record.as_ref().unwrap().stimulus_ids().collect();
        let seen = hops.iter().filter(|hop| hop.kind.hop_type() == hop_type);
        assert!(seen.clone().all(|hop| stimuli.contains(&hop.id)), "{hop_type}");
        let verdicts = verdicts(&result);
        assert!(verdicts.contains(&AssertionVerdict::NotEvaluated), "{hop_type}");
        assert!(!verdicts.contains(&AssertionVerdict::Failed), "{hop_type}: {verdicts:?}");
    }
}

#[tokio::test]
async fn what_has_no_known_cause_decides_nothing() {
    let record = record().await;
    let unknown: BTreeSet<HopId> = record
        .hops
        .iter()
        .filter(|hop| matches!(hop.kind, HopKind::MessagePublished { .. }))
        .map(|hop| hop.id)
        .collect();
    assert_eq!(unknown.len(), 2);
    let result = run(RecordedEnvironment::new(record, all_exact(), unknown.clone())).await;
    assert_eq!(result.verdict, ScenarioVerdict::PassedInPart);
    let hops = &result.record.as_ref().unwrap().hops;
    assert!(unknown.iter().all(|hop| hops.get(*hop).unwrap().cause == Cause::Unknown));
    let verdict = |kind: &str| {
        let mut assertions = result.assertions.iter();
        assertions.find(|assertion| assertion.kind.as_str() == kind).unwrap().verdict()
    };
    assert_eq!(verdict("message"), AssertionVerdict::NotEvaluated);
    assert_eq!(verdict("nothing-else"), AssertionVerdict::NotEvaluated);
    assert_eq!(verdict("call"), AssertionVerdict::Passed);
}

#[tokio::test]
async fn what_a_backend_cannot_do_is_said_with_its_place_before_anything_runs() {
    let environment = recorded(all_exact(), BTreeSet::new()).await;
    let deployments = Deployments::new(environment);
    for (from, to, said) in [
        ("given:", "delays: { detection: 1s }\ngiven:", "cannot give a delay"),
        (
            "given:",
            "faults: [{ service: ecs, operation: StopTask, error: ServerException }]\ngiven:",
            "cannot give a fault",
        ),
        ("given:", "account: \"222233334444\"\ngiven:", "cannot give an account id of your choice"),
        (
            "cluster: prod }",
            "cluster: prod, id: 0123456789abcdef }",
            "cannot give a task an id of your choice",
        ),
        (
            "    at: 10m",
            "    at: 10m\n  - event: e.json\n    delivery: { duplicate: 1 }",
            "cannot give an event another delivery",
        ),
    ] {
        let text = Arc::new(SCENARIO.replacen(from, to, 1));
        assert_ne!(*text, SCENARIO);
        let loaded = parse(Utf8Path::new("contract.yaml"), &text).unwrap().remove(0);
        let error = run_scenario(&loaded, &flow(), &deployments).await.unwrap_err();
        assert_eq!(error.verdict(), ScenarioVerdict::Invalid, "{error}");
        assert_eq!(error.to_string(), format!("the stored record {said}"));
        let labels = miette::Diagnostic::labels(&error).map(Iterator::count);
        assert_eq!(labels, Some(1), "{said} has no place");
    }
}

#[tokio::test]
async fn a_recording_of_another_story_is_not_taken_for_this_one() {
    let environment = recorded(all_exact(), BTreeSet::new()).await;
    let deployments = Deployments::new(environment);
    let text = Arc::new(SCENARIO.replace("cluster: prod", "cluster: test"));
    let loaded = parse(Utf8Path::new("contract.yaml"), &text).unwrap().remove(0);
    let error = run_scenario(&loaded, &flow(), &deployments).await.unwrap_err();
    assert_eq!(error.verdict(), ScenarioVerdict::NotModelled, "{error}");
    assert!(error.to_string().contains("the record does not go on with this call"), "{error}");
}
