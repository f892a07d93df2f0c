//! Responses and faults as services write them.

use firedrill_api::{Operation, Value, service};
use firedrill_wire::{
    ResponseError, ServiceFault, WireRequest, WireResponse, decode_request, decode_response,
    encode_error, encode_response,
};

fn operation(service_name: &str, name: &str) -> &'static Operation {
    service(service_name).unwrap().operation(name).unwrap()
}

fn structure(members: &[(&str, Value)]) -> Value {
    Value::Structure(members.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
}

fn text(response: &WireResponse) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

fn fault(code: &str, status: u16) -> ServiceFault {
    ServiceFault {
        code: code.to_owned(),
        message: "a <message> & more".to_owned(),
        status,
        sender: status < 500,
    }
}

#[test]
fn json_answers_have_epoch_seconds_and_the_request_id() {
    let at = "2024-01-01T00:00:00.120Z".parse::<jiff::Timestamp>().unwrap();
    let output = structure(&[("executionArn", "arn".into()), ("startDate", at.into())]);
    let response = encode_response(operation("states", "StartExecution"), &output, "id-1");
    assert_eq!(response.status, 200);
    assert_eq!(response.header("x-amzn-RequestId"), Some("id-1"));
    assert_eq!(response.header("content-type"), Some("application/x-amz-json-1.0"));
    assert_eq!(text(&response), r#"{"executionArn":"arn","startDate":1704067200.12}"#);
    let nothing = encode_response(operation("events", "DeleteRule"), &structure(&[]), "id");
    assert_eq!(text(&nothing), "");
}

#[test]
fn query_answers_are_xml_in_the_namespace_of_the_service() {
    let attributes = Value::Map(vec![("DisplayName".to_owned(), "<&>".into())]);
    let response = encode_response(
        operation("sns", "GetTopicAttributes"),
        &structure(&[("Attributes", attributes)]),
        "id-1",
    );
    assert_eq!(
        text(&response),
        "<GetTopicAttributesResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\
         <GetTopicAttributesResult><Attributes><entry><key>DisplayName</key>\
         <value>&lt;&amp;&gt;</value></entry></Attributes></GetTopicAttributesResult>\
         <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>\
         </GetTopicAttributesResponse>"
    );
    let deleted = encode_response(operation("sns", "DeleteTopic"), &structure(&[]), "id-2");
    assert_eq!(
        text(&deleted),
        "<DeleteTopicResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\
         <ResponseMetadata><RequestId>id-2</RequestId></ResponseMetadata></DeleteTopicResponse>"
    );
}

#[test]
fn each_protocol_gets_the_code_that_it_writes() {
    let ecs = encode_error(service("ecs").unwrap(), &fault("ClusterNotFoundException", 400), "id");
    assert_eq!(
        text(&ecs),
        r#"{"__type":"ClusterNotFoundException","message":"a <message> & more"}"#
    );
    assert_eq!(ecs.header("x-amzn-ErrorType"), Some("ClusterNotFoundException"));

    let sqs = encode_error(service("sqs").unwrap(), &fault("QueueDoesNotExist", 400), "id");
    assert!(text(&sqs).starts_with(r#"{"__type":"QueueDoesNotExist""#));
    assert_eq!(
        sqs.header("x-amzn-query-error"),
        Some("AWS.SimpleQueueService.NonExistentQueue;Sender")
    );

    let sns = encode_error(service("sns").unwrap(), &fault("NotFoundException", 404), "id");
    assert_eq!(
        text(&sns),
        "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error>\
         <Type>Sender</Type><Code>NotFound</Code>\
         <Message>a &lt;message&gt; &amp; more</Message></Error>\
         <RequestId>id</RequestId></ErrorResponse>"
    );
    assert_eq!((sns.status, sns.header("content-type")), (404, Some("text/xml")));
}

#[test]
fn a_client_reads_the_fault_that_a_server_wrote() {
    for (service_name, name, code) in [
        ("ecs", "StopTask", "ClusterNotFoundException"),
        ("sqs", "SendMessage", "QueueDoesNotExist"),
        ("sns", "Publish", "NotFound"),
        ("iam", "GetRole", "NoSuchEntity"),
        ("states", "StartExecution", "NotInTheModel"),
    ] {
        for status in [400, 503] {
            let written = fault(code, status);
            let response = encode_error(service(service_name).unwrap(), &written, "id");
            let read = decode_response(operation(service_name, name), &response);
            assert_eq!(read, Err(ResponseError::Fault(written)), "{service_name}");
        }
    }
}

#[test]
fn a_client_ignores_what_a_newer_service_adds() {
    let response = |body: &str| WireResponse {
        status: 200,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    };
    let json = response(r#"{"taskArns":["a"],"new":{"x":[1]},"nextToken":null}"#);
    assert_eq!(
        decode_response(operation("ecs", "ListTasks"), &json),
        Ok(structure(&[("taskArns", Value::List(vec!["a".into()]))]))
    );
    let xml = response(
        "<?xml version=\"1.0\"?>\n<PublishResponse>\n  <PublishResult>\n    <MessageId>m</MessageId>\
         <New><x/></New></PublishResult></PublishResponse>",
    );
    assert_eq!(
        decode_response(operation("sns", "Publish"), &xml),
        Ok(structure(&[("MessageId", "m".into())]))
    );
}

#[test]
fn what_is_no_answer_is_said_to_be_none() {
    let response = |status, body: &str| WireResponse {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    };
    let publish = operation("sns", "Publish");
    for body in
        ["", "<html>", "<PublishResponse/>", "{}", "<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>"]
    {
        let read = decode_response(publish, &response(200, body));
        assert!(matches!(read, Err(ResponseError::Unreadable { status: 200, .. })), "{body}");
    }
    let proxy = decode_response(operation("ecs", "ListTasks"), &response(502, "<html>bad</html>"));
    let expected =
        ServiceFault { code: "502".to_owned(), message: String::new(), status: 502, sender: false };
    assert_eq!(proxy, Err(ResponseError::Fault(expected)));
}

#[test]
fn an_output_that_is_not_of_its_shape_is_an_internal_failure() {
    let output = structure(&[("taskArns", "not a list".into())]);
    let response = encode_response(operation("ecs", "ListTasks"), &output, "id");
    assert_eq!(response.status, 500);
    assert!(text(&response).contains("InternalFailure"), "{}", text(&response));
    let stray =
        encode_response(operation("sns", "Publish"), &structure(&[("X", true.into())]), "id");
    assert_eq!(stray.status, 500);
}

/// Reads the map of texts that the fault of a CBOR service is (RFC 8949, section 3).
fn map_of_texts(mut bytes: &[u8]) -> Vec<(String, String)> {
    fn head(bytes: &mut &[u8], major: u8) -> usize {
        let (first, rest) = bytes.split_first().unwrap();
        assert_eq!(first >> 5, major);
        let width = match first & 31 {
            small @ 0..24 => {
                *bytes = rest;
                return small.into();
            }
            24 => 1,
            25 => 2,
            other => panic!("{other}"),
        };
        let (argument, rest) = rest.split_at(width);
        *bytes = rest;
        argument.iter().fold(0, |all, byte| all << 8 | usize::from(*byte))
    }
    fn text(bytes: &mut &[u8]) -> String {
        let length = head(bytes, 3);
        let (text, rest) = bytes.split_at(length);
        *bytes = rest;
        String::from_utf8(text.to_vec()).unwrap()
    }
    let entries = head(&mut bytes, 5);
    let map = (0..entries).map(|_| (text(&mut bytes), text(&mut bytes))).collect();
    assert!(bytes.is_empty());
    map
}

#[test]
fn a_client_of_cbor_is_told_in_cbor() {
    let cloudwatch = service("cloudwatch").unwrap();
    let long = ServiceFault { message: "ü".repeat(200), ..fault("ResourceNotFound", 404) };
    let response = encode_error(cloudwatch, &long, "id");
    assert_eq!(response.header("content-type"), Some("application/cbor"));
    assert_eq!(response.header("smithy-protocol"), Some("rpc-v2-cbor"));
    assert_eq!(
        map_of_texts(&response.body),
        [
            ("__type".to_owned(), "ResourceNotFound".to_owned()),
            ("message".to_owned(), long.message),
        ]
    );
}

#[test]
fn a_client_of_ec2_is_told_in_the_form_of_ec2() {
    let response =
        encode_error(service("ec2").unwrap(), &fault("InvalidGroup.NotFound", 400), "id");
    assert_eq!(
        text(&response),
        "<Response><Errors><Error><Code>InvalidGroup.NotFound</Code>\
         <Message>a &lt;message&gt; &amp; more</Message></Error></Errors>\
         <RequestID>id</RequestID></Response>"
    );
}

/// The answer to a request that is signed for a service which is not spoken to.
fn refusal(signing_name: &str, headers: &[(&str, &str)], body: &str) -> WireResponse {
    let scope = format!("Credential=A/20240101/r/{signing_name}/aws4_request");
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let mut request = WireRequest { body: body.into(), ..WireRequest::default() };
    let signature = format!("AWS4-HMAC-SHA256 {scope}, Signature=0");
    request.headers.push(("authorization".to_owned(), signature));
    request.headers.extend(headers.iter().map(pair));
    let response = decode_request(&request).unwrap_err().to_response();
    assert_eq!(response.status, 501);
    response
}

/// CloudWatch speaks CBOR, JSON and Query; each client reads one of them.
#[test]
fn a_refusal_is_in_the_protocol_of_the_request() {
    let refusal = |headers: &[_], body| refusal("monitoring", headers, body);
    let expected = "`cloudwatch` is not spoken to in ";

    let cbor = refusal(&[("smithy-protocol", "rpc-v2-cbor")], "");
    assert_eq!(
        map_of_texts(&cbor.body),
        [
            ("__type".to_owned(), "NotModelled".to_owned()),
            ("message".to_owned(), format!("{expected}rpc-v2-cbor")),
        ]
    );
    let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    let query = refusal(&form, "Action=PutMetricData&Version=2010-08-01");
    assert!(text(&query).contains(&format!("<Message>{expected}query</Message>")));
    assert_eq!(query.header("content-type"), Some("text/xml"));
    let target = ("x-amz-target", "GraniteServiceVersion20100801.PutMetricData");
    let json = refusal(&[target, ("content-type", "application/x-amz-json-1.0")], "{}");
    assert!(text(&json).contains(&format!("{expected}json-1.0")), "{}", text(&json));
    assert_eq!(json.header("content-type"), Some("application/x-amz-json-1.0"));
}

#[test]
fn a_refusal_of_ec2_is_in_the_form_of_ec2() {
    let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    let refused = refusal("ec2", &form, "Action=StopInstances&Version=2016-11-15");
    let expected = "<Response><Errors><Error><Code>NotModelled</Code>";
    assert!(text(&refused).starts_with(expected), "{}", text(&refused));
}
