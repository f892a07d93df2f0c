//! Refusals as a terminal shows them: with a caret at the place, and a fix where there is one.
#![cfg(test)]

use firedrill_eventbridge::{EventPattern, InputTransformer};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

fn shown(diagnostic: &dyn Diagnostic) -> String {
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut text = String::new();
    handler.render_report(&mut text, diagnostic).unwrap();
    text
}

#[test]
fn a_refused_pattern_points_at_its_fault_and_says_what_to_do() {
    for (name, pattern) in [
        ("value_without_brackets", "{\n  \"source\": \"aws.ecs\"\n}"),
        ("not_an_object", r#"["aws.ecs"]"#),
        ("not_json", r#"{"source": ["aws.ecs",]}"#),
        ("ends_too_soon", "{\n  \"source\": [\"aws.ecs\"],\n"),
        ("empty_array", r#"{"source": []}"#),
        ("empty_object", r#"{"detail": {}}"#),
        ("nested_array", r#"{"source": [["aws.ecs"]]}"#),
        ("unknown_operator", r#"{"detail": {"state": [{"anythingBut": "x"}]}}"#),
        ("unknown_operator_without_likeness", r#"{"detail": {"state": [{"regex": ".*"}]}}"#),
        ("two_operators", r#"{"a": [{"prefix": "x", "suffix": "y"}]}"#),
        ("operand_not_a_string", r#"{"a": [{"prefix": ["x", "y"]}]}"#),
        ("single_address_block", r#"{"ip": [{"cidr": "10.0.0.1/32"}]}"#),
        ("single_ipv6_address_block", r#"{"ip": [{"cidr": "2001:db8::1/128"}]}"#),
        ("numeric_not_an_array", r#"{"a": [{"numeric": 5}]}"#),
        ("numeric_operator", r#"{"a": [{"numeric": ["==", 5]}]}"#),
        ("numeric_operand", r#"{"a": [{"numeric": [">", "5"]}]}"#),
        ("numeric_order", r#"{"a": [{"numeric": [">=", 5, "<=", 5]}]}"#),
        ("number_not_comparable", r#"{"a": [{"numeric": [">", 9007199254740993]}]}"#),
        ("anything_but_null", r#"{"a": [{"anything-but": ["x", null]}]}"#),
        ("anything_but_mixed", r#"{"a": [{"anything-but": ["x", 5]}]}"#),
        ("anything_but_operator", r#"{"a": [{"anything-but": {"numeric": [">", 5]}}]}"#),
        ("empty_prefix", r#"{"a": [{"anything-but": {"prefix": ""}}]}"#),
        ("consecutive_stars", r#"{"a": [{"wildcard": "a**b"}]}"#),
        ("wildcard_escape", r#"{"a": [{"wildcard": "C:\\dir\\*"}]}"#),
        ("too_complex", r#"{"a": [{"wildcard": "*:*:*:*:*:event-bus/*"}]}"#),
        ("exists_operand", r#"{"a": [{"exists": "true"}]}"#),
        ("or_too_short", r#"{"$or": [{"a": [1]}]}"#),
        ("or_member", r#"{"$or": ["a", "b"]}"#),
        ("or_reserved_name", r#"{"$or": [{"prefix": ["x"]}, {"b": [1]}]}"#),
    ] {
        let error = EventPattern::parse(pattern).unwrap_err();
        insta::assert_snapshot!(format!("pattern__{name}"), shown(&error));
    }
}

#[test]
fn a_refused_transformer_points_into_its_template() {
    for (name, template) in [
        ("unknown_placeholder", "{\n  \"task\": <tsak>\n}"),
        ("text_without_quotes", "task <task> was stopped"),
        ("placeholder_as_key", r#"{<task>: true}"#),
    ] {
        let paths = [("task".to_owned(), "$.detail.task".to_owned())];
        let error = InputTransformer::new(&paths, template).unwrap_err();
        insta::assert_snapshot!(format!("transformer__{name}"), shown(&error));
    }
}
