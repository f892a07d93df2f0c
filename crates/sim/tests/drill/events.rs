//! EventBridge through the account: rules, targets, and what reaches a target.

use std::time::Duration;

use firedrill_record::{HopKind, TransformOutcome};
use firedrill_sim::{Delay, Delivery, Fault, Stimulus};
use serde_json::{Value, json};

use crate::speak::{
    account, ask, chain, find, pass, policy, put_event, queue, receive, refused, rule, settle,
};

const MACHINE: &str = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:stop";

#[test]
fn a_rule_is_put_described_listed_disabled_and_deleted() {
    let mut account = account();
    let pattern = json!({ "source": ["shop"] }).to_string();
    let input = json!({ "Name": "orders", "EventPattern": pattern, "Description": "orders" });
    let put = ask(&mut account, "events", "PutRule", input);
    let arn = "arn:aws:events:ap-northeast-1:111122223333:rule/orders";
    assert_eq!(put, json!({ "RuleArn": arn }));

    ask(&mut account, "events", "DisableRule", json!({ "Name": "orders" }));
    let described = ask(&mut account, "events", "DescribeRule", json!({ "Name": "orders" }));
    assert_eq!(
        described,
        json!({
            "Name": "orders",
            "Arn": arn,
            "EventPattern": pattern,
            "State": "DISABLED",
            "Description": "orders",
            "EventBusName": "default",
            "CreatedBy": "111122223333",
        })
    );
    let listed = ask(&mut account, "events", "ListRules", json!({ "NamePrefix": "ord" }));
    assert_eq!(listed["Rules"][0]["Arn"], arn);

    ask(&mut account, "events", "DeleteRule", json!({ "Name": "orders" }));
    assert_eq!(
        refused(&mut account, "events", "DescribeRule", json!({ "Name": "orders" })),
        "ResourceNotFoundException: Rule orders does not exist on EventBus default."
    );
    ask(&mut account, "events", "DeleteRule", json!({ "Name": "orders" }));
}

