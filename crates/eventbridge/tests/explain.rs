//! Explanations say what a person needs to hear.

use firedrill_eventbridge::{EventPattern, Explanation, NearMiss};

#[cfg(test)]
fn explain(pattern: &str, event: &str) -> Explanation {
    EventPattern::parse(pattern).unwrap().explain(event).unwrap()
}

#[cfg(test)]
fn reason(pattern: &str, event: &str) -> (String, Option<NearMiss>) {
    let explanation = explain(pattern, event);
    let leaf = explanation.leaves().next().unwrap();
    (leaf.reason.clone(), leaf.near_miss)
}

#[test]
fn near_misses_are_named() {
    use NearMiss::*;
    for (pattern, event, miss, sentence) in [
        (
            r#"{"a": ["ECSCluster"]}"#,
            r#"{"a": "EcsCluster"}"#,
            Case,
            r#"`a` is "EcsCluster", which differs from `"ECSCluster"` in case only"#,
        ),
        (
            r#"{"a": ["x y"]}"#,
            r#"{"a": "x y "}"#,
            WhiteSpace,
            r#"`a` is "x y ", which differs from `"x y"` in white space only"#,
        ),
        (
            r#"{"a": [7]}"#,
            r#"{"a": "7.0"}"#,
            StringForNumber,
            r#"`a` is "7.0", a string, and `7` accepts numbers only"#,
        ),
        (
            r#"{"a": [{"numeric": [">", 1]}]}"#,
            r#"{"a": "7"}"#,
            StringForNumber,
            r#"`a` is "7", a string, and `{"numeric":[">",1]}` accepts numbers only"#,
        ),
        (
            r#"{"a": ["7"]}"#,
            r#"{"a": 7}"#,
            NumberForString,
            r#"`a` is 7, a number, and `"7"` accepts strings only"#,
        ),
        (
            r#"{"a": [true]}"#,
            r#"{"a": "true"}"#,
            StringForLiteral,
            r#"`a` is "true", a string, which is not what `true` asks for"#,
        ),
        (
            r#"{"a": [null]}"#,
            r"{}",
            AbsentForNull,
            "`a` is absent, and `null` accepts only a field that is `null`",
        ),
        (
            r#"{"a": [{"anything-but": "x"}]}"#,
            r"{}",
            AbsentForAnythingBut,
            r#"`a` is absent, and `{"anything-but":"x"}` wants some other value"#,
        ),
        (
            r#"{"a": [{"exists": false}]}"#,
            r#"{"a": null}"#,
            NullForAbsent,
            r#"`a` is null, a value, and `{"exists":false}` wants the field left out"#,
        ),
        (
            r#"{"a": [{"exists": true}]}"#,
            r#"{"a": {"b": 1}}"#,
            Object,
            "`a` is an object, and only strings, numbers, booleans and null are matched",
        ),
        (
            r#"{"a": ["x"]}"#,
            r#"{"a": []}"#,
            EmptyArray,
            "`a` is an empty array, which has no value",
        ),
        (
            r#"{"a": [{"wildcard": "*:Runtime/*"}]}"#,
            r#"{"a": "Execution:runtime/ReverseShell"}"#,
            Case,
            r#"`a` is "Execution:runtime/ReverseShell", which differs from `{"wildcard":"*:Runtime/*"}` in case only"#,
        ),
        (
            r#"{"a": [{"suffix": ".com"}]}"#,
            r#"{"a": "example.com "}"#,
            WhiteSpace,
            r#"`a` is "example.com ", which differs from `{"suffix":".com"}` in white space only"#,
        ),
        (
            r#"{"a": ["x"]}"#,
            r#"{"a": 5}"#,
            Type,
            r#"`a` is 5, a number, and `"x"` accepts strings only"#,
        ),
        (
            r#"{"a": [{"numeric": [">", 1]}]}"#,
            r#"{"a": null}"#,
            Type,
            r#"`a` is null, and `{"numeric":[">",1]}` accepts numbers only"#,
        ),
        (
            r#"{"a": [{"numeric": [">", 1]}]}"#,
            r#"{"a": 9007199254740993}"#,
            NumberAsText,
            r#"`a` is 9007199254740993, which no double is, so that `{"numeric":[">",1]}` accepts it only in the same digits"#,
        ),
        (
            r#"{"a": [null]}"#,
            r#"{"a": ""}"#,
            BlankForNull,
            r#"`a` is "", an empty string, which is not what `null` asks for"#,
        ),
        (
            r#"{"a": [""]}"#,
            r#"{"a": null}"#,
            NullForBlank,
            r#"`a` is null, which is not the empty string that `""` asks for"#,
        ),
        (
            r#"{"a": [""]}"#,
            r"{}",
            AbsentForBlank,
            r#"`a` is absent, and `""` accepts only an empty string that is there"#,
        ),
        (
            r#"{"a": [{"exists": false}]}"#,
            r#"{"a": ""}"#,
            BlankForAbsent,
            r#"`a` is "", a value, and `{"exists":false}` wants the field left out"#,
        ),
        (
            r#"{"detail-type": ["x"]}"#,
            r#"{"detailType": "x"}"#,
            OtherSpelling,
            "`detail-type` is absent, and the event has `detailType` in its place",
        ),
        (
            r#"{"detail": {"type": ["x"]}}"#,
            r#"{"detail": "{\"type\": \"x\"}"}"#,
            NoObject,
            "`detail.type` is absent, as `detail` is a string of JSON, which is not looked into",
        ),
    ] {
        assert_eq!(reason(pattern, event), (sentence.to_owned(), Some(miss)));
    }
}

