//! restJson1 and restXml from the side of a client.

use firedrill_api::{Operation, Value, service};
use firedrill_wire::{
    EncodeError, ResponseError, ServiceFault, WireResponse, decode_response, encode_request,
};

fn operation(service_name: &str, name: &str) -> &'static Operation {
    service(service_name).unwrap().operation(name).unwrap()
}

fn structure(members: &[(&str, Value)]) -> Value {
    let named = members.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    Value::Structure(named.collect())
}

fn texts(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|text| Value::from(*text)).collect())
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> WireResponse {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    WireResponse { status, headers: headers.iter().map(pair).collect(), body: body.into() }
}

#[test]
fn each_member_stands_at_its_place() {
    let untag = operation("guardduty", "UntagResource");
    let input = structure(&[("ResourceArn", "arn:a/b".into()), ("TagKeys", texts(&["a", "b&c"]))]);
    let request = encode_request(untag, &input).unwrap();
    assert_eq!((request.method.as_str(), request.body.len()), ("DELETE", 0));
    assert_eq!(request.path, "/tags/arn%3Aa%2Fb?tagKeys=a&tagKeys=b%26c");
    assert!(request.headers.is_empty(), "{:?}", request.headers);

    let modified = "2026-01-01T00:00:00Z".parse().map(Value::Timestamp).unwrap();
    let get = operation("s3", "GetObject");
    let input = structure(&[
        ("Bucket", "b".into()),
        ("Key", "k".into()),
        ("IfModifiedSince", modified.clone()),
        ("ResponseExpires", modified),
        ("PartNumber", Value::Integer(2)),
    ]);
    let request = encode_request(get, &input).unwrap();
    let date = "Thu, 01 Jan 2026 00:00:00 GMT";
    assert_eq!(request.header("if-modified-since"), Some(date));
    let escaped = date.replace(' ', "%20").replace(',', "%2C").replace(':', "%3A");
    assert_eq!(request.path, format!("/b/k?response-expires={escaped}&partNumber=2"));
}

#[test]
fn a_list_in_a_header_has_commas_between_its_elements() {
    let attributes = operation("s3", "GetObjectAttributes");
    let input = |attributes: &[&str]| {
        structure(&[
            ("Bucket", "b".into()),
            ("Key", "k".into()),
            ("ObjectAttributes", texts(attributes)),
        ])
    };
    let request = encode_request(attributes, &input(&["ETag", "ObjectSize"])).unwrap();
    assert_eq!(request.path, "/b/k?attributes");
    assert_eq!(request.header("x-amz-object-attributes"), Some("ETag,ObjectSize"));
    let refused = encode_request(attributes, &input(&["ETag,ObjectSize"]));
    assert!(matches!(refused, Err(EncodeError::Header { .. })), "{refused:?}");
}

#[test]
fn a_document_is_sent_although_nothing_is_in_it() {
    let create = operation("lambda", "PublishVersion");
    let request = encode_request(create, &structure(&[("FunctionName", "f".into())])).unwrap();
    assert_eq!((request.body.as_slice(), request.method.as_str()), (&b"{}"[..], "POST"));
    assert_eq!(request.header("content-type"), Some("application/json"));
}

#[test]
fn what_is_not_of_the_shape_is_not_sent() {
    let get = operation("s3", "GetObject");
    let unknown = structure(&[("Bucket", "b".into()), ("Keys", "k".into())]);
    assert!(matches!(encode_request(get, &unknown), Err(EncodeError::UnknownMember { .. })));
    let wrong = structure(&[("Bucket", Value::Integer(1)), ("Key", "k".into())]);
    assert!(matches!(encode_request(get, &wrong), Err(EncodeError::Kind { .. })));
    assert!(matches!(encode_request(get, &texts(&[])), Err(EncodeError::Kind { .. })));
    let missing = structure(&[("Bucket", "b".into())]);
    assert!(matches!(encode_request(get, &missing), Err(EncodeError::Address { .. })));
}

