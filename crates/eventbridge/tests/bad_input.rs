//! Input of any shape and size: a clear error or an answer, never a panic or a hang.

use firedrill_eventbridge::{
    EventPattern, InputPath, InputTransformer, PatternFault, RuleContext, RuleIndex, Scratch,
    Transformed, check_event,
};
use proptest::prelude::*;

#[cfg(test)]
fn context() -> RuleContext {
    RuleContext {
        rule_arn: "arn:aws:events:eu-west-1:111122223333:rule/r".into(),
        rule_name: "r".into(),
        ingestion_time: "2026-01-01T00:00:00Z".parse().unwrap(),
    }
}

/// Text that is nearly JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\"a\"",
            "\"$or\"",
            "\"numeric\"",
            "\"prefix\"",
            "\"anything-but\"",
            "\"wildcard\"",
            "\"**\"",
            "\"cidr\"",
            "\"exists\"",
            "\">=\"",
            "1",
            "-",
            "1e9",
            "true",
            "nul",
            "null",
            "\\",
            "\\u",
            "\u{0}",
            " ",
            "\n",
            "<a>",
            "<",
            ">",
            "é",
            "<aws.events.event>",
            "*",
        ][..],
    );
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_answered(pattern in nearly_json(), event in nearly_json(), path in ".{0,12}") {
        match EventPattern::parse(&pattern) {
            Ok(pattern) => {
                let matched = pattern.matches(&event);
                prop_assert_eq!(matched.is_ok(), pattern.explain(&event).is_ok());
                for warning in pattern.lint() {
                    prop_assert!(pattern.source().get(warning.span()).is_some(), "{:?}", warning);
                }
            }
            Err(error) => {
                prop_assert!(pattern.get(error.span()).is_some(), "{:?}", error);
                prop_assert!(error.message().starts_with("Event pattern is not valid. Reason: "));
            }
        }
        let _ = check_event(&event);
        let _ = InputPath::parse(&path).map(|path| path.select(&event).is_ok());
    }

    #[test]
    fn any_event_is_transformed_or_not_delivered(template in nearly_json(), event in nearly_json()) {
        let paths = [("a".to_owned(), "$.a".to_owned())];
        if let Ok(transformer) = InputTransformer::new(&paths, &template) {
            for event in [event.as_str(), r#"{"a":{"b":"\"\\\n"},"detail":1}"#, r#"{"a":"\"\\\n"}"#] {
                let delivered = transformer.transform(event, &context());
                prop_assert_eq!(transformer.values(event, &context()).is_ok(),
                    !matches!(&delivered, Transformed::NotDelivered(why) if why.starts_with("event is not valid")));
            }
        }
    }
}

