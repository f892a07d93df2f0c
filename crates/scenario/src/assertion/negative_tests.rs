//! No assertion that something did not happen passes where it could not be seen, or where it may
//! have happened after all.

use std::collections::BTreeMap;

use firedrill_record::{
    ApiCaller, ApiOutcome, AssertionOutcome, AssertionVerdict, Cause, HopKind, HopType,
    Observability, RunRecord, TransformOutcome,
};
use jiff::SignedDuration;
use serde_json::json;

use super::story::tests::{because, record};
use super::{Story, StoryIndex, judge};
use crate::file::Assertion;
use crate::names::{NamedTask, Names};

/// An assertion that something did not happen.
struct Negative {
    /// The assertion, as it stands in a file.
    yaml: &'static str,
    /// The kinds of hop that must be seen for it to be judged.
    rests_on: &'static [HopType],
    /// What would break it.
    breach: fn() -> HopKind,
}

/// Every kind of assertion that holds when nothing happens.
const NEGATIVES: &[Negative] = &[
    Negative {
        yaml: "rule: not-matched",
        rests_on: &[HopType::RuleEvaluated],
        breach: rule_matched,
    },
    Negative {
        yaml: "input: { not-delivered: { contains: JSON } }",
        rests_on: &[HopType::InputTransformed],
        breach: delivered,
    },
    Negative {
        yaml: "execution: none",
        rests_on: &[HopType::ExecutionStarted],
        breach: execution_started,
    },
    Negative {
        yaml: "execution: { count: 0 }",
        rests_on: &[HopType::ExecutionStarted],
        breach: execution_started,
    },
    Negative {
        yaml: "task: { name: web, status: RUNNING }",
        rests_on: &[HopType::TaskStatus],
        breach: task_stopped,
    },
    Negative {
        yaml: "service: { name: web, running: 1, started: 0 }",
        rests_on: &[HopType::TaskStatus],
        breach: task_started,
    },
    Negative {
        yaml: "message: none",
        rests_on: &[HopType::MessagePublished],
        breach: message_sent,
    },
    Negative {
        yaml: "message: { count: 0 }",
        rests_on: &[HopType::MessagePublished],
        breach: message_sent,
    },
    Negative { yaml: "call: none", rests_on: &[HopType::ApiCall], breach: call_made },
    Negative {
        yaml: "call: { operation: StopTask, count: 0 }",
        rests_on: &[HopType::ApiCall],
        breach: call_made,
    },
    Negative {
        yaml: "never: { task: { name: web, status: STOPPED } }",
        rests_on: &[HopType::TaskStatus],
        breach: task_stopped,
    },
    Negative {
        yaml: "never: { message: { subject: alarm } }",
        rests_on: &[HopType::MessagePublished],
        breach: message_sent,
    },
    Negative {
        yaml: "never: { call: { operation: StopTask } }",
        rests_on: &[HopType::ApiCall],
        breach: call_made,
    },
    Negative {
        yaml: "nothing-else: true",
        rests_on: &[HopType::TaskStatus, HopType::MessagePublished, HopType::ApiCall],
        breach: message_sent,
    },
    Negative { yaml: "nothing-else: true", rests_on: &[], breach: call_made },
    Negative { yaml: "nothing-else: true", rests_on: &[], breach: task_stopped },
];

fn status(task: &str, last_status: &str) -> HopKind {
    HopKind::TaskStatus {
        task: task.into(),
        cluster: "arn/prod".into(),
        group: "service:web".into(),
        last_status: last_status.into(),
        desired_status: last_status.into(),
        stop_code: None,
        stopped_reason: None,
    }
}

fn rule(matched: bool) -> HopKind {
    let leaves = Vec::new();
    HopKind::RuleEvaluated { rule: "threats".into(), event_id: "e".into(), matched, leaves }
}

fn input(outcome: TransformOutcome) -> HopKind {
    let (target, target_arn) = ("t".into(), "arn/t".into());
    HopKind::InputTransformed { rule: "threats".into(), target, target_arn, outcome }
}

fn rule_matched() -> HopKind {
    rule(true)
}

fn delivered() -> HopKind {
    input(TransformOutcome::Delivered { input: "{}".into() })
}

fn execution_started() -> HopKind {
    HopKind::ExecutionStarted {
        execution: "arn/x".into(),
        state_machine: "arn/m".into(),
        input: "{}".into(),
    }
}

fn task_stopped() -> HopKind {
    status("arn/web", "STOPPED")
}

fn task_started() -> HopKind {
    status("arn/other", "STOPPED")
}

fn message_sent() -> HopKind {
    HopKind::MessagePublished {
        topic: "arn/topic".into(),
        message_id: "m".into(),
        subject: Some("alarm".into()),
        body: String::new(),
    }
}

fn call_made() -> HopKind {
    HopKind::ApiCall {
        service: "ecs".into(),
        operation: "StopTask".into(),
        caller: ApiCaller::Execution { execution: "arn/x".into(), role: "arn/r".into() },
        request_id: "r".into(),
        request: json!({ "task": "arn/elsewhere" }),
        outcome: ApiOutcome::Succeeded { response: json!({}) },
    }
}

