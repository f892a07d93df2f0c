//! Lints: each warns where it should, stays silent where it should, and points at the place.
#![cfg(test)]

mod cases;

use firedrill_diagnostic::Lint;
use firedrill_eventbridge::{EventPattern, PatternLint};
use miette::{GraphicalReportHandler, GraphicalTheme, NamedSource, Report};

use cases::{CASES, Case};

fn warnings(pattern: &str) -> Vec<PatternLint> {
    let pattern = EventPattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    pattern.lint().iter().map(firedrill_eventbridge::PatternWarning::lint).collect()
}

/// All warnings about a pattern as a terminal shows them.
fn shown(pattern: &str) -> String {
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut text = String::new();
    for warning in EventPattern::parse(pattern).unwrap().lint() {
        let source = NamedSource::new("pattern.json", pattern.to_owned());
        let report = Report::new(warning).with_source_code(source);
        handler.render_report(&mut text, report.as_ref()).unwrap();
    }
    text
}

#[test]
fn every_lint_has_a_case() {
    let cases: Vec<PatternLint> = CASES.iter().map(|case| case.lint).collect();
    assert_eq!(cases, PatternLint::ALL);
}

#[test]
fn a_lint_warns_where_it_should_and_nowhere_else() {
    for Case { lint, warned, silent } in CASES {
        for pattern in *warned {
            assert!(warnings(pattern).contains(lint), "{lint:?} is silent about {pattern}");
        }
        for pattern in *silent {
            assert!(!warnings(pattern).contains(lint), "{lint:?} warns about {pattern}");
        }
    }
}

#[test]
fn a_warning_points_at_its_place_and_says_what_to_do() {
    for Case { lint, warned, .. } in CASES {
        let name = lint.code().rsplit("::").next().unwrap();
        insta::assert_snapshot!(name, shown(warned[0]));
    }
}

#[test]
fn what_accepts_any_string_is_not_called_the_same_as_any_value() {
    let pattern =
        r#"{"source": [{"wildcard": "*"}], "account": [{"prefix": ""}], "id": [{"suffix": ""}]}"#;
    insta::assert_snapshot!("needless_wildcard_any_string", shown(pattern));
    let any_value = pattern.replace(r#"{"wildcard": "*"}"#, r#"{"exists": true}"#);
    let event = r#"{"source": 1, "account": "", "id": ""}"#;
    let matches = |pattern: &str| EventPattern::parse(pattern).unwrap().matches(event).unwrap();
    assert!(!matches(pattern) && matches(&any_value));
}

#[test]
fn spans_lie_in_the_pattern() {
    for Case { warned, .. } in CASES {
        for pattern in *warned {
            for warning in EventPattern::parse(pattern).unwrap().lint() {
                assert!(pattern.get(warning.span()).is_some_and(|text| !text.is_empty()));
            }
        }
    }
}

#[test]
fn a_good_pattern_has_no_warning() {
    let pattern = r#"{
        "source": ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        "detail": {
            "severity": [{"numeric": [">=", 7]}],
            "type": [{"wildcard": "*:Runtime/*"}],
            "resource": {"resourceType": ["ECSCluster"], "ecsClusterDetails": {"taskDetails": {"arn": [{"exists": true}]}}},
            "service": {"archived": [false], "additionalInfo": {"sample": [{"exists": false}]}}
        }
    }"#;
    assert_eq!(warnings(pattern), []);
}

#[test]
fn control_characters_of_a_pattern_are_written_out() {
    let pattern =
        EventPattern::parse(r#"{"source": ["x"], "a\u001b[2J": ["1.2.3.4", "${\u0007}"]}"#);
    for warning in pattern.unwrap().lint() {
        let text = format!("{warning}{}", warning.advice().unwrap_or_default());
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
}

#[test]
fn patterns_of_any_size_are_linted() {
    let leaves: Vec<String> = (0..250).map(|n| format!("\"f{}\":[{n}]", n % 3)).collect();
    assert!(!warnings(&format!("{{{}}}", leaves.join(","))).is_empty());
    let or = r#""$or":[{"a":[1]},{"a":[1]}]"#;
    let ors: Vec<String> = (0..9).map(|n| format!("\"o{n}\":{{{or}}}")).collect();
    assert!(warnings(&format!("{{{}}}", ors.join(","))).contains(&PatternLint::OrWithoutEffect));
}
