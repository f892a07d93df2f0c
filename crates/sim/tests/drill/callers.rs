//! Who calls, where, and what lets a service act on another.

use std::time::Duration;

use firedrill_api::Value as Input;
use firedrill_record::{ApiCaller, ApiOutcome, HopKind};
use firedrill_sim::{Account, Call, Caller, Delay, Delays, Delivery, Fault, Region, Stimulus};
use serde_json::{Value, json};

use crate::speak::{
    account, ask, call, find, output, pass, policy, put_event, queue, queue_with, receive, role,
    rule, settle,
};

const MACHINE: &str = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:note";

/// The output of a call in a region.
fn ask_in(
    account: &mut Account,
    region: &str,
    service: &str,
    operation: &str,
    input: Value,
) -> Value {
    let now = account.now();
    let call = call(service, operation, input).in_region(Region::new(region));
    output(service, operation, account.answer(call, now))
}

/// How the calls of an operation ended.
fn outcomes(account: &Account, wanted: &str) -> Vec<String> {
    find(account, |hop| match hop {
        HopKind::ApiCall { operation, outcome, .. } if operation == wanted => Some(match outcome {
            ApiOutcome::Succeeded { .. } => "succeeded".to_owned(),
            ApiOutcome::Failed { code, message, .. } => format!("{code}: {message}"),
        }),
        _ => None,
    })
}

fn failures(account: &Account) -> Vec<String> {
    find(account, |hop| match hop {
        HopKind::TargetFailed { reason, .. } => Some(reason.clone()),
        _ => None,
    })
}

fn machine(account: &mut Account, definition: &Value) -> String {
    let role = role(account, "machine", "states.amazonaws.com");
    let input = json!({ "Name": "note", "Definition": definition.to_string(), "RoleArn": role });
    ask(account, "states", "CreateStateMachine", input);
    MACHINE.to_owned()
}

