//! Items.

use firedrill_remote::{CallProblem, EndpointDriverError};
use serde_json::{Value, json};

use crate::store::{Answer, error, map, ok, run};

fn reader(bucket: &str, key: &str, config: &Value) -> Value {
    map(&json!({ "ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": config,
        "Parameters": { "Bucket": bucket, "Key": key },
    }}))
}

fn json_reader(bucket: &str, key: &str) -> Value {
    reader(bucket, key, &json!({ "InputType": "JSON" }))
}

fn lister(more: &Value) -> Value {
    let mut parameters = json!({ "Bucket": "b" });
    parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    map(&json!({ "ItemReader": {
        "Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": parameters,
    }}))
}

#[tokio::test]
async fn an_object_is_read_in_each_of_its_forms() {
    let csv = json!({ "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" });
    for (config, text, items) in [
        (json!({ "InputType": "JSON" }), "[1, {\"a\": 2}]", json!([1, { "a": 2 }])),
        (
            json!({ "InputType": "JSONL" }),
            "{\"a\":1}\n{\"a\":2}\n",
            json!([{ "a": 1 }, { "a": 2 }]),
        ),
        (csv, "name,of\r\nweb,\u{3c0}\r\n", json!([{ "name": "web", "of": "\u{3c0}" }])),
    ] {
        let ended = run(&reader("b", "in/items", &config), vec![ok(text)]).await;
        assert_eq!(ended.output(), items, "{config}");
        assert_eq!(ended.lines(), ["GET /b/in/items"]);
        assert!(ended.types().contains(&"MapRunSucceeded"));
    }
}

#[tokio::test]
async fn bucket_and_key_stay_where_they_belong() {
    for (bucket, key, line) in [
        ("b", "a b/\u{3c0}?acl#+&=%2e", "GET /b/a%20b/%CF%80%3Facl%23%2B%26%3D%252e"),
        ("b", "//a//", "GET /b///a//"),
        ("b/other?list-type=2", "k", "GET /b%2Fother%3Flist-type%3D2/k"),
        ("b", "k\r\nx-injected: 1", "GET /b/k%0D%0Ax-injected%3A%201"),
    ] {
        let ended = run(&json_reader(bucket, key), vec![ok("[]")]).await;
        assert_eq!(ended.lines(), [line]);
        assert_eq!(ended.asked[0].header("x-injected"), None);
        assert_eq!(ended.output(), json!([]));
    }
}

#[tokio::test]
async fn a_key_that_would_lead_elsewhere_is_not_asked_for() {
    for (bucket, key, part) in [
        ("b", "../other/k", "`Key` is \"../other/k\""),
        ("..", "k", "`Bucket` is \"..\""),
        ("", "k", "`Bucket` is \"\""),
    ] {
        let ended = run(&json_reader(bucket, key), vec![ok("[]")]).await;
        let shown = ended.outcome.unwrap_err().to_string();
        assert!(shown.contains(part) && shown.contains("`Each`"), "{shown}");
        assert!(ended.asked.is_empty());
    }
}

#[tokio::test]
async fn what_s3_refuses_fails_the_map_run() {
    for (status, code, message) in [
        (404, "NoSuchKey", "The specified key does not exist."),
        (404, "NoSuchBucket", "The specified bucket does not exist"),
        (403, "AccessDenied", "Access Denied"),
    ] {
        let ended = run(&json_reader("b", "k"), vec![error(status, code, message)]).await;
        let cause = format!(
            "{message} (Service: S3, Status Code: {status}, Request ID: r-1, \
             Extended Request ID: x-1) (SDK Attempt Count: 1)"
        );
        assert_eq!(ended.failure(), ("States.ItemReaderFailed".to_owned(), cause));
        assert!(ended.types().contains(&"MapRunFailed"), "{:?}", ended.types());
    }
}

#[tokio::test]
async fn an_object_that_is_too_long_ends_the_run_and_is_no_failure() {
    let mut definition = json_reader("b", "k");
    definition["States"]["Each"]["Catch"] =
        json!([{ "ErrorEquals": ["States.ALL"], "Next": "Each" }]);
    let ended = run(&definition, vec![ok(" ".repeat(64 * 1024 + 1))]).await;
    let Err(EndpointDriverError::Call { state, error }) = &ended.outcome else {
        panic!("{:?}", ended.outcome)
    };
    assert_eq!((&**state, error.call.as_str()), ("Each", "s3:GetObject"));
    assert_eq!(error.problem, CallProblem::TooLong { limit: 64 * 1024 });
}

fn object(key: &str) -> String {
    format!(
        "<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:01.000Z</LastModified>\
         <ETag>&quot;e&quot;</ETag><Size>3</Size><StorageClass>STANDARD</StorageClass></Contents>"
    )
}

fn page(keys: &[&str], next: Option<&str>) -> Answer {
    let objects: String = keys.iter().map(|key| object(key)).collect();
    let rest = match next {
        Some(token) => format!(
            "<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>"
        ),
        None => "<IsTruncated>false</IsTruncated>".to_owned(),
    };
    ok(format!(
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <Name>b</Name>{objects}{rest}</ListBucketResult>"
    ))
}

#[tokio::test]
async fn objects_are_listed_page_by_page() {
    let answers = vec![page(&["a", "b &amp; c"], Some("t/+=")), page(&["d"], None)];
    let ended = run(&lister(&json!({ "Prefix": "in/&x" })), answers).await;
    assert_eq!(
        ended.lines(),
        [
            "GET /b?list-type=2&prefix=in%2F%26x",
            "GET /b?list-type=2&prefix=in%2F%26x&continuation-token=t%2F%2B%3D",
        ]
    );
    let item = |key: &str| {
        json!({
            "Etag": "\"e\"", "Key": key, "LastModified": 1_767_225_601, "Size": 3,
            "StorageClass": "STANDARD",
        })
    };
    assert_eq!(ended.output(), json!([item("a"), item("b & c"), item("d")]));
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up() {
    let answers = (0..=200).map(|_| page(&[], Some("again"))).collect();
    let ended = run(&lister(&json!({})), answers).await;
    assert_eq!(
        ended.outcome,
        Err(EndpointDriverError::LongList { state: "Each".into(), limit: 200 })
    );
    assert_eq!(ended.asked.len(), 200);
}

#[tokio::test]
async fn a_bucket_may_be_empty_or_closed() {
    let ended = run(&lister(&json!({})), vec![page(&[], None)]).await;
    assert_eq!(ended.output(), json!([]));
    let ended = run(&lister(&json!({})), vec![error(403, "AccessDenied", "Access Denied")]).await;
    assert_eq!(ended.failure().0, "States.ItemReaderFailed");
}

#[tokio::test]
async fn the_page_of_a_web_server_is_no_list() {
    let page = "<html><head/><body>It works!</body></html>";
    let ended = run(&lister(&json!({})), vec![ok(page)]).await;
    let shown = ended.outcome.unwrap_err().to_string();
    assert!(shown.contains("`s3:ListObjectsV2`") && shown.contains("no answer"), "{shown}");
}
