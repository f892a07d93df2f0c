//! Input paths and transformers: what a target receives, and what the service drops.

use firedrill_eventbridge::{
    InputPath, InputTransformer, InputTransformerFault, RuleContext, TargetInput, Transformed,
};

const EVENT: &str = r#"{ "id": "e-1", "detail-type": "T", "detail": {"name": "a \"b\"\nc\\d", "list": ["x", 1],
    "object": {"k": "v"}, "yes": true, "none": null, "number": 1.50} }"#;

#[cfg(test)]
fn context() -> RuleContext {
    RuleContext {
        rule_arn: "arn:aws:events:eu-west-1:111122223333:rule/r".into(),
        rule_name: "r".into(),
        ingestion_time: "2026-01-01T00:00:00Z".parse().unwrap(),
    }
}

#[cfg(test)]
fn transformer(template: &str) -> InputTransformer {
    let paths = ["name", "list", "object", "yes", "none", "number", "missing"]
        .map(|name| (name.to_owned(), format!("$.detail.{name}")));
    InputTransformer::new(&paths, template).unwrap()
}

#[cfg(test)]
fn delivered(template: &str) -> String {
    match transformer(template).transform(EVENT, &context()) {
        Transformed::Delivered(text) => text,
        Transformed::NotDelivered(reason) => panic!("not delivered: {reason}"),
    }
}

