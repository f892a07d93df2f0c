//! SQS through the account: queues, messages, visibility and dead letters.

use std::collections::BTreeMap;

use crate::account::{account, operations, pass, refusal};
use firedrill_sim::Account;
use firedrill_sim::operation::sqs::{
    CreateQueueRequest, CreateQueueResponse, DeleteMessageRequest, DeleteMessageResponse,
    DeleteQueueRequest, DeleteQueueResponse, GetQueueAttributesRequest, GetQueueAttributesResponse,
    GetQueueUrlRequest, GetQueueUrlResponse, ListQueuesRequest, ListQueuesResponse, Message,
    MessageAttributeValue, PurgeQueueRequest, PurgeQueueResponse, ReceiveMessageRequest,
    ReceiveMessageResponse, SendMessageRequest, SendMessageResponse, SetQueueAttributesRequest,
    SetQueueAttributesResponse,
};

operations! {
    "sqs":
    create_queue = "CreateQueue", CreateQueueRequest => CreateQueueResponse;
    delete_queue = "DeleteQueue", DeleteQueueRequest => DeleteQueueResponse;
    get_queue_url = "GetQueueUrl", GetQueueUrlRequest => GetQueueUrlResponse;
    get_queue_attributes = "GetQueueAttributes",
        GetQueueAttributesRequest => GetQueueAttributesResponse;
    set_queue_attributes = "SetQueueAttributes",
        SetQueueAttributesRequest => SetQueueAttributesResponse;
    list_queues = "ListQueues", ListQueuesRequest => ListQueuesResponse;
    send_message = "SendMessage", SendMessageRequest => SendMessageResponse;
    receive_message = "ReceiveMessage", ReceiveMessageRequest => ReceiveMessageResponse;
    delete_message = "DeleteMessage", DeleteMessageRequest => DeleteMessageResponse;
    purge_queue = "PurgeQueue", PurgeQueueRequest => PurgeQueueResponse;
}

fn queue(account: &mut Account, name: &str, attributes: &[(&str, &str)]) -> String {
    let attributes = attributes.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    let request = CreateQueueRequest {
        queue_name: name.into(),
        attributes: Some(attributes.collect()),
        ..CreateQueueRequest::default()
    };
    create_queue(account, request).unwrap().queue_url.unwrap()
}

fn send(account: &mut Account, queue: &str, body: &str) -> SendMessageResponse {
    let request = SendMessageRequest {
        queue_url: queue.into(),
        message_body: body.into(),
        ..SendMessageRequest::default()
    };
    send_message(account, request).unwrap()
}

fn receive(account: &mut Account, queue: &str) -> Vec<Message> {
    let request = ReceiveMessageRequest {
        queue_url: queue.into(),
        max_number_of_messages: Some(10),
        message_system_attribute_names: Some(vec!["All".into()]),
        message_attribute_names: Some(vec!["All".into()]),
        ..ReceiveMessageRequest::default()
    };
    receive_message(account, request).unwrap().messages.unwrap_or_default()
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.body.as_deref().unwrap()).collect()
}

fn attribute(account: &mut Account, queue: &str, name: &str) -> String {
    let request = GetQueueAttributesRequest {
        queue_url: queue.into(),
        attribute_names: Some(vec!["All".into()]),
    };
    let attributes = get_queue_attributes(account, request).unwrap().attributes.unwrap();
    attributes.get(name).cloned().unwrap_or_default()
}

