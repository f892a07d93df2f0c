//! SNS through the account: topics, subscriptions, and what reaches a queue.

use std::collections::BTreeMap;

use crate::account::{account, operations, pass, refusal};
use firedrill_record::{Cause, HopKind};
use firedrill_sim::Account;
use firedrill_sim::operation::sns::{
    CreateTopicRequest, CreateTopicResponse, DeleteTopicRequest, DeleteTopicResponse,
    GetTopicAttributesRequest, GetTopicAttributesResponse, ListSubscriptionsByTopicRequest,
    ListSubscriptionsByTopicResponse, ListTopicsRequest, ListTopicsResponse, MessageAttributeValue,
    PublishRequest, PublishResponse, SetTopicAttributesRequest, SetTopicAttributesResponse,
    SubscribeRequest, SubscribeResponse, UnsubscribeRequest, UnsubscribeResponse,
};
use firedrill_sim::operation::sqs;
use serde_json::Value;

operations! {
    "sns":
    create_topic = "CreateTopic", CreateTopicRequest => CreateTopicResponse;
    delete_topic = "DeleteTopic", DeleteTopicRequest => DeleteTopicResponse;
    list_topics = "ListTopics", ListTopicsRequest => ListTopicsResponse;
    get_topic_attributes = "GetTopicAttributes",
        GetTopicAttributesRequest => GetTopicAttributesResponse;
    set_topic_attributes = "SetTopicAttributes",
        SetTopicAttributesRequest => SetTopicAttributesResponse;
    subscribe = "Subscribe", SubscribeRequest => SubscribeResponse;
    unsubscribe = "Unsubscribe", UnsubscribeRequest => UnsubscribeResponse;
    list_subscriptions_by_topic = "ListSubscriptionsByTopic",
        ListSubscriptionsByTopicRequest => ListSubscriptionsByTopicResponse;
    publish = "Publish", PublishRequest => PublishResponse;
}

operations! {
    "sqs":
    create_queue = "CreateQueue", sqs::CreateQueueRequest => sqs::CreateQueueResponse;
    receive_message = "ReceiveMessage",
        sqs::ReceiveMessageRequest => sqs::ReceiveMessageResponse;
}

const QUEUE: &str = "arn:aws:sqs:ap-northeast-1:111122223333:inbox";

fn topic(account: &mut Account) -> String {
    let request = CreateTopicRequest { name: "alerts".into(), ..CreateTopicRequest::default() };
    create_topic(account, request).unwrap().topic_arn.unwrap()
}

fn queue(account: &mut Account) -> String {
    let request = sqs::CreateQueueRequest {
        queue_name: "inbox".into(),
        ..sqs::CreateQueueRequest::default()
    };
    create_queue(account, request).unwrap().queue_url.unwrap()
}

fn subscription(topic: &str, protocol: &str, endpoint: &str) -> SubscribeRequest {
    SubscribeRequest {
        topic_arn: topic.into(),
        protocol: protocol.into(),
        endpoint: Some(endpoint.into()),
        ..SubscribeRequest::default()
    }
}

fn message(topic: &str, text: &str) -> PublishRequest {
    PublishRequest {
        topic_arn: Some(topic.into()),
        message: text.into(),
        ..PublishRequest::default()
    }
}

fn receive(account: &mut Account, queue: &str) -> Vec<sqs::Message> {
    pass(account, 1.0);
    let request = sqs::ReceiveMessageRequest {
        queue_url: queue.into(),
        max_number_of_messages: Some(10),
        message_attribute_names: Some(vec!["All".into()]),
        ..sqs::ReceiveMessageRequest::default()
    };
    receive_message(account, request).unwrap().messages.unwrap_or_default()
}

#[test]
fn a_queue_gets_the_message_in_an_envelope_that_says_it_is_not_signed() {
    let mut account = account();
    let (topic, queue) = (topic(&mut account), queue(&mut account));
    let subscribed = subscribe(&mut account, subscription(&topic, "sqs", QUEUE)).unwrap();
    let request = PublishRequest {
        subject: Some("stopped".into()),
        message_attributes: Some(BTreeMap::from([(
            "stage".to_owned(),
            MessageAttributeValue {
                data_type: "String".into(),
                string_value: Some("done".into()),
                binary_value: None,
            },
        )])),
        ..message(&topic, "task \"web\"\nstopped")
    };
    let published = publish(&mut account, request).unwrap();

    let received = receive(&mut account, &queue);
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].message_attributes, None);
    let envelope: Value = serde_json::from_str(received[0].body.as_deref().unwrap()).unwrap();
    let members: Vec<_> = envelope.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members,
        [
            "Type",
            "MessageId",
            "TopicArn",
            "Subject",
            "Message",
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertURL",
            "UnsubscribeURL",
            "MessageAttributes"
        ]
    );
    assert_eq!(envelope["Type"], "Notification");
    assert_eq!(envelope["MessageId"].as_str(), published.message_id.as_deref());
    assert_eq!(envelope["Message"], "task \"web\"\nstopped");
    assert_eq!(envelope["Timestamp"], "2026-01-01T00:00:00.000Z");
    assert_eq!(envelope["Signature"], "not-signed-by-a-simulated-account");
    assert_eq!(envelope["MessageAttributes"]["stage"]["Value"], "done");
    let unsubscribe = envelope["UnsubscribeURL"].as_str().unwrap();
    assert!(unsubscribe.ends_with(&subscribed.subscription_arn.unwrap()), "{unsubscribe}");
}

