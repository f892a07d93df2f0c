//! Canonical records, made by hand.

use firedrill_record::{
    Action, ApiCaller, ApiOutcome, AssertionKind, AssertionOutcome, AssertionResult, Assumption,
    BackendDescription, Capabilities, Cause, Clock, Comparison, Evidence, ExecutionStatus,
    Executor, FindingEntry, HistoryEvent, HopId, HopKind, HopType, Hops, LeafVerdict, NotEvaluated,
    Note, Observabilities, Observability, Problem, RECORD_VERSION, RecordExtent, RunRecord,
    SUITE_VERSION, ScenarioResult, ScenarioVerdict, SourceLine, SuiteReport, TransformOutcome,
    stages,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

pub(crate) const TASK: &str =
    "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef";
const CLUSTER: &str = "arn:aws:ecs:eu-west-1:111122223333:cluster/prod";
const MACHINE: &str = "arn:aws:states:eu-west-1:111122223333:stateMachine:responder";
const EXECUTION: &str = "arn:aws:states:eu-west-1:111122223333:execution:responder:e-1";
const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:alarms";

/// Hops in the making: each is caused by the one before, unless it says otherwise.
struct Story {
    hops: Hops,
    last: Option<HopId>,
}

impl Story {
    fn new() -> Self {
        Self { hops: Hops::default(), last: None }
    }

    fn then(&mut self, seconds: i64, kind: HopKind) -> HopId {
        self.caused(self.last, seconds, kind)
    }

    fn caused(&mut self, because: Option<HopId>, seconds: i64, kind: HopKind) -> HopId {
        let at = start() + SignedDuration::from_secs(seconds);
        let id = self.hops.push(at, Cause::from(because), Evidence::Observed, kind);
        self.last = Some(id);
        id
    }
}

fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn trigger() -> HopKind {
    HopKind::Trigger { description: "nslookup pool.supportxmr.com".into(), task: Some(TASK.into()) }
}

fn finding() -> HopKind {
    HopKind::FindingPublished {
        finding_id: "f893a2eefb32555e71c18690ee42c90b".into(),
        finding_type: "CryptoCurrency:Runtime/BitcoinTool.B!DNS".into(),
        task: Some(TASK.into()),
    }
}

fn event(id: &str, source: &str) -> HopKind {
    HopKind::EventOnBus {
        bus: "default".into(),
        event_id: id.into(),
        source: source.into(),
        detail_type: "GuardDuty Finding".into(),
    }
}

fn rule(event: &str, feature: &str) -> HopKind {
    let matched = feature == "RuntimeMonitoring";
    let leaf = |path: &str, matched, value: &str| LeafVerdict {
        path: path.into(),
        matched,
        reason: format!("the event has \"{value}\""),
        alternative: None,
    };
    HopKind::RuleEvaluated {
        rule: "threats".into(),
        event_id: event.into(),
        matched,
        leaves: vec![
            leaf("source", true, "aws.guardduty"),
            leaf("detail.service.featureName", matched, feature),
        ],
    }
}

fn input(outcome: TransformOutcome) -> HopKind {
    HopKind::InputTransformed {
        rule: "threats".into(),
        target: "responder".into(),
        target_arn: MACHINE.into(),
        outcome,
    }
}

fn entered(state: &str) -> HopKind {
    HopKind::History {
        execution: EXECUTION.into(),
        event: HistoryEvent {
            id: 2,
            previous_id: 1,
            event_type: "TaskStateEntered".into(),
            state: Some(state.into()),
            error: None,
            cause: None,
            event: json!({
                "id": 2,
                "type": "TaskStateEntered",
                "stateEnteredEventDetails": {"name": state, "input": "{}"},
            })
            .to_string(),
        },
    }
}

fn call(
    service: &str,
    operation: &str,
    request: serde_json::Value,
    outcome: ApiOutcome,
) -> HopKind {
    HopKind::ApiCall {
        service: service.into(),
        operation: operation.into(),
        caller: ApiCaller::Execution { execution: EXECUTION.into(), role: "responder".into() },
        request_id: "r-1".into(),
        request,
        outcome,
    }
}

fn task(last: &str, desired: &str, code: Option<&str>) -> HopKind {
    HopKind::TaskStatus {
        task: TASK.into(),
        cluster: CLUSTER.into(),
        group: "service:web".into(),
        last_status: last.into(),
        desired_status: desired.into(),
        stop_code: code.map(str::to_owned),
        stopped_reason: code.map(|_| "Bitcoin-related domain name queried".to_owned()),
    }
}

fn started() -> HopKind {
    HopKind::ExecutionStarted {
        execution: EXECUTION.into(),
        state_machine: MACHINE.into(),
        input: "{}".into(),
    }
}

fn ended() -> HopKind {
    HopKind::ExecutionEnded {
        execution: EXECUTION.into(),
        status: ExecutionStatus::Succeeded,
        output: Some("{\"MessageId\":\"m-1\"}".into()),
        error: None,
        cause: None,
    }
}

fn message(subject: &str, body: &str) -> HopKind {
    HopKind::MessagePublished {
        topic: TOPIC.into(),
        message_id: "m-1".into(),
        subject: Some(subject.into()),
        body: body.into(),
    }
}

/// A finding that stops its task and is told of.
pub(crate) fn stopped() -> Hops {
    let mut story = Story::new();
    story.then(0, trigger());
    story.then(150, finding());
    story.then(210, event("e-1", "aws.guardduty"));
    story.then(210, rule("e-1", "RuntimeMonitoring"));
    story.then(
        210,
        input(TransformOutcome::Delivered { input: format!("{{\n  \"task\": \"{TASK}\"\n}}\n") }),
    );
    let execution = story.then(210, started());
    story.then(210, entered("StopTask"));
    let stop = story.then(
        211,
        call(
            "ecs",
            "StopTask",
            json!({"cluster": CLUSTER, "task": TASK}),
            ApiOutcome::Succeeded { response: json!({}) },
        ),
    );
    story.then(211, task("RUNNING", "STOPPED", Some("UserInitiated")));
    story.caused(Some(stop), 211, entered("Notify Success"));
    story.then(
        211,
        call(
            "sns",
            "Publish",
            json!({"TopicArn": TOPIC}),
            ApiOutcome::Succeeded { response: json!({}) },
        ),
    );
    story.then(211, message("The task was stopped", "Detail:\n  Task: web\n"));
    story.caused(Some(execution), 211, ended());
    story.caused(Some(stop), 212, task("STOPPING", "STOPPED", Some("UserInitiated")));
    let stopped = story.then(243, task("STOPPED", "STOPPED", Some("UserInitiated")));
    story.caused(Some(stopped), 243, event("e-2", "aws.ecs"));
    story.then(243, rule("e-2", "none"));
    story.hops
}

/// A task that StopTask refuses; the failure is told of, by names that an attacker chose.
pub(crate) fn refused() -> Hops {
    let mut story = Story::new();
    story.then(0, event("e-1", "aws.guardduty"));
    story.then(0, rule("e-1", "RuntimeMonitoring"));
    story.then(0, input(TransformOutcome::Delivered { input: "{\"task\":\"dummy\"}".into() }));
    let execution = story.then(0, started());
    story.then(0, entered("StopTask"));
    story.then(
        0,
        call(
            "ecs",
            "StopTask",
            json!({"task": "dummy"}),
            ApiOutcome::Failed {
                code: "InvalidParameterException".into(),
                message: "taskId length should be one of [32,36]".into(),
                status: 400,
                injected: false,
            },
        ),
    );
    story.then(0, entered("Notify Failure"));
    story.then(0, message("\u{202e}deliaf\u{1b}[31m", "Cause: a\u{7}b\n</failure>&\u{fffe}"));
    story.caused(Some(execution), 0, ended());
    story.hops
}

/// A malware scan, which the rule leaves alone.
pub(crate) fn left_alone() -> Hops {
    let mut story = Story::new();
    story.then(0, event("e-1", "aws.guardduty"));
    story.then(0, rule("e-1", "EbsVolumeScan"));
    story.hops
}

/// A finding whose input is no JSON, so that nothing is invoked.
pub(crate) fn not_delivered() -> Hops {
    let mut story = Story::new();
    story.then(0, event("e-1", "aws.guardduty"));
    story.then(0, rule("e-1", "RuntimeMonitoring"));
    story.then(
        0,
        input(TransformOutcome::NotDelivered {
            reason: "the input is not JSON: `TaskArn` has no value".into(),
        }),
    );
    story.hops
}

/// An execution that reaches what is not modelled.
pub(crate) fn not_modelled() -> Hops {
    let mut story = Story::new();
    story.then(0, event("e-1", "aws.guardduty"));
    story.then(0, rule("e-1", "RuntimeMonitoring"));
    story.then(0, started());
    story.then(0, HopKind::NotModelled { what: "lambda:Invoke".into() });
    story.hops
}

fn record(hops: Hops) -> RunRecord {
    let action: Action = "ecs:StopTask".parse().unwrap();
    RunRecord {
        version: RECORD_VERSION,
        firedrill: "0.1.0".into(),
        extent: RecordExtent::Full,
        backend: BackendDescription {
            name: "embedded".into(),
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            capabilities: Capabilities {
                executor: Executor::Backend,
                findings: FindingEntry::AsGuardDuty,
                clock: Clock::Firedrill,
                delays: vec!["detection".into()],
                faults: true,
                task_ids: true,
                account_ids: true,
                observes: Observabilities::all(Observability::Exact)
                    .with(HopType::MessageDelivered, Observability::Unobservable)
                    .with(
                        HopType::TaskStatus,
                        Observability::Sampled { every: SignedDuration::from_secs(5) },
                    ),
            },
        },
        seed: 7,
        started: start(),
        assumptions: vec![
            Assumption { name: "delays.detection".into(), value: "2m 30s".into() },
            Assumption { name: "delays.delivery".into(), value: "1m".into() },
        ],
        notes: vec![Note("role policies are stored, not enforced".into())],
        stimuli: stages(&hops, &[HopId(1)], Some(&action)),
        action: Some(action),
        hops,
    }
}

fn assertion(kind: AssertionKind, text: &str, outcome: AssertionOutcome) -> AssertionResult {
    let name = kind.as_str();
    let offset = text.find(name).unwrap();
    let source = SourceLine::locate("scenarios/stop.yaml", text, offset, name.len());
    AssertionResult {
        kind,
        source: SourceLine { line: 17, ..source },
        expected_to_fail: false,
        outcome,
        chain: Vec::new(),
    }
}

fn stands(got: &str, wanted: &str) -> Comparison {
    Comparison::TaskStatus {
        task: "web".into(),
        wanted: wanted.into(),
        got: got.into(),
        reason: None,
    }
}

fn scenario(name: &str, verdict: ScenarioVerdict, hops: Option<Hops>) -> ScenarioResult {
    ScenarioResult {
        name: name.into(),
        file: "scenarios/stop.yaml".into(),
        because: None,
        verdict,
        expects_failure: false,
        problem: None,
        duration: SignedDuration::from_secs(243),
        assertions: Vec::new(),
        record: hops.map(record),
    }
}

/// One scenario of each verdict.
pub(crate) fn suite() -> SuiteReport {
    let line = "  - task: { name: web, status: STOPPED }";
    let passed = ScenarioResult {
        assertions: vec![
            assertion(
                AssertionKind::Task,
                line,
                AssertionOutcome::Passed { comparison: stands("STOPPED", "STOPPED") },
            ),
            assertion(
                AssertionKind::Message,
                "  - message: {}",
                AssertionOutcome::NotEvaluated {
                    reason: NotEvaluated::Unobservable { hop_type: HopType::MessageDelivered },
                },
            ),
        ],
        ..scenario("a look-up stops the task", ScenarioVerdict::PassedInPart, Some(stopped()))
    };
    let expected = ScenarioResult {
        expects_failure: true,
        ..scenario("longer delays miss the limit", ScenarioVerdict::Passed, Some(stopped()))
    };
    let failed = ScenarioResult {
        because: Some("the flow promises that every threat stops its task".into()),
        assertions: vec![AssertionResult {
            chain: (1..=6).map(HopId).collect(),
            ..assertion(
                AssertionKind::Task,
                line,
                AssertionOutcome::Failed {
                    comparison: stands("RUNNING", "STOPPED,\nbecause of \u{1b}[1mBitcoin"),
                },
            )
        }],
        ..scenario("a \u{202e}task with no such id", ScenarioVerdict::Failed, Some(refused()))
    };
    let invalid = ScenarioResult {
        file: "scenarios/broken.yaml".into(),
        problem: Some(Problem {
            code: Some("firedrill::scenario::unknown_key".into()),
            message: "unknown key `thne`".into(),
            help: Some("did you mean `then`?".into()),
            source: Some(SourceLine::locate("scenarios/broken.yaml", "thne:\n", 0, 4)),
        }),
        ..scenario("scenarios/broken.yaml", ScenarioVerdict::Invalid, None)
    };
    let unmodelled = ScenarioResult {
        file: "scenarios/broken.yaml".into(),
        problem: Some(Problem {
            code: None,
            message: "the embedded account does not model `lambda:Invoke`".into(),
            help: None,
            source: None,
        }),
        ..scenario("a function is called", ScenarioVerdict::NotModelled, Some(not_modelled()))
    };
    SuiteReport {
        version: SUITE_VERSION,
        firedrill: "0.1.0".into(),
        scenarios: vec![passed, expected, failed, invalid, unmodelled],
    }
}
