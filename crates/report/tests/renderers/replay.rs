//! The replay of one event, for each way that it can go.

use firedrill_record::Hops;
use firedrill_report::{ReplayOutcome, Theme, replay_text};

use crate::records;

fn shown(hops: &Hops) -> String {
    replay_text(&ReplayOutcome::read("finding.json", hops), &Theme::plain())
}

#[test]
fn a_finding_that_stops_its_task() {
    insta::assert_snapshot!(shown(&records::stopped()));
}

#[test]
fn a_task_that_cannot_be_stopped() {
    insta::assert_snapshot!(shown(&records::refused()));
}

#[test]
fn an_event_that_the_rule_leaves_alone() {
    insta::assert_snapshot!(shown(&records::left_alone()));
}

#[test]
fn an_input_that_is_not_delivered() {
    insta::assert_snapshot!(shown(&records::not_delivered()));
}

#[test]
fn an_end_at_what_is_not_modelled() {
    insta::assert_snapshot!(shown(&records::not_modelled()));
}

#[test]
fn an_event_that_no_rule_saw() {
    assert_eq!(shown(&Hops::default()), "finding.json\n  rule     no rule saw the event\n");
}

#[test]
fn json_is_stable() {
    let outcome = ReplayOutcome::read("finding.json", &records::stopped());
    insta::assert_snapshot!(serde_json::to_string_pretty(&outcome).unwrap());
}

#[test]
fn rules_on_what_followed_are_not_rules_on_the_event() {
    let outcome = ReplayOutcome::read("finding.json", &records::stopped());
    assert_eq!(outcome.rules.len(), 1);
    assert_eq!(outcome.tasks.len(), 1);
    assert_eq!(outcome.tasks[0].last_status, "STOPPED");
    assert_eq!(outcome.tasks[0].task, records::TASK);
}