#[test]
fn beside_an_address_the_other_alternatives_say_what_they_say_alone() {
    let pattern = r#"{"a": [{"cidr": "10.0.0.0/8"}, {"prefix": "192."}]}"#;
    let explanation = explain(pattern, r#"{"a": "192.168.1.5"}"#);
    assert!(explanation.matched);
    let leaf = explanation.leaves().next().unwrap();
    assert_eq!(leaf.reason, r#"`a` is "192.168.1.5", which `{"prefix":"192."}` accepts"#);
    let refused = explain(pattern, r#"{"a": "11.0.0.1"}"#);
    let leaf = refused.leaves().next().unwrap();
    let reasons: Vec<&str> =
        leaf.alternatives.iter().map(|alternative| alternative.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            r#"`a` is "11.0.0.1", which `{"cidr":"10.0.0.0/8"}` does not accept"#,
            r#"`a` is "11.0.0.1", which `{"prefix":"192."}` does not accept"#,
        ]
    );
}

#[test]
fn many_values_and_alternatives_are_summed_up() {
    let (reason, miss) = reason(r#"{"a": ["x", "y"]}"#, r#"{"a": ["p", "q"]}"#);
    assert_eq!(reason, r#"`a` has 2 values, none of which its 2 alternatives accept: "p", "q""#);
    assert_eq!(miss, None);
}

#[test]
fn array_conflicts_name_the_elements() {
    let people = r#"{"people": {"first": ["Anna"], "last": ["Jones"]}}"#;
    let event =
        r#"{"people": [{"first": "Anna", "last": "Smith"}, {"first": "Bob", "last": "Jones"}]}"#;
    let explanation = explain(people, event);
    assert!(!explanation.matched && explanation.leaves().all(|leaf| leaf.matched));
    let conflict = explanation.branch().unwrap().conflict.clone().unwrap();
    assert_eq!(
        conflict.reason,
        "`people.first` matched in element [0] of an array and `people.last` in element [1] of it, \
         and one match may not take both"
    );
    assert_eq!(conflict.sides[1].elements, [1]);
}

#[test]
fn the_branch_of_or_that_tells_best_is_chosen() {
    let pattern = r#"{"$or": [{"a": [1], "b": [1]}, {"a": [2], "b": [2]}]}"#;
    let explanation = explain(pattern, r#"{"a": 2, "b": 3}"#);
    assert_eq!((explanation.matched, explanation.deciding), (false, 1));
    assert_eq!(
        explanation.to_string(),
        "not matched\n  branch 2 of 2 of $or\n  yes `a` is 2, which `2` accepts\n  no  `b` is 3, which \
         `2` does not accept\n"
    );
    let explanation = explain(pattern, r#"{"a": 1, "b": 1}"#);
    assert_eq!((explanation.matched, explanation.deciding), (true, 0));
    let choice = &explanation.branch().unwrap().choices[0];
    let object = pattern.get(choice.span.clone()).unwrap();
    assert_eq!((choice.index, object), (0, r#"{"a": [1], "b": [1]}"#));
}

#[test]
fn absence_is_told_within_its_elements() {
    let pattern = r#"{"a": {"b": [1], "c": [{"exists": false}]}}"#;
    let explanation = explain(pattern, r#"{"a": [{"b": 1}, {"c": 1}]}"#);
    assert!(explanation.matched);
    assert_eq!(
        explanation.leaves().nth(1).unwrap().reason,
        "`a.c` is absent from the array elements that the other fields matched in"
    );
}

#[test]
fn an_explanation_is_json_for_tools() {
    let explanation = explain(r#"{"a": [1]}"#, r#"{"a": "1"}"#);
    assert_eq!(
        serde_json::to_value(&explanation).unwrap(),
        serde_json::json!({
            "matched": false,
            "deciding": 0,
            "branches": [{
                "matched": false,
                "choices": [],
                "conflict": null,
                "leaves": [{
                    "path": "a",
                    "matched": false,
                    "reason": "`a` is \"1\", a string, and `1` accepts numbers only",
                    "nearMiss": "string-for-number",
                    "values": ["\"1\""],
                    "valueCount": 1,
                    "span": {"start": 6, "end": 9},
                    "alternatives": [{
                        "text": "1",
                        "matched": false,
                        "reason": "`a` is \"1\", a string, and `1` accepts numbers only",
                        "nearMiss": "string-for-number",
                        "span": {"start": 7, "end": 8},
                    }],
                }],
            }],
        })
    );
}
