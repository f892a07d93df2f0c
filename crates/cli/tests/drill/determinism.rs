//! The same seed, the same bytes, whichever way the requests take.

use crate::command::{code, firedrill, stdout};

const SEED_FINDING: &str = "fixtures/findings/ecs-fargate-bitcoin-dns.json";

#[test]
fn a_replay_repeats_byte_for_byte_and_another_seed_gives_other_ids() {
    let replay = |seed| {
        let output = firedrill(&["replay", SEED_FINDING, "--format", "json", "--seed", seed]);
        assert_eq!(code(&output), 0);
        stdout(&output)
    };
    assert_eq!(replay("1"), replay("1"));
    assert_ne!(replay("1"), replay("2"));
}

#[test]
fn memory_and_http_write_equal_records() {
    let dir = tempfile::tempdir().unwrap();
    let record = |transport| {
        let file = dir.path().join(transport);
        let report = format!("json={}", file.display());
        let output = firedrill(&["run", "--transport", transport, "--report", &report, "-q"]);
        assert_eq!(code(&output), 0, "{}", stdout(&output));
        std::fs::read_to_string(file).unwrap()
    };
    let memory = record("memory");
    assert!(memory.contains("\"StopTask\""));
    assert!(memory == record("http"), "the records differ");
}

#[test]
fn a_replay_tells_the_whole_chain() {
    let text = stdout(&firedrill(&["replay", SEED_FINDING]));
    for part in [
        "matched",
        "fa2100c571d448b7a977da8120a5d383",
        "StopTask -> Notify Success",
        "ecs:StopTask",
        "sns:Publish",
        "is STOPPED",
        "succeeded in stopping ECS Task",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}