#[test]
fn raw_delivery_is_the_message_itself_with_its_attributes() {
    let mut account = account();
    let (topic, queue) = (topic(&mut account), queue(&mut account));
    let raw = BTreeMap::from([("RawMessageDelivery".to_owned(), "true".to_owned())]);
    let request = SubscribeRequest { attributes: Some(raw), ..subscription(&topic, "sqs", QUEUE) };
    subscribe(&mut account, request).unwrap();
    let attribute = MessageAttributeValue {
        data_type: "Binary".into(),
        string_value: None,
        binary_value: Some(vec![0, 255, 16]),
    };
    let request = PublishRequest {
        message_attributes: Some(BTreeMap::from([("digest".to_owned(), attribute)])),
        ..message(&topic, "plain")
    };
    publish(&mut account, request).unwrap();

    let received = receive(&mut account, &queue);
    assert_eq!(received[0].body.as_deref(), Some("plain"));
    let attributes = received[0].message_attributes.as_ref().unwrap();
    assert_eq!(attributes["digest"].binary_value, Some(vec![0, 255, 16]));
    assert_eq!(
        received[0].md5_of_message_attributes.as_deref(),
        Some("85a7d04ef49710e2c5a41abb689894f4")
    );
}

#[test]
fn each_protocol_gets_its_own_text_of_a_structured_message() {
    let mut account = account();
    let (topic, queue) = (topic(&mut account), queue(&mut account));
    subscribe(&mut account, subscription(&topic, "sqs", QUEUE)).unwrap();
    let structured = |text: &str| PublishRequest {
        message_structure: Some("json".into()),
        ..message(&topic, text)
    };
    publish(&mut account, structured(r#"{"default":"all","sqs":"for the queue"}"#)).unwrap();
    let received = receive(&mut account, &queue);
    let envelope: Value = serde_json::from_str(received[0].body.as_deref().unwrap()).unwrap();
    assert_eq!(envelope["Message"], "for the queue");
    assert_eq!(
        refusal(publish(&mut account, structured("{}"))),
        "InvalidParameterException: Invalid parameter: Message Structure - No default entry in \
         JSON message body"
    );
}

#[test]
fn delivery_is_a_hop_because_of_the_publication_and_a_missing_queue_makes_it_dead() {
    let mut account = account();
    let topic = topic(&mut account);
    queue(&mut account);
    let gone = "arn:aws:sqs:ap-northeast-1:111122223333:gone";
    subscribe(&mut account, subscription(&topic, "sqs", QUEUE)).unwrap();
    subscribe(&mut account, subscription(&topic, "sqs", gone)).unwrap();
    publish(&mut account, message(&topic, "x")).unwrap();
    assert!(account.next_instant().is_some());
    pass(&mut account, 0.05);

    let hops = account.hops();
    let published =
        hops.iter().find(|hop| matches!(hop.kind, HopKind::MessagePublished { .. })).unwrap();
    let outcomes: Vec<_> = hops
        .iter()
        .filter(|hop| hop.cause == Cause::Hop(published.id))
        .map(|hop| match &hop.kind {
            HopKind::MessageDelivered { endpoint, .. } => (endpoint.as_str(), "delivered"),
            HopKind::MessageDead { endpoint, reason, .. } => (endpoint.as_str(), reason.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(outcomes, [(QUEUE, "delivered"), (gone, "the queue does not exist")]);
}

#[test]
fn an_unconfirmed_subscriber_gets_nothing_and_the_record_says_so() {
    let mut account = account();
    let topic = topic(&mut account);
    let request = subscription(&topic, "email", "on-call@example.com");
    let subscribed = subscribe(&mut account, request.clone()).unwrap();
    assert_eq!(subscribed.subscription_arn.as_deref(), Some("pending confirmation"));
    let request = SubscribeRequest { return_subscription_arn: Some(true), ..request };
    let arn = subscribe(&mut account, request).unwrap().subscription_arn.unwrap();
    assert!(arn.starts_with(&topic), "{arn}");
    publish(&mut account, message(&topic, "x")).unwrap();
    assert_eq!(account.next_instant(), None);
    assert!(account.notes().any(|note| note.contains("email")));

    let request = ListSubscriptionsByTopicRequest {
        topic_arn: topic.clone(),
        ..ListSubscriptionsByTopicRequest::default()
    };
    let listed = list_subscriptions_by_topic(&mut account, request).unwrap();
    let listed = listed.subscriptions.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].subscription_arn.as_deref(), Some("PendingConfirmation"));
    let request = GetTopicAttributesRequest { topic_arn: topic };
    let attributes = get_topic_attributes(&mut account, request).unwrap().attributes.unwrap();
    assert_eq!(attributes["SubscriptionsPending"], "1");
}

#[test]
fn a_message_to_a_protocol_that_is_not_modelled_ends_the_run_by_name() {
    let mut account = account();
    let topic = topic(&mut account);
    subscribe(&mut account, subscription(&topic, "sms", "+819012345678")).unwrap();
    assert_eq!(
        refusal(publish(&mut account, message(&topic, "x"))),
        "`sns:Publish to protocol sms` is not modelled"
    );
}

#[test]
fn an_unsubscribed_queue_gets_nothing() {
    let mut account = account();
    let (topic, queue) = (topic(&mut account), queue(&mut account));
    let subscribed = subscribe(&mut account, subscription(&topic, "sqs", QUEUE)).unwrap();
    let request = UnsubscribeRequest { subscription_arn: subscribed.subscription_arn.unwrap() };
    unsubscribe(&mut account, request.clone()).unwrap();
    unsubscribe(&mut account, request).unwrap();
    publish(&mut account, message(&topic, "x")).unwrap();
    assert!(receive(&mut account, &queue).is_empty());
    let request = GetTopicAttributesRequest { topic_arn: topic };
    let attributes = get_topic_attributes(&mut account, request).unwrap().attributes.unwrap();
    assert_eq!(attributes["SubscriptionsDeleted"], "1");
}

#[test]
fn a_message_is_refused_in_the_words_of_the_service() {
    let mut account = account();
    let topic = topic(&mut account);
    let mut refused = |change: &dyn Fn(&mut PublishRequest)| {
        let mut request = message(&topic, "x");
        change(&mut request);
        refusal(publish(&mut account, request))
    };
    let invalid = |what: &str| format!("InvalidParameterException: Invalid parameter: {what}");
    assert_eq!(refused(&|request| request.subject = Some("two\nlines".into())), invalid("Subject"));
    assert_eq!(refused(&|request| request.subject = Some("x".repeat(100))), invalid("Subject"));
    assert_eq!(refused(&|request| request.message.clear()), invalid("Empty message"));
    assert_eq!(
        refused(&|request| request.message = "x".repeat(262_145)),
        invalid("Message too long")
    );
    assert_eq!(
        refused(&|request| request.topic_arn = Some("alerts".into())),
        invalid("TopicArn Reason: An ARN must have at least 6 elements, not 1")
    );
    assert_eq!(
        refused(&|request| request.topic_arn = None),
        invalid("TopicArn or TargetArn Reason: no value for required parameter")
    );
    assert_eq!(
        refused(&|request| {
            request.topic_arn = Some("arn:aws:sns:ap-northeast-1:111122223333:other".into());
        }),
        "NotFoundException: Topic does not exist"
    );
}

#[test]
fn topics_are_created_once_listed_in_pages_and_deleted() {
    let mut account = account();
    for number in 0..101 {
        let request =
            CreateTopicRequest { name: format!("t{number:03}"), ..CreateTopicRequest::default() };
        let first = create_topic(&mut account, request.clone()).unwrap();
        assert_eq!(create_topic(&mut account, request).unwrap(), first);
    }
    let first = list_topics(&mut account, ListTopicsRequest::default()).unwrap();
    assert_eq!(first.topics.unwrap().len(), 100);
    let request = ListTopicsRequest { next_token: first.next_token };
    let second = list_topics(&mut account, request).unwrap();
    let last = second.topics.unwrap().remove(0).topic_arn.unwrap();
    assert_eq!(last, "arn:aws:sns:ap-northeast-1:111122223333:t100");
    assert_eq!(second.next_token, None);

    let request = DeleteTopicRequest { topic_arn: last.clone() };
    delete_topic(&mut account, request.clone()).unwrap();
    delete_topic(&mut account, request).unwrap();
    let request = SetTopicAttributesRequest {
        topic_arn: last,
        attribute_name: "DisplayName".into(),
        attribute_value: Some("x".into()),
    };
    assert_eq!(
        refusal(set_topic_attributes(&mut account, request)),
        "NotFoundException: Topic does not exist"
    );
}

#[test]
fn an_attribute_that_is_set_is_said_back() {
    let mut account = account();
    let topic = topic(&mut account);
    let request = SetTopicAttributesRequest {
        topic_arn: topic.clone(),
        attribute_name: "DisplayName".into(),
        attribute_value: Some("Fire drill".into()),
    };
    set_topic_attributes(&mut account, request).unwrap();
    let request = GetTopicAttributesRequest { topic_arn: topic };
    let attributes = get_topic_attributes(&mut account, request).unwrap().attributes.unwrap();
    assert_eq!(attributes["DisplayName"], "Fire drill");
    assert_eq!(attributes["Owner"], "111122223333");
}
