//! Patterns, transformers and flows for people: answers, exit codes, and the same for tools.

use std::io::Write;

use serde_json::Value;

use crate::command::{code, firedrill, firedrill_with_input, stderr, stdout};

const EVENT: &str = "fixtures/findings/ecs-fargate-bitcoin-dns.json";
const LOOKALIKE: &str = "fixtures/findings/lookalike-eks-runtime.json";
const PATTERN: &str = "fixtures/flows/stop-task/pattern.json";

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn path(file: &tempfile::NamedTempFile) -> &str {
    file.path().to_str().unwrap()
}

#[test]
fn match_answers_with_its_exit_code() {
    let matched = firedrill(&["pattern", "match", "--pattern", PATTERN, "--event", EVENT]);
    assert_eq!((code(&matched), stdout(&matched).as_str()), (0, "matched\n"));
    let other = firedrill(&["pattern", "match", "--pattern", PATTERN, "--event", LOOKALIKE]);
    assert_eq!((code(&other), stdout(&other).as_str()), (1, "not matched\n"));
    let inline = firedrill(&[
        "pattern",
        "match",
        "-q",
        "--pattern",
        r#"{"a": [1]}"#,
        "--event",
        r#"{"a": 1.0}"#,
    ]);
    assert_eq!((code(&inline), stdout(&inline).as_str()), (0, ""));
    let json = firedrill(&[
        "pattern",
        "match",
        "--format",
        "json",
        "--pattern",
        PATTERN,
        "--event",
        LOOKALIKE,
    ]);
    let json: Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(json, serde_json::json!({"version": 1, "matched": false}));
}

