//! Patterns: what is refused and how, and what `$or`, duplicates and limits mean.

use firedrill_eventbridge::{EventPattern, EventPatternError, Limits, Location, PatternFault};
use miette::Diagnostic as _;

#[cfg(test)]
fn refusal(pattern: &str) -> EventPatternError {
    EventPattern::parse(pattern).unwrap_err()
}

#[cfg(test)]
fn matches(pattern: &str, event: &str) -> bool {
    EventPattern::parse(pattern).unwrap().matches(event).unwrap()
}

#[test]
fn a_refusal_is_the_service_s_with_its_place() {
    let error = refusal("{\n  \"source\": \"aws.ecs\"\n}");
    assert_eq!(error.service_code(), "InvalidEventPatternException");
    assert_eq!(
        error.message(),
        "Event pattern is not valid. Reason: \"source\" must be an object or an array\n at [Source: \
         (String)\"{\n  \"source\": \"aws.ecs\"\n}\"; line: 2, column: 14]"
    );
    assert_eq!(error.location(), Some(Location { line: 2, column: 14 }));
    assert_eq!(
        error.help().unwrap().to_string(),
        "wrap the value in `[ ]`: a pattern lists what a field may be"
    );
    assert_eq!(error.code().unwrap().to_string(), "firedrill::pattern::value");
}