#[test]
fn a_message_is_received_hidden_for_the_visibility_timeout_and_deleted() {
    let mut account = account();
    let inbox = queue(&mut account, "inbox", &[("VisibilityTimeout", "20")]);
    assert_eq!(inbox, "https://sqs.ap-northeast-1.amazonaws.com/111122223333/inbox");
    let sent = send(&mut account, &inbox, "the task stopped");
    assert_eq!(sent.md5_of_message_body.as_deref(), Some("9f54a01da9bb59f8cb052e6b6eeb7211"));

    let first = receive(&mut account, &inbox);
    assert_eq!(bodies(&first), ["the task stopped"]);
    assert_eq!(first[0].message_id, sent.message_id);
    assert_eq!(first[0].md5_of_body, sent.md5_of_message_body);
    pass(&mut account, 19.0);
    assert!(receive(&mut account, &inbox).is_empty());
    assert_eq!(attribute(&mut account, &inbox, "ApproximateNumberOfMessagesNotVisible"), "1");
    pass(&mut account, 1.0);
    let second = receive(&mut account, &inbox);
    let system = second[0].attributes.as_ref().unwrap();
    assert_eq!(system["ApproximateReceiveCount"], "2");
    assert_eq!(system["SentTimestamp"], "1767225600000");

    let delete = |handle: &Option<String>| DeleteMessageRequest {
        queue_url: inbox.clone(),
        receipt_handle: handle.clone().unwrap(),
    };
    // The handle of the first receipt no longer deletes.
    delete_message(&mut account, delete(&first[0].receipt_handle)).unwrap();
    assert_eq!(attribute(&mut account, &inbox, "ApproximateNumberOfMessagesNotVisible"), "1");
    delete_message(&mut account, delete(&second[0].receipt_handle)).unwrap();
    delete_message(&mut account, delete(&second[0].receipt_handle)).unwrap();
    pass(&mut account, 60.0);
    assert!(receive(&mut account, &inbox).is_empty());
    assert_eq!(
        refusal(delete_message(&mut account, delete(&Some("x".into())))),
        "ReceiptHandleIsInvalid: The input receipt handle \"x\" is not a valid receipt handle."
    );
}

#[test]
fn message_attributes_come_back_as_far_as_they_are_asked_for_with_their_digest() {
    let mut account = account();
    let inbox = queue(&mut account, "inbox", &[]);
    let text = |data_type: &str, value: &str| MessageAttributeValue {
        data_type: data_type.into(),
        string_value: Some(value.into()),
        ..MessageAttributeValue::default()
    };
    let attributes = BTreeMap::from([
        ("stage".to_owned(), text("String", "finding")),
        ("attempt".to_owned(), text("Number", "3")),
    ]);
    let request = SendMessageRequest {
        queue_url: inbox.clone(),
        message_body: "x".into(),
        message_attributes: Some(attributes.clone()),
        ..SendMessageRequest::default()
    };
    let sent = send_message(&mut account, request).unwrap();
    let digest = Some("045148742bfc024ca5eacdad38b4ab13");
    assert_eq!(sent.md5_of_message_attributes.as_deref(), digest);

    let received = receive(&mut account, &inbox);
    assert_eq!(received[0].message_attributes, Some(attributes));
    assert_eq!(received[0].md5_of_message_attributes.as_deref(), digest);
    pass(&mut account, 30.0);
    let request = ReceiveMessageRequest {
        queue_url: inbox,
        message_attribute_names: Some(vec!["sta.*".into(), "missing".into()]),
        ..ReceiveMessageRequest::default()
    };
    let messages = receive_message(&mut account, request).unwrap().messages.unwrap();
    let names: Vec<_> = messages[0].message_attributes.as_ref().unwrap().keys().collect();
    assert_eq!(names, ["stage"]);
    assert_ne!(messages[0].md5_of_message_attributes.as_deref(), digest);
    assert_eq!(messages[0].attributes, None);
}

#[test]
fn a_delayed_message_is_not_there_before_its_time_and_an_old_one_no_longer() {
    let mut account = account();
    let inbox =
        queue(&mut account, "inbox", &[("DelaySeconds", "5"), ("MessageRetentionPeriod", "60")]);
    send(&mut account, &inbox, "late");
    assert_eq!(attribute(&mut account, &inbox, "ApproximateNumberOfMessagesDelayed"), "1");
    assert!(receive(&mut account, &inbox).is_empty());
    pass(&mut account, 5.0);
    assert_eq!(attribute(&mut account, &inbox, "ApproximateNumberOfMessages"), "1");
    pass(&mut account, 55.0);
    assert!(receive(&mut account, &inbox).is_empty());
}

