//! A suite with one scenario of each verdict, through every renderer.

use firedrill_record::{
    AssertionKind, AssertionOutcome, AssertionResult, Comparison, HopId, ScenarioVerdict,
    SuiteReport,
};
use firedrill_report::{
    Detail, Theme, chain_text, suite_text, write_suite_json, write_suite_junit,
};

use crate::records;

fn junit() -> String {
    junit_of(&records::suite())
}

fn junit_of(suite: &SuiteReport) -> String {
    let mut bytes = Vec::new();
    write_suite_junit(suite, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_terminal_shows_failures_with_their_places_and_what_led_there() {
    insta::assert_snapshot!(suite_text(&records::suite(), Detail::Normal, &Theme::plain()));
}

#[test]
fn a_verbose_report_shows_assertions_and_stages() {
    insta::assert_snapshot!(suite_text(&records::suite(), Detail::Verbose, &Theme::plain()));
}

#[test]
fn a_quiet_report_shows_failures_and_the_summary() {
    let quiet = suite_text(&records::suite(), Detail::Quiet, &Theme::plain());
    assert!(quiet.starts_with("PASSED IN PART"));
    assert!(quiet.ends_with("invalid; 1 assertion not evaluated\n"));
    assert!(!quiet.contains("ok "));
}

#[test]
fn colours_change_nothing_but_colours() {
    let suite = records::suite();
    let plain = suite_text(&suite, Detail::Verbose, &Theme::plain());
    let coloured = suite_text(&suite, Detail::Verbose, &Theme::colour());
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains("\u{1b}["));

    let mut stripped = String::new();
    let mut parts = coloured.split('\u{1b}');
    stripped.push_str(parts.next().unwrap());
    for part in parts {
        stripped.push_str(part.split_once('m').unwrap().1);
    }
    assert_eq!(stripped, plain);
}

#[test]
fn json_reads_back_as_the_report() {
    let suite = records::suite();
    let mut bytes = Vec::new();
    write_suite_json(&suite, &mut bytes).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert_eq!(SuiteReport::read(&text).unwrap(), suite);
    assert_eq!(bytes.last(), Some(&b'\n'));
}

#[test]
fn json_is_stable() {
    let mut suite = records::suite();
    suite.scenarios.retain(|scenario| scenario.record.as_ref().is_none_or(|r| r.hops.len() == 4));
    let mut bytes = Vec::new();
    write_suite_json(&suite, &mut bytes).unwrap();
    insta::assert_snapshot!(String::from_utf8(bytes).unwrap());
}

#[test]
fn junit_holds_a_case_for_each_scenario() {
    insta::assert_snapshot!(junit());
}

#[test]
fn the_assertion_that_is_blamed_is_the_one_that_is_wrong() {
    let mut suite = records::suite();
    suite.scenarios.retain(|scenario| scenario.verdict == ScenarioVerdict::Failed);
    let scenario = suite.scenarios.first_mut().unwrap();
    scenario.expects_failure = true;
    let as_expected = scenario.assertions.first_mut().unwrap();
    as_expected.expected_to_fail = true;
    let comparison = Comparison::Rule { wanted: true, leaf: None, got: None };
    let held = AssertionResult {
        kind: AssertionKind::Rule,
        outcome: AssertionOutcome::Passed { comparison },
        ..as_expected.clone()
    };
    scenario.assertions.push(held);

    let blamed = "the rule matched, but the scenario expects this to fail";
    let xml = junit_of(&suite);
    assert!(xml.contains(&format!("message=\"{blamed}\"")), "{xml}");
    let text = suite_text(&suite, Detail::Quiet, &Theme::plain());
    assert!(text.contains(blamed), "{text}");
    for told in [xml, text] {
        assert!(!told.contains("the task stands otherwise"), "{told}");
    }
}

#[test]
fn junit_holds_nothing_that_xml_forbids() {
    let allowed =
        |character| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(junit().chars().all(allowed));
    assert!(!junit().contains('\u{202e}'));
}

#[test]
fn a_chain_tells_one_hop_a_line() {
    let hops = records::stopped();
    let all: Vec<HopId> = hops.iter().map(|hop| hop.id).collect();
    let text = chain_text(&hops, &all, &Theme::plain());
    assert_eq!(text.lines().count(), hops.len());
    insta::assert_snapshot!(text);
}
