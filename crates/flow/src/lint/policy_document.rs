//! What the policy of a queue says to a service that sends.
//!
//! Only what decides that is read: who, what, where, and for whom (`aws:SourceArn`). A condition
//! on anything else is taken to hold where it allows and not to hold where it denies, so that
//! nobody is warned of what he may have meant.

use serde_json::Value;

/// A service that sends to a queue, for the sake of a rule or a topic.
pub(super) struct Sending<'a> {
    pub(super) service: &'a str,
    pub(super) queue: &'a str,
    pub(super) source: &'a str,
}

/// Returns whether a statement allows it and none denies it.
pub(super) fn allows(policy: &Value, sending: &Sending<'_>) -> bool {
    let statements = listed(policy.get("Statement"));
    let applies = |statement: &&&Value, effect: &str| {
        statement.get("Effect").and_then(Value::as_str) == Some(effect)
            && names(statement, "Principal", |principal| is_principal(principal, sending.service))
            && names(statement, "Action", |action| text_matches(action, "sqs:SendMessage", true))
            && names(statement, "Resource", |resource| text_matches(resource, sending.queue, false))
            && conditions_hold(statement, sending.source, effect == "Allow")
    };
    statements.iter().any(|statement| applies(&statement, "Allow"))
        && !statements.iter().any(|statement| applies(&statement, "Deny"))
}

/// Whether an element, or its `Not` form, takes in what `is` recognises. IAM wants one of them.
fn names(statement: &Value, element: &str, is: impl Fn(&Value) -> bool) -> bool {
    match (statement.get(element), statement.get(format!("Not{element}"))) {
        (Some(value), _) => listed(Some(value)).into_iter().any(is),
        (None, Some(value)) => !listed(Some(value)).into_iter().any(is),
        (None, None) => false,
    }
}

fn is_principal(principal: &Value, service: &str) -> bool {
    match principal {
        Value::String(text) => text == "*",
        Value::Object(members) => members.iter().any(|(kind, value)| {
            let named = listed(Some(value)).into_iter().filter_map(Value::as_str);
            let wanted = if kind == "Service" { service } else { "*" };
            named.into_iter().any(|name| name == wanted)
        }),
        _ => false,
    }
}

fn conditions_hold(statement: &Value, source: &str, unknown: bool) -> bool {
    let Some(Value::Object(operators)) = statement.get("Condition") else { return true };
    operators.iter().all(|(operator, keys)| {
        let Value::Object(keys) = keys else { return unknown };
        keys.iter().all(|(key, wanted)| {
            if !key.eq_ignore_ascii_case("aws:SourceArn") {
                return unknown;
            }
            let mut wanted = listed(Some(wanted)).into_iter();
            match operator.trim_end_matches("IfExists") {
                "StringEquals" => wanted.any(|wanted| wanted.as_str() == Some(source)),
                "ArnEquals" | "ArnLike" | "StringLike" => {
                    wanted.any(|wanted| text_matches(wanted, source, false))
                }
                _ => unknown,
            }
        })
    })
}

fn text_matches(pattern: &Value, text: &str, ignore_case: bool) -> bool {
    let Some(pattern) = pattern.as_str() else { return false };
    if ignore_case {
        wildcard_matches(&pattern.to_lowercase(), &text.to_lowercase())
    } else {
        wildcard_matches(pattern, text)
    }
}

/// Whether a pattern with `*` and `?` takes in the whole text.
fn wildcard_matches(pattern: &str, text: &str) -> bool {
    let mut reached = vec![true];
    for char in pattern.chars() {
        let before = reached;
        reached = vec![false];
        if char == '*' {
            reached = before.clone();
            let first = before.iter().position(|here| *here).unwrap_or(before.len());
            reached.resize(text.chars().count() + 1, false);
            reached.iter_mut().skip(first).for_each(|here| *here = true);
            continue;
        }
        for (here, found) in before.iter().zip(text.chars()) {
            reached.push(*here && (char == '?' || char == found));
        }
    }
    reached.len() == text.chars().count() + 1 && reached.last().copied().unwrap_or_default()
}

/// IAM takes one where a list may stand.
fn listed(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(several)) => several.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn allowed(statement: &Value) -> bool {
        let sending = Sending {
            service: "events.amazonaws.com",
            queue: "arn:aws:sqs:eu-west-1:111122223333:dead",
            source: "arn:aws:events:eu-west-1:111122223333:rule/r",
        };
        allows(&json!({ "Statement": statement }), &sending)
    }

    fn statement(with: &Value) -> Value {
        let mut statement = json!({
            "Effect": "Allow",
            "Principal": { "Service": "events.amazonaws.com" },
            "Action": "sqs:SendMessage",
            "Resource": "arn:aws:sqs:eu-west-1:111122223333:dead",
        });
        for (key, value) in with.as_object().unwrap() {
            statement[key] = value.clone();
        }
        statement
    }

    #[test]
    fn what_is_allowed_in_any_of_its_spellings_is_allowed() {
        for with in [
            json!({}),
            json!({ "Principal": "*" }),
            json!({ "Principal": { "AWS": "*" } }),
            json!({ "Principal": { "Service": ["sns.amazonaws.com", "events.amazonaws.com"] } }),
            json!({ "Action": ["SQS:sendmessage"] }),
            json!({ "Action": "sqs:*" }),
            json!({ "Resource": "*" }),
            json!({ "Resource": "arn:aws:sqs:*:*:d?ad" }),
            json!({ "Condition": { "ArnEquals": { "aws:SourceArn": ["arn:x", "arn:aws:events:*:*:rule/*"] } } }),
            json!({ "Condition": { "StringEquals": { "aws:SourceAccount": "999999999999" } } }),
        ] {
            assert!(allowed(&statement(&with)), "{with}");
        }
    }

    #[test]
    fn another_principal_action_queue_or_source_is_not_allowed() {
        for with in [
            json!({ "Principal": { "Service": "sns.amazonaws.com" } }),
            json!({ "Principal": { "AWS": "111122223333" } }),
            json!({ "Action": "sqs:ReceiveMessage" }),
            json!({ "Resource": "arn:aws:sqs:eu-west-1:111122223333:other" }),
            json!({ "Condition": { "ArnEquals": { "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/q" } } }),
            json!({ "Condition": { "StringEquals": { "aws:sourcearn": "arn:aws:events:*" } } }),
        ] {
            assert!(!allowed(&statement(&with)), "{with}");
        }
    }

    #[test]
    fn a_denial_that_is_certain_counts() {
        let deny = |with: Value| json!([statement(&json!({})), statement(&with)]);
        assert!(!allowed(&deny(json!({ "Effect": "Deny" }))));
        let insecure = json!({ "Bool": { "aws:SecureTransport": "false" } });
        assert!(allowed(&deny(json!({ "Effect": "Deny", "Condition": insecure }))));
    }
}
