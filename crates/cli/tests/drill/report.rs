//! A stored report is shown again as it was shown first, in any form.

use crate::command::{code, firedrill, stderr, stdout};

/// A report of the project's scenarios, stored, with what the run showed and wrote as JUnit.
struct Stored {
    dir: tempfile::TempDir,
    shown: String,
    junit: String,
}

impl Stored {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (json, junit) = (dir.path().join("suite.json"), dir.path().join("suite.xml"));
        let json = format!("json={}", json.display());
        let to_junit = format!("junit={}", junit.display());
        let output = firedrill(&["run", "--report", &json, "--report", &to_junit]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let junit = std::fs::read_to_string(junit).unwrap();
        Self { dir, shown: stdout(&output), junit }
    }

    fn file(&self) -> String {
        self.dir.path().join("suite.json").display().to_string()
    }

    fn again(&self, form: &str) -> String {
        let output = firedrill(&["report", &self.file(), "--form", form]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stdout(&output)
    }
}

#[test]
fn a_stored_report_is_shown_again_in_every_form() {
    let stored = Stored::new();
    assert_eq!(stored.again("text"), stored.shown);
    assert_eq!(stored.again("junit"), stored.junit);
    assert_eq!(stored.again("json"), std::fs::read_to_string(stored.file()).unwrap());
    let output = firedrill(&["report", &stored.file(), "--form", "html"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("there is no report `html`"), "{}", stderr(&output));
}

#[test]
fn a_report_of_another_version_is_refused_with_the_release_that_wrote_it() {
    let stored = Stored::new();
    let text = std::fs::read_to_string(stored.file()).unwrap();
    let old = text.replacen("\"version\": 2", "\"version\": 1", 1);
    assert_ne!(old, text);
    std::fs::write(stored.file(), old).unwrap();
    let output = firedrill(&["report", &stored.file()]);
    assert_eq!(code(&output), 3);
    let said = stderr(&output);
    for part in ["of version 1", "written by firedrill 0.1.0", "reads version 2"] {
        assert!(said.replace("\n  │ ", " ").contains(part), "{part} is missing in {said}");
    }
}

/// Turns a passed assertion of a stored report into one that nobody could judge.
#[test]
fn a_scenario_that_passed_in_part_has_a_verdict_and_an_exit_code_of_its_own() {
    let stored = Stored::new();
    let text = std::fs::read_to_string(stored.file()).unwrap();
    let mut suite: serde_json::Value = serde_json::from_str(&text).unwrap();
    let scenario = &mut suite["scenarios"][0];
    scenario["verdict"] = "passed-in-part".into();
    let assertion = scenario["assertions"][0].as_object_mut().unwrap();
    assertion.shift_remove("comparison");
    assertion["verdict"] = "not-evaluated".into();
    assertion.insert(
        "reason".to_owned(),
        serde_json::json!({ "why": "unobservable", "hop_type": "api-call" }),
    );
    std::fs::write(stored.file(), suite.to_string()).unwrap();

    let output = firedrill(&["report", &stored.file()]);
    assert_eq!(code(&output), 7, "{}", stderr(&output));
    let text = stdout(&output);
    for part in ["PASSED IN PART", "1 passed in part", "1 assertion not evaluated", "`api-call`"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let output = firedrill(&["report", &stored.file(), "--form", "junit"]);
    let xml = stdout(&output);
    let skipped = xml.lines().find(|line| line.contains("<skipped ")).unwrap();
    for part in ["type=\"passed-in-part\"", "does not show hops of the kind"] {
        assert!(skipped.contains(part), "{part} is missing in {skipped}");
    }
}