#[test]
fn places_are_those_of_the_service_s_parser() {
    let column = |pattern: &str| refusal(pattern).location().map(|location| location.column);
    // The start of the value has been read with the name.
    assert_eq!(column(r#"{"a":[{"regex":"x"}]}"#), Some(17));
    // Of an unread string only the quote, of a number all.
    assert_eq!(column(r#"{"a":[{"numeric":["=","1"]}]}"#), Some(24));
    assert_eq!(column(r#"{"a":[{"prefix":123}]}"#), Some(20));
    // A block is checked outside of the parser.
    assert_eq!(column(r#"{"a":[{"cidr":"10.0.0.0/32"}]}"#), None);
    // Within a list the place comes twice.
    let message = refusal(r#"{"a":[{"anything-but":["x",null]}]}"#).message();
    assert_eq!(message.matches("line: 1, column: 32").count(), 2);
}

#[test]
fn operators_that_are_misspelt_are_recognised() {
    let help = |pattern: &str| refusal(pattern).help().map(|help| help.to_string());
    assert_eq!(
        help(r#"{"a":[{"anythingBut":"x"}]}"#).as_deref(),
        Some("did you mean `anything-but`?")
    );
    assert!(help(r#"{"a":[{"regex":"x"}]}"#).unwrap().starts_with("the operators are `prefix`"));
    assert!(help(r#"{"a":[{"cidr":"10.0.0.1/32"}]}"#).unwrap().contains("/31"));
}

#[test]
fn the_last_leaf_of_a_path_wins_and_objects_merge() {
    assert!(matches(r#"{"a": [1], "a": [2]}"#, r#"{"a": 2}"#));
    assert!(!matches(r#"{"a": [1], "a": [2]}"#, r#"{"a": 1}"#));
    assert!(matches(r#"{"a": {"b": [1]}, "a.b": [2]}"#, r#"{"a": {"b": 2}}"#));
    assert!(!matches(r#"{"a": {"b": [1]}, "a": {"c": [1]}}"#, r#"{"a": {"c": 1}}"#));
    assert!(matches(r#"{"a": [1]}"#, r#"{"a": 2, "a": 1}"#));
}

#[test]
fn or_is_expanded_where_it_stands() {
    let before = r#"{"a": [3], "$or": [{"a": [1]}, {"b": [2]}]}"#;
    assert!(matches(before, r#"{"a": 1}"#) && !matches(before, r#"{"b": 2}"#));
    let after = r#"{"$or": [{"a": [1]}, {"a": [2]}], "a": [3]}"#;
    assert!(matches(after, r#"{"a": 3}"#) && !matches(after, r#"{"a": 1}"#));
    let nested = EventPattern::parse(
        r#"{"$or": [{"a": [1]}, {"$or": [{"b": [1]}, {"c": {"$or": [{"d": [1]}, {"e": [1]}]}}]}]}"#,
    )
    .unwrap();
    assert_eq!(nested.branches().len(), 4);
    assert_eq!(nested.branches()[3].choices.len(), 3);
    assert!(nested.matches(r#"{"c": {"e": 1}}"#).unwrap());
    assert_eq!(
        refusal(r#"{"$or": [{"a": [1]}]}"#).to_string(),
        "There must have at least 2 Objects in $or relationship."
    );
}

#[test]
fn a_line_that_ends_within_a_string_is_not_counted() {
    let place = |pattern: &str| {
        let location = refusal(pattern).location().unwrap();
        (location.line, location.column)
    };
    assert_eq!(place("{\"a\": [\"b\nc\"]}"), (1, 11));
    assert_eq!(place("{\n\"a\nb\": [1]}"), (2, 4));
    assert_eq!(place("{\n\"a\": 1}"), (2, 7));
}

#[test]
fn limits_are_those_of_the_service() {
    let or = r#""$or": [{"a": [1]}, {"b": [1]}, {"c": [1]}, {"d": [1]}]"#;
    let within = |times: usize| {
        let fields: Vec<String> =
            (0..times).map(|position| format!("\"f{position}\": {{{or}}}")).collect();
        EventPattern::parse(&format!("{{{}}}", fields.join(",")))
    };
    assert_eq!(within(4).unwrap().branches().len(), 256);
    assert_eq!(within(5).unwrap_err().fault(), &PatternFault::TooManyCombinations(1000));

    let accepted = r#"{"a": [{"wildcard": "*:stack/a/*"}, {"wildcard": "*:stack/b/*"}, {"wildcard": "*:stack/c/*"}]}"#;
    assert!(EventPattern::parse(accepted).is_ok());
    let refused = refusal(r#"{"a": [{"wildcard": "*:*:*:*:*:event-bus/*"}]}"#);
    assert_eq!((refused.fault(), refused.location()), (&PatternFault::TooComplex, None));

    let long = format!("{{\"a\": [\"{}\"]}}", "x".repeat(4096));
    assert_eq!(refusal(&long).fault(), &PatternFault::TooLong(4096));
    let limits = Limits { characters: usize::MAX, ..Limits::SERVICE };
    assert!(EventPattern::parse_within(&long, &limits).is_ok());
    let many: Vec<String> = (0..257).map(|position| format!("\"{position}\":[1]")).collect();
    let many = EventPattern::parse_within(&format!("{{{}}}", many.join(",")), &limits);
    assert_eq!(many.unwrap_err().fault(), &PatternFault::TooManyPaths(256));
}

#[test]
fn wildcards_are_as_complex_as_the_rule_makes_them() {
    let is_refused = |pattern: &str| {
        let parsed = EventPattern::parse(pattern);
        parsed.is_err_and(|error| error.fault() == &PatternFault::TooComplex)
    };
    let lists =
        [r#"["*/init/*","*/dir/*","*/tmp/*"]"#, r#"["*.txt","*.log","*.tmp","*.bak","*.old"]"#];
    for list in lists {
        let pattern = format!(r#"{{"a":[{{"anything-but":{{"wildcard":{list}}}}}]}}"#);
        assert!(!is_refused(&pattern), "{pattern}");
    }
    // What is overwritten is no part of the rule.
    assert!(is_refused(r#"{"a":[{"wildcard":"*aaaaaaaaa"}]}"#));
    assert!(!is_refused(r#"{"a":[{"wildcard":"*aaaaaaaaa"}],"a":[1]}"#));
    assert!(!is_refused(r#"{"$or":[{"a":[{"wildcard":"*aaaaaaaaa"}]},{"a":[2]}],"a":[1]}"#));
    // Branches add up where they start from the same fields, and are one if they ask for the same.
    let field = |letter: char| format!(r#""a":[{{"wildcard":"*{letter}*"}}]"#);
    let or = |branches: [String; 5]| {
        format!(r#"{{"$or":[{}]}}"#, branches.map(|branch| format!("{{{branch}}}")).join(","))
    };
    let letters = ['p', 'q', 'r', 's', 't'];
    assert!(is_refused(&or(letters.map(field))));
    assert!(!is_refused(&or(
        letters.map(|letter| format!(r#""0":["{letter}"],{}"#, field(letter)))
    )));
    assert!(is_refused(&or(letters.map(|letter| format!(r#""0":["x"],{}"#, field(letter))))));
    assert!(!is_refused(&or(letters.map(|letter| format!(r#"{},"b":["{letter}"]"#, field('p'))))));
}

#[test]
fn empty_names_at_the_start_of_a_path_leave_nothing_behind() {
    assert!(!matches(r#"{"": {"a": [1]}}"#, r#"{"": {"a": 1}}"#));
    assert!(matches(r#"{"": {"": {"a": [1]}}}"#, r#"{"a": 1}"#));
    assert!(matches(r#"{"": [1]}"#, r#"{"": 1}"#));
    assert!(matches(r#"{"a": {"": {"b": [1]}}}"#, r#"{"a": {"": {"b": 1}}}"#));
}

#[test]
fn half_a_surrogate_pair_in_a_name_is_only_itself() {
    assert!(!matches(r#"{"\ud83d": [1]}"#, r#"{"?": 1}"#));
    assert!(!matches(r#"{"?": [1]}"#, r#"{"\ud83d": 1}"#));
    assert!(!matches(r#"{"\ud83d": [1]}"#, r#"{"\ud83e": 1}"#));
    assert!(matches(r#"{"\ud83d": [1]}"#, r#"{"\uD83D": 1}"#));
}

#[test]
fn half_a_surrogate_pair_in_a_value_is_itself_as_a_whole_and_a_question_mark_otherwise() {
    let half = r#"{"a": "\ud83d"}"#;
    assert!(matches(r#"{"a": ["\uD83D"]}"#, half));
    for other in [r#"{"a": ["?"]}"#, r#"{"a": ["\ud83e"]}"#, r#"{"a": [{"prefix": "x"}]}"#] {
        assert!(!matches(other, half), "{other}");
    }
    assert!(!matches(r#"{"a": ["\ud83d"]}"#, r#"{"a": "?"}"#));
    let as_mark = [
        r#"{"a": [{"prefix": "?"}]}"#,
        r#"{"a": [{"suffix": "?"}]}"#,
        r#"{"a": [{"wildcard": "?"}]}"#,
        r#"{"a": [{"equals-ignore-case": "?"}]}"#,
    ];
    for pattern in as_mark {
        assert!(matches(pattern, half), "{pattern}");
    }
    assert!(!matches(r#"{"a": [{"anything-but": "?"}]}"#, half));
    let mut index = firedrill_eventbridge::RuleIndex::new();
    for (number, pattern) in as_mark.into_iter().chain([r#"{"a": ["\ud83d"]}"#]).enumerate() {
        index.insert(number, &EventPattern::parse(pattern).unwrap());
    }
    assert_eq!(index.matching(half).unwrap().len(), 5);
}

#[test]
fn text_after_the_first_object_is_ignored_and_faults_before_it_are_not() {
    assert!(matches(r#"{"a": [1]} trailing"#, r#"{"a": 1} trailing"#));
    let pattern = EventPattern::parse(r#"{"a": [1]}"#).unwrap();
    for event in ["", "[]", "1", r#"{"a": 1"#, r#"{"a": 1, "x": [01]}"#, r#"{"a": 1, "x": "\q"}"#] {
        assert!(pattern.matches(event).is_err(), "{event}");
    }
}
