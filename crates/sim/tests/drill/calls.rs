//! Calls in general: what is not modelled, what is checked, faults, request ids, notes.

use std::time::Duration;

use firedrill_api::Value as Input;
use firedrill_record::{ApiOutcome, HopKind};
use firedrill_sim::{Call, CallError, Delay, Delays, Delivery, Fault, Stimulus};
use serde_json::json;

use crate::speak::{account, ask, call, find, pass, put_event, queue, receive, refused, rule};

#[test]
fn what_is_not_modelled_ends_the_run_by_its_name() {
    let now = account().now();
    for (service, operation, what) in [
        ("lambda", "Invoke", "lambda:Invoke"),
        ("ecs", "UpdateCluster", "ecs:UpdateCluster"),
        ("sts", "AssumeRole", "sts:AssumeRole"),
    ] {
        let mut account = account();
        let call = Call::by_client(service, operation, Input::Structure(Vec::new()));
        let error = account.call(call, now).unwrap_err();
        assert!(matches!(&error, CallError::NotModelled(error) if error.what == what), "{error}");
        assert_eq!(account.not_modelled().map(|error| error.what.as_str()), Some(what));
        let named = find(&account, |hop| match hop {
            HopKind::NotModelled { what } => Some(what.clone()),
            _ => None,
        });
        assert_eq!(named, [what]);
    }
}

#[test]
fn a_refused_member_is_named_with_its_operation() {
    let mut account = account();
    let input = json!({ "StateMachineArn": "arn", "TraceHeader": "Root=1" });
    assert_eq!(
        refused(&mut account, "states", "StartExecution", input),
        "`states:StartExecution traceHeader` is not modelled"
    );
}

#[test]
fn a_member_that_the_model_does_not_have_is_no_quiet_success() {
    let mut account = account();
    let now = account.now();
    let input = Input::Structure(vec![("Nmae".to_owned(), Input::from("r"))]);
    let error = account.call(Call::by_client("events", "PutRule", input), now).unwrap_err();
    assert!(matches!(error, CallError::Service(_)), "{error}");
}

#[test]
fn what_is_stored_without_an_effect_is_a_note() {
    let mut account = account();
    let input = json!({
        "Name": "r",
        "EventPattern": r#"{"source":["shop"]}"#,
        "Tags": [{ "Key": "a", "Value": "b" }, { "Key": "c", "Value": "d" }],
    });
    ask(&mut account, "events", "PutRule", input);
    let notes: Vec<_> = account.notes().collect();
    assert_eq!(notes, ["events:PutRule Tags is stored and has no effect"]);
}

#[test]
fn a_fault_fails_as_many_calls_as_were_asked_for_and_says_that_it_was_injected() {
    let mut account = account();
    account.add_fault(Fault {
        service: "sqs".into(),
        operation: "CreateQueue".into(),
        error: "ThrottlingException".into(),
        message: None,
        times: Some(1),
    });
    let create = json!({ "QueueName": "q" });
    assert_eq!(
        refused(&mut account, "sqs", "CreateQueue", create),
        "ThrottlingException: Rate exceeded"
    );
    queue(&mut account, "q");
    let injected = find(&account, |hop| match hop {
        HopKind::ApiCall { outcome: ApiOutcome::Failed { injected, status, .. }, .. } => {
            Some((*injected, *status))
        }
        _ => None,
    });
    assert_eq!(injected, [(true, 400)]);
}

#[test]
fn the_answer_and_its_hop_carry_the_same_request_id() {
    let mut account = account();
    let now = account.now();
    let answer = account.answer(call("sts", "GetCallerIdentity", json!({})), now);
    let hop = account.hops().get(answer.hop).unwrap();
    let HopKind::ApiCall { request_id, outcome, .. } = &hop.kind else {
        panic!("{:?}", hop.kind);
    };
    assert_eq!(*request_id, answer.request_id);
    let ApiOutcome::Succeeded { response } = outcome else { panic!("{outcome:?}") };
    assert_eq!(response["Account"], "111122223333");
}

#[test]
fn a_call_sees_everything_that_is_due_and_the_clock_never_goes_back() {
    let mut account = account();
    let start = account.now();
    let later = start + Duration::from_secs(60);
    account.call(call("sts", "GetCallerIdentity", json!({})), later).unwrap();
    assert_eq!(account.now(), later);
    account.call(call("sts", "GetCallerIdentity", json!({})), start).unwrap();
    account.advance_to(start);
    assert_eq!(account.now(), later);
}

#[test]
fn an_instant_that_never_ends_is_stopped_and_said() {
    let mut account = account();
    let delays = Delays::default()
        .with(Delay::Target, Duration::ZERO)
        .with(Delay::Redelivery, Duration::ZERO);
    account.set_delays(delays);
    let (arn, _) = queue(&mut account, "q");
    rule(&mut account, "r", json!({ "source": ["shop"] }), json!({ "Id": "t", "Arn": arn }));
    account.add_fault(Fault {
        service: "sqs".into(),
        operation: "SendMessage".into(),
        error: "InternalError".into(),
        message: None,
        times: None,
    });
    let event = json!({ "id": "1", "source": "shop", "detail-type": "sale", "detail": {} });
    let delivery = Delivery { duplicates: 1000, delay: Duration::ZERO };
    let stimulus = Stimulus::Event { event: event.to_string(), delivery };
    let now = account.now();
    account.inject(stimulus, now).unwrap();
    account.advance_to(now);
    assert_eq!(
        account.not_modelled().map(|error| error.what.as_str()),
        Some("more than 100000 events at one instant")
    );
    assert_eq!(account.next_instant(), None);
}

#[test]
fn the_set_up_is_forgotten_when_the_record_is_cleared_and_goes_on() {
    let mut account = account();
    let (arn, url) = queue(&mut account, "q");
    rule(&mut account, "r", json!({ "source": ["shop"] }), json!({ "Id": "t", "Arn": arn }));
    put_event(&mut account, "shop", "sale", json!({}));
    account.clear_record();
    assert!(account.hops().is_empty());
    assert!(account.settled());
    pass(&mut account, 5);
    assert_eq!(receive(&mut account, &url).len(), 1);
    let first = account.hops().iter().next().unwrap();
    assert!(matches!(first.kind, HopKind::EventOnBus { .. }));
    // The hop that led to it is forgotten; its number is not given again.
    let cause = first.cause.hop().unwrap();
    assert!(cause < first.id && account.hops().get(cause).is_none());
    assert!(!account.hops().is_stimulus_event(first));
    assert_eq!(account.stimuli(), []);
}
