//! Results.

use serde_json::{Value, json};

use crate::store::{error, map, ok, run};

fn writer() -> Value {
    let parameters = json!({ "Bucket": "out", "Prefix": "runs of today" });
    map(&json!({
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": { "InputType": "JSON" },
            "Parameters": { "Bucket": "b", "Key": "k" },
        },
        "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Parameters": parameters },
    }))
}

#[tokio::test]
async fn results_are_written_before_the_state_returns_and_tried_before_it_reads() {
    let answers = vec![ok(""), ok("[\"\u{3c0} & <more>\"]"), ok(""), ok("")];
    let definition = writer();
    let ended = run(&definition, answers).await;
    let lines = ended.lines();
    assert!(lines[0].starts_with("PUT /out/runs%20of%20today/"), "{lines:?}");
    assert!(lines[0].ends_with("/manifest.json"), "{lines:?}");
    assert_eq!(ended.asked[0].body, "");
    assert_eq!(lines[1], "GET /b/k");
    assert!(lines[2].ends_with("/SUCCEEDED_0.json"), "{lines:?}");
    assert_eq!(lines[3], lines[0]);
    let written: Value = serde_json::from_str(&ended.asked[2].body).unwrap();
    assert_eq!(written[0]["Output"], "\"\u{3c0} & <more>\"");
    assert_eq!(ended.asked[2].header("content-type"), Some("application/octet-stream"));
    let manifest: Value = serde_json::from_str(&ended.asked[3].body).unwrap();
    assert_eq!(manifest["DestinationBucket"], "out");
    let details = &ended.output()["ResultWriterDetails"];
    assert_eq!(details["Bucket"], "out");
    assert!(details["Key"].as_str().unwrap().starts_with("runs of today/"));
}

const REFUSALS: [(u16, &str, &str); 2] = [
    (404, "NoSuchBucket", "The specified bucket does not exist"),
    (403, "AccessDenied", "Access Denied"),
];

#[tokio::test]
async fn what_s3_refuses_to_take_on_trial_fails_the_execution_before_the_map_run() {
    for (status, code, message) in REFUSALS {
        let definition = writer();
        let ended = run(&definition, vec![error(status, code, message)]).await;
        let (name, cause) = ended.failure();
        assert_eq!(name, "States.Runtime");
        let expected = format!("{message} (Service: S3, Status Code: {status}, ");
        assert!(cause.contains("Failed to write a test manifest"), "{cause}");
        assert!(cause.contains(&expected), "{cause}");
        assert_eq!(ended.lines().len(), 1);
    }
}

#[tokio::test]
async fn what_s3_refuses_to_take_fails_the_map_run() {
    for (status, code, message) in REFUSALS {
        let definition = writer();
        let answers = vec![ok(""), ok("[1]"), error(status, code, message)];
        let ended = run(&definition, answers).await;
        let (name, cause) = ended.failure();
        assert_eq!(name, "States.ResultWriterFailed");
        let expected = format!("{message} (Service: S3, Status Code: {status}, ");
        assert!(cause.starts_with(&expected), "{cause}");
    }
}