#[test]
fn a_message_that_is_received_too_often_moves_to_the_dead_letter_queue() {
    let mut account = account();
    let dead = queue(&mut account, "dead", &[]);
    let arn = attribute(&mut account, &dead, "QueueArn");
    let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":"2"}}"#);
    let attributes = [("RedrivePolicy", policy.as_str()), ("VisibilityTimeout", "0")];
    let inbox = queue(&mut account, "inbox", &attributes);
    let sent = send(&mut account, &inbox, "poison");
    assert_eq!(receive(&mut account, &inbox).len(), 1);
    assert_eq!(receive(&mut account, &inbox).len(), 1);
    assert!(receive(&mut account, &inbox).is_empty());

    let buried = receive(&mut account, &dead);
    assert_eq!(buried[0].message_id, sent.message_id);
    let system = buried[0].attributes.as_ref().unwrap();
    assert_eq!(system["DeadLetterQueueSourceArn"], "arn:aws:sqs:ap-northeast-1:111122223333:inbox");
    let record = serde_json::to_string(account.hops()).unwrap();
    assert!(record.contains("received 2 times without being deleted"), "{record}");
}

#[test]
fn a_redrive_policy_needs_a_queue_that_exists() {
    let mut account = account();
    let inbox = queue(&mut account, "inbox", &[]);
    let policy = r#"{"deadLetterTargetArn":"arn:aws:sqs:ap-northeast-1:111122223333:none","maxReceiveCount":2}"#;
    let request = SetQueueAttributesRequest {
        queue_url: inbox.clone(),
        attributes: BTreeMap::from([
            ("DelaySeconds".into(), "1".into()),
            ("RedrivePolicy".into(), policy.into()),
        ]),
    };
    let refused = refusal(set_queue_attributes(&mut account, request));
    assert!(refused.ends_with("Dead letter target does not exist."), "{refused}");
    // All attributes are set, or none.
    assert_eq!(attribute(&mut account, &inbox, "DelaySeconds"), "0");
}

#[test]
fn a_queue_is_created_again_only_with_the_same_attributes() {
    let mut account = account();
    let inbox = queue(&mut account, "inbox", &[("DelaySeconds", "1")]);
    assert_eq!(queue(&mut account, "inbox", &[]), inbox);
    assert_eq!(queue(&mut account, "inbox", &[("DelaySeconds", "1")]), inbox);
    let other = CreateQueueRequest {
        queue_name: "inbox".into(),
        attributes: Some(BTreeMap::from([("DelaySeconds".into(), "2".into())])),
        ..CreateQueueRequest::default()
    };
    assert_eq!(
        refusal(create_queue(&mut account, other)),
        "QueueNameExists: A queue already exists with the same name and a different value for \
         attribute DelaySeconds"
    );
}

#[test]
fn the_name_of_a_deleted_queue_is_taken_for_a_minute() {
    let mut account = account();
    let inbox = queue(&mut account, "inbox", &[]);
    delete_queue(&mut account, DeleteQueueRequest { queue_url: inbox }).unwrap();
    let request =
        || CreateQueueRequest { queue_name: "inbox".into(), ..CreateQueueRequest::default() };
    let refused = refusal(create_queue(&mut account, request()));
    assert!(refused.starts_with("QueueDeletedRecently: "), "{refused}");
    let url = GetQueueUrlRequest { queue_name: "inbox".into(), ..GetQueueUrlRequest::default() };
    assert_eq!(
        refusal(get_queue_url(&mut account, url)),
        "QueueDoesNotExist: The specified queue does not exist."
    );
    pass(&mut account, 60.0);
    create_queue(&mut account, request()).unwrap();
}