#[test]
fn in_json_a_bare_placeholder_is_a_value() {
    assert_eq!(
        delivered(
            r#"{"a": <name>, "b": [<number>, <yes>, <none>], "c": <object>, "d": <missing>}"#
        ),
        r#"{"a": "a \"b\"\nc\\d", "b": [1.50, true, null], "c": {"k":"v"}, "d": ""}"#
    );
    assert_eq!(delivered("<list>"), r#"["x",1]"#);
}

#[test]
fn in_a_string_a_placeholder_is_its_characters() {
    assert_eq!(
        delivered(r#"{"a": "<name>/<yes>/<number>/<missing>."}"#),
        r#"{"a": "a \"b\"\nc\\d/true/1.50/."}"#
    );
}

#[test]
fn texts_take_objects_without_their_quotes_and_json_drops_the_event() {
    assert_eq!(
        delivered("\"<object> and <list>\"\n\"<name>\""),
        "\"{k:v} and [x,1]\"\n\"a \\\"b\\\"\\nc\\\\d\""
    );
    let dropped = transformer(r#"{"a": "see <object>"}"#).transform(EVENT, &context());
    let Transformed::NotDelivered(reason) = dropped else { panic!("delivered: {dropped:?}") };
    assert_eq!(
        reason,
        "`<object>` stands within a JSON string but is an object or an array, so the transformed \
         input is not valid JSON"
    );
}

#[test]
fn a_text_without_its_quotes_is_still_a_string() {
    let paths = [("a".to_owned(), "$.a".to_owned())];
    let transformer = InputTransformer::new(&paths, r#""v <a>""#).unwrap();
    let delivered = |value: &str| {
        let event = format!(r#"{{"a": {value}}}"#);
        match transformer.transform(&event, &context()) {
            Transformed::Delivered(text) => text,
            Transformed::NotDelivered(reason) => panic!("not delivered: {reason}"),
        }
    };
    assert_eq!(delivered(r#"{"k": "v\"q"}"#), r#""v {k:vq}""#);
    assert_eq!(delivered(r#"["ends in \\", "\n\\\"x"]"#), r#""v [ends in \\,\n\\x]""#);
    for value in [r#"{"\"": "\""}"#, r#"["\\\\", "\u0001\u0022", "\"\""]"#, r#"[[["\\"]]]"#] {
        let text = delivered(value);
        assert!(serde_json::from_str::<String>(&text).is_ok(), "{text}");
    }
}

#[test]
fn the_predefined_variables_have_values() {
    assert_eq!(
        delivered(
            "[<aws.events.rule-arn>, <aws.events.rule-name>, <aws.events.event.ingestion-time>, \
             <aws.events.event>]"
        ),
        "[\"arn:aws:events:eu-west-1:111122223333:rule/r\", \"r\", \"2026-01-01T00:00:00Z\", \
         {\"id\":\"e-1\",\"detailType\":\"T\"}]"
    );
    assert!(delivered("<aws.events.event.json>").starts_with(r#"{"id":"e-1","detail-type":"T","#));
}

#[test]
fn what_put_targets_refuses_is_refused_in_its_words() {
    let refusal = |template: &str| InputTransformer::new(&[], template).unwrap_err();
    assert_eq!(
        refusal(r#""hello <name>""#).message("t-1"),
        "InputTemplate for target t-1 contains invalid placeholder name."
    );
    assert_eq!(refusal(r#""hello <name>""#).span(), Some(7..13));
    assert!(matches!(refusal("hello").fault(), InputTransformerFault::Template { .. }));
    assert!(matches!(
        refusal("{<aws.events.rule-name>: 1}").fault(),
        InputTransformerFault::Template { .. }
    ));
    assert_eq!(refusal("").fault(), &InputTransformerFault::TemplateLength);
    assert_eq!(refusal(&"1".repeat(8193)).fault(), &InputTransformerFault::TemplateLength);
    let of_paths = |name: &str, path: &str, count: usize| {
        InputTransformer::new(&vec![(name.to_owned(), path.to_owned()); count], "1").unwrap_err()
    };
    assert_eq!(of_paths("a", "$", 101).fault(), &InputTransformerFault::TooManyPaths(101));
    assert_eq!(of_paths("a b", "$", 1).fault(), &InputTransformerFault::PathName("a b".into()));
    assert!(matches!(
        of_paths("AWS.x", "$", 1).fault(),
        InputTransformerFault::ReservedPathName(_)
    ));
    assert!(matches!(of_paths("a", "detail", 1).fault(), InputTransformerFault::Path { .. }));
}

#[test]
fn values_are_shown_by_name() {
    let values = transformer(r#"{"a": <name>, "b": <missing>, "c": "<name>"}"#)
        .values(EVENT, &context())
        .unwrap();
    let shown: Vec<(&str, Option<&str>)> =
        values.iter().map(|value| (value.name.as_str(), value.value.as_deref())).collect();
    assert_eq!(shown, [("name", Some(r#""a \"b\"\nc\\d""#)), ("missing", None)]);
}

#[test]
fn values_that_must_be_escaped_within_a_string_are_named() {
    let names = |template: &str, event: &str| {
        let transformer = transformer(template);
        let names = transformer.escaped_names(event, &context()).unwrap();
        names.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        names(r#"{"a": "<name> <name>", "b": "<yes> <object> <missing>"}"#, EVENT),
        ["name"]
    );
    assert_eq!(names(r#"{"a": <name>}"#, EVENT), [""; 0]);
    let plain = r#"{"detail": {"name": "it's <plain>"}}"#;
    assert_eq!(names(r#""<name>""#, plain), [""; 0]);
    assert_eq!(names(r#""<name>""#, r#"{"detail": {"name": "two\nlines"}}"#), ["name"]);
}

#[test]
fn a_target_has_one_input() {
    let path = || Some(InputPath::parse("$.detail.list").unwrap());
    let error = TargetInput::of_target("t", Some("{}".into()), path(), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Only one of Input, InputPath, or InputTransformer must be provided for target t."
    );
    let input = TargetInput::of_target("t", None, path(), None).unwrap();
    assert_eq!(input.apply(EVENT, &context()), Transformed::Delivered(r#"["x",1]"#.into()));
    let nothing = TargetInput::Path(InputPath::parse("$.nothing").unwrap());
    assert_eq!(
        nothing.apply(EVENT, &context()),
        Transformed::NotDelivered("`$.nothing` selects nothing".into())
    );
    assert_eq!(
        TargetInput::Event.apply(EVENT, &context()),
        Transformed::Delivered(EVENT.to_owned())
    );
}
