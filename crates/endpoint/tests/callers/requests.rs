//! Who calls and where, as the bytes of a request say it, and what the answer names.

use firedrill_api::{Value, service};
use firedrill_endpoint::Port;
use firedrill_record::{ApiCaller, ApiOutcome, HopKind};
use firedrill_sim::{Account, AccountSettings, Delays, HARNESS_ACCESS_KEY};
use firedrill_wire::{WireRequest, WireResponse, decode_response, encode_request};

fn port() -> Port {
    Port::new(Account::new(AccountSettings {
        account_id: "111122223333".into(),
        region: "ap-northeast-1".into(),
        seed: 7,
        start: "2026-01-01T00:00:00Z".parse().unwrap(),
        delays: Delays::default(),
    }))
}

fn structure(members: &[(&str, &str)]) -> Value {
    let members = members.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text)));
    Value::Structure(members.collect())
}

/// Signs with a key for a region, as far as anybody looks.
fn signature(key: &str, region: &str, signing_name: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/{signing_name}/aws4_request, \
         SignedHeaders=host, Signature=00"
    )
}

fn send(
    port: &Port,
    (name, operation): (&str, &str),
    members: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> WireResponse {
    let operation = service(name).unwrap().operation(operation).unwrap();
    let mut request = encode_request(operation, &structure(members)).unwrap();
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    request.headers.extend(headers);
    port.handle(&request)
}

fn answer(
    port: &Port,
    (name, operation): (&str, &str),
    members: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Value {
    let response = send(port, (name, operation), members, headers);
    decode_response(service(name).unwrap().operation(operation).unwrap(), &response).unwrap()
}

fn callers(port: &Port) -> Vec<ApiCaller> {
    let caller = |kind: &HopKind| match kind {
        HopKind::ApiCall { caller, .. } => Some(caller.clone()),
        _ => None,
    };
    port.account().hops().iter().filter_map(|hop| caller(&hop.kind)).collect()
}

#[test]
fn the_signature_says_the_principal_and_the_region() {
    let port = port();
    let harness = signature(HARNESS_ACCESS_KEY, "ap-northeast-1", "sns");
    let other = signature("AKIAIOSFODNN7EXAMPLE", "eu-west-1", "sns");
    for (headers, region) in [
        (vec![("Authorization", harness.as_str())], "ap-northeast-1"),
        (vec![("Authorization", other.as_str())], "eu-west-1"),
        (vec![], "ap-northeast-1"),
    ] {
        let made = answer(&port, ("sns", "CreateTopic"), &[("Name", "t")], &headers);
        let arn = format!("arn:aws:sns:{region}:111122223333:t");
        assert_eq!(made.get("TopicArn").and_then(Value::as_str), Some(arn.as_str()));
    }
    let client = |principal: &str, region: &str| ApiCaller::Client {
        principal: principal.to_owned(),
        region: region.to_owned(),
    };
    assert_eq!(
        callers(&port),
        [
            client("arn:aws:iam::111122223333:user/firedrill", "ap-northeast-1"),
            client("arn:aws:iam::111122223333:root", "eu-west-1"),
            client("anonymous", "ap-northeast-1"),
        ]
    );
    let record = serde_json::to_string(port.account().hops()).unwrap();
    assert!(!record.contains("AKIA") && !record.contains("Signature"), "{record}");
}

#[test]
fn a_signature_for_no_region_is_refused() {
    let port = port();
    let authorization = signature("AKIAIOSFODNN7EXAMPLE", "mars", "sqs");
    let headers = [("Authorization", authorization.as_str())];
    let refused = send(&port, ("sqs", "ListQueues"), &[], &headers);
    assert_eq!(refused.status, 403);
    assert!(String::from_utf8_lossy(&refused.body).contains("scoped to a valid region"));
}

#[test]
fn a_queue_url_names_the_endpoint_of_the_client_and_the_record_that_of_aws() {
    let port = port();
    let host = [("Host", "127.0.0.1:4566")];
    let made = answer(&port, ("sqs", "CreateQueue"), &[("QueueName", "q")], &host);
    let url = made.get("QueueUrl").and_then(Value::as_str).unwrap();
    assert_eq!(url, "http://127.0.0.1:4566/111122223333/q");
    let aws = "https://sqs.ap-northeast-1.amazonaws.com/111122223333/q";
    for either in [url, aws] {
        let message = [("QueueUrl", either), ("MessageBody", "x")];
        assert_eq!(send(&port, ("sqs", "SendMessage"), &message, &host).status, 200);
    }
    let listed = answer(&port, ("sqs", "ListQueues"), &[], &host);
    assert_eq!(listed.get("QueueUrls"), Some(&Value::List(vec![Value::from(url)])));
    let of_aws = [("Host", "sqs.ap-northeast-1.amazonaws.com")];
    let found = answer(&port, ("sqs", "GetQueueUrl"), &[("QueueName", "q")], &of_aws);
    assert_eq!(found.get("QueueUrl").and_then(Value::as_str), Some(aws));

    let record = serde_json::to_string(port.account().hops()).unwrap();
    assert!(record.contains(aws) && !record.contains("127.0.0.1"), "{record}");
}

#[test]
fn a_call_that_is_not_modelled_ends_nothing() {
    let port = port();
    let input = [("RoleArn", "arn:aws:iam::111122223333:role/r"), ("RoleSessionName", "me")];
    let refused = send(&port, ("sts", "AssumeRole"), &input, &[]);
    assert_eq!(refused.status, 501);
    assert_eq!(port.account().not_modelled().count(), 0);
    let made = send(&port, ("sns", "CreateTopic"), &[("Name", "t")], &[]);
    assert_eq!(made.status, 200);
}

#[test]
fn a_request_that_cannot_be_read_is_in_the_record() {
    let port = port();
    let signed = signature("AKIAIOSFODNN7EXAMPLE", "eu-west-1", "ecs");
    let request = |target: &str, body: &[u8]| WireRequest {
        method: "POST".into(),
        path: "/".into(),
        headers: vec![
            ("Authorization".into(), signed.clone()),
            ("X-Amz-Target".into(), target.into()),
        ],
        body: body.to_vec(),
    };
    let ecs = "AmazonEC2ContainerServiceV20141113";
    for (target, body) in
        [("Nothing.Known", "{}"), (&format!("{ecs}.StopTask"), "{"), (&format!("{ecs}.Stop"), "{}")]
    {
        assert!(port.handle(&request(target, body.as_bytes())).status >= 400);
    }
    let refused = |kind: &HopKind| match kind {
        HopKind::ApiCall { service, operation, caller, outcome, .. } => {
            let ApiOutcome::Failed { code, .. } = outcome else { panic!("{outcome:?}") };
            assert!(matches!(caller, ApiCaller::Client { region, .. } if region == "eu-west-1"));
            format!("{service}:{operation} {code}")
        }
        other => panic!("{other:?}"),
    };
    let account = port.account();
    let refused: Vec<_> = account.hops().iter().map(|hop| refused(&hop.kind)).collect();
    assert_eq!(
        refused,
        [
            ": MissingAuthenticationToken",
            "ecs: SerializationException",
            "ecs:Stop UnknownOperationException",
        ]
    );
}