#[test]
fn an_answer_is_gathered_from_its_places() {
    let invoke = operation("lambda", "Invoke");
    let headers = [("x-amz-function-error", "Unhandled"), ("x-unknown", "1")];
    let read = decode_response(invoke, &response(202, &headers, "{}")).unwrap();
    assert_eq!(read.get("StatusCode"), Some(&Value::Integer(202)));
    assert_eq!(read.get("FunctionError"), Some(&"Unhandled".into()));
    assert_eq!(read.get("Payload"), Some(&Value::Blob(b"{}".to_vec())));

    let head = operation("s3", "HeadObject");
    let headers = [("Content-Length", "3"), ("X-Amz-Meta-Owner", "me"), ("Expires", "never")];
    let read = decode_response(head, &response(200, &headers, "")).unwrap();
    assert_eq!(read.get("ContentLength"), Some(&Value::Integer(3)));
    let metadata = Value::Map(vec![("owner".to_owned(), "me".into())]);
    assert_eq!((read.get("Metadata"), read.get("Expires")), (Some(&metadata), None));

    let headers = [("content-length", "much")];
    let unreadable = decode_response(head, &response(200, &headers, ""));
    assert!(matches!(unreadable, Err(ResponseError::Unreadable { .. })), "{unreadable:?}");
}

#[test]
fn a_fault_is_read_in_each_of_its_forms() {
    let fault = |code: &str, status| ServiceFault {
        code: code.to_owned(),
        message: "No.".to_owned(),
        status,
        sender: status < 500,
    };
    let error = "<Error><Code>NoSuchKey</Code><Message>No.</Message></Error>";
    let get = operation("s3", "GetObject");
    for body in [error.to_owned(), format!("<ErrorResponse>{error}</ErrorResponse>")] {
        let read = decode_response(get, &response(404, &[], &body));
        assert_eq!(read, Err(ResponseError::Fault(fault("NoSuchKey", 404))));
    }
    let invoke = operation("lambda", "Invoke");
    let headers = [("x-amzn-errortype", "ServiceException:http://internal/")];
    let read = decode_response(invoke, &response(500, &headers, r#"{"Message": "No."}"#));
    assert_eq!(read, Err(ResponseError::Fault(fault("ServiceException", 500))));
}

#[test]
fn a_fault_may_follow_a_success_but_is_no_object() {
    let error = "<Error><Code>SlowDown</Code><Message>No.</Message></Error>";
    let read = decode_response(operation("s3", "CopyObject"), &response(200, &[], error));
    let Err(ResponseError::Fault(fault)) = read else { panic!("{read:?}") };
    assert_eq!((fault.code.as_str(), fault.status), ("SlowDown", 200));
    let read = decode_response(operation("s3", "GetObject"), &response(200, &[], error)).unwrap();
    assert_eq!(read.get("Body"), Some(&Value::Blob(error.into())));
    let copied = "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>";
    let read = decode_response(operation("s3", "CopyObject"), &response(200, &[], copied)).unwrap();
    assert_eq!(
        read.get("CopyObjectResult").and_then(|copied| copied.get("ETag")),
        Some(&"e".into())
    );
}

#[test]
fn a_fault_that_answers_head_is_known_by_its_status() {
    let id = [("x-amz-request-id", "r-1")];
    let fault = |name: &str, status, headers: &[(&str, &str)]| match decode_response(
        operation("s3", name),
        &response(status, headers, ""),
    ) {
        Err(ResponseError::Fault(fault)) => fault.code,
        other => format!("{other:?}"),
    };
    assert_eq!(fault("HeadObject", 404, &id), "NoSuchKey");
    assert_eq!(fault("HeadBucket", 404, &id), "NoSuchBucket");
    assert_eq!(fault("HeadObject", 403, &id), "Forbidden");
    for (name, status, headers) in
        [("HeadObject", 502, &id[..]), ("HeadObject", 404, &[]), ("GetObject", 404, &id[..])]
    {
        assert!(fault(name, status, headers).contains("Unreadable"), "{name} {status}");
    }
}

#[test]
fn the_page_of_a_web_server_is_no_answer() {
    let page = "<html><head/><body/></html>";
    for (service, name) in [("s3", "ListObjectsV2"), ("guardduty", "ListDetectors")] {
        let read = decode_response(operation(service, name), &response(200, &[], page));
        assert!(matches!(read, Err(ResponseError::Unreadable { .. })), "{name}: {read:?}");
    }
}