#[test]
fn a_queue_is_purged_once_a_minute() {
    let mut account = account();
    let inbox = queue(&mut account, "inbox", &[]);
    send(&mut account, &inbox, "x");
    let purge = PurgeQueueRequest { queue_url: inbox.clone() };
    purge_queue(&mut account, purge.clone()).unwrap();
    assert!(receive(&mut account, &inbox).is_empty());
    assert_eq!(
        refusal(purge_queue(&mut account, purge)),
        "PurgeQueueInProgress: Only one PurgeQueue operation on inbox is allowed every 60 seconds."
    );
}

#[test]
fn queues_are_listed_by_prefix_in_pages() {
    let mut account = account();
    for name in ["b-2", "a-1", "b-1", "b-3"] {
        queue(&mut account, name, &[]);
    }
    let request = |token: Option<String>| ListQueuesRequest {
        queue_name_prefix: Some("b-".into()),
        max_results: Some(2),
        next_token: token,
    };
    let names = |response: &ListQueuesResponse| {
        let urls = response.queue_urls.iter().flatten();
        urls.map(|url| url.rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = list_queues(&mut account, request(None)).unwrap();
    assert_eq!(names(&first), ["b-1", "b-2"]);
    let second = list_queues(&mut account, request(first.next_token)).unwrap();
    assert_eq!(names(&second), ["b-3"]);
    assert_eq!(second.next_token, None);
}

#[test]
fn what_a_queue_cannot_take_is_refused_in_its_words() {
    let mut account = account();
    let inbox = queue(&mut account, "inbox", &[("MaximumMessageSize", "1024")]);
    let mut refused = |change: fn(&mut SendMessageRequest)| {
        let mut request = SendMessageRequest {
            queue_url: inbox.clone(),
            message_body: "x".into(),
            ..SendMessageRequest::default()
        };
        change(&mut request);
        refusal(send_message(&mut account, request))
    };
    assert_eq!(
        refused(|request| request.message_body = "x".repeat(1_025)),
        "InvalidParameterValue: One or more parameters are invalid. Reason: Message must be \
         shorter than 1024 bytes."
    );
    assert_eq!(
        refused(|request| request.message_body.clear()),
        "MissingParameter: The request must contain the parameter MessageBody."
    );
    assert_eq!(
        refused(|request| request.delay_seconds = Some(901)),
        "InvalidParameterValue: Value 901 for parameter DelaySeconds is invalid. Reason: \
         DelaySeconds must be >= 0 and <= 900."
    );
    assert!(
        refused(|request| request.message_body = "\u{1}".into())
            .starts_with("InvalidMessageContents: ")
    );
    for (url, code) in [
        ("inbox", "InvalidAddress"),
        ("https://sqs.ap-northeast-1.amazonaws.com/999999999999/inbox", "QueueDoesNotExist"),
        ("https://sqs.ap-northeast-1.amazonaws.com/111122223333/other", "QueueDoesNotExist"),
    ] {
        let request = SendMessageRequest {
            queue_url: url.into(),
            message_body: "x".into(),
            ..SendMessageRequest::default()
        };
        let refused = refusal(send_message(&mut account, request));
        assert!(refused.starts_with(code), "{url}: {refused}");
    }
    let request = ReceiveMessageRequest {
        queue_url: inbox,
        max_number_of_messages: Some(11),
        ..ReceiveMessageRequest::default()
    };
    assert_eq!(
        refusal(receive_message(&mut account, request)),
        "InvalidParameterValue: Value 11 for parameter MaxNumberOfMessages is invalid. Reason: \
         Must be between 1 and 10, if provided."
    );
}

#[test]
fn a_fifo_queue_ends_the_run_by_name() {
    let mut account = account();
    let request =
        CreateQueueRequest { queue_name: "inbox.fifo".into(), ..CreateQueueRequest::default() };
    let refused = refusal(create_queue(&mut account, request));
    assert_eq!(refused, "`sqs:CreateQueue FIFO queue` is not modelled");
}