#[test]
fn what_a_rule_cannot_be_is_refused_in_the_words_of_the_service() {
    let mut account = account();
    let mut put = |input| refused(&mut account, "events", "PutRule", input);
    assert_eq!(
        put(json!({ "Name": "r" })),
        "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be specified."
    );
    let unknown = put(json!({ "Name": "r", "EventPattern": r#"{"a":[{"like":"b"}]}"# }));
    assert!(
        unknown.starts_with(
            "InvalidEventPatternException: Event pattern is not valid. \
             Reason: Unrecognized match type like"
        ),
        "{unknown}"
    );
    assert_eq!(
        put(json!({ "Name": "r", "EventPattern": "{}", "EventBusName": "orders" })),
        "ResourceNotFoundException: Event bus orders does not exist."
    );
    assert_eq!(
        put(json!({ "Name": "r", "ScheduleExpression": "rate(1 hour)" })),
        "`events:PutRule ScheduleExpression` is not modelled"
    );
    let empty = put(json!({ "Name": "", "EventPattern": "{}" }));
    assert!(empty.starts_with("ValidationException: "), "{empty}");
    assert!(
        empty.contains(
            "Value '' at 'name' failed to satisfy constraint: \
             Member must have length greater than or equal to 1"
        ),
        "{empty}"
    );
}

#[test]
fn what_a_target_cannot_be_is_refused_in_the_words_of_the_service() {
    let mut account = account();
    let input = json!({ "Name": "r", "EventPattern": r#"{"source":["shop"]}"# });
    ask(&mut account, "events", "PutRule", input);
    let queue = "arn:aws:sqs:ap-northeast-1:111122223333:q";
    let mut put = |targets: Value| {
        refused(&mut account, "events", "PutTargets", json!({ "Rule": "r", "Targets": targets }))
    };
    assert_eq!(
        put(json!([{ "Id": "t", "Arn": MACHINE }])),
        format!("ValidationException: RoleArn is required for target {MACHINE}.")
    );
    assert_eq!(
        put(json!([{ "Id": "t", "Arn": queue, "Input": "{}", "InputPath": "$.detail" }])),
        "ValidationException: Only one of Input, InputPath, or InputTransformer must be provided \
         for target t."
    );
    let template = json!({ "InputTemplate": r#"{"a": <b>}"# });
    assert_eq!(
        put(json!([{ "Id": "t", "Arn": queue, "InputTransformer": template }])),
        "ValidationException: InputTemplate for target t contains invalid placeholder b."
    );
    let six: Vec<_> = (0..6).map(|n| json!({ "Id": n.to_string(), "Arn": queue })).collect();
    assert_eq!(
        put(json!(six)),
        "LimitExceededException: The requested resource exceeds the maximum number allowed."
    );
    assert_eq!(
        put(json!([{ "Id": "t", "Arn": "queue" }])),
        "ValidationException: Parameter queue is not valid. \
         Reason: Provided Arn is not in correct format."
    );
    let missing = json!({ "Rule": "x", "Targets": [{ "Id": "t", "Arn": queue }] });
    assert_eq!(
        refused(&mut account, "events", "PutTargets", missing),
        "ResourceNotFoundException: Rule x does not exist on EventBus default."
    );
}

#[test]
fn targets_are_listed_as_they_were_put_and_keep_the_rule_from_being_deleted() {
    let mut account = account();
    let (arn, _) = queue(&mut account, "q");
    let target = json!({
        "Id": "t",
        "Arn": arn,
        "InputPath": "$.detail",
        "RetryPolicy": { "MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 60 },
    });
    rule(&mut account, "r", json!({ "source": ["shop"] }), target.clone());
    let listed = ask(&mut account, "events", "ListTargetsByRule", json!({ "Rule": "r" }));
    assert_eq!(listed["Targets"], json!([target]));
    assert_eq!(
        refused(&mut account, "events", "DeleteRule", json!({ "Name": "r" })),
        "ValidationException: Rule can't be deleted since it has targets."
    );
    let removed =
        ask(&mut account, "events", "RemoveTargets", json!({ "Rule": "r", "Ids": ["t", "u"] }));
    assert_eq!(removed["FailedEntryCount"], 1);
    assert_eq!(removed["FailedEntries"][0]["TargetId"], "u");
    ask(&mut account, "events", "DeleteRule", json!({ "Name": "r" }));
}

#[test]
fn an_event_reaches_queue_and_topic_with_the_input_that_each_target_asks_for() {
    let mut account = account();
    let (whole, whole_url) = queue(&mut account, "whole");
    let (part, part_url) = queue(&mut account, "part");
    let (made, made_url) = queue(&mut account, "made");
    let (heard, heard_url) = queue(&mut account, "heard");
    let topic = ask(&mut account, "sns", "CreateTopic", json!({ "Name": "t" }));
    let topic = topic["TopicArn"].as_str().unwrap().to_owned();
    let subscription = json!({ "TopicArn": topic, "Protocol": "sqs", "Endpoint": heard });
    ask(&mut account, "sns", "Subscribe", subscription);
    let policy = policy(&json!({ "Service": "events.amazonaws.com" }), "sns:Publish", &topic);
    let policy = json!({ "TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy });
    ask(&mut account, "sns", "SetTopicAttributes", policy);
    let input = json!({ "Name": "r", "EventPattern": r#"{"source":["shop"]}"# });
    ask(&mut account, "events", "PutRule", input);
    let transformer = json!({
        "InputPathsMap": { "what": "$.detail.what" },
        "InputTemplate": r#"{"sold": <what>}"#,
    });
    let targets = json!([
        { "Id": "whole", "Arn": whole },
        { "Id": "part", "Arn": part, "InputPath": "$.detail.what" },
        { "Id": "made", "Arn": made, "InputTransformer": transformer },
        { "Id": "topic", "Arn": topic, "Input": r#"{"constant":1}"# },
    ]);
    ask(&mut account, "events", "PutTargets", json!({ "Rule": "r", "Targets": targets }));

    let put = put_event(&mut account, "shop", "sale", json!({ "what": "tea" }));
    pass(&mut account, 2);

    let body = |messages: &[Value]| messages[0]["Body"].as_str().unwrap().to_owned();
    let event: Value = serde_json::from_str(&body(&receive(&mut account, &whole_url))).unwrap();
    assert_eq!(event["id"], put["Entries"][0]["EventId"]);
    assert_eq!(event["detail"], json!({ "what": "tea" }));
    assert_eq!(event["time"], "2026-01-01T00:00:00Z");
    assert_eq!(event["account"], "111122223333");
    assert_eq!(body(&receive(&mut account, &part_url)), "\"tea\"");
    assert_eq!(body(&receive(&mut account, &made_url)), r#"{"sold": "tea"}"#);
    let heard: Value = serde_json::from_str(&body(&receive(&mut account, &heard_url))).unwrap();
    assert_eq!(heard["Message"], r#"{"constant":1}"#);
}

#[test]
fn each_hop_of_a_delivery_follows_from_the_one_before() {
    let mut account = account();
    let (arn, _) = queue(&mut account, "q");
    rule(&mut account, "r", json!({ "source": ["shop"] }), json!({ "Id": "t", "Arn": arn }));
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 2);
    let delivered = account
        .hops()
        .iter()
        .find(|hop| matches!(hop.kind, HopKind::MessageDelivered { .. }))
        .unwrap();
    assert_eq!(
        chain(&account, delivered),
        [
            "PutEvents",
            "event-on-bus",
            "rule-evaluated",
            "input-transformed",
            "SendMessage",
            "message-delivered"
        ]
    );
    let target = Delay::Target.default_value();
    assert_eq!(delivered.at, "2026-01-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap() + target);
}

#[test]
fn a_rule_says_which_leaf_did_not_match_and_a_disabled_rule_says_nothing() {
    let mut account = account();
    let (arn, url) = queue(&mut account, "q");
    let pattern = json!({ "source": ["shop"], "detail": { "what": ["coffee"] } });
    rule(&mut account, "r", pattern.clone(), json!({ "Id": "t", "Arn": arn }));
    rule(&mut account, "off", pattern, json!({ "Id": "t", "Arn": arn }));
    ask(&mut account, "events", "DisableRule", json!({ "Name": "off" }));
    put_event(&mut account, "shop", "sale", json!({ "what": "tea" }));
    put_event(&mut account, "garden", "sale", json!({ "what": "coffee" }));
    pass(&mut account, 2);

    let evaluated = find(&account, |hop| match hop {
        HopKind::RuleEvaluated { rule, matched, leaves, .. } => {
            let missed: Vec<_> =
                leaves.iter().filter(|leaf| !leaf.matched).map(|leaf| leaf.path.clone()).collect();
            Some((rule.clone(), *matched, missed))
        }
        _ => None,
    });
    assert_eq!(
        evaluated,
        [
            ("r".into(), false, vec!["detail.what".to_owned()]),
            ("r".into(), false, vec!["source".to_owned()]),
        ]
    );
    assert!(receive(&mut account, &url).is_empty());
}

#[test]
fn entries_are_accepted_or_refused_one_by_one() {
    let mut account = account();
    let entry = |source: &str, detail: &str| json!({ "Source": source, "DetailType": "sale", "Detail": detail });
    let entries = json!([
        entry("shop", "{}"),
        entry("aws.guardduty", "{}"),
        entry("shop", "[]"),
        entry("shop", "{"),
        { "DetailType": "sale", "Detail": "{}" },
        { "Source": "shop", "Detail": "{}" },
        { "Source": "shop", "DetailType": "sale" },
    ]);
    let put = ask(&mut account, "events", "PutEvents", json!({ "Entries": entries }));
    assert_eq!(put["FailedEntryCount"], 6);
    assert_eq!(put["Entries"][0]["EventId"].as_str().map(str::len), Some(36));
    let refusal = |index: usize| {
        let entry = &put["Entries"][index];
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        format!("{}: {}", text("ErrorCode"), text("ErrorMessage"))
    };
    assert_eq!(refusal(1), "NotAuthorizedForSourceException: Not authorized for the source.");
    assert_eq!(refusal(2), "MalformedDetail: Detail is malformed.");
    assert_eq!(refusal(3), "MalformedDetail: Detail is malformed.");
    for (index, name) in [(4, "Source"), (5, "DetailType"), (6, "Detail")] {
        assert_eq!(
            refusal(index),
            format!(
                "InvalidArgument: Parameter {name} is not valid. \
                 Reason: {name} is a required argument."
            )
        );
    }
}

#[test]
fn an_event_for_a_bus_that_does_not_exist_is_dropped_and_the_record_says_so() {
    let mut account = account();
    let entry = json!({
        "Source": "shop", "DetailType": "sale", "Detail": "{}", "EventBusName": "orders",
    });
    let put = ask(&mut account, "events", "PutEvents", json!({ "Entries": [entry] }));
    assert_eq!(put["FailedEntryCount"], 0);
    pass(&mut account, 2);
    assert!(
        find(&account, |hop| matches!(hop, HopKind::EventOnBus { .. }).then_some(())).is_empty()
    );
    let notes: Vec<_> = account.notes().collect();
    assert_eq!(notes, ["an event was put on the bus `orders`, which does not exist: dropped"]);
}

#[test]
fn a_pattern_is_tested_against_an_event_that_must_be_whole() {
    let mut account = account();
    let event = json!({
        "id": "1", "account": "111122223333", "source": "shop", "time": "2026-01-01T00:00:00Z",
        "region": "ap-northeast-1", "resources": [], "detail-type": "sale", "detail": {},
    });
    let pattern = r#"{"source":["shop"]}"#;
    let input = json!({ "EventPattern": pattern, "Event": event.to_string() });
    assert_eq!(ask(&mut account, "events", "TestEventPattern", input), json!({ "Result": true }));
    let input = json!({ "EventPattern": pattern, "Event": r#"{"source":"shop"}"# });
    assert_eq!(
        refused(&mut account, "events", "TestEventPattern", input),
        "ValidationException: Parameter Event is not valid."
    );
}

#[test]
fn an_input_that_is_no_json_goes_to_the_dead_letter_queue_and_not_to_the_target() {
    let mut account = account();
    let (arn, url) = queue(&mut account, "q");
    let (dead, dead_url) = queue(&mut account, "dead");
    let transformer = json!({
        "InputPathsMap": { "list": "$.detail.list" },
        "InputTemplate": r#"{"all": "of <list>"}"#,
    });
    let target = json!({
        "Id": "t", "Arn": arn, "InputTransformer": transformer, "DeadLetterConfig": { "Arn": dead },
    });
    rule(&mut account, "r", json!({ "source": ["shop"] }), target);
    put_event(&mut account, "shop", "sale", json!({ "list": ["a", "b"] }));
    pass(&mut account, 2);

    assert!(receive(&mut account, &url).is_empty());
    let outcomes = find(&account, |hop| match hop {
        HopKind::InputTransformed { outcome, .. } => Some(outcome.clone()),
        _ => None,
    });
    assert!(matches!(outcomes.as_slice(), [TransformOutcome::NotDelivered { .. }]));
    let letters = receive(&mut account, &dead_url);
    let attribute = |name: &str| {
        letters[0]["MessageAttributes"][name]["StringValue"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(attribute("ERROR_CODE"), "INVALID_JSON");
    assert_eq!(attribute("TARGET_ARN"), arn);
    assert_eq!(attribute("RETRY_ATTEMPTS"), "0");
    let event: Value = serde_json::from_str(letters[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(event["detail"]["list"], json!(["a", "b"]));
}

#[test]
fn a_target_that_is_gone_fails_once_and_one_that_throttles_is_called_again() {
    let mut account = account();
    let (dead, dead_url) = queue(&mut account, "dead");
    let gone = "arn:aws:sqs:ap-northeast-1:111122223333:gone";
    let target = json!({ "Id": "t", "Arn": gone, "DeadLetterConfig": { "Arn": dead } });
    rule(&mut account, "gone", json!({ "source": ["garden"] }), target);
    let (arn, url) = queue(&mut account, "q");
    rule(&mut account, "busy", json!({ "source": ["shop"] }), json!({ "Id": "t", "Arn": arn }));

    put_event(&mut account, "garden", "sale", json!({}));
    pass(&mut account, 3600);
    let failed = |account: &_| {
        find(account, |hop| match hop {
            HopKind::TargetFailed { rule, reason, .. } => Some((rule.clone(), reason.clone())),
            _ => None,
        })
    };
    assert_eq!(failed(&account).len(), 1);
    assert_eq!(receive(&mut account, &dead_url).len(), 1);

    account.add_fault(Fault {
        service: "sqs".into(),
        operation: "SendMessage".into(),
        error: "RequestThrottled".into(),
        message: None,
        times: Some(2),
    });
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 60);
    assert_eq!(
        failed(&account)[1..],
        [
            ("busy".into(), "RequestThrottled: Rate exceeded".to_owned()),
            ("busy".into(), "RequestThrottled: Rate exceeded".to_owned()),
        ]
    );
    assert_eq!(receive(&mut account, &url).len(), 1);
}

#[test]
fn a_target_that_keeps_failing_is_given_up_as_its_retry_policy_says() {
    let mut account = account();
    let (arn, _) = queue(&mut account, "q");
    let target = json!({ "Id": "t", "Arn": arn, "RetryPolicy": { "MaximumRetryAttempts": 2 } });
    rule(&mut account, "r", json!({ "source": ["shop"] }), target);
    account.add_fault(Fault {
        service: "sqs".into(),
        operation: "SendMessage".into(),
        error: "InternalError".into(),
        message: Some("try again".into()),
        times: None,
    });
    put_event(&mut account, "shop", "sale", json!({}));
    pass(&mut account, 86_400);
    let failures = find(&account, |hop| matches!(hop, HopKind::TargetFailed { .. }).then_some(()));
    assert_eq!(failures.len(), 3);
}

#[test]
fn a_duplicate_is_delivered_again_and_a_delay_makes_all_of_it_late() {
    let mut account = account();
    let (arn, url) = queue(&mut account, "q");
    rule(&mut account, "r", json!({ "source": ["shop"] }), json!({ "Id": "t", "Arn": arn }));
    let event = json!({
        "id": "6f6d0c5e", "detail-type": "sale", "source": "shop", "detail": { "n": 1.0 },
    });
    let delivery = Delivery { duplicates: 1, delay: Duration::from_secs(90) };
    let stimulus = Stimulus::Event { event: event.to_string(), delivery };
    let start = account.now();
    let begun = account.inject(stimulus, start).unwrap();
    assert_eq!(account.stimuli(), [begun]);
    assert!(!account.settled());

    pass(&mut account, 89);
    assert!(receive(&mut account, &url).is_empty());
    settle(&mut account);
    let messages = receive(&mut account, &url);
    assert_eq!(messages.len(), 2);
    // The text is delivered word for word: `1.0` stays `1.0`.
    let text = event.to_string();
    assert!(messages.iter().all(|message| message["Body"] == *text));
}

#[test]
fn an_event_that_is_none_is_refused_and_nothing_happens() {
    let mut account = account();
    let now = account.now();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep = format!(r#"{{"id":"1","source":"s","detail-type":"t","detail":{deep}}}"#);
    for event in ["", "{", "[]", r#"{"source":"shop"}"#, r#"{"id":1,"source":"s"}"#] {
        let stimulus = Stimulus::Event { event: event.into(), delivery: Delivery::default() };
        let error = account.inject(stimulus, now).unwrap_err().to_string();
        assert!(error.starts_with("not an event: "), "{error}");
    }
    // JSON as deep as this is no event that a bus could read, and no crash.
    let stimulus = Stimulus::Event { event: deep, delivery: Delivery::default() };
    let error = account.inject(stimulus, now).unwrap_err().to_string();
    assert!(error.contains("Document nesting depth"), "{error}");
    assert!(account.hops().is_empty());
}

#[test]
fn an_event_that_leaves_too_much_to_choose_from_is_no_match_and_no_miss() {
    // Arrays of one name with two elements each, and fields that are in one element of each of three.
    let mut account = account();
    let mut state = 7_usize;
    let mut draw = |below: usize| {
        state = (state * 1_103_515_245 + 12345) % (1 << 31);
        (state >> 16) % below
    };
    let places: Vec<[(usize, usize); 3]> =
        (0..200).map(|_| [0, 1, 2].map(|third| (third * 13 + draw(13), draw(2)))).collect();
    let element = |array: usize, index: usize| {
        let fields = places.iter().enumerate().filter(|(_, of)| of.contains(&(array, index)));
        let fields: Vec<String> = fields.map(|(field, _)| format!("\"{field:x}\":1")).collect();
        format!("{{{}}}", fields.join(","))
    };
    let arrays: Vec<String> = (0..39)
        .map(|array| format!("\"a\":[{},{}]", element(array, 0), element(array, 1)))
        .collect();
    let leaves: serde_json::Map<String, Value> =
        (0..200).map(|field| (format!("{field:x}"), json!([1]))).collect();
    rule(
        &mut account,
        "r",
        json!({ "detail": { "a": leaves } }),
        json!({ "Id": "t", "Arn": "arn:aws:sqs:ap-northeast-1:111122223333:q" }),
    );
    let event =
        format!(r#"{{"id":"1","source":"s","detail-type":"t","detail":{{{}}}}}"#, arrays.join(","));
    let now = account.now();
    account.inject(Stimulus::Event { event, delivery: Delivery::default() }, now).unwrap();
    settle(&mut account);
    let why = account.not_modelled().next().unwrap().1.to_string();
    assert!(why.contains("whether the event matches is not decided"), "{why}");
    assert_eq!(verdicts(&account), 0);
}

/// How many verdicts of rules are recorded.
#[cfg(test)]
fn verdicts(account: &firedrill_sim::Account) -> usize {
    find(account, |hop| matches!(hop, HopKind::RuleEvaluated { .. }).then_some(())).len()
}
