//! `firedrill states validate`, `graph` and `test`: what they show, answer in bulk and refuse.

use serde_json::{Value, json};

use crate::command::{code, firedrill, firedrill_with_input, stderr, stdout};

/// A machine that would be created, with a catcher that never fires.
const MACHINE: &str = r#"{
  "StartAt": "Stop",
  "States": {
    "Stop": {
      "Type": "Task",
      "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
      "Parameters": { "Task.$": "$.task" },
      "Retry": [{ "ErrorEquals": ["Ecs.EcsException"] }],
      "Catch": [
        { "ErrorEquals": ["States.TaskFailed"], "Next": "Tell" },
        { "ErrorEquals": ["Ecs.ClientException"], "Next": "Tell" }
      ],
      "End": true
    },
    "Tell": { "Type": "Fail", "Error": "NotStopped" }
  }
}
"#;

fn lines(output: &str) -> Vec<Value> {
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn warnings_point_into_the_file_and_refuse_nothing() {
    let output = firedrill_with_input(&["states", "validate", "-"], MACHINE);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.contains("`Ecs.ClientException` never gets here"), "{shown}");
    assert!(shown.contains("╭─[-:11:27]"), "{shown}");
    assert!(shown.ends_with("-: 1 warning\n"), "{shown}");

    let quiet = firedrill_with_input(&["states", "validate", "-", "--quiet"], MACHINE);
    assert_eq!(stdout(&quiet), "-: 1 warning\n");
}

#[test]
fn what_would_be_refused_ends_with_3_and_says_where() {
    let broken = MACHINE.replace("ecs:stopTask", "ecs:stopTaks");
    let output = firedrill_with_input(&["states", "validate", "-", "--format", "json"], &broken);
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(answer["version"], 1);
    let definition = &answer["definitions"][0];
    assert_eq!((&definition["file"], &definition["result"]), (&json!("-"), &json!("FAIL")));
    let diagnostic = &definition["diagnostics"][0];
    assert_eq!(diagnostic["code"], "SCHEMA_VALIDATION_FAILED");
    assert_eq!(diagnostic["location"], "/States/Stop/Resource");
    assert_eq!((&diagnostic["line"], &diagnostic["column"]), (&json!(6), &json!(19)));
    assert_eq!(diagnostic["help"], "did you mean the action `stopTask`?");

    let output = firedrill(&["states", "validate", "no/such/file"]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("cannot read `no/such/file`"));
}

#[test]
fn a_file_that_cannot_be_read_keeps_nothing_from_the_others() {
    let machine = "fixtures/flows/stop-task/state-machine.asl.json";
    let output = firedrill(&["states", "validate", "no/such/file", machine, "no/other", machine]);
    assert_eq!(code(&output), 3);
    assert_eq!(stdout(&output).matches(&format!("{machine}: ")).count(), 2, "{}", stdout(&output));
    let said = stderr(&output);
    assert!(said.contains("no/such/file") && said.contains("no/other"), "{said}");
}

#[test]
fn a_definition_in_one_long_line_is_shown_in_part() {
    let state = |name: &str| {
        json!({ "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
            "Parameters": { "Task.$": "$.task", "Padding": name }, "End": true })
    };
    let states: serde_json::Map<String, Value> = (0..600)
        .map(|place| format!("State{place}"))
        .map(|name| (name.clone(), state(&name)))
        .collect();
    let definition = json!({ "StartAt": "State0", "States": states }).to_string();
    assert!(definition.len() > 65_535);
    let begun = std::time::Instant::now();
    let output = firedrill_with_input(&["states", "validate", "-"], &definition);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.lines().all(|line| line.len() < 1_000), "{shown}");
    assert!(shown.contains("State \"State599\" is not reachable."), "{shown}");
    let run = firedrill_with_input(&["states", "run", "-"], &definition);
    assert_eq!(code(&run), 3);
    assert!(stderr(&run).lines().all(|line| line.len() < 1_000), "{}", stderr(&run));
}

#[test]
fn what_breaks_an_evaluation_is_told_in_its_failure_only() {
    let run = |expression: &str| {
        let pass =
            json!({ "Type": "Pass", "End": true, "Output": format!("{{% {expression} %}}") });
        let machine =
            json!({ "QueryLanguage": "JSONata", "StartAt": "P", "States": { "P": pass } });
        json!({ "id": expression, "definition": machine, "input": "{}" }).to_string()
    };
    let expressions = [
        "$range(0, -1e39, -1)",
        "$fromMillis(0, '[Y,64]')",
        "$now('[Y,70000]')",
        "$formatNumber(1, '0.' & $pad('', 70000, '0'))",
        "$formatInteger(1e15, 'I')",
        "1 + 1",
    ];
    let input: String = expressions.iter().map(|text| format!("{}\n", run(text))).collect();
    let output = firedrill_with_input(&["states", "run", "--batch"], &input);
    assert_eq!((code(&output), stderr(&output)), (0, String::new()));
    let answers = lines(&stdout(&output));
    assert_eq!(answers.len(), expressions.len());
    for answer in &answers[..5] {
        assert_eq!(answer["error"], "States.QueryEvaluationError", "{answer}");
    }
    assert_eq!(answers[5]["output"], "2");
}