/// A record in which nothing was done about a finding, and `more`.
fn quiet(more: Option<(Cause, HopKind)>) -> RunRecord {
    let not_delivered = TransformOutcome::NotDelivered { reason: "the input is not JSON".into() };
    let event = HopKind::EventOnBus {
        bus: "default".into(),
        event_id: "e".into(),
        source: "aws.guardduty".into(),
        detail_type: "GuardDuty Finding".into(),
    };
    let mut hops = vec![
        (Cause::Nobody, status("arn/web", "RUNNING")),
        (Cause::Nobody, HopKind::Trigger { description: "x".into(), task: None }),
        (because(2), event),
        (because(3), rule(false)),
        (because(4), input(not_delivered)),
    ];
    hops.extend(more);
    record(hops, &[2])
}

fn verdict(record: &RunRecord, yaml: &str) -> AssertionVerdict {
    let assertion: Assertion = serde_saphyr::from_str(yaml).unwrap();
    let web = NamedTask { arn: "arn/web".into(), cluster: "c".into(), definition: "d".into() };
    let names = Names {
        tasks: BTreeMap::from([("web".to_owned(), web)]),
        rule: "threats".into(),
        ..Names::default()
    };
    let index = StoryIndex::of(record);
    let story = Story { record, names: &names, index: &index };
    match judge(story, &assertion, &[&assertion]).outcome {
        AssertionOutcome::Passed { .. } => AssertionVerdict::Passed,
        AssertionOutcome::Failed { .. } => AssertionVerdict::Failed,
        AssertionOutcome::NotEvaluated { .. } => AssertionVerdict::NotEvaluated,
    }
}

#[test]
fn each_passes_where_all_is_seen_and_nothing_happened() {
    for Negative { yaml, .. } in NEGATIVES {
        assert_eq!(verdict(&quiet(None), yaml), AssertionVerdict::Passed, "{yaml}");
    }
}

#[test]
fn each_fails_where_what_it_denies_happened() {
    for Negative { yaml, breach, .. } in NEGATIVES {
        let broken = quiet(Some((because(4), breach())));
        assert_eq!(verdict(&broken, yaml), AssertionVerdict::Failed, "{yaml}");
    }
}

#[test]
fn none_passes_where_a_kind_that_it_rests_on_is_not_seen() {
    for Negative { yaml, rests_on, .. } in NEGATIVES {
        for hop_type in *rests_on {
            let mut record = quiet(None);
            let observes = record.backend.capabilities.observes.clone();
            record.backend.capabilities.observes =
                observes.with(*hop_type, Observability::Unobservable);
            let verdict = verdict(&record, yaml);
            assert_eq!(verdict, AssertionVerdict::NotEvaluated, "{yaml} without {hop_type}");
        }
    }
}

#[test]
fn none_passes_where_a_hop_of_unknown_cause_would_break_it() {
    for Negative { yaml, breach, .. } in NEGATIVES {
        let doubtful = quiet(Some((Cause::Unknown, breach())));
        // How a task stands is a fact whoever led to it.
        let expected = match *yaml {
            "task: { name: web, status: RUNNING }" => AssertionVerdict::Failed,
            _ => AssertionVerdict::NotEvaluated,
        };
        assert_eq!(verdict(&doubtful, yaml), expected, "{yaml}");
    }
}

#[test]
fn what_comes_and_goes_between_two_looks_is_not_denied() {
    let every = SignedDuration::from_secs(5);
    let mut record = quiet(None);
    for hop_type in [HopType::TaskStatus, HopType::MessagePublished, HopType::ApiCall] {
        let observes = record.backend.capabilities.observes.clone();
        record.backend.capabilities.observes =
            observes.with(hop_type, Observability::Sampled { every });
    }
    for (yaml, expected) in [
        ("never: { task: { name: web, status: STOPPING } }", AssertionVerdict::NotEvaluated),
        ("never: { task: { name: web, status: STOPPED } }", AssertionVerdict::Passed),
        ("task: { name: web, status: RUNNING }", AssertionVerdict::Passed),
        ("service: { name: web, running: 1, started: 0 }", AssertionVerdict::NotEvaluated),
        ("message: none", AssertionVerdict::NotEvaluated),
        ("call: none", AssertionVerdict::NotEvaluated),
        ("nothing-else: true", AssertionVerdict::NotEvaluated),
    ] {
        assert_eq!(verdict(&record, yaml), expected, "{yaml}");
    }
}

#[test]
fn what_happened_before_the_first_stimulus_is_in_no_doubt() {
    let mut hops = vec![(Cause::Unknown, message_sent())];
    hops.push((Cause::Nobody, HopKind::Trigger { description: "x".into(), task: None }));
    let mut record = record(hops, &[2]);
    assert_eq!(verdict(&record, "message: none"), AssertionVerdict::NotEvaluated);
    let later: firedrill_record::Hops = serde_json::from_value(json!([
        { "id": 1, "at": "1969-12-31T23:59:59Z", "cause": "unknown", "evidence": "observed",
          "hop": serde_json::to_value(message_sent()).unwrap() },
        { "id": 2, "at": "1970-01-01T00:00:00Z", "cause": "nobody", "evidence": "observed",
          "hop": { "kind": "trigger", "description": "x" } },
    ]))
    .unwrap();
    record.hops = later;
    assert_eq!(verdict(&record, "message: none"), AssertionVerdict::Passed);
}
