//! Custom event buses: made, looked up, taken away, and what reaches their rules.

use firedrill_record::HopKind;
use serde_json::json;

use crate::speak::{account, ask, find, pass, put_event, queue, receive, refused, rule};

const BUS: &str = "arn:aws:events:ap-northeast-1:111122223333:event-bus/orders";

#[test]
fn a_bus_is_made_described_listed_and_deleted() {
    let mut account = account();
    let input = json!({ "Name": "orders", "Description": "of the shop" });
    let made = ask(&mut account, "events", "CreateEventBus", input.clone());
    assert_eq!(made, json!({ "EventBusArn": BUS, "Description": "of the shop" }));
    assert_eq!(
        refused(&mut account, "events", "CreateEventBus", input),
        "ResourceAlreadyExistsException: Event bus orders already exists."
    );
    for name in ["orders", BUS] {
        let described = ask(&mut account, "events", "DescribeEventBus", json!({ "Name": name }));
        assert_eq!((&described["Name"], &described["Arn"]), (&json!("orders"), &json!(BUS)));
        assert_eq!(described["Description"], "of the shop");
    }
    let listed = ask(&mut account, "events", "ListEventBuses", json!({}));
    let names: Vec<_> = listed["EventBuses"].as_array().unwrap().iter().collect();
    assert_eq!([&names[0]["Name"], &names[1]["Name"]], ["default", "orders"]);

    let pattern = json!({ "source": ["shop"] }).to_string();
    let rule = json!({ "Name": "r", "EventBusName": "orders", "EventPattern": pattern });
    ask(&mut account, "events", "PutRule", rule);
    assert_eq!(
        refused(&mut account, "events", "DeleteEventBus", json!({ "Name": "orders" })),
        "ValidationException: Event bus orders cannot be deleted since it has rules."
    );
    let rule = json!({ "Name": "r", "EventBusName": BUS });
    ask(&mut account, "events", "DeleteRule", rule);
    for _ in 0..2 {
        ask(&mut account, "events", "DeleteEventBus", json!({ "Name": "orders" }));
    }
    assert_eq!(
        refused(&mut account, "events", "DescribeEventBus", json!({ "Name": "orders" })),
        "ResourceNotFoundException: Event bus orders does not exist."
    );
    assert_eq!(
        refused(&mut account, "events", "DeleteEventBus", json!({ "Name": "default" })),
        "ValidationException: Cannot delete event bus default."
    );
}

#[test]
fn rules_of_one_name_on_two_buses_are_two_and_each_sees_the_events_of_its_own() {
    let mut account = account();
    ask(&mut account, "events", "CreateEventBus", json!({ "Name": "orders" }));
    let pattern = json!({ "source": ["shop"] }).to_string();
    let mut urls = Vec::new();
    for bus in ["default", "orders"] {
        let (arn, url) = queue(&mut account, bus);
        urls.push(url);
        let rule = json!({ "Name": "r", "EventBusName": bus, "EventPattern": pattern });
        let put = ask(&mut account, "events", "PutRule", rule);
        let name = if bus == "default" { "r".to_owned() } else { format!("{bus}/r") };
        assert_eq!(
            put["RuleArn"],
            format!("arn:aws:events:ap-northeast-1:111122223333:rule/{name}")
        );
        let target = json!({
            "Rule": "r", "EventBusName": bus, "Targets": [{ "Id": "t", "Arn": arn }],
        });
        ask(&mut account, "events", "PutTargets", target);
        let described = ask(
            &mut account,
            "events",
            "DescribeRule",
            json!({ "Name": "r", "EventBusName": bus }),
        );
        assert_eq!(described["EventBusName"], bus);
    }
    let entry = json!({
        "EventBusName": BUS, "Source": "shop", "DetailType": "Order", "Detail": "{}",
    });
    ask(&mut account, "events", "PutEvents", json!({ "Entries": [entry] }));
    pass(&mut account, 60);
    assert_eq!(receive(&mut account, &urls[0]).len(), 0);
    assert_eq!(receive(&mut account, &urls[1]).len(), 1);
    let buses = find(&account, |kind| match kind {
        HopKind::EventOnBus { bus, .. } => Some(bus.clone()),
        _ => None,
    });
    assert_eq!(buses, ["orders"]);
}

#[test]
fn a_target_that_is_not_served_ends_the_story_that_reaches_it() {
    let mut account = account();
    let function = "arn:aws:lambda:ap-northeast-1:111122223333:function:f";
    let target = json!({ "Id": "t", "Arn": function });
    rule(&mut account, "r", json!({ "source": ["shop"] }), target);
    put_event(&mut account, "bank", "Order", json!({}));
    pass(&mut account, 60);
    let met = |account: &firedrill_sim::Account| -> Vec<String> {
        let what = account.hops().iter().filter_map(|hop| match &hop.kind {
            HopKind::NotModelled { what } => Some(what.clone()),
            _ => None,
        });
        what.collect()
    };
    assert!(met(&account).is_empty());
    put_event(&mut account, "shop", "Order", json!({}));
    pass(&mut account, 60);
    assert_eq!(met(&account), [format!("the target `{function}` of an EventBridge rule")]);
}