#[test]
fn standard_input_is_one_of_the_two() {
    let event = r#"{"source": "aws.ecs"}"#;
    let arguments = ["pattern", "match", "--pattern", r#"{"source": ["aws.ecs"]}"#, "--event", "-"];
    assert_eq!(code(&firedrill_with_input(&arguments, event)), 0);
    let both = firedrill_with_input(&["pattern", "match", "--pattern", "-", "--event", "-"], event);
    assert_eq!(code(&both), 3, "{}", stderr(&both));
    let pattern = r#"{"source": ["aws.ecs"]}"#;
    let both =
        firedrill_with_input(&["pattern", "match", "--pattern", "-", "--event", "-"], pattern);
    assert_eq!(code(&both), 2);
    assert!(stderr(&both).contains("standard input was named twice"), "{}", stderr(&both));
    assert_eq!(code(&firedrill(&["pattern", "match", "--pattern", PATTERN])), 2);
}

#[test]
fn what_cannot_be_read_ends_with_3_and_its_place() {
    let pattern = file("{\n  \"source\": \"aws.ecs\"\n}");
    let refused = firedrill(&["pattern", "match", "--pattern", path(&pattern), "--event", EVENT]);
    assert_eq!(code(&refused), 3);
    for part in ["must be an object or an array", "wrap the value in `[ ]`", ":2:13"] {
        assert!(stderr(&refused).contains(part), "{part} is missing in\n{}", stderr(&refused));
    }
    for event in ["[]", "{", "\u{1b}[2J", ""] {
        let event = file(event);
        for verb in ["match", "explain"] {
            let refused =
                firedrill(&["pattern", verb, "--pattern", PATTERN, "--event", path(&event)]);
            assert_eq!(code(&refused), 3, "{}", stderr(&refused));
            assert!(!stderr(&refused).contains('\u{1b}'));
        }
    }
    let deep = file(&"{\"a\":".repeat(100_000));
    let refused = firedrill(&["pattern", "explain", "--pattern", PATTERN, "--event", path(&deep)]);
    assert_eq!(code(&refused), 3);
    assert!(stderr(&refused).contains("nesting depth"), "{}", stderr(&refused));
    let strict = [
        "pattern",
        "match",
        "--strict-event",
        "--pattern",
        r#"{"a": [1]}"#,
        "--event",
        r#"{"a": 1}"#,
    ];
    assert!(stderr(&firedrill(&strict)).contains("the event lacks `id`"));
}

#[test]
fn explain_proves_the_verdict() {
    let output = firedrill(&["pattern", "explain", "--pattern", PATTERN, "--event", LOOKALIKE]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    for part in [
        "not matched\n",
        "  no  `detail.resource.resourceType` is \"EKSCluster\", which `\"ECSCluster\"` does not accept\n",
        "  yes `source` is \"aws.guardduty\", which `\"aws.guardduty\"` accepts\n",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let colored = firedrill(&[
        "pattern",
        "explain",
        "--color",
        "always",
        "--pattern",
        PATTERN,
        "--event",
        LOOKALIKE,
    ]);
    assert!(
        stdout(&colored).starts_with("\u{1b}[1m\u{1b}[31mnot matched"),
        "{:?}",
        stdout(&colored)
    );
    let json = firedrill(&[
        "pattern",
        "explain",
        "--format",
        "json",
        "--pattern",
        PATTERN,
        "--event",
        LOOKALIKE,
    ]);
    let json: Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(json["version"], 1);
    let leaves = json["explanation"]["branches"][0]["leaves"].as_array().unwrap();
    let failed: Vec<&Value> = leaves.iter().filter(|leaf| leaf["matched"] == false).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["path"], "detail.resource.resourceType");
}

#[test]
fn lint_warns_and_ends_with_1_only_when_asked_to() {
    let pattern = r#"{"source": ["aws.ecs"], "detail_type": ["X"]}"#;
    let lint =
        |more: &[&str]| firedrill(&[&["pattern", "lint", "--pattern", pattern], more].concat());
    let output = lint(&[]);
    assert_eq!(code(&output), 0);
    for part in [
        "firedrill::pattern::unknown_envelope_field",
        "did you mean `detail-type`?",
        "command line:1:25",
        "1 pattern: 2 warnings, 0 pieces of advice",
    ] {
        assert!(stdout(&output).contains(part), "{part} is missing in\n{}", stdout(&output));
    }
    assert_eq!(code(&lint(&["--deny", "warnings"])), 1);
    let json: Value = serde_json::from_str(&stdout(&lint(&["--format", "json"]))).unwrap();
    assert_eq!(json["version"], 1);
    let warning = &json["warnings"][0];
    assert_eq!(warning["code"], "firedrill::pattern::unknown_envelope_field");
    assert_eq!(warning["severity"], "warning");
    assert_eq!(warning["page"], "docs/lints/unknown_envelope_field.md");
    assert_eq!(
        (&warning["labels"][0]["line"], &warning["labels"][0]["column"]),
        (&1.into(), &25.into())
    );
}

#[test]
fn lint_says_that_the_fields_of_findings_were_not_looked_at() {
    let lint = |pattern: &str| firedrill(&["pattern", "lint", "--pattern", pattern]);
    for pattern in [
        r#"{"source":["aws.guardduty"],"detail":{"severity":["7"],"service":{"featureNam":["x"]}}}"#,
        r#"{"detail-type":["GuardDuty Finding"]}"#,
    ] {
        let output = stdout(&lint(pattern));
        let remark =
            "GuardDuty's fields and finding types were not looked at: `firedrill flow lint` does";
        assert!(output.contains(remark), "{output}");
    }
    assert!(!stdout(&lint(r#"{"source":["aws.ecs"]}"#)).contains("GuardDuty"));
    let misspelt = stdout(&lint(r#"{"source":["aws.ecs","aws.gaurdduty"]}"#));
    for part in ["firedrill::pattern::misspelt_source", "did you mean `aws.guardduty`?"] {
        assert!(misspelt.contains(part), "{part} is missing in\n{misspelt}");
    }
    assert!(!stdout(&lint(r#"{"source":["aws.ec2","my.guard"]}"#)).contains("misspelt"));
}

#[test]
fn a_verdict_that_the_engine_may_give_otherwise_has_a_note() {
    let pattern = r#"{"$or": [{"d": [3]}, {"d": [3, "x"]}]}"#;
    for command in ["match", "explain"] {
        let arguments = ["pattern", command, "--pattern", pattern, "--event", r#"{"d": "x"}"#];
        let output = firedrill(&arguments);
        assert!(stderr(&output).contains("firedrill::pattern::lost_branch"), "{}", stderr(&output));
        assert_eq!(stderr(&firedrill(&[&arguments[..], &["-q"]].concat())), "");
    }
}

#[test]
fn an_event_that_is_not_decided_about_is_no_verdict() {
    // Arrays of one name with two elements each, and fields that are in one element of each of three.
    let mut state = 7_usize;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12345) % (1 << 31);
        (state >> 16) % below
    };
    let clauses: Vec<[(usize, usize); 3]> =
        (0..200).map(|_| [0, 1, 2].map(|third| (third * 13 + draw(13), draw(2)))).collect();
    let leaves: Vec<String> = (0..200).map(|number| format!("\"{number:x}\":[1]")).collect();
    let element = |variable: usize, value: usize| {
        let holds = |number: &usize| clauses[*number].contains(&(variable, value));
        let fields: Vec<String> =
            (0..200).filter(holds).map(|number| format!("\"{number:x}\":1")).collect();
        format!("{{{}}}", fields.join(","))
    };
    let arrays: Vec<String> = (0..39)
        .map(|variable| format!("\"a\":[{},{}]", element(variable, 0), element(variable, 1)))
        .collect();
    let pattern = format!("{{\"a\":{{{}}}}}", leaves.join(","));
    let event = format!("{{{}}}", arrays.join(","));
    for command in ["match", "explain"] {
        let output = firedrill(&["pattern", command, "--pattern", &pattern, "--event", &event]);
        assert_eq!((code(&output), stdout(&output).as_str()), (4, ""), "{}", stderr(&output));
        assert!(stderr(&output).contains("firedrill::event::undecided"), "{}", stderr(&output));
    }
}

#[test]
fn lint_goes_on_after_a_pattern_that_is_none() {
    let none = file("{");
    let advice = r#"{"detail": {"a": [{"wildcard": "x*"}]}}"#;
    let output =
        firedrill(&["pattern", "lint", "--deny", "warnings", "--pattern", path(&none), advice]);
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    assert!(
        stdout(&output).contains("1 pattern: 0 warnings, 1 piece of advice"),
        "{}",
        stdout(&output)
    );
    let denied = firedrill(&["pattern", "lint", "--deny", "advice", "--pattern", advice]);
    assert_eq!(code(&denied), 1);
}

#[test]
fn the_published_flow_is_warned_of() {
    let output = firedrill(&["flow", "lint"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for part in [
        "samples_let_through",
        "archived_let_through",
        "unguarded_path",
        "fixtures/flows/stop-task/input-paths.json:4:14",
        "missing_retry",
        "1 flow: 6 warnings, 1 piece of advice",
    ] {
        assert!(stdout(&output).contains(part), "{part} is missing in\n{}", stdout(&output));
    }
    assert_eq!(code(&firedrill(&["flow", "lint", "--deny", "warnings"])), 1);
}

#[test]
fn show_tells_what_a_flow_consists_of() {
    let text = stdout(&firedrill(&["flow", "show"]));
    for part in
        ["stop-task in ap-northeast-1", "<TaskArn> is $.detail", "\"StartAt\": \"StopTask\""]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let json: Value =
        serde_json::from_str(&stdout(&firedrill(&["flow", "show", "--format", "json"]))).unwrap();
    let input = &json["rules"][0]["targets"][0]["input"]["transformer"];
    assert_eq!(input["inputPaths"]["GuardDutyFindingTitle"], "$.detail.title");
}

#[test]
fn transform_shows_template_values_and_result() {
    let output = firedrill(&["transform", "--event", EVENT]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for part in [
        "template\n  {\n    \"EcsClusterArn\": <EcsClusterArn>,",
        "$.detail.resource.ecsClusterDetails.taskDetails.arn",
        "delivered\n  {\n    \"EcsClusterArn\": \"arn:aws:ecs:",
    ] {
        assert!(stdout(&output).contains(part), "{part} is missing in\n{}", stdout(&output));
    }
}

#[test]
fn transform_compares_with_what_is_expected() {
    let paths = file(r#"{"task": "$.detail.task"}"#);
    let template = file(r#"{"stop": <task>}"#);
    let transform = |event: &str, expected: &str| {
        let expected = file(expected);
        firedrill(&[
            "transform",
            "--event",
            event,
            "--input-paths",
            path(&paths),
            "--template",
            path(&template),
            "--expect",
            path(&expected),
        ])
    };
    let event = r#"{"detail": {"task": "arn:\u001b[2Ja"}}"#;
    let same = transform(event, "{\"stop\": \"arn:\\u001b[2Ja\"}\n");
    assert_eq!(code(&same), 0, "{}", stdout(&same));
    let other = transform(event, "{\"stop\": \"arn:b\"}\n");
    assert_eq!(code(&other), 1);
    assert!(stdout(&other).contains("  - {\"stop\": \"arn:b\"}\n  + {\"stop\": \"arn:"));
    assert!(!stdout(&other).contains('\u{1b}'));
}

#[test]
fn transform_says_what_would_not_be_delivered() {
    let template = file(r#"{"note": "about <x>"}"#);
    let paths = file(r#"{"x": "$.detail"}"#);
    let arguments = [
        "transform",
        "--event",
        r#"{"detail": {"a": 1}}"#,
        "--template",
        path(&template),
        "--input-paths",
        path(&paths),
    ];
    let output = firedrill(&arguments);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("not delivered\n  `<x>` stands within a JSON string"));
    let json = firedrill(&[&arguments[..], &["--format", "json"]].concat());
    let json: Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert!(json["notDelivered"].is_string() && json["output"].is_null());
    let path =
        firedrill(&["transform", "--event", r#"{"detail": [1]}"#, "--input-path", "$.detail"]);
    assert_eq!((code(&path), stdout(&path).as_str()), (0, "delivered\n  [1]\n"));
    let refused = firedrill(&["transform", "--event", "{}", "--input-path", "detail"]);
    assert_eq!(code(&refused), 2);
}

/// The answers to the lines of a batch.
fn batch(arguments: &[&str], lines: &str) -> Vec<Value> {
    let output = firedrill_with_input(arguments, lines);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn refusal(answer: &Value) -> &str {
    assert_eq!(answer["error"]["code"], "InvalidRequest", "{answer}");
    answer["error"]["message"].as_str().unwrap()
}

#[test]
fn a_batch_judges_json_as_it_is_written() {
    let lines = r#"
        {"pattern":{"a":{"b":[1]},"a":{"c":[2]}},"event":{"a":{"c":2}}}
        {"pattern":{"a":[1]},"event":{"a":1,"a":2}}
        {"pattern":{"a":[1]},"event":{"a":1.0000000000000001}}
        {"pattern":{"a":[1e400]},"event":{"a":1e400},"id":9007199254740993}
    "#;
    let answers = batch(&["pattern", "match", "--batch"], lines);
    // The second says what the same event says as a text.
    let text = r#"{"pattern":"{\"a\":[1]}","event":"{\"a\":1,\"a\":2}"}"#;
    let as_text = batch(&["pattern", "match", "--batch"], text);
    let matched: Vec<_> = answers.iter().map(|answer| answer["matched"].as_bool()).collect();
    assert_eq!(matched, [Some(false), as_text[0]["matched"].as_bool(), Some(false), Some(true)]);
    assert_eq!(answers[3]["id"].to_string(), "9007199254740993");
}

#[test]
fn a_batch_passes_over_no_member() {
    let lines = r#"
        {"id":1,"pattern":{"a":[1]},"evnt":{"a":1}}
        {"id":2,"pattern":{"a":[1]},"event":null}
        {"id":3,"pattern":{"a":[1]},"pattern":{"a":[2]}}
        {"id":4,"pattern":{"a":[1]}}
        [4]
    "#;
    let answers = batch(&["pattern", "match", "--batch"], lines);
    assert_eq!(refusal(&answers[0]), "there is no member `evnt`");
    assert_eq!(refusal(&answers[1]), "`event` is `null`; leave it out to read a pattern");
    assert_eq!(refusal(&answers[2]), "`pattern` is there twice");
    assert_eq!(answers[3], serde_json::json!({ "id": 4, "valid": true }));
    assert!(refusal(&answers[4]).starts_with("the line is not JSON"));
    assert_eq!(answers[0]["id"], 1);

    let lines = r#"
        {"event":{"a":1},"bogus":1}
        {"event":{"a":1},"inputPath":5}
        {"event":{"a":1},"inputPathsMap":{"x":"$.a"}}
        {"event":{"a":1},"inputPathsMap":{"x":"$.a","x":"$.b"},"inputTemplate":"\"<x>\""}
        {"event":{"a":1},"rule":{"arn":5}}
        {"event":{"a":1},"rule":{"id":"x"}}
        {"event":{"a":1},"input":"{}","inputPath":"$"}
        {"event":{"a":1},"input":"{}"}
    "#;
    let answers = batch(&["transform", "--batch"], lines);
    assert_eq!(refusal(&answers[0]), "there is no member `bogus`");
    assert_eq!(refusal(&answers[1]), "`inputPath` is not a text");
    assert_eq!(refusal(&answers[2]), "`inputPathsMap` without `inputTemplate` has no effect");
    assert_eq!(refusal(&answers[3]), "`x` is there twice");
    assert_eq!(refusal(&answers[4]), "`rule` must map names to texts");
    assert_eq!(refusal(&answers[5]), "there is no member `id` of `rule`");
    assert_eq!(answers[6]["error"]["code"], "ValidationException");
    assert_eq!(answers[7]["output"], "{}");
}