#[test]
fn definitions_are_validated_in_bulk() {
    let requests = [
        json!({"id": 1, "definition": MACHINE}),
        json!({"id": 2, "definition": {"StartAt": "A"}}),
        json!({"id": 3}),
        json!({"id": 4, "definition": "{}", "type": "FAST"}),
    ];
    let mut input = requests.map(|request| format!("{request}\n")).concat();
    input.push_str("not JSON\n");
    let output = firedrill_with_input(&["states", "validate", "--batch"], &input);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let answers = lines(&stdout(&output));
    assert_eq!(answers.len(), 5);
    assert_eq!((&answers[0]["id"], &answers[0]["result"]), (&json!(1), &json!("OK")));
    assert_eq!(answers[0]["diagnostics"][0]["code"], "HANDLER_NEVER_FIRES");
    assert_eq!(
        answers[1],
        json!({"id": 2, "result": "FAIL", "diagnostics": [{
            "severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED",
            "message": "These fields are required: [States]", "location": "/"
        }]})
    );
    for answer in &answers[2..] {
        assert_eq!(answer["error"]["code"], "InvalidRequest", "{answer}");
    }
}

#[test]
fn a_machine_is_drawn_and_a_history_colours_it() {
    let mermaid = firedrill_with_input(&["states", "graph", "-"], MACHINE);
    assert_eq!(code(&mermaid), 0, "{}", stderr(&mermaid));
    assert!(stdout(&mermaid).starts_with("flowchart TD\n"));
    assert!(stdout(&mermaid).contains("s1 -.->|\"States.TaskFailed\"| s2"), "{}", stdout(&mermaid));

    let json = firedrill_with_input(&["states", "graph", "-", "--format", "json"], MACHINE);
    let json: Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(json, json!({ "version": 1, "mermaid": stdout(&mermaid) }));

    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("history.json");
    let events = json!({"events": [
        {"id": 1, "type": "ExecutionStarted", "previousEventId": 0},
        {"id": 2, "type": "TaskStateEntered", "previousEventId": 0,
            "stateEnteredEventDetails": {"name": "Stop"}}
    ]});
    std::fs::write(&history, events.to_string()).unwrap();
    let history = history.to_str().unwrap();
    let svg =
        firedrill_with_input(&["states", "graph", "-", "--svg", "--history", history], MACHINE);
    assert_eq!(code(&svg), 0, "{}", stderr(&svg));
    assert!(stdout(&svg).contains("#eff6ff"), "{}", stdout(&svg));

    for broken in ["{", "{}", "[]"] {
        let output = firedrill_with_input(&["states", "graph", "-"], broken);
        assert_eq!(code(&output), 3, "{broken}");
    }
    std::fs::write(history, "{}").unwrap();
    let output = firedrill_with_input(&["states", "graph", "-", "--history", history], MACHINE);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("is not a history"), "{}", stderr(&output));
}

#[test]
fn a_state_is_tested_with_its_work_mocked() {
    let test = |mock: &str| {
        let arguments = [
            "states",
            "test",
            "-",
            "--state",
            "Stop",
            "--input",
            r#"{"task": "t"}"#,
            "--mock",
            mock,
        ];
        firedrill_with_input(&arguments, MACHINE)
    };
    let output = test(r#"{"result": "{\"Task\": {\"TaskArn\": \"a\"}}"}"#);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.contains("afterParameters      {\"Task\":\"t\"}"), "{shown}");
    assert!(shown.contains("status               SUCCEEDED\n"), "{shown}");

    let caught = test(r#"{"errorOutput": {"error": "Ecs.ClientException"}}"#);
    assert_eq!(code(&caught), 1, "{}", stderr(&caught));
    assert!(stdout(&caught).ends_with("nextState            Tell\n"), "{}", stdout(&caught));

    let refused = test(r#"{"result": "{\"Task\": 1}"}"#);
    assert_eq!(code(&refused), 3);
    assert!(stderr(&refused).contains("Field 'Task' must be an object"), "{}", stderr(&refused));
    assert_eq!(code(&test("neither")), 3);
    let misspelt = test(r#"{"results": "{}"}"#);
    assert_eq!(code(&misspelt), 3);
    assert!(stderr(&misspelt).contains("'mock.results'"), "{}", stderr(&misspelt));
}

#[test]
fn options_that_a_batch_would_pass_over_are_refused() {
    for arguments in [
        ["states", "validate", "--batch", "--type", "EXPRESS"],
        ["states", "test", "--batch", "--state", "Stop"],
        ["states", "test", "--batch", "--inspection-level", "trace"],
    ] {
        let output = firedrill(&arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
    }
}

#[test]
fn states_are_tested_in_bulk() {
    let pass = json!({"Type": "Pass", "Result": [1], "Next": "On"});
    let requests = [
        json!({"id": "a", "definition": pass, "inspectionLevel": "DEBUG"}),
        json!({"id": "b", "definition": {"Type": "Pass"}}),
        json!({"id": "c"}),
        json!({"id": "d", "definition": pass, "inspectionlevel": "DEBUG"}),
    ];
    let input = requests.map(|request| format!("{request}\n")).concat();
    let output = firedrill_with_input(&["states", "test", "--batch"], &input);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let answers = lines(&stdout(&output));
    assert_eq!(answers[0]["response"]["output"], "[1]");
    assert_eq!(answers[0]["response"]["nextState"], "On");
    assert_eq!(answers[0]["response"]["inspectionData"]["result"], "[1]");
    assert_eq!(answers[1]["error"]["code"], "InvalidDefinition");
    assert_eq!(answers[2]["error"]["code"], "ValidationException");
    let message = answers[3]["error"]["message"].as_str().unwrap();
    assert!(message.ends_with("Member is not known"), "{message}");
}