fn passes() -> Value {
    json!({ "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } })
}

fn attribute(letter: &Value, name: &str) -> String {
    letter["MessageAttributes"][name]["StringValue"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_region_has_resources_of_its_own_and_roles_are_in_all() {
    let mut account = account();
    let (ireland, oregon) = ("eu-west-1", "us-west-2");
    let topic = ask_in(&mut account, ireland, "sns", "CreateTopic", json!({ "Name": "t" }));
    assert_eq!(topic["TopicArn"], "arn:aws:sns:eu-west-1:111122223333:t");
    let listed = |account: &mut Account, region| {
        ask_in(account, region, "sns", "ListTopics", json!({}))["Topics"].clone()
    };
    assert_eq!(listed(&mut account, ireland), json!([topic]));
    assert_eq!(listed(&mut account, oregon), json!([]));
    assert_eq!(ask(&mut account, "sns", "ListTopics", json!({}))["Topics"], json!([]));

    let role = role(&mut account, "shared", "events.amazonaws.com");
    for region in [ireland, oregon] {
        let got = ask_in(&mut account, region, "iam", "GetRole", json!({ "RoleName": "shared" }));
        assert_eq!(got["Role"]["Arn"], role);
    }
}

#[test]
fn what_follows_in_a_region_stays_in_it() {
    let mut account = account();
    let region = "eu-west-1";
    let mut ask =
        |service, operation, input| ask_in(&mut account, region, service, operation, input);
    let arn = "arn:aws:sqs:eu-west-1:111122223333:q";
    let policy = policy(&json!({ "Service": "events.amazonaws.com" }), "sqs:SendMessage", arn);
    let input = json!({ "QueueName": "q", "Attributes": { "Policy": policy } });
    let url = ask("sqs", "CreateQueue", input)["QueueUrl"].clone();
    assert_eq!(url, "https://sqs.eu-west-1.amazonaws.com/111122223333/q");
    let input = json!({ "Name": "r", "EventPattern": r#"{"source":["shop"]}"# });
    let put = ask("events", "PutRule", input);
    assert_eq!(put["RuleArn"], "arn:aws:events:eu-west-1:111122223333:rule/r");
    let targets = json!([{ "Id": "t", "Arn": arn }]);
    ask("events", "PutTargets", json!({ "Rule": "r", "Targets": targets }));
    let entries = json!([{ "Source": "shop", "DetailType": "sale", "Detail": "{}" }]);
    ask("events", "PutEvents", json!({ "Entries": entries }));
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 2);

    let received = json!({ "QueueUrl": url, "MaxNumberOfMessages": 10 });
    let received = ask_in(&mut account, region, "sqs", "ReceiveMessage", received);
    let messages = received["Messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1, "the event of the other region matched nothing");
    let event: Value = serde_json::from_str(messages[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(event["region"], region);
}

#[test]
fn a_client_is_known_by_its_access_key_and_the_record_has_the_principal_alone() {
    let mut account = account();
    let now = account.now();
    let mut identity = |access_key: Option<&str>| {
        let access_key = access_key.map(str::to_owned);
        let input = Input::Structure(Vec::new());
        let call = Call {
            caller: Caller::Client { access_key },
            ..Call::by_client("sts", "GetCallerIdentity", input)
        };
        let answer = account.answer(call, now);
        answer.result.map(|output| output.get("Arn").and_then(Input::as_str).unwrap().to_owned())
    };
    let root = "arn:aws:iam::111122223333:root";
    assert_eq!(identity(Some("AKIAIOSFODNN7EXAMPLE")).unwrap(), root);
    assert_eq!(
        identity(Some(firedrill_sim::HARNESS_ACCESS_KEY)).unwrap(),
        "arn:aws:iam::111122223333:user/firedrill"
    );
    let unsigned = identity(None).unwrap_err().to_string();
    assert!(unsigned.starts_with("MissingAuthenticationToken: "), "{unsigned}");

    let callers = find(&account, |hop| match hop {
        HopKind::ApiCall { caller, .. } => Some(caller.clone()),
        _ => None,
    });
    let region = "ap-northeast-1".to_owned();
    assert_eq!(callers[0], ApiCaller::Client { principal: root.to_owned(), region });
    let record = serde_json::to_string(account.hops()).unwrap();
    assert!(!record.contains("AKIA"), "{record}");
}

#[test]
fn a_role_that_trusts_another_service_keeps_the_event_from_the_target() {
    let mut account = account();
    let target = machine(&mut account, &passes());
    let (dead, dead_url) = queue(&mut account, "dead");
    let lambda = role(&mut account, "lambda", "lambda.amazonaws.com");
    let dead_letters = json!({ "Arn": dead });
    let target = json!({
        "Id": "t", "Arn": target, "RoleArn": lambda, "DeadLetterConfig": dead_letters,
    });
    rule(&mut account, "r", json!({ "source": ["shop"] }), target);
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 3600);

    let reason = format!("events.amazonaws.com is not authorized to assume the role {lambda}");
    assert_eq!(failures(&account), std::slice::from_ref(&reason));
    assert!(outcomes(&account, "StartExecution").is_empty());
    let letters = receive(&mut account, &dead_url);
    assert_eq!(letters.len(), 1);
    assert_eq!(attribute(&letters[0], "ERROR_CODE"), "FAILED_TO_ASSUME_ROLE");
    assert_eq!(attribute(&letters[0], "ERROR_MESSAGE"), reason);

    account.check_roles(false);
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 10);
    assert_eq!(outcomes(&account, "StartExecution"), ["succeeded"]);
}

#[test]
fn a_trust_policy_may_name_the_rule_that_it_is_for() {
    let mut account = account();
    let target = machine(&mut account, &passes());
    let trust = |source: &str| {
        json!({ "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "events.amazonaws.com" },
            "Action": "sts:AssumeRole",
            "Condition": {
                "ArnLike": { "aws:SourceArn": source },
                "StringEquals": { "aws:SourceAccount": "111122223333" },
            },
        }] })
    };
    for (name, source) in [
        ("mine", "arn:aws:events:ap-northeast-1:111122223333:rule/mine"),
        ("other", "arn:aws:events:ap-northeast-1:111122223333:rule/mine"),
    ] {
        let trust = trust(source).to_string();
        let input = json!({ "RoleName": name, "AssumeRolePolicyDocument": trust });
        let role = ask(&mut account, "iam", "CreateRole", input)["Role"]["Arn"].clone();
        let target = json!({ "Id": "t", "Arn": target, "RoleArn": role });
        rule(&mut account, name, json!({ "source": [name] }), target);
        put_event(&mut account, name, "sale", json!({}));
    }
    pass(&mut account, 10);
    assert_eq!(outcomes(&account, "StartExecution"), ["succeeded"]);
    assert_eq!(failures(&account).len(), 1);
}

#[test]
fn a_queue_lets_no_service_in_that_its_policy_does_not_name() {
    let mut account = account();
    let (closed, url) = queue_with(&mut account, "closed", &json!({}));
    let (dead, dead_url) = queue(&mut account, "dead");
    let dead_letters = json!({ "Arn": dead });
    let target = json!({ "Id": "t", "Arn": closed, "DeadLetterConfig": dead_letters });
    rule(&mut account, "r", json!({ "source": ["shop"] }), target);
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 3600);

    let denied = format!("AccessDenied: Access to the resource {url} is denied.");
    assert_eq!(failures(&account), std::slice::from_ref(&denied));
    assert_eq!(outcomes(&account, "SendMessage"), [denied, "succeeded".to_owned()]);
    let letters = receive(&mut account, &dead_url);
    assert_eq!(attribute(&letters[0], "ERROR_CODE"), "NO_PERMISSIONS");
    assert_eq!(attribute(&letters[0], "RETRY_ATTEMPTS"), "0");
    let sent = json!({ "QueueUrl": url, "MessageBody": "x" });
    ask(&mut account, "sqs", "SendMessage", sent);
}

#[test]
fn a_dead_letter_queue_is_asked_too() {
    let mut account = account();
    let (closed, _) = queue_with(&mut account, "closed", &json!({}));
    let target = json!({ "Id": "t", "Arn": closed, "DeadLetterConfig": { "Arn": closed } });
    rule(&mut account, "r", json!({ "source": ["shop"] }), target);
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 3600);
    let outcomes = outcomes(&account, "SendMessage");
    assert_eq!(outcomes.len(), 2);
    assert!(outcomes.iter().all(|outcome| outcome.starts_with("AccessDenied")), "{outcomes:?}");
}

#[test]
fn a_topic_that_was_given_no_policy_lets_no_rule_publish() {
    let mut account = account();
    let topic = ask(&mut account, "sns", "CreateTopic", json!({ "Name": "t" }));
    let target = json!({ "Id": "t", "Arn": topic["TopicArn"] });
    rule(&mut account, "r", json!({ "source": ["shop"] }), target);
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 10);
    let failures = failures(&account);
    assert!(failures[0].starts_with("AuthorizationErrorException: User: events.amazonaws.com"));
}

/// A topic to which a queue is subscribed, with a dead-letter queue.
fn subscribed(account: &mut Account, queue: &str, dead: &str) -> String {
    let topic = ask(account, "sns", "CreateTopic", json!({ "Name": "notice" }));
    let topic = topic["TopicArn"].as_str().unwrap().to_owned();
    let redrive = json!({ "deadLetterTargetArn": dead }).to_string();
    let input = json!({
        "TopicArn": topic,
        "Protocol": "sqs",
        "Endpoint": queue,
        "Attributes": { "RedrivePolicy": redrive },
    });
    ask(account, "sns", "Subscribe", input);
    topic
}

#[test]
fn a_message_that_a_queue_refuses_is_dead_at_once_and_kept_by_the_dead_letter_queue() {
    let mut account = account();
    let other = "arn:aws:sns:ap-northeast-1:111122223333:other";
    let arn = "arn:aws:sqs:ap-northeast-1:111122223333:closed";
    let policy = json!({ "Statement": [{
        "Effect": "Allow",
        "Principal": { "Service": "sns.amazonaws.com" },
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": { "ArnEquals": { "aws:SourceArn": other } },
    }] });
    let attributes = json!({ "Policy": policy.to_string() });
    let (closed, url) = queue_with(&mut account, "closed", &attributes);
    let (dead, dead_url) = queue(&mut account, "dead");
    let topic = subscribed(&mut account, &closed, &dead);
    ask(&mut account, "sns", "Publish", json!({ "TopicArn": topic, "Message": "x" }));
    pass(&mut account, 3600);

    let died = find(&account, |hop| match hop {
        HopKind::MessageDead { endpoint, reason, .. } => Some((endpoint.clone(), reason.clone())),
        _ => None,
    });
    let denied = format!("AccessDenied: Access to the resource {url} is denied.");
    assert_eq!(died, [(closed, denied.clone())]);
    assert_eq!(outcomes(&account, "SendMessage"), [denied, "succeeded".to_owned()]);
    let letters = receive(&mut account, &dead_url);
    let envelope: Value = serde_json::from_str(letters[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(envelope["Message"], "x");
    let notes: Vec<_> = account.notes().collect();
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn a_fault_hits_the_delivery_of_a_message_which_is_tried_again() {
    let mut account = account();
    let (inbox, url) = queue(&mut account, "inbox");
    let (dead, _) = queue(&mut account, "dead");
    let topic = subscribed(&mut account, &inbox, &dead);
    account.add_fault(Fault {
        service: "sqs".into(),
        operation: "SendMessage".into(),
        error: "InternalError".into(),
        message: None,
        times: Some(5),
    });
    ask(&mut account, "sns", "Publish", json!({ "TopicArn": topic, "Message": "x" }));
    pass(&mut account, 2);
    assert!(receive(&mut account, &url).is_empty());
    pass(&mut account, 2);
    assert_eq!(receive(&mut account, &url).len(), 1);
    assert_eq!(outcomes(&account, "SendMessage").len(), 6);
}

#[test]
fn a_policy_that_is_not_evaluated_is_named_where_it_would_decide() {
    let mut account = account();
    let statement = json!({
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": { "Bool": { "aws:SecureTransport": "false" } },
    });
    let allow = json!({
        "Effect": "Allow",
        "Principal": { "Service": "events.amazonaws.com" },
        "Action": "sqs:SendMessage",
        "Resource": "*",
    });
    let policy = json!({ "Statement": [statement, allow] }).to_string();
    let (arn, _) = queue_with(&mut account, "q", &json!({ "Policy": policy }));
    rule(&mut account, "r", json!({ "source": ["shop"] }), json!({ "Id": "t", "Arn": arn }));
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 2);
    let named = find(&account, |hop| match hop {
        HopKind::NotModelled { what } => Some(what.clone()),
        _ => None,
    });
    assert_eq!(named, ["the condition operator `Bool` in the policy of a resource"]);
}

fn event(source: &str) -> Stimulus {
    let event = json!({ "id": source, "source": source, "detail-type": "sale", "detail": {} });
    Stimulus::Event { event: event.to_string(), delivery: Delivery::default() }
}

#[test]
fn a_story_that_meets_what_is_not_modelled_ends_and_the_others_go_on() {
    let mut account = account();
    let bucket = json!({ "StartAt": "List", "States": { "List": {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets",
        "Parameters": {},
        "End": true,
    } } });
    let machine = machine(&mut account, &bucket);
    let events = role(&mut account, "events", "events.amazonaws.com");
    let target = json!({ "Id": "t", "Arn": machine, "RoleArn": events });
    rule(&mut account, "bucket", json!({ "source": ["bucket"] }), target);
    let (arn, url) = queue(&mut account, "q");
    rule(&mut account, "queue", json!({ "source": ["shop"] }), json!({ "Id": "t", "Arn": arn }));

    let now = account.now();
    let first = account.inject(event("bucket"), now).unwrap();
    pass(&mut account, 5);
    assert!(account.settled());
    let told: Vec<_> =
        account.not_modelled().map(|(story, what)| (story, what.what.as_str())).collect();
    assert_eq!(told, [(first, "s3:ListBuckets")]);

    let now = account.now();
    account.inject(event("shop"), now).unwrap();
    assert!(!account.settled(), "another story is waited for");
    settle(&mut account);
    assert_eq!(receive(&mut account, &url).len(), 1);
    let asked = account.call(Call::by_client("lambda", "Invoke", Input::Structure(vec![])), now);
    assert_eq!(asked.unwrap_err().to_string(), "`lambda:Invoke` is not modelled");
    assert_eq!(account.not_modelled().count(), 1);
}

#[test]
fn a_rule_that_feeds_itself_is_throttled_and_nobody_else_is() {
    let mut account = account();
    let nothing = |delays: Delays, delay| delays.with(delay, Duration::ZERO);
    let delays = [Delay::Target, Delay::ServiceEvent, Delay::ApiCall];
    account.set_delays(delays.into_iter().fold(Delays::default(), nothing));
    let (arn, url) = queue(&mut account, "q");
    let slow = json!({ "source": ["shop"] });
    rule(&mut account, "honest", slow, json!({ "Id": "t", "Arn": arn }));
    let machine = machine(&mut account, &passes());
    let events = role(&mut account, "events", "events.amazonaws.com");
    // A whole event as input would grow until it is too long.
    let target = json!({ "Id": "t", "Arn": machine, "RoleArn": events, "Input": "{}" });
    let pattern = json!({ "source": ["aws.states"], "detail": { "status": ["SUCCEEDED"] } });
    rule(&mut account, "ouroboros", pattern, target);

    let later = Stimulus::Event {
        event: json!({ "id": "1", "source": "shop", "detail-type": "sale", "detail": {} })
            .to_string(),
        delivery: Delivery { duplicates: 0, delay: Duration::from_secs(60) },
    };
    let now = account.now();
    let honest = account.inject(later, now).unwrap();
    let begun = account.answer_stimulus(
        call("states", "StartExecution", json!({ "StateMachineArn": MACHINE })),
        now,
    );
    account.advance_to(now);
    let told: Vec<_> =
        account.not_modelled().map(|(story, what)| (story, what.what.as_str())).collect();
    assert_eq!(
        told,
        [(begun.hop, "more than 50000 events of the rule `ouroboros` at one instant")]
    );
    assert!(!account.settled() && honest != begun.hop);
    settle(&mut account);
    assert_eq!(receive(&mut account, &url).len(), 1);
}