#[test]
fn deep_json_is_a_clear_error() {
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    let pattern = EventPattern::parse(r#"{"a": [1], "b": {"a": {"a": [1]}}}"#).unwrap();
    let event = pattern.matches(&deep("{\"a\":", "}")).unwrap_err();
    assert!(event.to_string().contains("nesting depth (1001)"), "{event}");
    let skipped = pattern.matches(&deep("{\"x\":[", "]}")).unwrap_err();
    assert!(skipped.to_string().contains("nesting depth (1001)"), "{skipped}");

    let too_long = EventPattern::parse(&deep("{\"a\":", "}")).unwrap_err();
    assert_eq!(too_long.fault(), &PatternFault::TooLong(4096));
    assert_eq!(too_long.service_code(), "ValidationException");
    let too_deep = EventPattern::parse(&"{\"a\":".repeat(500)).unwrap_err();
    assert_eq!(too_deep.fault(), &PatternFault::TooDeep(200));
    let too_deep = EventPattern::parse(&"{\"$or\":[".repeat(500)).unwrap_err();
    assert_eq!(too_deep.fault(), &PatternFault::TooDeep(200));
}

#[test]
fn large_events_are_read_once_and_large_patterns_refused() {
    let pattern = EventPattern::parse(r#"{"a": {"b": [{"exists": true}]}}"#).unwrap();
    let element = r#"{"c": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#;
    let event = format!(r#"{{"a": [{}]}}"#, vec![element; 30_000].join(","));
    assert!(!pattern.matches(&event).unwrap());
}

#[test]
fn many_arrays_do_not_explode() {
    // Five leaves in five arrays of 60 elements, and a sixth that has no value.
    let names = ["a", "b", "c", "d", "e"];
    let field = |name: &str| format!(r#""{name}": {{"x": [1]}}"#);
    let fields: Vec<String> = names.map(field).into();
    let pattern = format!(r#"{{{}, "f": {{"x": [2]}}}}"#, fields.join(","));
    let pattern = EventPattern::parse(&pattern).unwrap();
    let array = |name: &str| format!(r#""{name}": [{}]"#, vec![r#"{"x": 1}"#; 60].join(","));
    let mut arrays: Vec<String> = names.map(array).into();
    arrays.push(r#""f": [{"x": 1}, {"y": 2}, {"x": 1}]"#.to_owned());
    assert!(!pattern.matches(&format!("{{{}}}", arrays.join(","))).unwrap());

    // The same with a leaf in the last array that can never agree with the one before it.
    let pattern = EventPattern::parse(
        r#"{"a":{"x":[1]},"b":{"x":[1]},"c":{"x":[1]},"d":{"x":[1]},"f":{"x":[1],"y":[2]}}"#,
    )
    .unwrap();
    let event = format!("{{{}}}", arrays.join(","));
    assert!(!pattern.matches(&event).unwrap());
    assert!(pattern.explain(&event).unwrap().branch().unwrap().conflict.is_some());
}

/// An array of these elements, each so many times.
#[cfg(test)]
fn array(elements: &[&str], times: usize) -> String {
    let elements: Vec<String> =
        elements.iter().map(|element| vec![*element; times].join(",")).collect();
    format!("[{}]", elements.join(","))
}

#[test]
fn fields_that_never_share_an_element_are_not_paired_one_by_one() {
    let event = |elements: &[&str]| format!(r#"{{"a": {}}}"#, array(elements, 16_000));
    let pattern = EventPattern::parse(r#"{"a": {"x": [1], "y": [1]}}"#).unwrap();
    let apart = event(&[r#"{"x":1}"#, r#"{"y":1}"#]);
    assert!(!pattern.matches(&apart).unwrap());
    assert!(pattern.explain(&apart).unwrap().branch().unwrap().conflict.is_some());
    let mut index = RuleIndex::new();
    index.insert((), &pattern);
    assert!(index.matching(&apart).unwrap().is_empty());
    let together = event(&[r#"{"x":1}"#, r#"{"y":1}"#, r#"{"x":1,"y":1}"#]);
    assert!(pattern.matches(&together).unwrap());

    // Where `x` and `y` are, `z` is, which may be absent but has another value.
    let pattern =
        EventPattern::parse(r#"{"a": {"x": [1], "y": [1], "z": [1, {"exists": false}]}}"#).unwrap();
    let present = event(&[r#"{"x":1,"z":1}"#, r#"{"y":1}"#, r#"{"x":1,"y":1,"z":2}"#]);
    assert!(!pattern.matches(&present).unwrap());
    let absent = event(&[r#"{"x":1,"z":1}"#, r#"{"y":1}"#, r#"{"x":1,"y":1}"#]);
    assert!(pattern.matches(&absent).unwrap());
}

#[test]
fn fields_of_arrays_that_are_there_twice_are_not_paired_one_by_one() {
    // `x` and `y` hold in either array, `z` in one of them and beside none of the others.
    let pattern = EventPattern::parse(r#"{"a": {"x": [1], "y": [1], "z": [1]}}"#).unwrap();
    let one = array(&[r#"{"x":1}"#, r#"{"y":1}"#, r#"{"z":1}"#], 5_000);
    let other = array(&[r#"{"x":1}"#, r#"{"y":1}"#], 5_000);
    assert!(!pattern.matches(&format!(r#"{{"a": {one}, "a": {other}}}"#)).unwrap());
}

/// A pattern of fields that must be 1, and an event with one array of two elements for each variable,
/// all of one name. A clause is a field that has its value in one element of each of three arrays.
#[cfg(test)]
fn clauses(variables: usize, clauses: &[[(usize, bool); 3]]) -> (String, String) {
    let leaves: Vec<String> =
        (0..clauses.len()).map(|number| format!(r#""{number:x}":[1]"#)).collect();
    let element = |variable: usize, value: bool| {
        let holds = |clause: &[(usize, bool); 3]| clause.contains(&(variable, value));
        let fields = clauses.iter().enumerate().filter(|(_, clause)| holds(clause));
        let fields: Vec<String> = fields.map(|(number, _)| format!(r#""{number:x}":1"#)).collect();
        format!("{{{}}}", fields.join(","))
    };
    let arrays: Vec<String> = (0..variables)
        .map(|variable| {
            format!(r#""a":[{},{}]"#, element(variable, true), element(variable, false))
        })
        .collect();
    (format!(r#"{{"a":{{{}}}}}"#, leaves.join(",")), format!("{{{}}}", arrays.join(",")))
}

#[test]
fn many_fields_in_few_elements_of_arrays_of_one_name_are_answered() {
    // Each of the eight choices of elements lacks some field.
    let value = |number: usize, of: usize| (of, number >> of & 1 == 1);
    let all: Vec<[(usize, bool); 3]> =
        (0..20).map(|number| [0, 1, 2].map(|of| value(number, of))).collect();
    let (pattern, event) = clauses(3, &all);
    let parsed = EventPattern::parse(&pattern).unwrap();
    assert!(!parsed.matches(&event).unwrap());
    assert!(!parsed.explain(&event).unwrap().matched);
    let met: Vec<[(usize, bool); 3]> =
        all.into_iter().enumerate().filter(|(number, _)| number % 8 != 5).map(|of| of.1).collect();
    let (pattern, event) = clauses(3, &met);
    assert!(EventPattern::parse(&pattern).unwrap().matches(&event).unwrap());
}

#[test]
fn what_has_too_many_choices_is_not_decided_and_says_so() {
    let mut state = 7_u64;
    let mut draw = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from((state >> 33) % below).unwrap()
    };
    let mut clause = || {
        let first = draw(40);
        [first, first + 1 + draw(19), first + 20].map(|variable| (variable % 40, draw(2) == 1))
    };
    let hard: Vec<[(usize, bool); 3]> = (0..200).map(|_| clause()).collect();
    let (pattern, event) = clauses(40, &hard);
    let pattern = EventPattern::parse(&pattern).unwrap();
    let error = pattern.matches(&event).unwrap_err();
    assert!(error.is_undecided());
    assert_eq!(error.fault(), pattern.explain(&event).unwrap_err().fault());
    assert_eq!(
        error.to_string(),
        "whether the event matches is not decided: its fields lie in so many combinations of arrays \
         of the same name that the search for one that matches was given up"
    );
    let mut index = RuleIndex::new();
    index.insert((), &pattern);
    assert!(index.matching(&event).unwrap_err().is_undecided());
}

#[test]
fn arrays_whose_fields_come_in_turns_do_not_explode() {
    // In the order of the paths, `!` before `.`, the arrays are entered one within the other:
    // `a`, `a!`, `a!!`, `a!!!`, `a!!!.z`, `a!!.z`, `a!.z`, `a.z`.
    let names = ["a", "a!", "a!!", "a!!!"];
    let leaves = names.map(|name| format!(r#""{name}": [1], "{name}.z": [1]"#));
    let pattern = EventPattern::parse(&format!("{{{}}}", leaves.join(","))).unwrap();
    let apart = array(&["[1]", r#"{"z":1}"#], 500);
    let together = array(&["[1]", r#"[1,{"z":1}]"#], 500);
    let event = |first: &str| {
        let field = |name| format!(r#""{name}": {}"#, if name == "a" { first } else { &together });
        format!("{{{}}}", names.map(field).join(","))
    };
    assert!(!pattern.matches(&event(&apart)).unwrap());
    assert!(pattern.matches(&event(&together)).unwrap());
}

#[test]
fn deeply_nested_arrays_with_values_at_every_depth_are_searched_once() {
    let pattern = EventPattern::parse(r#"{"a": [1], "a.z": [1]}"#).unwrap();
    let nested = |depth: usize, outer: &str, inner: &str| {
        let level = |of: usize| if of < depth / 2 { outer } else { inner };
        let open: String = (0..depth).map(|of| format!("[{},", level(of))).collect();
        format!(r#"{{"a": {open}0{}}}"#, "]".repeat(depth))
    };
    // The scalar of a level agrees with what lies deeper, the object of a level with nothing else.
    assert!(pattern.matches(&nested(900, "1", r#"{"z":1}"#)).unwrap());
    assert!(!pattern.matches(&nested(900, r#"{"z":1}"#, "1")).unwrap());
}

#[test]
fn many_absent_fields_of_deep_arrays_are_explained_at_once() {
    let leaves: Vec<String> = (0..200).map(|number| format!(r#""f{number}": [1]"#)).collect();
    let pattern = format!(r#"{{"a": {{{}}}}}"#, leaves.join(","));
    let pattern = EventPattern::parse(&pattern).unwrap();
    let (open, close) = ("[".repeat(900), "]".repeat(900));
    let event = format!(r#"{{"a": {open}"{}"{close}}}"#, "x".repeat(1_000_000));
    let explanation = pattern.explain(&event).unwrap();
    let leaves = &explanation.branch().unwrap().leaves;
    assert!(leaves.iter().all(|leaf| leaf.reason.contains("`a` is a string")), "{:?}", leaves[0]);
}

#[test]
fn conflicts_of_many_fields_in_deep_arrays_are_explained() {
    // Any two fields share an element, and no three do.
    let fields = 0..100;
    let leaves: Vec<String> = fields.clone().map(|number| format!(r#""f{number}": [1]"#)).collect();
    let pattern = format!(r#"{{"a": {{{}}}}}"#, leaves.join(","));
    let pattern = EventPattern::parse(&pattern).unwrap();
    let elements: Vec<String> = fields
        .clone()
        .flat_map(|one| fields.clone().skip(one + 1).map(move |other| (one, other)))
        .map(|(one, other)| format!(r#"{{"f{one}":1,"f{other}":1}}"#))
        .collect();
    let (open, close) = ("[".repeat(900), "]".repeat(900));
    let event = format!(r#"{{"a": {open}{}{close}}}"#, elements.join(","));
    let explanation = pattern.explain(&event).unwrap();
    let conflict = explanation.branch().unwrap().conflict.as_ref().unwrap();
    assert!(conflict.sides.is_empty() && conflict.reason.starts_with("each field matches"));
}

#[test]
fn bytes_that_are_no_text_are_wrong_before_what_follows_them() {
    let event = b"{\"a\": [{\"b\": 1, \"\xa6\\\"\": [nonsense]}]}";
    let mut refused = Vec::new();
    for rule in [r#"{"a": {"b": [1]}}"#, r#"{"x": [1]}"#, r#"{"a": {"c\"": [1]}}"#] {
        let pattern = EventPattern::parse(rule).unwrap();
        let mut index = RuleIndex::new();
        index.insert((), &pattern);
        let mut scratch = Scratch::new();
        refused.push(pattern.matches_with(&event[..], &mut scratch).unwrap_err());
        refused.push(index.matching_with(&event[..], &mut scratch).unwrap_err());
    }
    for error in refused {
        assert_eq!(error.fault().to_string(), "Invalid UTF-8");
        assert_eq!(error.span(), 17..18);
    }
}
